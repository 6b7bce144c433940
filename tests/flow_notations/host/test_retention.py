"""How long is kept what belongs to no interaction, and customers of whom nothing is left.

Scenarios without parameters are played on every store; see the tests of the sealed store and of PostgreSQL.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from channel_adapter.messages import Address, PersonWrote, Reaction, Received, Standby, Text, Unreadable
from flow_notations.effects import End, Save
from flow_notations.events import Began, Event, Heard
from flow_notations.host.records import Notice, Queued
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.host.store import Transaction

DAY = 24 * HOUR
BO = Address(phone="+15550002222")
DAYS = 7
DEADLINE = START + DAYS * DAY
SETTINGS = {
    "integrations": {
        NUMBER: Integration(number_id=NUMBER, retention_days=DAYS), "2002": Integration(number_id="2002")
    }
}  # fmt: skip


def brief(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Answers and ends; *stay* goes on, *note* keeps a field of the customer's."""
    if not isinstance(event, Began | Heard):
        return []
    text = event.first.text if isinstance(event, Began) and event.first else ""
    if text == "stay":
        return [say(memory, event, "I am here")]
    kept: list[Effect] = [Save(scope="contact", name="noted", value=True)] if text == "note" else []
    return [say(memory, event, "Bye"), *kept, End(outcome="bye")]


def echoed(identity: str = "wamid.echo", *, number_id: str = NUMBER, to: Address = ANA) -> PersonWrote:
    """What somebody wrote on the business phone."""
    return PersonWrote(id=identity, number_id=number_id, to=to, at=START, content=Text(body="from the phone"))


def overheard(identity: str = "wamid.standby", *, sender: Address = ANA, at: int = START) -> Standby:
    """What a customer wrote while others answer."""
    received = Received(id=identity, number_id=NUMBER, sender=sender, at=at, content=Text(body="hello others"))
    return Standby(received=received)


async def came(world: World, *items: Any) -> int:
    """Items come in, and all that follows from them is done; how many were new."""
    fresh = await world.host.accept(items, arrived_at=world.clock.now())
    await world.host.settle()
    return fresh


async def kept_until_deadline(world: World, count: int) -> None:
    """All lines are there a millisecond before the deadline and at it, and none a millisecond after."""
    conversation = await world.conversation()
    for moment, left in ((DEADLINE - 1, count), (DEADLINE, count), (DEADLINE + 1, 0)):
        world.clock.advance_to(moment)
        await world.host.retain(batch=1)
        assert len(await world.host.history(conversation)) == left


def test_what_was_said_outside_of_all_interactions_goes_at_its_deadline() -> None:
    """From the business phone, while others answered, an emoji when nothing was live: each with its own day."""

    async def scenario(world: World) -> None:
        reaction = Reaction(emoji="👍", message_id="wamid.echo")
        assert await came(world, echoed(), overheard()) == 2
        await world.says("", content=reaction)
        assert {line.interaction for line in await world.host.history(await world.conversation())} == {None}
        await kept_until_deadline(world, 3)

    play(brief, scenario, settings=SETTINGS)


def test_a_line_goes_by_its_own_time_and_by_its_own_number() -> None:
    """A younger one stays, and so does what a number keeps for ever."""

    async def scenario(world: World) -> None:
        await came(world, overheard(), echoed("wamid.for-ever", number_id="2002", to=BO))
        world.clock.advance_to(START + 1)
        await came(world, overheard("wamid.younger", at=START + 1))
        world.clock.advance_to(DEADLINE + 1)
        await world.host.retain()
        left = {each.customer: await world.host.history(each.id) for each in await world.host.conversations()}
        assert [line.message_id for line in left[ANA]] == ["wamid.younger"]
        assert [line.message_id for line in left[BO]] == ["wamid.for-ever"]

    play(brief, scenario, settings=SETTINGS)


def test_what_is_told_of_an_account_goes_with_what_was_kept_aside() -> None:
    """It is about no conversation; at 8 days exactly it is there, and what is about a conversation stays with that."""
    aside = 8 * DAY

    async def scenario(world: World) -> None:
        await came(world, *[Unreadable(id=each, reason="?", raw="") for each in ("one", "two")])
        await world.says("stay")
        told = Notice(at=START, kind="late", sentence="", conversation=await world.conversation(), interaction="i")
        await world.store.transact(lambda tx: tx.history.tell(told))
        for moment, kinds in (
            (START + aside, ["late", "unreadable", "unreadable"]), (START + aside + 1, ["late"])
        ):  # fmt: skip
            world.clock.advance_to(moment)
            await world.host.retain(batch=1)
            assert [notice.kind for notice in await world.host.notices()] == kinds

    play(brief, scenario, settings=SETTINGS)


def test_a_persons_message_of_no_interaction_goes_with_what_was_sent() -> None:
    """The line and its part of the outbox, once that is settled."""

    async def scenario(world: World) -> None:
        await came(world, overheard())
        conversation = await world.conversation()
        written = await world.host.write(conversation, "one|two", by="Rita", key="1")
        await world.host.settle()
        assert [line.status for line in await world.host.history(conversation)] == ["standby", "accepted", "accepted"]
        await kept_until_deadline(world, 3)
        assert await world.store.transact(lambda tx: tx.outbox.page(state=None, limit=9)) == ()
        assert await world.store.transact(lambda tx: tx.outbox.of_send(written.ref)) == ()

    play(brief, scenario, settings=SETTINGS)


