"""What goes out and what is refused: windows, templates, pacing, limits, numbers that are off, last words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from channel_adapter.channel import Reason, Refused
from channel_adapter.messages import Template
from channel_adapter.window import ExpiryRule
from flow_notations.effects import Choice, End, Menu, TemplateCall
from flow_notations.events import Began, Event, Heard, Sent, Unsent
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect

MENU = Menu(show="buttons", choices=(Choice(id="yes", label="Yes"), Choice(id="no", label="No")))


def ask(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Asks with buttons at the start, and again for every text *again*."""
    match event:
        case Began():
            return [say(memory, event, "Sure?", menu=MENU)]
        case Heard(message=message) if message.text == "again":
            return [say(memory, event, "Really sure?", menu=MENU)]
    return []


def template_beside(memory: dict[str, Any], event: Event) -> list[Effect]:
    call = TemplateCall(name="reminder", language="en", parameters=(("1", "Ana"), ("day", "Monday")))
    return [say(memory, event, "Copy|with two parts", template=call)] if isinstance(event, Began) else []


def test_the_window_is_looked_at_again_when_a_paced_send_leaves() -> None:
    """Queued while it was open, its turn came after it closed: refused, not sent; one minute early, to be safe."""

    async def scenario(world: World) -> None:
        later = Refused(reason=Reason.PACED, sentence="Too fast.", retry_at=START + 24 * HOUR - 60_000)
        world.channel.outcomes.append(later)
        await world.says("hi")
        await world.passes(24 * HOUR - 60_000)
        assert [unsent.reason for unsent in world.heard(Unsent)] == ["window_closed"]
        assert len(world.channel.sent) == 1

    play(ask, scenario)


def test_a_paced_send_is_tried_again_at_its_time_with_its_count() -> None:
    """*Come back later* keeps the place in the lane; the channel is told how often it said so."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(Refused(reason=Reason.PACED, sentence="Too fast.", retry_at=START + 4000))
        await world.says("hi")
        await world.says("again")
        assert len(world.channel.sent) == 1
        await world.passes(4000)
        assert (world.channel.bodies, world.channel.attempts) == (["Sure?", "Sure?", "Really sure?"], [0, 1, 0])
        assert len(world.heard(Sent)) == 2

    play(ask, scenario)


def test_copy_goes_while_the_window_is_open() -> None:
    """With a template beside it the copy is what the customer gets."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.channel.bodies == ["Copy", "with two parts"]

    play(template_beside, scenario)


def test_the_template_goes_when_the_window_is_closed() -> None:
    """Nobody wrote first: the template leaves in place of the copy, its parameters by place or by name."""

    async def scenario(world: World) -> None:
        await world.host.begin(NUMBER, ANA, "greet", key="k")
        await world.host.settle()
        (sent,) = world.channel.sent
        assert isinstance(sent.content, Template)
        assert sent.content.parameters == ((None, "Ana"), ("day", "Monday"))
        assert len(world.heard(Sent)) == 1

    play(template_beside, scenario)


def test_the_template_takes_over_when_the_window_closes_before_the_copy_leaves() -> None:
    """Paced past the end of the window: the template goes in the copy's place, once, and the flow hears *sent*."""

    async def scenario(world: World) -> None:
        later = Refused(reason=Reason.PACED, sentence="Too fast.", retry_at=START + 24 * HOUR)
        world.channel.outcomes.append(later)
        await world.says("hi")
        await world.passes(24 * HOUR)
        assert world.channel.bodies == ["Copy", "reminder"]
        assert len(world.heard(Sent)) == 1
        assert await world.lines() == [("in", ""), ("out", "accepted")]

    play(template_beside, scenario)


def test_a_send_beyond_a_limit_is_refused_before_it_leaves() -> None:
    """The channel's own limits answer at once: the flow hears *limit*, and the history shows what was not sent."""

    async def scenario(world: World) -> None:
        world.channel.refusal = Refused(reason=Reason.LIMIT, sentence="Too long.")
        await world.says("hi")
        assert [(unsent.reason, unsent.sentence) for unsent in world.heard(Unsent)] == [("limit", "Too long.")]
        assert await world.lines() == [("in", ""), ("out", "refused")]

    play(ask, scenario)


def test_an_inactive_number_refuses_visibly() -> None:
    """Nothing leaves a number that is switched off; the flow hears it, and a retry may help later."""
    off = {NUMBER: Integration(number_id=NUMBER, active=False)}

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert [(unsent.reason, unsent.retryable) for unsent in world.heard(Unsent)] == [("refused", True)]
        assert world.channel.sent == []

    play(ask, scenario, settings={"integrations": off})


def test_a_number_without_a_channel_refuses_visibly() -> None:
    """A message for a number that is not connected is stored; answers are refused with a sentence."""

    async def scenario(world: World) -> None:
        await world.says("hi", number_id="2002")
        assert "not connected" in world.heard(Unsent)[0].sentence

    play(ask, scenario)


def test_what_waits_when_an_interaction_expires_is_refused() -> None:
    """An expired interaction sends nothing any more: what was queued is shown as refused."""

    def slow(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [say(memory, event, "one|two")] if isinstance(event, Began) else []

    strict = {NUMBER: Integration(number_id=NUMBER, expiry=ExpiryRule.LATEST_INBOUND)}

    async def scenario(world: World) -> None:
        later = Refused(reason=Reason.PACED, sentence="Too fast.", retry_at=START + 25 * HOUR)
        world.channel.outcomes.append(later)
        await world.says("hi")
        await world.passes(26 * HOUR)
        assert await world.lines() == [("in", ""), ("out", "refused"), ("out", "held")]
        assert len(world.channel.sent) == 1

    play(slow, scenario, settings={"integrations": strict})


def test_an_end_beside_a_send_lets_it_go() -> None:
    """The last words of a flow leave, though the interaction is over."""

    def farewell(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [say(memory, event, "Bye"), End(outcome="bye")]

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.channel.bodies == ["Bye"]
        assert (await world.lines())[-1] == ("out", "accepted")

    play(farewell, scenario)


def test_a_flow_that_fails_tells_people() -> None:
    """An end in failure leaves a notice with its reason."""

    def failing(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [End(outcome="failed", failed=True, sentence="Over budget.")]

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert [(notice.kind, notice.sentence) for notice in await world.host.notices()] == [("failed", "Over budget.")]

    play(failing, scenario)
