"""The twelve timelines of a conversation, played with real flows from the customer's first word to the last receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.messages import Address, Buttons, Fault, IdentityChanged
from flow_notations.events import Ended, Heard, Unsent
from flow_notations.host.people import Answer
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World
from tests.journeys.real_flows import live, read

if TYPE_CHECKING:
    from pathlib import Path

    from flow_notations.effects import Offer

MINUTE = 60_000
TOPICS = """flow topics
  timeout 20h

anywhere on invalid, failed, window_closed, timeout -> sorry

send hello
  | Hello
  -> topic

collect topic: choice
  | What is it about?
  * track  "Track"  -> tracked
  * refund "Refund" -> refunded
  retry 2

send tracked
  | It is on its way.
  -> sure

send refunded
  | A refund takes a week.
  -> sure

collect sure: choice
  | Anything else?
  * yes "Yes" -> topic
  * no  "No"  -> bye
  retry 2

send sorry
  | Sorry.
  on failed, window_closed -> bye
  -> bye

end bye
"""


class Willing:
    """People who take every offer and answer later."""

    def __init__(self) -> None:
        self.offered: list[Offer] = []

    async def offer(self, offer: Offer, *, conversation: str) -> Answer | None:
        self.offered.append(offer)
        return None

    async def withdraw(self, ref: str) -> None:
        """Nothing to do."""


def test_1_a_burst_before_the_prompt_is_early_and_wins_the_choice_by_exact_match(tmp_path: Path) -> None:
    """ "hi" and "refund" come together, before anything was asked: nobody has to say it again."""

    async def scenario(world: World) -> None:
        await world.says("hi", at=START - 3000, settle=False)
        await world.says("refund", at=START - 2000)
        assert "A refund takes a week." in world.channel.bodies
        assert "Sorry." not in world.channel.bodies

    live(tmp_path, scenario, TOPICS)


def test_2_a_tap_on_an_old_menu_is_no_answer_and_the_question_is_repeated(tmp_path: Path) -> None:
    """The old button chooses nothing now; no attempt is spent; the open question comes again, once a minute at most."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("track")
        old = next(part.content for part in world.channel.sent if isinstance(part.content, Buttons))
        world.clock.advance_to(START + 2 * MINUTE)
        for _ in range(3):
            await world.taps(old.buttons[1].id)
        assert "A refund takes a week." not in world.channel.bodies
        assert world.channel.bodies.count("Anything else?") == 2
        await world.says("no")
        (interaction,) = await world.host.interactions(await world.conversation())
        assert interaction.outcome == "bye"

    live(tmp_path, scenario, TOPICS)


def test_3_a_lost_answer_is_proved_by_the_customers_reply(tmp_path: Path) -> None:
    """The question may have gone out; at 20 s they answer it: it had, and it is not asked twice."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.extend([Accepted(message_id="wamid.hello"), Uncertain(sentence="lost")])
        await world.says("hi", at=START - 1000)
        world.clock.advance_to(START + 20_000)
        await world.says("refund")
        assert world.channel.bodies.count("What is it about?") == 1
        assert "A refund takes a week." in world.channel.bodies

    live(tmp_path, scenario, TOPICS)


def test_3_a_lost_answer_unproved_for_a_minute_fails_and_is_never_resent(tmp_path: Path) -> None:
    """At 60 s the flow leaves by *failed*; the question that may be on the phone is not sent again."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.extend([Accepted(message_id="wamid.hello"), Uncertain(sentence="lost")])
        await world.says("hi", at=START - 1000)
        await world.passes(59_999)
        assert "Sorry." not in world.channel.bodies
        await world.passes(1)
        assert world.channel.bodies == ["Hello", "What is it about?", "Sorry."]
        assert [unsent.reason for unsent in world.heard(Unsent)] == ["uncertain"]

    live(tmp_path, scenario, TOPICS)


