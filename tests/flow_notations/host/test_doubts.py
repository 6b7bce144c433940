"""Sends of which nobody knows whether they arrived, or even whether they left: what proves them, what becomes of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from flow_notations.effects import TemplateCall
from flow_notations.events import Began, Sent, Unsent
from flow_notations.host.outbox import RESENT, UNPROVED
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.test_timelines import ask, tells
from tests.flow_notations.host.world import HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from typing import Any

    from channel_adapter.messages import Outbound
    from flow_notations.effects import Effect
    from flow_notations.events import Event

LEFT = Uncertain(sentence="the answer was lost")
LOST = Uncertain(sentence="the program ended", left=False)
NO = Refused(reason=Reason.REFUSED, sentence="Bad words.", code=131000)
AGAIN = {"integrations": {NUMBER: Integration(number_id=NUMBER, uncertain="resend")}}


def with_template(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Copy, with a template for when the window closes before it leaves."""
    called = TemplateCall(name="come_back", language="en", parameters=())
    return [say(memory, event, "Hello", template=called)] if isinstance(event, Began) else []


def reasons(world: World) -> list[str]:
    return [unsent.reason for unsent in world.heard(Unsent)]


async def sentences(world: World) -> list[str]:
    return [line.sentence for line in await world.host.history(await world.conversation()) if line.direction == "out"]


# --- what proves a send of which nobody knows whether it left ---------------------------------------------------------


def test_a_plain_message_proves_nothing_of_a_send_that_may_never_have_left() -> None:
    """The customer writes for reasons of their own at 20 s; at 60 s the flow hears *uncertain*, and nothing is resent."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(LOST)
        await world.says("hi")
        world.clock.advance_to(START + 20_000)
        await world.says("anybody?")
        assert (world.heard(Sent), reasons(world)) == ([], [])
        await world.passes(40_000)
        assert (world.heard(Sent), reasons(world)) == ([], ["uncertain"])
        assert world.channel.bodies == ["Sure?"]

    play(ask, scenario)


def test_a_message_that_came_while_the_send_was_lost_proves_nothing_either() -> None:
    """It is in the inbox before the doubt begins."""

    async def scenario(world: World) -> None:
        async def slow(part: Outbound, *, window_until: int | None, attempt: int = 0) -> Uncertain:
            world.clock.advance_to(START + 9_000)
            await world.says("anybody?", settle=False)
            return LOST

        world.channel.send = slow  # type: ignore[method-assign]
        await world.says("hi")
        await world.passes(59_999)
        assert reasons(world) == []
        await world.passes(1)
        assert (world.heard(Sent), reasons(world)) == ([], ["uncertain"])

    play(ask, scenario)


def proved_by(kind: str) -> None:
    async def scenario(world: World) -> None:
        world.channel.outcomes.append(LOST)
        await world.says("hi")
        world.clock.advance_to(START + 20_000)
        ref = world.channel.sent[0].ref
        match kind:
            case "tap":
                await world.taps(f"{ref}#yes", reply_to="wamid.real")
            case "quote":
                await world.says("yes", reply_to="wamid.real")
            case "status":
                await world.status("delivered", message_id="wamid.real", ref=ref)
        await world.passes(120_000)
        assert [each.message_ids for each in world.heard(Sent)] == [("wamid.real",)]
        assert (reasons(world), len(world.channel.sent)) == ([], 1)

    play(ask, scenario)


def test_a_tap_proves_a_send_that_was_lost_with_its_process() -> None:
    """Only who has the buttons can tap them."""
    proved_by("tap")


def test_a_quote_proves_a_send_that_was_lost_with_its_process() -> None:
    """A reply to a message whose id nobody knows can only be to this one."""
    proved_by("quote")


def test_a_status_proves_a_send_that_was_lost_with_its_process() -> None:
    """Our ref comes back in it."""
    proved_by("status")


def test_a_quote_of_something_known_proves_nothing() -> None:
    """They reply to an older message of ours."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.channel.outcomes.append(LOST)
        await world.says("again")
        world.clock.advance_to(START + 20_000)
        await world.says("this one", reply_to="wamid.out1")
        assert len(world.heard(Sent)) == 1
        await world.passes(40_000)
        assert reasons(world) == ["uncertain"]

    play(ask, scenario)


