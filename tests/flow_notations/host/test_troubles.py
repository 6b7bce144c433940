"""What customers, services and mistakes of ours may bring, and what it may not do to anybody else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.clock import SystemClock
from channel_adapter.messages import Address, FormReply, IdentityChanged, Received, Text
from flow_notations.effects import End, Fetch, Offer, Save, Schedule, SetTimer, TemplateCall
from flow_notations.errors import StoreUnavailable
from flow_notations.events import Began, Ended, Event, Fetched, Fired, Heard, Released, Unsent
from flow_notations.host.fetching import Reply
from flow_notations.host.people import Answer
from flow_notations.host.turn import Turn, blame_turn, take_turn
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect

BO = Address(phone="+15550002222")


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    match event:
        case Began(first=first):
            return [say(memory, event, first.text if first else "hello")]
        case Heard(message=message):
            return [say(memory, event, message.text)]
    return []


@pytest.mark.parametrize(
    "answers",
    [{"$": "Text"}, {"$date": "never"}, {"$number": "x"}, {"a": {"$": 1}, "n": float("inf")}, {"$$": [None, True]}],
)
def test_a_customers_record_never_passes_for_one_of_ours(answers: dict[str, object]) -> None:
    """Keys that mark stored values are harmless when a customer sends them; the flow reads them without the mark."""

    async def scenario(world: World) -> None:
        await world.says("", content=FormReply(name=None, body="form", answers=answers))
        assert world.channel.bodies == ["form"]
        details = world.machine.events[0].first.details["answers"]  # type: ignore[union-attr]
        assert not any(key.startswith("$") for key in details)
        assert await world.host.notices() == ()

    play(echo, scenario)


def test_a_send_that_cannot_be_written_parks_its_own_conversation() -> None:
    """A mistake while effects are written undoes the whole step; after three tries people are told, others go on."""

    async def scenario(world: World) -> None:
        plain = world.channel.prepare

        def prepare(message: Any) -> Any:
            if message.content == Text(body="poison"):
                raise ZeroDivisionError("a mistake of ours")
            return plain(message)

        world.channel.prepare = prepare  # type: ignore[method-assign]
        await world.says("hi")
        await world.says("poison")
        await world.says("hello", sender=BO)
        await world.passes(HOUR)
        assert world.channel.bodies == ["hi", "hello"]
        (notice,) = await world.host.notices()
        assert (notice.kind, "a mistake of ours" in notice.sentence) == ("parked", True)
        (interaction,) = await world.host.interactions(notice.conversation or "")
        assert len(await world.host.journal(interaction.id)) == 2  # nothing of the failed step was written

    play(echo, scenario)


def test_a_stored_message_that_cannot_be_read_is_parked_without_a_session() -> None:
    """Damage in one row stops nobody: it is parked with a notice, and the customer's next message is answered."""

    async def scenario(world: World) -> None:
        await world.says("hi", settle=False)
        connection = world.store._writer._connection
        await world.store.transact(lambda tx: connection.execute("update inbox set body = '{'"))
        await world.passes(60_000)
        assert [notice.kind for notice in await world.host.notices()] == ["parked"]
        await world.says("again")
        assert world.channel.bodies == ["again"]

    play(echo, scenario)


def breaking(kind: type, effects: list[Effect]) -> Any:
    """A script whose answer to one kind of event cannot be written down."""

    def script(memory: dict[str, Any], event: Event) -> list[Effect]:
        if isinstance(event, kind):
            return [say(memory, event, "unwritable")]
        return effects if isinstance(event, Began) else []

    return script


def unwritable(world: World) -> None:
    def prepare(message: Any) -> Any:
        raise ZeroDivisionError("a mistake of ours")

    world.channel.prepare = prepare  # type: ignore[method-assign]


def test_a_timer_whose_effects_cannot_be_written_parks_too() -> None:
    """The deadline is not forgotten: it waits like any event and is parked after its tries."""

    async def scenario(world: World) -> None:
        unwritable(world)
        await world.says("hi")
        await world.passes(60_000)
        assert [notice.kind for notice in await world.host.notices()] == ["parked"]

    play(breaking(Fired, [SetTimer(name="t", deadline=START + 1000)]), scenario)