def test_4_the_second_of_three_parts_is_refused_and_the_third_is_held(tmp_path: Path) -> None:
    """The flow hears that one part went out and leaves by *failed*; a retry goes on at the second."""
    parts = TOPICS.replace("  | Hello", "  | one|two|three")

    async def scenario(world: World) -> None:
        no = Refused(reason=Reason.UNREACHABLE, sentence="No connection.")
        world.channel.outcomes.extend([Accepted(message_id="wamid.a"), no])
        await world.says("hi")
        (unsent,) = world.heard(Unsent)
        assert unsent.parts_sent == 1
        assert world.channel.bodies == ["one", "two", "Sorry."]
        assert await world.host.retry(unsent.ref)
        await world.host.settle()
        assert world.channel.bodies == ["one", "two", "Sorry.", "two", "three"]

    live(tmp_path, scenario, parts)


def test_5_messages_at_0_and_23_hours_expire_24_hours_after_the_first(tmp_path: Path) -> None:
    """Nobody answers: the older message decides, to the millisecond."""
    silent = "flow silent\n\nwait long\n  for 100h\n  -> bye\n\nend bye\n"

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(23 * HOUR)
        await world.says("anybody?")
        await world.passes(HOUR - 1)
        assert world.heard(Ended) == []
        await world.passes(1)
        assert [ended.reason for ended in world.heard(Ended)] == ["expired"]
        assert world.channel.sent == []

    live(tmp_path, scenario, silent)


def test_6_a_reply_stamped_before_the_timeout_that_comes_after_it_is_early_for_the_next_question(
    tmp_path: Path,
) -> None:
    """Their "no" to the first question comes too late for it; it is exactly an option of the next, and wins that."""
    two = """flow two
  timeout 1h
anywhere on invalid, failed, window_closed -> bye

collect name: text
  | Who are you?
  on timeout -> stay
  -> bye

collect stay: choice
  | Shall we wait?
  * yes "Yes" -> waiting
  * no  "No"  -> bye
  on timeout -> bye

send waiting
  | We wait.
  -> bye

end bye
"""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(HOUR)
        assert world.channel.bodies == ["Who are you?", "Shall we wait?"]
        world.clock.advance_to(START + HOUR + 5000)
        await world.says("yes", at=START + HOUR - 1)
        assert world.channel.bodies[-1] == "We wait."

    live(tmp_path, scenario, two)


def test_6_a_reply_that_was_in_time_beats_a_timeout_that_has_not_fired(tmp_path: Path) -> None:
    """We were down when both became due: they were in time."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.clock.advance_to(START + 21 * HOUR)
        await world.says("track", at=START + 20 * HOUR - 1)
        assert "It is on its way." in world.channel.bodies
        assert "Sorry." not in world.channel.bodies

    live(tmp_path, scenario, TOPICS)


def test_7_a_first_message_three_days_old_starts_no_flow(tmp_path: Path) -> None:
    """It is stored, its interaction begins and ends expired, people are told, nothing is sent."""

    async def scenario(world: World) -> None:
        await world.says("hi", at=START - 72 * HOUR)
        assert (world.machine.events, world.channel.sent) == ([], [])
        (interaction,) = await world.host.interactions(await world.conversation())
        assert (interaction.status, interaction.outcome) == ("ended", "expired")
        assert [notice.kind for notice in await world.host.notices()] == ["expired"]

    live(tmp_path, scenario, TOPICS)


HELD = """flow held

handoff people as case
  queue support
  | One moment.
  timeout 40h
  on released, ended -> after
  on no_agent        -> bye

send after
  | Anything else?
  on failed        -> bye
  on window_closed -> bye
  -> bye

