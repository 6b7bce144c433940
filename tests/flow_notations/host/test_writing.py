"""What people write to customers through the host: in order, once, checked, shown; and no business of the flow's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.channel import Reason, Refused
from channel_adapter.messages import Fault, Media, Template, Text
from flow_notations.effects import End, Save
from flow_notations.errors import NotHere
from flow_notations.events import Began, Ended, Event, Heard, Progressed, Sent, Taken, Unsent
from flow_notations.host.people import Answer
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.embedded import SHOPS, Centre, run
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.host.writing import Written

OFF = {NUMBER: Integration(number_id=NUMBER, active=False)}
NO = Refused(reason=Reason.REFUSED, sentence="No.", code=131026)


def echo(memory: dict[str, Any], event: Event) -> list[Effect]:
    match event:
        case Began(first=first) if first is not None:
            return [say(memory, event, first.text)]
        case Heard(message=message) if message.text == "bye":
            return [End(outcome="bye")]
        case Heard(message=message):
            return [say(memory, event, message.text)]
    return []


def quiet(memory: dict[str, Any], event: Event) -> list[Effect]:
    return []


async def writes(world: World, content: Any = "Rita here", key: str = "k1") -> Written:
    """An agent writes, and everything due is done."""
    written = await world.host.write(await world.conversation(), content, by="Rita", key=key)
    await world.host.settle()
    return written


def test_a_person_writes_to_a_customer() -> None:
    """It leaves under its ref, stands in the history under their name, and the flow hears nothing of it."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        written = await writes(world)
        assert (written.refused, world.channel.bodies) == (None, ["hi", "Rita here"])
        assert world.channel.sent[-1].ref == written.ref
        line = (await world.host.history(await world.conversation()))[-1]
        assert (line.ref, line.speaker, line.status) == (written.ref, "Rita", "accepted")
        assert [event.ref for event in world.heard(Sent)] == [world.channel.sent[0].ref]

    play(echo, scenario)


def test_media_and_templates_go_as_they_are() -> None:
    """Whatever the channel sends, a person may send."""
    picture = Media(kind="image", link="https://example.org/map.png", caption="Here")

    async def scenario(world: World) -> None:
        await world.says("hi")
        for key, content in enumerate([picture, Text(body="x", preview_url=True), Template(name="t", language="en")]):
            await writes(world, content, str(key))
        assert [part.content for part in world.channel.sent[1:]] == [
            picture, Text(body="x", preview_url=True), Template(name="t", language="en"),
        ]  # fmt: skip

    play(echo, scenario)


def test_the_same_key_is_the_same_message() -> None:
    """A second click, or a second try after an outage, sends nothing more; also when it was split."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        first = await writes(world, "one|two")
        assert await writes(world, "one|two") == first
        assert world.channel.bodies == ["hi", "one", "two"]
        assert len(await world.host.history(await world.conversation())) == 4

    play(echo, scenario)


@pytest.mark.parametrize(("hours", "refused"), [(23, False), (24, True)])
def test_outside_the_window_a_person_is_told_at_once(hours: int, refused: bool) -> None:
    """The reason comes back and stands in the history; a template may go; the same key is another try once it is open."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.clock.advance_to(START + hours * HOUR)
        written = await writes(world)
        assert (written.refused is not None) == refused
        lines = await world.host.history(await world.conversation())
        assert lines[-1].status == ("refused" if refused else "accepted")
        if written.refused is not None:
            assert (written.refused.reason, "24 hours" in lines[-1].sentence) == (Reason.WINDOW_CLOSED, True)
            assert (await writes(world, Template(name="t", language="en"), "k2")).refused is None
            await world.says("I am back")
            assert (await writes(world)).refused is None
            lines = await world.host.history(await world.conversation())
            assert [line.status for line in lines if line.ref == written.ref] == ["refused", "accepted"]
        assert (world.channel.bodies[-1], world.heard(Unsent)) == ("Rita here", [])

    play(echo, scenario)


def test_a_number_that_is_switched_off_and_a_limit_refuse_at_once() -> None:
    """With the sentence that a flow would hear."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        written = await writes(world)
        assert written.refused is not None
        assert "switched off" in written.refused.sentence

    play(echo, scenario, settings={"integrations": OFF})

    async def limited(world: World) -> None:
        await world.says("hi")
        world.channel.refusal = Refused(reason=Reason.LIMIT, sentence="Too long.")
        assert (await writes(world)).refused == world.channel.refusal

    play(echo, limited)


def test_an_ended_interaction_is_no_obstacle() -> None:
    """Nothing is live: it goes out all the same, is kept with the latest interaction, and begins none."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("bye")
        await writes(world)
        conversation = await world.conversation()
        (interaction,) = await world.host.interactions(conversation)
        line = (await world.host.history(conversation))[-1]
        assert (world.channel.bodies, line.interaction) == (["hi", "Rita here"], interaction.id)
        await world.says("thanks")
        assert len(await world.host.interactions(conversation)) == 2

    play(echo, scenario)