def test_an_ending_that_cannot_be_written_ends_all_the_same() -> None:
    """An expiry is final whatever goes wrong with the last things to be done."""

    def quiet(memory: dict[str, Any], event: Event) -> list[Effect]:
        return []

    async def scenario(world: World) -> None:
        def broken(conversation: str) -> Any:
            raise ZeroDivisionError("a mistake of ours")

        await world.says("hi")
        world.store._writer._transaction.outbox.unsettled = broken  # type: ignore[method-assign]
        await world.passes(25 * HOUR)
        (interaction,) = await world.host.interactions(await world.conversation())
        assert (interaction.status, interaction.outcome) == ("ended", "expired")
        assert ["a mistake of ours" in notice.sentence for notice in await world.host.notices()] == [True]

    play(quiet, scenario)


def test_a_flow_that_cannot_hear_its_end_ends_all_the_same() -> None:
    """The step of *ended* fails: it is not tried again, and the conversation is free."""

    def deaf(memory: dict[str, Any], event: Event) -> list[Effect]:
        assert not isinstance(event, Ended)
        return []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(25 * HOUR)
        (interaction,) = await world.host.interactions(await world.conversation())
        assert (interaction.status, interaction.outcome) == ("ended", "expired")
        assert (await world.host.conversations())[0].live is None

    play(deaf, scenario)


def test_a_turn_of_a_conversation_that_is_gone_is_no_turn() -> None:
    """It was merged or erased between being found due and being served."""

    async def scenario(world: World) -> None:
        wiring, store = world.host.wiring, world.store
        assert await store.transact(lambda tx: take_turn(tx, wiring, "gone", START)) == Turn()
        assert await store.transact(lambda tx: blame_turn(tx, "gone", ValueError(), START)) == Turn()

    play(echo, scenario)


def test_a_planned_beginning_that_cannot_be_written_is_told() -> None:
    """It is not tried for ever."""

    async def scenario(world: World) -> None:
        unwritable(world)
        world.store._writer._transaction.interactions.add = None  # type: ignore[assignment, method-assign]
        await world.host.begin(NUMBER, ANA, "greet", key="k")
        await world.passes(60_000)
        assert [notice.kind for notice in await world.host.notices()] == ["failed"]

    play(echo, scenario)


def test_an_outcome_is_written_even_if_what_follows_fails() -> None:
    """The turn after a send cannot be written: that the send went out is not forgotten."""

    async def scenario(world: World) -> None:
        plain = world.machine.step

        def step(program: Any, state: Any, event: Any) -> Any:
            stepped = plain(program, state, event)
            if not isinstance(event, Began):
                stepped.effects = (Schedule(ref="x", flow="f", at="no instant"),)  # type: ignore[arg-type]
            return stepped

        world.machine.step = step  # type: ignore[method-assign]
        await world.says("hi")
        assert [part.state for part in await world.host.outbox()] == ["accepted"]
        await world.passes(60_000)
        assert [notice.kind for notice in await world.host.notices()] == ["parked"]
        assert world.channel.bodies == ["hi"]

    play(echo, scenario)


def test_services_answer_later_or_never() -> None:
    """*Come back later* keeps the errand with its count; a fetcher that raises is an unanswered call."""

    class Fetcher:
        attempts: list[int]

        async def fetch(self, call: Fetch, *, attempt: int) -> Reply:
            self.attempts.append(attempt)
            if call.service == "broken":
                raise OSError("down")
            if attempt == 0:
                return Reply(status=None, retry_at=START + 5000)
            return Reply(status=200, body={"ok": True})

    fetcher = Fetcher()
    fetcher.attempts = []

    def asking(memory: dict[str, Any], event: Event) -> list[Effect]:
        if not isinstance(event, Began):
            return []
        ref = f"{event.interaction}/1"
        return [
            Fetch(ref=f"{ref}/1", service="orders", method="get", path="/"),
            Fetch(ref=f"{ref}/2", service="broken", method="get", path="/"),
        ]

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.heard(Fetched) == []
        await world.passes(HOUR)
        first, second = world.heard(Fetched)
        assert (first.status, first.body, first.attempts, first.at) == (200, {"ok": True}, 2, START + 5000)
        assert (second.status, "OSError" in second.sentence) == (None, True)

    play(asking, scenario, ports={"fetcher": fetcher})


