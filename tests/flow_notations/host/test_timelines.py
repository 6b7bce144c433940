"""The timelines of waiting customers: bursts, lost answers, splits, windows, expiry, races."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.messages import Buttons, Fault
from channel_adapter.window import ExpiryRule
from flow_notations.effects import Choice, Menu, SetTimer
from flow_notations.events import Began, Ended, Event, Fired, Heard, Released, Sent, Unsent
from flow_notations.host.people import Answer
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect

LOST = Uncertain(sentence="the answer was lost")
MENU = Menu(show="buttons", choices=(Choice(id="yes", label="Yes"), Choice(id="no", label="No")))


def ask(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Asks with buttons at the start, and again for every text *again*."""
    match event:
        case Began():
            return [say(memory, event, "Sure?", menu=MENU)]
        case Heard(message=message) if message.text == "again":
            return [say(memory, event, "Really sure?", menu=MENU)]
    return []


def quiet(memory: dict[str, Any], event: Event) -> list[Effect]:
    return []


def tells(memory: dict[str, Any], event: Event) -> list[Effect]:
    """One send in three parts, at the start."""
    return [say(memory, event, "one|two|three")] if isinstance(event, Began) else []


def test_timeline_1_a_burst_reaches_the_flow_in_order() -> None:
    """Two messages in one webhook: the first begins, the second is heard next, each once and in order."""

    async def scenario(world: World) -> None:
        await world.says("hi", settle=False)
        await world.says("refund")
        began, heard, sent = world.machine.events
        assert isinstance(began, Began)
        assert isinstance(heard, Heard)
        assert isinstance(sent, Sent)
        assert heard.message.at <= sent.at

    play(ask, scenario)


def test_timeline_2_a_tap_names_the_message_it_answers() -> None:
    """A tap carries the ref of its own menu, old or new, even when the channel leaves out what was quoted."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("again")
        old, new = (part.content for part in world.channel.sent)
        assert isinstance(old, Buttons)
        assert isinstance(new, Buttons)
        await world.taps(old.buttons[0].id)
        await world.taps(new.buttons[1].id)
        first, second = world.heard(Heard)[-2:]
        refs = [sent.ref for sent in world.heard(Sent)]
        assert [first.message.of, second.message.of] == refs
        assert [first.message.option, second.message.option] == ["yes", "no"]

    play(ask, scenario)


def test_timeline_2_a_quote_names_the_send_it_quotes() -> None:
    """A reply to a message of ours carries the ref of the send; a reply to anything else carries none."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("yes", reply_to="wamid.out1")
        await world.says("yes", reply_to="wamid.stranger")
        known, unknown = world.heard(Heard)
        assert (known.message.of, unknown.message.of) == (world.channel.sent[0].ref, None)

    play(ask, scenario)


def proof_by(kind: str) -> None:
    async def scenario(world: World) -> None:
        world.channel.outcomes.append(LOST)
        await world.says("hi")
        assert world.heard(Sent) == []
        world.clock.advance_to(START + 20_000)
        ref = world.channel.sent[0].ref
        match kind:
            case "reply":
                await world.says("yes")
            case "tap":
                await world.taps(f"{ref}#yes", reply_to="wamid.real", at=START - 5000)
            case "quote":
                await world.says("yes", reply_to="wamid.real")
            case "status":
                await world.status("delivered", message_id="wamid.real", ref=ref)
        sent = world.heard(Sent)
        assert [each.ref for each in sent] == [ref]
        if kind != "status":
            sent_first, heard = world.machine.events[1:]
            assert (type(sent_first), type(heard)) == (Sent, Heard)
            assert sent_first.at <= heard.message.at
        if kind != "reply":
            assert sent[0].message_ids == ("wamid.real",)
        await world.passes(120_000)
        assert world.heard(Unsent) == []
        assert len(world.channel.sent) == 1

    play(ask, scenario)


def test_timeline_3_a_reply_proves_a_lost_send() -> None:
    """The customer wrote after it: it arrived. The flow hears *sent* before the reply, and nothing is resent."""
    proof_by("reply")


def test_timeline_3_a_tap_proves_a_lost_send() -> None:
    """A tap on the very message proves it whatever the clocks say."""
    proof_by("tap")


def test_timeline_3_a_quote_proves_a_lost_send() -> None:
    """A reply to a message whose id nobody knows can only be the lost one."""
    proof_by("quote")


def test_timeline_3_a_status_proves_a_lost_send() -> None:
    """Our ref comes back in the status."""
    proof_by("status")


