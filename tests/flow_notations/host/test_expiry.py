"""How long a customer may wait, to the millisecond: two rules, messages days late, silence after a person wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.messages import PersonWrote, Text
from channel_adapter.window import ExpiryRule
from flow_notations.effects import Send, SetTimer, Utterance
from flow_notations.events import Began, Ended, Event, Fired, Heard, Taken
from flow_notations.host.sending import enqueue
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.host.store import Transaction

SECOND = 1000
MINUTE = 60 * SECOND
STRICT = {NUMBER: Integration(number_id=NUMBER, expiry=ExpiryRule.LATEST_INBOUND)}
FIVE_MINUTES = {NUMBER: Integration(number_id=NUMBER, client_disconnect_minutes=5)}


def quiet(memory: dict[str, Any], event: Event) -> list[Effect]:
    return []


def polite(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Answers everything."""
    return [say(memory, event, "Noted")] if isinstance(event, Began | Heard) else []


@pytest.mark.parametrize(
    ("offset", "ended"), [(-SECOND, False), (-1, False), (0, True), (1, True), (SECOND, True)]
)  # 23:59:59, a millisecond before, 24:00:00, a millisecond after, 24:00:01
def test_unanswered_at_the_boundary(offset: int, ended: bool) -> None:
    """A customer whom nobody answered is given up at 24:00:00 of their message exactly."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.clock.advance_to(START + 24 * HOUR + offset)
        await world.host.settle()
        assert [each.reason for each in world.heard(Ended)] == (["expired"] if ended else [])

    play(quiet, scenario)


@pytest.mark.parametrize(("offset", "ended"), [(-SECOND, False), (-1, False), (0, True), (SECOND, True)])
def test_the_stricter_rule_at_the_boundary(offset: int, ended: bool) -> None:
    """Answered or not, 24:00:00 after their latest message, by the setting of the number."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(3 * HOUR)
        await world.says("more")
        world.clock.advance_to(START + 27 * HOUR + offset)
        await world.host.settle()
        assert len(world.heard(Ended)) == ended

    play(polite, scenario, settings={"integrations": STRICT})


def test_an_answered_conversation_waits_for_days() -> None:
    """The rule of the oldest unanswered message: once answered, nothing expires however long they are silent."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(1000 * HOUR)
        assert world.heard(Ended) == []

    play(polite, scenario)


@pytest.mark.parametrize(
    ("offset", "begins"), [(-SECOND, False), (0, False), (1, True), (SECOND, True)]
)  # 24:00:01, 24:00:00, 23:59:59.999, 23:59:59 ago
def test_a_first_message_at_the_boundary_of_lateness(offset: int, begins: bool) -> None:
    """A first message starts a flow while it is younger than 24 h when it comes."""

    async def scenario(world: World) -> None:
        await world.says("hi", at=START - 24 * HOUR + offset)
        assert bool(world.heard(Began)) == begins

    play(polite, scenario)


@pytest.mark.parametrize(("offset", "late"), [(1, False), (0, True), (-48 * HOUR, True)])
def test_a_days_late_message_does_not_end_the_interaction_it_comes_into(offset: int, late: bool) -> None:
    """It is heard and shown, people are told, and the live session goes on."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(HOUR)
        await world.says("from long ago", at=START + HOUR - 24 * HOUR + offset)
        assert [heard.message.text for heard in world.heard(Heard)] == ["from long ago"]
        assert [each.kind for each in await world.host.notices()] == (["late"] if late else [])
        (interaction,) = await world.host.interactions(await world.conversation())
        assert interaction.status == "live"
        assert (await world.host.conversations())[0].latest_inbound_at == START

    play(polite, scenario)


# --- silence after a person wrote -------------------------------------------------------------------------------------


async def person_writes(world: World) -> None:
    wrote = PersonWrote(
        id=f"echo{world.clock.now()}", number_id=NUMBER, to=ANA, at=world.clock.now(), content=Text(body="Here I am")
    )
    await world.host.accept([wrote], arrived_at=world.clock.now())
    await world.host.settle()


async def agent_writes(world: World) -> None:
    (interaction,) = await world.host.interactions(await world.conversation())
    send = Send(ref=f"{interaction.id}/agent/1", utterance=Utterance(text="Hello from Rita", speaker="Rita"))
    now = world.clock.now()

    def write(tx: Transaction) -> None:
        conversation = tx.conversations.get(interaction.conversation)
        enqueue(tx, world.host.wiring, conversation, send, interaction=interaction.id, now=now)
        tx.conversations.rest(conversation.id, now)

    await world.host.store.transact(write)
    await world.host.settle()