end bye
"""


def test_8_people_hold_the_conversation_for_30_hours_and_the_flows_next_send_is_window_closed(tmp_path: Path) -> None:
    """Every message goes to people while they hold it; afterwards the window is shut, and the flow takes that way."""
    willing = Willing()

    async def scenario(world: World) -> None:
        await world.says("hi")
        (offer,) = willing.offered
        await world.host.take(await world.conversation(), "Rita")
        await world.host.settle()
        await world.says("are you there?")
        await world.passes(23 * HOUR)
        interaction = offer.ref.partition("/")[0]
        before = len(world.channel.sent)
        from flow_notations.effects import Send, Utterance
        from flow_notations.host.sending import enqueue

        now = world.clock.now()
        send = Send(ref=f"{interaction}/agent/1", utterance=Utterance(text="Here I am", speaker="Rita"))

        def write(tx: object) -> None:
            conversation = tx.conversations.page(after="", limit=1)[0]  # type: ignore[attr-defined]
            enqueue(tx, world.host.wiring, conversation, send, interaction=interaction, now=now)  # type: ignore[arg-type]
            tx.conversations.rest(conversation.id, now)  # type: ignore[attr-defined]

        await world.host.store.transact(write)
        await world.passes(7 * HOUR)
        await world.host.release(offer.ref, Answer(outcome="released", agent="Rita"))
        await world.host.settle()
        assert world.channel.bodies[before:] == ["Here I am"]
        assert [unsent.reason for unsent in world.heard(Unsent)] == ["window_closed"]
        (last,) = await world.host.interactions(await world.conversation())
        assert last.outcome == "bye"

    live(tmp_path, scenario, HELD, ports={"people": willing})


def test_9_a_free_form_question_after_a_wait_of_30_hours_is_found_before_anybody_is_written_to(tmp_path: Path) -> None:
    """The check shows the path; with a template as its prompt the same flow is sound."""
    late = """flow late
anywhere on invalid, failed, timeout -> bye

wait long
  for 30h
  -> ask

collect ask: text
  | Are you still there?
  -> bye

end bye
"""
    free = read(tmp_path, late)
    assert not free.sound
    assert "window" in free.rendered()
    templated = late.replace(
        "  | Are you still there?\n", '  template back_again with name = "you"\n  | Are you still there?\n'
    )
    other = tmp_path / "other"
    other.mkdir()
    found = read(other, templated)
    assert found.sound, found.rendered()


def test_10_a_flow_never_waits_for_receipts_and_a_late_failure_goes_where_the_author_said(tmp_path: Path) -> None:
    """No receipt ever comes and the flow goes on; a message reported undelivered later leads to the author's node."""
    caught = TOPICS.replace("\nsend hello", "\nanywhere undelivered -> trouble\n\nsend hello", 1)
    caught = caught.replace("send sorry\n", "send trouble\n  | Did my message reach you?\n  -> topic\n\nsend sorry\n")

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.channel.bodies == ["Hello", "What is it about?"]
        await world.status("failed", message_id="wamid.out1", faults=(Fault(code=131026, title="Undeliverable"),))
        assert world.channel.bodies[2:] == ["Did my message reach you?", "What is it about?"]

    live(tmp_path, scenario, caught)


def test_11_an_interrupt_of_the_caller_unwinds_the_called_flow(tmp_path: Path) -> None:
    """In the middle of the called flow's question they say a word of the caller: its node takes over."""
    caller = """flow caller

anywhere says "menu" -> menu

call detail
  flow asker
  on done -> bye

send menu
  | The menu.
  on failed, window_closed -> bye
  -> bye

end bye
"""
    callee = """flow asker

collect name: text
  | Who are you?
  on failed, invalid, timeout, window_closed -> done
  -> done

end done
"""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("menu")
        assert world.channel.bodies == ["Who are you?", "The menu."]
        (interaction,) = await world.host.interactions(await world.conversation())
        assert interaction.outcome == "bye"

    live(tmp_path, scenario, caller, callee)


def test_12_two_live_interactions_of_one_customer_merge(tmp_path: Path) -> None:
    """The one heard from last goes on under both names; the other ends as merged; the window is the later one."""
    other = Address(user_id="US.13491208655302741918")

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(HOUR)
        await world.says("hi", sender=other)
        changed = IdentityChanged(
            id="c1", number_id=NUMBER, kind="user_id", at=START + HOUR, previous=ANA, current=other
        )
        await world.host.accept([changed], arrived_at=world.clock.now())
        await world.host.settle()
        (conversation,) = await world.host.conversations()
        assert conversation.latest_inbound_at == START + HOUR
        endings = {each.status: each.outcome for each in await world.host.interactions(conversation.id)}
        assert endings == {"ended": "merged", "live": None}
        await world.says("track")
        assert [heard.message.text for heard in world.heard(Heard)] == ["track"]
        assert "It is on its way." in world.channel.bodies

    live(tmp_path, scenario, TOPICS)