def test_a_conversation_without_any_interaction_can_be_written_to_with_a_template() -> None:
    """The customer never wrote; a flow is planned with them and has not begun."""

    async def scenario(world: World) -> None:
        conversation = await world.host.begin(NUMBER, ANA, "other", key="k")
        assert (await world.host.write(conversation, "hello", by="Rita", key="1")).refused is not None
        template = Template(name="t", language="en")
        assert (await world.host.write(conversation, template, by="Rita", key="2")).refused is None
        assert [line.interaction for line in await world.host.history(conversation)] == [None, None]

    play(quiet, scenario)


def test_a_template_to_a_customer_who_opted_out_is_refused() -> None:
    """An answer within the window goes; a template does not."""

    def out(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [Save(scope="contact", name="opted_out", value=True)] if isinstance(event, Began) else []

    async def scenario(world: World) -> None:
        await world.says("stop")
        refused = (await writes(world, Template(name="t", language="en"), "k1")).refused
        assert refused is not None
        assert "asked not to be written to" in refused.sentence
        assert (await writes(world, "You are off our list.", "k2")).refused is None

    play(out, scenario)


@pytest.mark.parametrize("fails", [False, True])
def test_it_answers_the_customer_until_it_fails(fails: bool) -> None:
    """Somebody answered: nothing expires. It never arrived: the customer waits, and has waited since they wrote."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await writes(world)
        await world.passes(HOUR)
        if fails:
            await world.status("failed", message_id="wamid.out1", faults=(Fault(code=131026, title="Undeliverable"),))
        world.clock.advance_to(START + 24 * HOUR)
        await world.host.settle()
        assert [ended.reason for ended in world.heard(Ended)] == (["expired"] if fails else [])
        assert (world.heard(Unsent), len(world.heard(Progressed))) == ([], fails)

    play(quiet, scenario)


def test_a_refusal_by_the_channel_brings_the_deadline_back_too() -> None:
    """The line shows it; with nothing live there is nobody to tell."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.channel.outcomes.append(NO)
        written = await writes(world)
        assert written.refused is None
        line = (await world.host.history(await world.conversation()))[-1]
        assert (line.status, line.sentence) == ("refused", "No.")
        await world.passes(24 * HOUR)
        assert [ended.reason for ended in world.heard(Ended)] == ["expired"]
        assert await world.host.retry(written.ref)

    play(quiet, scenario)

    async def over(world: World) -> None:
        await world.says("hi")
        await world.says("bye")
        world.channel.outcomes.append(NO)
        await writes(world)
        assert (await world.host.history(await world.conversation()))[-1].status == "refused"

    play(echo, over)


def test_what_waits_outlives_the_interaction() -> None:
    """The flow ends while a person's message waits for its turn: it leaves all the same."""

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(Refused(reason=Reason.PACED, sentence="Slower.", retry_at=START + 5000))
        await world.says("hi")
        await writes(world)
        await world.says("bye")
        await world.passes(5000)
        assert world.channel.bodies == ["hi", "hi", "Rita here"]

    play(echo, scenario)


def test_writing_does_not_take_the_conversation() -> None:
    """Whoever wants the flow silent takes it first."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await writes(world)
        assert world.heard(Taken) == []

    play(echo, scenario)


def test_what_cannot_be_written_is_said_in_words() -> None:
    """A conversation that is not here, and what no channel sends."""

    async def scenario(world: World) -> None:
        with pytest.raises(NotHere, match="there is no conversation 'nope'"):
            await world.host.write("nope", "hello", by="Rita", key="k")
        await world.says("hi")
        with pytest.raises(TypeError, match="content is a dict; write a text"):
            await writes(world, {"text": "hello"})

    play(echo, scenario)


def test_a_conversation_taken_without_an_offer_is_released_by_its_interaction() -> None:
    """The open question is asked again; as often as somebody takes it."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        (conversation,) = await centre.host.conversations()
        assert conversation.live is not None
        for rounds in (1, 2):
            await centre.host.take(conversation.id, "Rita")
            await centre.says("market")
            await centre.host.write(conversation.id, "Rita here", by="Rita", key=str(rounds))
            await centre.host.release(conversation.live, Answer(outcome="released", agent="Rita"))
            await centre.passes(1000)
            assert centre.said == ["Which shop?", *["Rita here", "Which shop?"] * rounds]
        await centre.says("station road")
        assert centre.said[-2:] == ["Thank you.", "What do you wish for?"]

    run(scenario)