# --- at least once, where that is declared ----------------------------------------------------------------------------


def test_where_declared_an_unproved_send_goes_once_more_under_its_ref() -> None:
    """Not at 59.999 s; at 60 s it goes again, is accepted, and the history says that it went twice."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(LOST)
        await world.says("hi")
        await world.passes(59_999)
        assert len(world.channel.sent) == 1
        await world.passes(1)
        first, second = world.channel.sent
        assert first == second
        assert [sent.ref for sent in world.heard(Sent)] == [first.ref]
        assert await sentences(world) == [RESENT]
        await world.status("delivered", message_id="wamid.out2")
        assert await sentences(world) == [RESENT]

    play(ask, scenario, settings=AGAIN)


def test_a_send_that_left_goes_once_more_as_well() -> None:
    """A lost answer is as little a proof."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(LEFT)
        await world.says("hi", at=START - 5000)
        await world.passes(60_000)
        assert world.channel.bodies == ["Sure?", "Sure?"]
        assert reasons(world) == []

    play(ask, scenario, settings=AGAIN)


def test_it_goes_once_more_only() -> None:
    """The second is lost as well: 60 s later it is reported, whatever its first try in between was told."""

    async def scenario(world: World) -> None:
        later = Refused(reason=Reason.PACED, sentence="Slower.", retry_at=START + 61_000)
        world.channel.outcomes.extend([LOST, later, LOST])
        await world.says("hi")
        await world.passes(121_000)
        assert world.channel.bodies == ["Sure?", "Sure?", "Sure?"]  # the second of them demonstrably never left
        assert reasons(world) == ["uncertain"]
        assert await sentences(world) == [UNPROVED]
        await world.passes(HOUR)
        assert len(world.channel.sent) == 3

    play(ask, scenario, settings=AGAIN)


def test_a_refusal_of_the_second_says_nothing_of_the_first() -> None:
    """It is reported as uncertain: the first may have arrived."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.extend([LOST, NO])
        await world.says("hi")
        await world.passes(60_000)
        assert reasons(world) == ["uncertain"]

    play(ask, scenario, settings=AGAIN)


def test_outside_the_window_it_is_not_sent_again_and_no_template_takes_its_place() -> None:
    """The window closes while its proof is waited for: it is reported."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(LOST)
        await world.says("hi", at=START - 24 * HOUR + 90_000)  # closes 60 s before the day is over
        await world.passes(60_000)
        assert (world.channel.bodies, reasons(world)) == (["Hello"], ["uncertain"])

    play(with_template, scenario, settings=AGAIN)


def test_the_window_that_closes_before_the_second_may_leave_ends_it_too() -> None:
    """It waits for its pace; then it is late, and of the first nobody knows: no template, no refusal."""

    async def scenario(world: World) -> None:
        later = Refused(reason=Reason.PACED, sentence="Slower.", retry_at=START + 100_000)
        world.channel.outcomes.extend([LOST, later])
        await world.says("hi", at=START - 24 * HOUR + 150_000)
        await world.passes(100_000)
        assert (world.channel.bodies, reasons(world)) == (["Hello", "Hello"], ["uncertain"])

    play(with_template, scenario, settings=AGAIN)


def test_a_proof_of_the_first_stops_the_second() -> None:
    """A tap comes while the second waits for its pace: it never leaves."""

    async def scenario(world: World) -> None:
        later = Refused(reason=Reason.PACED, sentence="Slower.", retry_at=START + 100_000)
        world.channel.outcomes.extend([LOST, later])
        await world.says("hi")
        await world.passes(60_000)
        await world.taps(f"{world.channel.sent[0].ref}#yes", reply_to="wamid.real")
        await world.passes(HOUR)
        assert len(world.channel.sent) == 2
        assert (len(world.heard(Sent)), reasons(world)) == (1, [])

    play(ask, scenario, settings=AGAIN)


def test_only_the_part_in_doubt_goes_again() -> None:
    """Of three parts the second was lost: it goes again, then the third."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.extend([Accepted(message_id="wamid.a"), LOST])
        await world.says("hi")
        await world.passes(60_000)
        assert world.channel.bodies == ["one", "two", "two", "three"]
        assert len(world.heard(Sent)) == 1

    play(tells, scenario, settings=AGAIN)