def test_what_waits_to_be_sent_stays_until_it_is_settled() -> None:
    """However old: first it becomes of it what will."""

    async def scenario(world: World) -> None:
        await came(world, overheard())
        conversation = await world.conversation()
        await world.host.write(conversation, "I am late", by="Rita", key="1")
        world.clock.advance_to(DEADLINE + 1)
        await world.host.retain()
        assert [line.status for line in await world.host.history(conversation)] == ["queued"]
        await world.host.settle()
        assert [line.status for line in await world.host.history(conversation)] == ["refused"]
        await world.host.retain()
        assert await world.host.conversations() == ()

    play(brief, scenario, settings=SETTINGS)


def test_what_waits_to_be_heard_stays() -> None:
    """Queued or parked, it belongs to no interaction yet; once it was stepped and still belongs to none, it goes."""

    async def scenario(world: World) -> None:
        await came(world, overheard())
        conversation = await world.conversation()
        (line,) = await world.host.history(conversation)

        def wait(tx: Transaction) -> int:
            tx.inbox.put(
                Queued(id="waits", conversation=conversation, kind="item", moment=START, body="{}", line=line.position)
            )
            waiting = tx.inbox.by_id("waits")
            assert waiting is not None
            return waiting.position

        position = await world.store.transact(wait)
        world.clock.advance_to(DEADLINE + 1)
        await world.host.retain()
        assert len(await world.host.history(conversation)) == 1
        await world.store.transact(lambda tx: tx.inbox.fault(position, faults=3, retry_at=None))
        await world.host.retain()
        assert len(await world.host.history(conversation)) == 1
        await world.store.transact(lambda tx: tx.inbox.done(position))
        await world.host.retain()
        assert await world.host.conversations() == ()

    play(brief, scenario, settings=SETTINGS)


def test_what_came_since_the_live_interaction_began_stays_with_it() -> None:
    """It may be what answers in it. What was said before goes, and the rest when the interaction is over."""

    async def scenario(world: World) -> None:
        await came(world, overheard())
        await world.says("stay")
        conversation = await world.conversation()
        live = (await world.host.conversations())[0].live
        line = (await world.host.history(conversation))[-1]
        apart = replace(line, interaction=None, message_id="wamid.apart", ref=None)
        await world.store.transact(lambda tx: tx.history.add(apart))
        world.clock.advance_to(DEADLINE + 1)
        await world.host.retain()
        assert [line.interaction for line in await world.host.history(conversation)] == [live, live, None]
        await world.says("bye")
        await world.host.retain()
        assert [line.interaction for line in await world.host.history(conversation)] == [live] * 4

    play(brief, scenario, settings=SETTINGS)


def test_a_notice_of_no_interaction_goes_at_its_deadline() -> None:
    """It tells of a customer; what tells of the account stays."""

    async def scenario(world: World) -> None:
        await came(world, overheard())
        conversation = await world.conversation()

        def tell(tx: Transaction) -> None:
            for of in (conversation, None):
                tx.history.tell(Notice(at=START, kind="late", sentence="It came late.", conversation=of))

        await world.store.transact(tell)
        for moment, left in ((DEADLINE - 1, 2), (DEADLINE, 2), (DEADLINE + 1, 1)):
            world.clock.advance_to(moment)
            await world.host.retain(batch=1)
            assert len(await world.host.notices()) == left

    play(brief, scenario, settings=SETTINGS)


# --- customers of whom nothing is left --------------------------------------------------------------------------------


def test_a_customer_of_whom_nothing_is_left_is_let_go() -> None:
    """Their number and names go with the last of what was said; their messages, redelivered, stay known."""

    async def scenario(world: World) -> None:
        first = await world.says("hi", at=START)
        await came(world, echoed())
        for moment, left in ((DEADLINE - 1, 1), (DEADLINE, 1), (DEADLINE + 1, 0)):
            world.clock.advance_to(moment)
            await world.host.retain()
            assert len(await world.host.conversations()) == left
        assert await came(world, first, echoed()) == 0
        assert await world.host.conversations() == ()
        await world.says("hi again")
        assert (len(await world.host.conversations()), world.channel.bodies) == (1, ["Bye", "Bye"])

    play(brief, scenario, settings=SETTINGS)


def test_a_customer_of_whom_something_is_left_stays() -> None:
    """A field, as that they asked not to be written to; a live interaction; one that is planned; a younger message."""

    async def scenario(world: World) -> None:
        for number, text in enumerate(("note", "stay", "hi", "hi")):
            await world.says(text, sender=Address(phone=f"+1666000{number:04}"))
        planned = Address(phone="+16660000002")
        world.clock.advance_to(DEADLINE + 1)
        await world.host.begin(NUMBER, planned, "other", key="later")
        await came(world, overheard(sender=Address(phone="+16660000003"), at=DEADLINE + 1))
        await world.host.retain()
        assert len(await world.host.conversations()) == 4
        found = {each.customer.phone: each.id for each in await world.host.conversations()}
        assert await world.host.fields(found["+16660000000"]) == {"noted": True}

    play(brief, scenario, settings=SETTINGS)
