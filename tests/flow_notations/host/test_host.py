"""A message comes in, a flow answers, the answer goes out, and everything is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from channel_adapter.messages import (
    AccountFault,
    Address,
    Edited,
    Fault,
    IdentityChanged,
    Notice,
    PersonWrote,
    Reaction,
    Received,
    Standby,
    Text,
    Unreadable,
)
from flow_notations.effects import CancelTimer, End, Fetch, Offer, Save, Schedule, SetTimer, Withdraw
from flow_notations.events import Began, Ended, Event, Fetched, Fired, Heard, Released, Sent, Taken
from flow_notations.host.people import Answer
from flow_notations.host.wiring import Integration, Route
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, Flow, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect


def greet(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Greets, echoes, and ends at *bye*."""
    match event:
        case Began():
            return [say(memory, event, "Hello")]
        case Heard(message=message) if message.text == "bye":
            return [End(outcome="bye")]
        case Heard(message=message):
            return [say(memory, event, f"You said {message.text}")]
    return []


def quiet(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Says nothing."""
    return []


def test_a_message_begins_an_interaction_and_is_answered() -> None:
    """The customer's first message starts the flow; its send reaches the channel; the flow hears that it was sent."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.channel.bodies == ["Hello"]
        began, sent = world.machine.events
        assert isinstance(began, Began)
        assert began.first is not None
        assert (began.first.text, began.seq, began.attributes["channel_type"]) == ("hi", 1, "sms")
        assert isinstance(sent, Sent)
        assert (sent.message_ids, sent.seq) == (("wamid.out1",), 2)
        assert await world.lines() == [("in", ""), ("out", "accepted")]
        assert world.channel.windows == [START + 24 * HOUR]

    play(greet, scenario)


def test_a_redelivered_message_is_stepped_once() -> None:
    """The same webhook again changes nothing and counts nothing as new."""

    async def scenario(world: World) -> None:
        received = await world.says("hi")
        assert await world.host.accept([received, received], arrived_at=START) == 0
        await world.host.settle()
        assert world.channel.bodies == ["Hello"]

    play(greet, scenario)


def test_after_an_end_the_next_message_begins_anew() -> None:
    """The conversation outlives its interactions: one history, two interactions."""

    async def scenario(world: World) -> None:
        for text in ("hi", "bye", "again"):
            await world.says(text)
        first, second = await world.host.interactions(await world.conversation())
        assert (first.status, first.outcome, second.status) == ("ended", "bye", "live")
        assert world.channel.bodies == ["Hello", "Hello"]
        assert len(await world.host.history(await world.conversation())) == 5

    play(greet, scenario)


def test_the_journal_holds_every_step_with_its_reason() -> None:
    """Event, effects and explanation of each step, numbered without a gap; what is private is masked."""

    def secretive(memory: dict[str, Any], event: Event) -> list[Effect]:
        from dataclasses import replace

        return [replace(say(memory, event, "code 1234"), private=True)] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        (interaction,) = await world.host.interactions(await world.conversation())
        entries = await world.host.journal(interaction.id)
        assert [entry.seq for entry in entries] == [1, 2]
        assert "1234" not in entries[0].effects
        assert "script" in entries[0].explanation
        assert world.channel.bodies == ["code 1234"]

    play(secretive, scenario)


def test_fields_of_the_contact_outlive_the_interaction() -> None:
    """What a flow saves of the contact is there when the next interaction begins; the interaction's own is not."""

    def saving(memory: dict[str, Any], event: Event) -> list[Effect]:
        saves: list[Effect] = [
            Save(scope="contact", name="language", value="es"),
            Save(scope="interaction", name="topic", value="refund"),
        ]
        return [*saves, End(outcome="done")] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("hi again")
        first, second = world.heard(Began)
        assert (dict(first.contact), first.language) == ({}, None)
        assert (dict(second.contact), second.language) == ({"language": "es"}, "es")
        (one, _) = await world.host.interactions(await world.conversation())
        assert await world.host.fields(one.id) == {"topic": "refund"}

    play(saving, scenario)


def test_a_timer_fires_once_at_its_deadline() -> None:
    """Armed, moved, fired once at the moved deadline; a cancelled one never."""

    def timing(memory: dict[str, Any], event: Event) -> list[Effect]:
        match event:
            case Began(at=at):
                return [SetTimer(name="nudge", deadline=at + 1000), SetTimer(name="gone", deadline=at + 500)]
            case Heard(at=at):
                return [SetTimer(name="nudge", deadline=at + 5000), CancelTimer(name="gone")]
        return []

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert await world.host.next_deadline() == START + 500
        await world.says("wait")
        await world.passes(10_000)
        (fired,) = world.heard(Fired)
        assert (fired.timer, fired.at) == ("nudge", START + 5000)

    play(timing, scenario)


def test_no_record_of_dispatch_leaves_a_notice() -> None:
    """A message that no flow takes is kept, and people are told; nothing fails."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert [notice.kind for notice in await world.host.notices()] == ["no flow"]
        assert await world.lines() == [("in", "")]

    play(greet, scenario, settings={"dispatch": (Route(flow="greet", contact_point="elsewhere"),)})


def test_dispatch_takes_the_first_record_that_matches() -> None:
    """Contact point, direction and customer choose the flow, in order."""
    routes = (Route(flow="other", customer="+1999"), Route(flow="other", contact_point="+1000"), Route(flow="greet"))
    integrations = {NUMBER: Integration(number_id=NUMBER, contact_point="+1000")}

    async def scenario(world: World) -> None:
        await world.says("hi")
        (interaction,) = await world.host.interactions(await world.conversation())
        assert interaction.flow == "other"

    play(greet, scenario, settings={"dispatch": routes, "integrations": integrations})


def test_services_and_people_that_are_not_connected_answer_honestly() -> None:
    """A fetch comes back without a status, an offer without an agent; a withdrawal is heard by nobody."""

    def asking(memory: dict[str, Any], event: Event) -> list[Effect]:
        if not isinstance(event, Began):
            return []
        ref = f"{event.interaction}/{event.seq}"
        return [
            Fetch(ref=f"{ref}/1", service="orders", method="get", path="/1"),
            Offer(ref=f"{ref}/2", queue="support"),
            Withdraw(ref=f"{ref}/2"),
        ]

    async def scenario(world: World) -> None:
        await world.says("hi")
        (fetched,) = world.heard(Fetched)
        (released,) = world.heard(Released)
        assert (fetched.status, "not connected" in fetched.sentence) == (None, True)
        assert released.outcome == "no_agent"

    play(asking, scenario)


def test_people_release_a_conversation_once() -> None:
    """An offer that people take is answered later; a second answer changes nothing."""

    class Desk:
        offered: list[str]

        async def offer(self, offer: Offer, *, conversation: str) -> Answer | None:
            self.offered = [offer.ref]

        async def withdraw(self, ref: str) -> None: ...

    desk = Desk()

    def asking(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [Offer(ref=f"{event.interaction}/1/1", queue="support")] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.host.take(await world.conversation(), "Bo")
        for outcome in ("released", "ended"):
            await world.host.release(desk.offered[0], Answer(outcome=outcome, disposition="solved", agent="Bo"))
        await world.host.release("nobody/1/1", Answer(outcome="ended"))
        await world.host.settle()
        (taken,) = world.heard(Taken)
        (released,) = world.heard(Released)
        assert (taken.by, released.outcome, released.disposition, released.agent) == ("Bo", "released", "solved", "Bo")

    play(asking, scenario, ports={"people": desk})


def test_a_scheduled_flow_begins_when_its_hour_comes_and_nothing_is_live() -> None:
    """It waits for the live interaction to end; the same key replaces the earlier plan; inputs arrive."""

    def scheduling(memory: dict[str, Any], event: Event) -> list[Effect]:
        match event:
            case Began(first=None):
                return [End(outcome="reminded")]
            case Began():
                return [
                    Schedule(ref="x/1/1", flow="missing", at=event.at + 500),
                    Schedule(ref="x/1/2", flow="other", at=event.at + 9 * HOUR, key="r"),
                    Schedule(ref="x/1/3", flow="other", at=event.at + HOUR, inputs={"n": 3}, key="r"),
                ]
            case Heard():
                return [End(outcome="done")]
        return []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(2 * HOUR)
        assert len(world.heard(Began)) == 1
        await world.says("bye")
        await world.passes(HOUR)
        _, reminder = world.heard(Began)
        assert (dict(reminder.inputs), reminder.attributes["direction"]) == ({"n": 3}, "outbound")
        assert [notice.kind for notice in await world.host.notices()] == ["no flow"]
        assert await world.host.next_deadline() is None

    play(scheduling, scenario)


def test_unknown_things_are_kept_and_shown() -> None:
    """What steps no session is kept under its kind, or shown; what an operator must know is a notice."""
    stranger = Received(id="w9", number_id=NUMBER, sender=ANA, at=START, content=Text(body="x"))
    items = [
        Unreadable(id="u1", reason="no JSON", raw="{"),
        AccountFault(id="a1", number_id=NUMBER, fault=Fault(code=131, title="trouble")),
        Notice(id="n1", field="template", value={"list": [1]}),
        Edited(id="e1", number_id=NUMBER, sender=ANA, at=START, original_id="w1", content=Text(body="y")),
        Standby(received=stranger),
    ]

    async def scenario(world: World) -> None:
        assert await world.host.accept(items, arrived_at=START) == 5
        assert await world.host.accept(items, arrived_at=START) == 0
        kept = await world.host.kept()
        assert [each.kind for each in kept] == ["Edited", "Notice", "AccountFault", "Unreadable"]
        assert {notice.kind for notice in await world.host.notices()} == {"account", "unreadable"}
        assert world.machine.events == []

    play(greet, scenario)


def test_one_bad_item_spoils_no_other() -> None:
    """An item that cannot be written is buried alone with its reason; the rest of its batch goes on."""
    bad = Received(id=None, number_id=NUMBER, sender=ANA, at=START, content=Text(body="x"))  # type: ignore[arg-type]
    good = Received(id="w1", number_id=NUMBER, sender=ANA, at=START, content=Text(body="hi"))

    async def scenario(world: World) -> None:
        assert await world.host.accept([bad, good], arrived_at=START) == 2
        await world.host.settle()
        (kept,) = await world.host.kept()
        assert kept.reason
        assert world.channel.bodies == ["Hello"]

    play(greet, scenario)


def test_a_person_on_the_phone_app_takes_the_conversation() -> None:
    """Their message is in the history under their name, and the flow hears that it is taken, once."""
    wrote = PersonWrote(id="p1", number_id=NUMBER, to=ANA, at=START, content=Text(body="I am here"))

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.host.accept([wrote, wrote], arrived_at=START)
        await world.host.settle()
        assert len(world.heard(Taken)) == 1
        assert (await world.host.history(await world.conversation()))[-1].speaker == "business phone app"

    play(greet, scenario)


def test_a_reaction_begins_nothing_and_waits_for_nothing() -> None:
    """An emoji on an old message is in the history, starts no flow, and opens no window."""

    async def scenario(world: World) -> None:
        await world.says("", content=Reaction(message_id="wamid.x", emoji="👍"))
        assert (world.machine.events, await world.lines()) == ([], [("in", "")])
        (conversation,) = await world.host.conversations()
        assert (conversation.latest_inbound_at, conversation.wake_at) == (None, None)

    play(greet, scenario)


def test_a_step_that_fails_three_times_parks_its_conversation_only() -> None:
    """The event is tried again after pauses, then parked with a notice; other customers go on; it can be resumed."""
    broken = {"now": True}

    def poison(memory: dict[str, Any], event: Event) -> list[Effect]:
        if isinstance(event, Heard) and event.message.text == "poison" and broken["now"]:
            raise RuntimeError("cannot take this")
        return greet(memory, event)

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("poison")
        await world.says("after")
        await world.passes(60_000)
        assert [notice.kind for notice in await world.host.notices()] == ["parked"]
        (interaction,) = await world.host.interactions(await world.conversation())
        assert interaction.status == "parked"
        await world.says("hello", sender=Address(phone="+15550002222"))
        assert world.channel.bodies == ["Hello", "Hello"]
        broken["now"] = False
        assert await world.host.resume(interaction.id)
        assert not await world.host.resume(interaction.id)
        await world.host.settle()
        assert world.channel.bodies[2:] == ["You said poison", "You said after"]

    play(poison, scenario)


def test_a_parked_conversation_expires_all_the_same() -> None:
    """Nobody answered for 24 h: the interaction ends, and the customer's next message begins a new one."""

    def poison(memory: dict[str, Any], event: Event) -> list[Effect]:
        raise RuntimeError("always")

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(25 * HOUR)
        (interaction,) = await world.host.interactions(await world.conversation())
        assert (interaction.status, interaction.outcome) == ("ended", "expired")
        assert interaction.ended_at == START + 24 * HOUR

    play(poison, scenario)


def test_a_timer_whose_step_fails_is_tried_again() -> None:
    """A deadline is not lost with a failing step: it waits like any event, and parks at the third failure."""
    tries: list[int] = []

    def poison(memory: dict[str, Any], event: Event) -> list[Effect]:
        if isinstance(event, Fired):
            tries.append(event.at)
            if len(tries) < 3:
                raise RuntimeError("not yet")
        return [SetTimer(name="t", deadline=event.at + 1000)] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(HOUR)
        assert tries == [START + 1000, START + 2000, START + 12_000]

    play(poison, scenario)


def test_a_session_of_a_version_that_is_gone_is_parked_until_it_is_back() -> None:
    """Sessions keep the version they began with; when it is not loaded people are told, and nothing is guessed."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.programs["greet"] = Flow(digest="d9")
        await world.says("more")
        await world.passes(60_000)
        (notice,) = await world.host.notices()
        assert "not loaded" in notice.sentence
        world.programs["greet"] = Flow()
        (interaction,) = await world.host.interactions(await world.conversation())
        await world.host.resume(interaction.id)
        await world.host.settle()
        assert world.channel.bodies[-1] == "You said more"

    play(greet, scenario)


def test_two_conversations_of_one_customer_become_one() -> None:
    """Timeline 12: the one heard from last stays live, the other ends as merged; one history; both names lead there."""
    user = Address(user_id="US.1")

    async def scenario(world: World) -> None:
        await world.says("from the phone")
        world.clock.advance_to(START + 1000)
        await world.says("by user id", sender=user)
        changed = IdentityChanged(id="c1", number_id=NUMBER, previous=ANA, current=user, at=START, kind="linked")
        await world.host.accept([changed, changed], arrived_at=START + 2000)
        await world.host.settle()
        (conversation,) = await world.host.conversations()
        (ended,) = world.heard(Ended)
        assert ended.reason == "merged"
        assert [line.direction for line in await world.host.history(conversation.id)] == ["in", "out", "in", "out"]
        for sender in (ANA, user):
            await world.says("still me", sender=sender)
        assert world.channel.bodies[-2:] == ["You said still me", "You said still me"]
        assert len(await world.host.conversations()) == 1

    play(greet, scenario)


def test_a_message_that_names_two_conversations_makes_them_one() -> None:
    """By phone one, by user id the other, then a message with both: the one heard from last goes on, nothing is orphaned."""
    user = Address(user_id="US.1")

    async def scenario(world: World) -> None:
        await world.says("from the phone")
        world.clock.advance_to(START + 1000)
        await world.says("by user id", sender=user)
        world.clock.advance_to(START + 2000)
        both = Address(phone=ANA.phone, user_id="US.1")
        for text in ("it is me", "and me"):
            await world.says(text, sender=both)
        (conversation,) = await world.host.conversations()
        assert conversation.customer == both
        assert [ended.reason for ended in world.heard(Ended)] == ["merged"]
        assert [heard.message.text for heard in world.heard(Heard)] == ["it is me", "and me"]
        assert [line.direction for line in await world.host.history(conversation.id)] == ["in", "out"] * 4
        for sender in (ANA, user):
            await world.says("still me", sender=sender)
        assert len(await world.host.conversations()) == 1

    play(greet, scenario)


def test_a_person_who_writes_to_both_names_makes_them_one() -> None:
    """So does an interaction that we begin."""

    async def scenario(world: World) -> None:
        await world.says("from the phone")
        await world.says("by user id", sender=Address(user_id="US.1"))
        kept = await world.host.begin(NUMBER, Address(phone=ANA.phone, user_id="US.1"), "greet", key="k")
        assert [each.id for each in await world.host.conversations()] == [kept]

    play(greet, scenario)


def test_history_is_read_in_pages() -> None:
    """The last page first, then what came before it."""

    async def scenario(world: World) -> None:
        for text in ("hi", "one", "two"):
            await world.says(text)
        conversation = await world.conversation()
        last = await world.host.history(conversation, limit=2)
        before = await world.host.history(conversation, before=last[0].position, limit=10)
        assert [len(last), len(before)] == [2, 4]
        assert [line.position for line in (*before, *last)] == sorted(line.position for line in (*before, *last))

    play(greet, scenario)