def test_timeline_3_without_proof_for_60_seconds_it_is_reported_and_never_resent() -> None:
    """At 59.999 s it still waits; at 60 s the flow hears *uncertain*, the next send leaves, and no copy goes out."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(LOST)
        await world.says("hi", at=START - 5000)
        await world.says("again", at=START - 4000)
        await world.passes(59_999)
        assert (world.heard(Unsent), len(world.channel.sent)) == ([], 1)
        await world.passes(1)
        (unsent,) = world.heard(Unsent)
        assert (unsent.reason, unsent.at, unsent.retryable) == ("uncertain", START + 60_000, False)
        assert world.channel.bodies == ["Sure?", "Really sure?"]
        assert (await world.host.outbox(state="uncertain"))[0].settled

    play(ask, scenario)


def test_timeline_3_a_proof_that_comes_too_late_is_still_shown() -> None:
    """After the report the flow is not told again, but the history shows that it was delivered."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(LOST)
        await world.says("hi", at=START - 5000)
        await world.passes(60_000)
        await world.status("read", message_id="wamid.real", ref=world.channel.sent[0].ref)
        assert (await world.lines())[-1] == ("out", "read")
        assert world.heard(Sent) == []

    play(ask, scenario)


def test_timeline_3_a_customer_who_wrote_while_the_answer_was_lost_proves_it() -> None:
    """The message came before the connection broke off: there is nothing to wait for."""

    async def scenario(world: World) -> None:
        class Slow:
            prepare = world.channel.prepare
            mark_read = world.channel.mark_read

            async def send(self, part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
                world.clock.advance_to(START + 9000)
                await world.says("yes", settle=False)
                return LOST

        world.host.wiring.channels[NUMBER] = Slow()  # type: ignore[index]
        await world.says("hi")
        assert len(world.heard(Sent)) == 1

    play(ask, scenario)


def test_a_channel_that_raises_leaves_the_send_in_doubt() -> None:
    """Nobody knows what went out, so it is treated as uncertain, never as lost and never resent."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(RuntimeError("a mistake of ours"))
        await world.says("hi", at=START - 5000)
        await world.passes(60_000)
        assert [unsent.reason for unsent in world.heard(Unsent)] == ["uncertain"]
        assert len(world.channel.sent) == 1

    play(ask, scenario)


def test_timeline_4_a_refused_part_holds_the_rest() -> None:
    """Of three parts the second is refused: the third never leaves, and the flow hears how many went out."""

    async def scenario(world: World) -> None:
        no = Refused(reason=Reason.REFUSED, sentence="Bad words.", code=131000)
        world.channel.outcomes.extend([Accepted(message_id="wamid.a"), no])
        await world.says("hi")
        (unsent,) = world.heard(Unsent)
        assert (unsent.parts_sent, unsent.reason, unsent.code, unsent.sentence) == (1, "refused", 131000, "Bad words.")
        assert [part.state for part in await world.host.outbox()][::-1] == ["accepted", "refused", "held"]
        assert world.channel.bodies == ["one", "two"]

    play(tells, scenario)


def test_timeline_4_any_part_correlates() -> None:
    """Quoting the first of three parts names the send; the flow hears *sent* once, with all ids."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        (sent,) = world.heard(Sent)
        assert sent.message_ids == ("wamid.out1", "wamid.out2", "wamid.out3")
        await world.says("what?", reply_to="wamid.out1")
        assert world.heard(Heard)[0].message.of == sent.ref

    play(tells, scenario)


def test_timeline_4_a_retry_resumes_at_the_part_that_was_refused() -> None:
    """A person lets it try again: parts that went out are not repeated, and the flow's late news is honest."""

    async def scenario(world: World) -> None:
        no = Refused(reason=Reason.UNREACHABLE, sentence="No connection.")
        world.channel.outcomes.extend([Accepted(message_id="wamid.a"), no])
        await world.says("hi")
        assert await world.host.retry(world.heard(Unsent)[0].ref)
        await world.host.settle()
        assert world.channel.bodies == ["one", "two", "two", "three"]
        assert not await world.host.retry(world.heard(Unsent)[0].ref)

    play(tells, scenario)


def test_timeline_5_nobody_answers_and_the_oldest_message_decides() -> None:
    """Messages at 0 h and 23 h: expiry at 24:00:00 of the first, not a millisecond earlier; people are told."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(23 * HOUR)
        await world.says("anybody?")
        await world.passes(HOUR - 1)
        assert world.heard(Ended) == []
        await world.passes(1)
        (ended,) = world.heard(Ended)
        assert (ended.reason, ended.at) == ("expired", START + 24 * HOUR)
        assert [notice.kind for notice in await world.host.notices()] == ["expired"]

    play(quiet, scenario)


def test_an_answer_stops_the_clock_and_its_failure_starts_it_again() -> None:
    """A message of ours answers; when it turns out undelivered the old deadline is back."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        (before,) = await world.host.interactions(await world.conversation())
        assert before.expires_at is None
        await world.status("failed", faults=(Fault(code=131026, title="Undeliverable"),))
        (after,) = await world.host.interactions(await world.conversation())
        assert after.expires_at == START + 24 * HOUR
        assert world.heard(Unsent)[0].reason == "undelivered"

    play(ask, scenario)


def test_the_stricter_rule_counts_from_the_latest_message() -> None:
    """Answered or not, 24 h after the customer's latest message it ends, by the integration's setting."""
    strict = {NUMBER: Integration(number_id=NUMBER, expiry=ExpiryRule.LATEST_INBOUND)}

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(HOUR)
        await world.says("more")
        await world.passes(24 * HOUR)
        assert [ended.at for ended in world.heard(Ended)] == [START + 25 * HOUR]

    play(ask, scenario, settings={"integrations": strict})


def test_timeline_6_a_reply_stamped_before_the_deadline_wins_the_race() -> None:
    """Both wait when we come back: the customer was in time, so the reply is heard before the timer."""
    assert race(reply_at=999) == [Heard, Fired]


def test_timeline_6_a_reply_stamped_at_the_deadline_is_late() -> None:
    """At the deadline itself the timer goes first."""
    assert race(reply_at=1000) == [Fired, Heard]


def race(*, reply_at: int) -> list[type]:
    def timing(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [SetTimer(name="timeout", deadline=event.at + 1000)] if isinstance(event, Began) else []

    order: list[type] = []

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.clock.advance_to(START + 5000)
        await world.says("late?", at=START + reply_at)
        order.extend(type(event) for event in world.machine.events[1:])

    play(timing, scenario)
    return order


def test_timeline_7_a_message_three_days_old_starts_no_flow() -> None:
    """It is stored, its interaction begins and ends as expired, people are told; the window stays closed."""

    async def scenario(world: World) -> None:
        await world.says("hi", at=START - 72 * HOUR)
        assert (world.machine.events, world.channel.sent) == ([], [])
        (interaction,) = await world.host.interactions(await world.conversation())
        assert (interaction.status, interaction.outcome) == ("ended", "expired")
        assert [notice.kind for notice in await world.host.notices()] == ["expired"]
        assert await world.lines() == [("in", "")]

    play(ask, scenario)


def test_timeline_8_a_send_after_a_long_hold_is_window_closed() -> None:
    """People answered within the day and release after 30 h: the flow's next words may not leave, and it hears why."""

    def back(memory: dict[str, Any], event: Event) -> list[Effect]:
        match event:
            case Began():
                return [say(memory, event, "One moment")]
            case Released():
                return [say(memory, event, "Anything else?")]
        return []

    async def scenario(world: World) -> None:
        await world.says("hi")
        (interaction,) = await world.host.interactions(await world.conversation())
        await world.passes(30 * HOUR)
        await world.host.release(f"{interaction.id}/1/9", Answer(outcome="released"))
        await world.host.settle()
        assert [unsent.reason for unsent in world.heard(Unsent)] == ["window_closed"]
        assert world.channel.bodies == ["One moment"]

    play(back, scenario)


def test_timeline_10_receipts_step_no_session() -> None:
    """Statuses climb in the history only; they never step down, and an unknown word changes nothing."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        fresh = [await world.status(word) for word in ("sent", "read", "delivered", "read", "frozen")]
        assert fresh == [1, 1, 0, 0, 0]
        assert (await world.lines())[-1] == ("out", "read")
        assert len(world.machine.events) == 2

    play(ask, scenario)


def test_timeline_10_a_late_failure_reaches_the_flow_once() -> None:
    """An asynchronous 131047 is *window closed*; the same status again is nothing new."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        for _ in range(2):
            await world.status("failed", faults=(Fault(code=131047, details="Re-engagement message"),))
        (unsent,) = world.heard(Unsent)
        assert (unsent.reason, unsent.code, unsent.sentence) == ("window_closed", 131047, "Re-engagement message")

    play(ask, scenario)


def test_a_status_of_a_message_that_is_not_ours_is_kept() -> None:
    """Another system writes from the same number: nothing fails, nothing is lost."""

    async def scenario(world: World) -> None:
        assert [await world.status("read", message_id="wamid.foreign") for _ in range(2)] == [1, 0]
        assert [each.reason for each in await world.host.kept()] == ["not a message of ours"]

    play(ask, scenario)