def test_an_errand_lost_with_its_process_is_run_again() -> None:
    """Its lease ends after two minutes; the same ref goes out once more, and is answered once."""
    calls: list[str] = []

    class Desk:
        async def offer(self, offer: Offer, *, conversation: str) -> None:
            calls.append(offer.ref)
            if len(calls) == 1:
                raise asyncio.CancelledError

        async def withdraw(self, ref: str) -> None: ...

    def asking(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [Offer(ref=f"{event.interaction}/1/1", queue="q")] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        with pytest.raises(asyncio.CancelledError):
            await world.says("hi")
        await world.passes(119_999)
        assert len(calls) == 1
        await world.passes(1)
        assert calls[0] == calls[1]
        assert world.heard(Released) == []
        await world.passes(HOUR)
        assert len(calls) == 2

    play(asking, scenario, ports={"people": Desk()})


def test_people_who_raise_are_asked_again_later() -> None:
    """A desk that is down does not stop the host; the offer stands in the store and goes out again."""
    calls: list[str] = []

    class Desk:
        async def offer(self, offer: Offer, *, conversation: str) -> None:
            calls.append(offer.ref)
            if len(calls) == 1:
                raise OSError("down")

        async def withdraw(self, ref: str) -> None: ...

    def asking(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [Offer(ref=f"{event.interaction}/1/1", queue="q")] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(HOUR)
        assert len(calls) == 2

    play(asking, scenario, ports={"people": Desk()})


def test_a_change_of_name_of_a_stranger_changes_nothing() -> None:
    """Nobody here is called that."""
    changed = IdentityChanged(id="c", number_id=NUMBER, previous=ANA, current=BO, at=START, kind="x")

    async def scenario(world: World) -> None:
        await world.host.accept([changed], arrived_at=START)
        assert await world.host.conversations() == ()

    play(echo, scenario)


def test_two_idle_conversations_merge_without_an_ending() -> None:
    """No interaction was live in the one that is absorbed: nothing ends, the histories join, both names are known."""

    def bye(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [End(outcome="bye")]

    changed = IdentityChanged(id="c", number_id=NUMBER, previous=ANA, current=BO, at=START, kind="x")

    async def scenario(world: World) -> None:
        await world.says("a")
        await world.says("b", sender=BO)
        await world.host.accept([changed], arrived_at=START)
        (conversation,) = await world.host.conversations()
        assert conversation.customer == BO
        keys = await world.store.transact(lambda tx: tx.conversations.known_keys(conversation.id))
        assert keys == (f"phone:{ANA.phone}", f"phone:{BO.phone}")
        assert world.heard((Ended, Unsent)) == []

    play(bye, scenario)


def test_a_customer_who_opted_out_is_answered_but_not_written_to() -> None:
    """What they ask is answered; a flow that we begin, or a template, is refused with the reason."""

    def script(memory: dict[str, Any], event: Event) -> list[Effect]:
        match event:
            case Began(first=None):
                return [say(memory, event, "buy more")]
            case Heard(message=message) if message.text == "template":
                return [say(memory, event, "", template=TemplateCall(name="offer", language="en"))]
            case Heard(message=message) if message.text == "bye":
                return [End(outcome="bye")]
            case Began() | Heard():
                return [Save(scope="contact", name="opted_out", value=True), say(memory, event, "you are out")]
        return []

    async def scenario(world: World) -> None:
        for text in ("stop", "template", "bye"):
            await world.says(text)
        await world.host.begin(NUMBER, ANA, "greet", key="k")
        await world.host.settle()
        assert world.channel.bodies == ["you are out"]
        assert ["asked not to be written to" in unsent.sentence for unsent in world.heard(Unsent)] == [True, True]

    play(script, scenario)


def test_a_first_message_that_failed_before_a_merge_begins_again_after_it() -> None:
    """Its interaction ended as merged; the message still waits, and begins another one in the joint conversation."""
    tries: list[int] = []

    def script(memory: dict[str, Any], event: Event) -> list[Effect]:
        if isinstance(event, Began) and event.first is not None and event.first.text == "b" and not tries:
            tries.append(1)
            raise RuntimeError("once")
        return [*echo(memory, event), End(outcome="done")]

    changed = IdentityChanged(id="c", number_id=NUMBER, previous=BO, current=ANA, at=START, kind="x")

    async def scenario(world: World) -> None:
        await world.says("b", sender=BO)
        world.clock.advance_to(START + 500)
        await world.says("a")
        await world.host.accept([changed], arrived_at=START + 500)
        await world.passes(HOUR)
        assert world.channel.bodies == ["a", "b"]

    play(script, scenario)


@pytest.mark.parametrize("place", ["turn.", "_record.", "Host._queue.", "Host.due."])
def test_a_store_in_trouble_rests_the_host_and_is_never_taken_for_a_poison_event(
    place: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Wherever it strikes, the trouble reaches whoever reads the log or sent the message, and no event is blamed for it."""

    class Failing:
        def __init__(self, store: Any) -> None:
            self.inner = store
            self.on = True

        async def transact(self, work: Any) -> Any:
            if self.on and work.__qualname__.startswith(place):
                raise StoreUnavailable("the disk is full")
            return await self.inner.transact(work)

    async def scenario(world: World) -> None:
        store = world.host.store = Failing(world.store)  # type: ignore[assignment]
        world.host.clock = clock = SystemClock()
        stopping = asyncio.Event()
        running = asyncio.ensure_future(world.host.run(stopping))
        message = Received(id="w1", number_id=NUMBER, sender=ANA, at=clock.now(), content=Text(body="hi"))

        if place == "Host._queue.":
            with pytest.raises(StoreUnavailable, match="disk is full"):
                await world.host.accept([message], arrived_at=clock.now())
        else:
            await world.host.accept([message], arrived_at=clock.now())
            async with asyncio.timeout(10):
                while "the disk is full; trying again" not in caplog.text:
                    await asyncio.sleep(0.001)
        store.on = False
        stopping.set()
        await running
        assert await world.host.notices() == ()

    play(echo, scenario)


def test_a_batch_whose_single_items_meet_trouble_is_not_acknowledged() -> None:
    """While an item is tried alone the store fails: the sender hears so, and sends all of it again."""
    bad = Received(id=None, number_id=NUMBER, sender=ANA, at=START, content=Text(body="x"))  # type: ignore[arg-type]

    class Failing:
        def __init__(self, store: Any) -> None:
            self.inner = store

        async def transact(self, work: Any) -> Any:
            if work.__qualname__.startswith("Host._accept_alone."):
                raise StoreUnavailable("the disk is full")
            return await self.inner.transact(work)

    async def scenario(world: World) -> None:
        world.host.store = Failing(world.store)  # type: ignore[assignment]
        with pytest.raises(StoreUnavailable):
            await world.host.accept([bad], arrived_at=START)

    play(echo, scenario)


def test_an_answer_of_the_desk_for_an_erased_customer_is_dropped() -> None:
    """The desk's answer comes after the customer was erased: there is nothing left to release."""

    class Desk:
        async def offer(self, offer: Offer, *, conversation: str) -> Answer:
            await self.world.host.erase(conversation)
            return Answer(outcome="released")

        async def withdraw(self, ref: str) -> None: ...

    desk = Desk()

    def asking(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [Offer(ref=f"{event.interaction}/1/1", queue="q")] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        desk.world = world  # type: ignore[attr-defined]
        await world.says("hi")
        assert world.heard(Released) == []

    play(asking, scenario, ports={"people": desk})