@pytest.mark.parametrize(("after", "ended"), [(5 * MINUTE - 1, False), (5 * MINUTE, True), (5 * MINUTE + 1, True)])
def test_a_customer_silent_after_a_person_wrote_is_disconnected(after: int, ended: bool) -> None:
    """At the number's minutes exactly; the flow hears why, people are told."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await person_writes(world)
        world.clock.advance_to(START + after)
        await world.host.settle()
        assert [each.reason for each in world.heard(Ended)] == (["disconnected"] if ended else [])
        assert [each.kind for each in await world.host.notices()] == (["disconnected"] if ended else [])

    play(quiet, scenario, settings={"integrations": FIVE_MINUTES})


def test_a_message_of_the_customer_resets_their_silence() -> None:
    """They wrote a moment before the end; it counts again only from the next message of a person."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await person_writes(world)
        await world.passes(5 * MINUTE - 1)
        await world.says("I am here")
        await world.passes(HOUR)
        assert world.heard(Ended) == []
        await person_writes(world)
        await world.passes(5 * MINUTE)
        assert [each.reason for each in world.heard(Ended)] == ["disconnected"]

    play(quiet, scenario, settings={"integrations": FIVE_MINUTES})


def test_a_message_of_an_agent_arms_it_as_well() -> None:
    """What an agent sends through us counts like what a person writes on the phone; what the flow sends does not."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(HOUR)
        assert world.heard(Ended) == []
        await agent_writes(world)
        await world.passes(5 * MINUTE)
        assert [each.reason for each in world.heard(Ended)] == ["disconnected"]
        assert world.channel.bodies == ["Noted", "Hello from Rita"]

    play(polite, scenario, settings={"integrations": FIVE_MINUTES})


@pytest.mark.parametrize("how", ["agent", "phone"])
def test_an_answer_of_a_person_stops_the_clock_of_the_expiry(how: str) -> None:
    """The flow said nothing; a person did, through us or on the phone: the customer is no longer waiting."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(23 * HOUR)
        await (person_writes(world) if how == "phone" else agent_writes(world))
        await world.passes(10 * HOUR)
        assert world.heard(Ended) == []

    play(quiet, scenario)


@pytest.mark.parametrize(("offset", "ended"), [(-1, False), (0, True), (1, True)])
def test_without_minutes_what_was_answered_on_the_phone_ends_after_a_day_of_silence(offset: int, ended: bool) -> None:
    """Nobody can release it: 24 hours after the latest answer it expires, and the customer's next message begins anew."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(HOUR)
        await person_writes(world)
        await world.passes(HOUR)
        await person_writes(world)
        world.clock.advance_to(START + 26 * HOUR + offset)
        await world.host.settle()
        assert [each.reason for each in world.heard(Ended)] == (["expired"] if ended else [])
        await world.says("hello again")
        assert len(await world.host.interactions(await world.conversation())) == 1 + ended

    play(polite, scenario)


def test_without_minutes_a_customer_who_answers_the_phone_is_waited_for() -> None:
    """Their silence is over: from now on it is they who wait, for 24 hours."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await person_writes(world)
        await world.passes(23 * HOUR)
        await world.says("I am here")
        await world.passes(23 * HOUR)
        assert world.heard(Ended) == []
        await world.passes(HOUR)
        assert [each.reason for each in world.heard(Ended)] == ["expired"]

    play(quiet, scenario)


def test_without_minutes_a_desk_holds_on_for_as_long_as_it_likes() -> None:
    """It releases what it holds; also where somebody answered on the phone before."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await person_writes(world)
        await world.passes(HOUR)
        await agent_writes(world)
        await world.passes(1000 * HOUR)
        assert world.heard(Ended) == []

    play(quiet, scenario)


def test_a_disconnection_that_cannot_be_written_ends_all_the_same() -> None:
    """The ending itself is final, like an expiry, whatever its last effects run into."""

    def breaking(memory: dict[str, Any], event: Event) -> list[Effect]:
        if isinstance(event, Ended):
            return [SetTimer(name="bad", deadline="not a number")]  # type: ignore[arg-type]
        return []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await person_writes(world)
        await world.passes(6 * MINUTE)
        (interaction,) = await world.host.interactions(await world.conversation())
        assert (interaction.status, interaction.outcome) == ("ended", "disconnected")

    play(breaking, scenario, settings={"integrations": FIVE_MINUTES})


def test_a_person_who_writes_when_nothing_is_live_disconnects_nobody() -> None:
    """There is no interaction to end."""

    async def scenario(world: World) -> None:
        await person_writes(world)
        await world.passes(HOUR)
        assert (world.heard(Ended), world.heard(Taken), world.heard(Fired)) == ([], [], [])

    play(quiet, scenario, settings={"integrations": FIVE_MINUTES})


def test_customer_disconnect_with_an_open_question() -> None:
    """Scenario 20: the flow hears the ending last; a timer of its open question never fires afterwards."""

    def asking(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [SetTimer(name="timeout", deadline=event.at + HOUR)] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("hi")
        await person_writes(world)
        await world.passes(2 * HOUR)
        assert [type(event) for event in world.machine.events] == [Began, Taken, Ended]
        (interaction,) = await world.host.interactions(await world.conversation())
        assert replace(interaction, state=None).outcome == "disconnected"

    play(asking, scenario, settings={"integrations": FIVE_MINUTES})
