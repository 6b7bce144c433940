"""Situations in which the system that this one follows loses, doubles or hangs; each must come out well here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter.channel import Reason, Refused
from channel_adapter.messages import Fault, Received, Text
from flow_notations.effects import Send, Utterance
from flow_notations.events import Began, Ended, Heard, Unsent
from flow_notations.host.sending import enqueue
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World
from tests.journeys.real_flows import live

if TYPE_CHECKING:
    from pathlib import Path

    from flow_notations.host.people import Answer
    from flow_notations.host.store import Transaction

TWO_QUESTIONS = """flow two

anywhere on invalid, window_closed -> bye
anywhere on timeout -> closing
anywhere on failed  -> lost

collect name as name: text
  | What is your name?
  timeout 2h
  -> colour

collect colour as colour: text
  | Which colour?
  timeout 2h
  -> thanks

send thanks
  | {name} likes {colour}.
  -> bye

send closing
  | Write again any time.
  on failed -> bye
  -> bye

send lost
  | Something went wrong.
  on failed -> bye
  -> bye

end bye
"""


def received(number: int, text: str) -> Received:
    return Received(id=f"wamid.in{number}", number_id=NUMBER, sender=ANA, at=START, content=Text(body=text))


def test_2_two_messages_in_one_webhook_while_a_question_is_open(tmp_path: Path) -> None:
    """The first answers the question; the second is not lost, and does not answer the same question twice."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.clock.advance_to(START + 5000)
        batch = [received(100, "Ana"), received(101, "anything else?")]
        assert await world.host.accept(batch, arrived_at=START + 5000) == 2
        await world.host.settle()
        assert [heard.message.text for heard in world.heard(Heard)] == ["Ana", "anything else?"]
        assert world.channel.bodies == ["What is your name?", "Which colour?"]
        world.clock.advance_to(START + 9000)
        await world.says("blue")
        assert world.channel.bodies[-1] == "Ana likes blue."

    live(tmp_path, scenario, TWO_QUESTIONS)


def test_3_the_next_question_opens_before_the_answer_to_the_last_is_cleared(tmp_path: Path) -> None:
    """The second question is open the moment the first is answered: no answer disappears between them."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        for n, text in enumerate(("Ana", "blue"), start=1):
            world.clock.advance_to(START + n * 1000)
            await world.says(text)
        assert world.channel.bodies == ["What is your name?", "Which colour?", "Ana likes blue."]

    live(tmp_path, scenario, TWO_QUESTIONS)


def test_8_expiry_while_a_question_is_pending(tmp_path: Path) -> None:
    """Nobody answered them for 24 h: the interaction ends, its listening with it; what they say next begins a new one."""
    listening = """flow listening

collect first_words: text
  timeout 90h
  on invalid, timeout, failed, window_closed -> bye
  -> bye

end bye
"""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(24 * HOUR)
        assert [ended.reason for ended in world.heard(Ended)] == ["expired"]
        await world.says("hello?")
        first, second = await world.host.interactions(await world.conversation())
        assert (first.outcome, second.status) == ("expired", "live")

    live(tmp_path, scenario, listening)


def test_9_an_agents_message_that_fails_does_not_end_the_flows_question(tmp_path: Path) -> None:
    """It is correlated by its own id: the open question stays open, the failure is shown beside the agent's message."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        (interaction,) = await world.host.interactions(await world.conversation())
        now = world.clock.now()
        send = Send(ref=f"{interaction.id}/agent/1", utterance=Utterance(text="From Rita", speaker="Rita"))

        def write(tx: Transaction) -> None:
            conversation = tx.conversations.get(interaction.conversation)
            enqueue(tx, world.host.wiring, conversation, send, interaction=interaction.id, now=now)
            tx.conversations.rest(conversation.id, now)

        await world.host.store.transact(write)
        await world.host.settle()
        await world.status("failed", message_id="wamid.out2", faults=(Fault(code=131026, title="Undeliverable"),))
        world.clock.advance_to(START + 5000)
        await world.says("Ana")
        assert world.channel.bodies == ["What is your name?", "From Rita", "Which colour?"]
        lines = {line.speaker: line.status for line in await world.host.history(interaction.conversation)}
        assert lines["Rita"] == "failed"

    live(tmp_path, scenario, TWO_QUESTIONS)


def test_9_a_question_whose_own_prompt_fails_leaves_by_failed(tmp_path: Path) -> None:
    """Refused at once, or reported undelivered later: the flow takes the author's way out, it does not hang."""

    async def scenario(world: World) -> None:
        no = Refused(reason=Reason.REFUSED, sentence="No.", code=131000)
        world.channel.outcomes.append(no)
        await world.says("hi")
        assert world.channel.bodies == ["What is your name?", "Something went wrong."]

    live(tmp_path, scenario, TWO_QUESTIONS)

    async def later(world: World) -> None:
        await world.says("hi")
        await world.status("failed", message_id="wamid.out1", faults=(Fault(code=131026, title="Undeliverable"),))
        assert world.channel.bodies == ["What is your name?", "Something went wrong."]

    live(tmp_path, later, TWO_QUESTIONS)


def test_12_a_second_message_while_the_interaction_is_being_created(tmp_path: Path) -> None:
    """Both came before anything was done: one interaction, both messages in it, in order."""

    async def scenario(world: World) -> None:
        await world.host.accept([received(1, "hi")], arrived_at=START)
        await world.host.accept([received(2, "hello?")], arrived_at=START)
        await world.host.settle()
        assert len(await world.host.interactions(await world.conversation())) == 1
        assert [type(event) for event in world.machine.events[:2]] == [Began, Heard]
        lines = await world.host.history(await world.conversation())
        assert len({line.interaction for line in lines}) == 1

    live(tmp_path, scenario, TWO_QUESTIONS)


def test_13_a_flow_whose_first_step_is_a_question(tmp_path: Path) -> None:
    """It is asked at once, and the answer to it is taken."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.channel.bodies == ["What is your name?"]
        world.clock.advance_to(START + 1000)
        await world.says("Ana")
        assert world.channel.bodies[-1] == "Which colour?"

    live(tmp_path, scenario, TWO_QUESTIONS)


def test_14_a_question_of_an_ended_interaction(tmp_path: Path) -> None:
    """Its timer never fires, its late outcome reaches nobody, and the customer's next words begin anew."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.passes(2 * HOUR)
        assert world.channel.bodies[-1] == "Write again any time."
        events = len(world.machine.events)
        await world.status("failed", message_id="wamid.out1", faults=(Fault(code=131026, title="Undeliverable"),))
        await world.passes(5 * HOUR)
        assert len(world.machine.events) == events
        await world.says("Ana")
        assert world.channel.bodies[-1] == "What is your name?"
        assert len(world.heard(Began)) == 2

    live(tmp_path, scenario, TWO_QUESTIONS)


def test_26_an_inactive_integration_sends_nothing_and_says_so(tmp_path: Path) -> None:
    """The customer's message is kept, the flow leaves by *failed*, the history shows what was not sent and why."""
    off = {NUMBER: Integration(number_id=NUMBER, active=False, client_disconnect_minutes=1)}

    async def scenario(world: World) -> None:
        await world.says("hi")
        assert world.channel.sent == []
        assert {unsent.retryable for unsent in world.heard(Unsent)} == {True}
        lines = await world.host.history(await world.conversation())
        assert [line.status for line in lines] == ["", "refused", "refused"]
        assert "switched off" in lines[1].sentence
        await world.passes(HOUR)
        assert world.heard(Ended) == []

    live(tmp_path, scenario, TWO_QUESTIONS, settings={"integrations": off})


def test_20_a_disconnection_with_an_open_question_and_people(tmp_path: Path) -> None:
    """People answered, the customer stays silent for the number's minutes: the interaction ends, the offer with it."""
    held = """flow held

handoff people as case
  queue support
  timeout 10m
  on released, ended, no_agent -> bye

end bye
"""
    minutes = {NUMBER: Integration(number_id=NUMBER, client_disconnect_minutes=5)}

    class Willing:
        async def offer(self, offer: object, *, conversation: str) -> Answer | None:
            return None

        async def withdraw(self, ref: str) -> None:
            withdrawn.append(ref)

    withdrawn: list[str] = []

    async def scenario(world: World) -> None:
        await world.says("hi")
        conversation = await world.conversation()
        await world.host.take(conversation, "Rita")
        await world.host.settle()
        (interaction,) = await world.host.interactions(conversation)
        now = world.clock.now()
        send = Send(ref=f"{interaction.id}/agent/1", utterance=Utterance(text="From Rita", speaker="Rita"))

        def write(tx: Transaction) -> None:
            one = tx.conversations.get(conversation)
            enqueue(tx, world.host.wiring, one, send, interaction=interaction.id, now=now)
            tx.conversations.rest(conversation, now)

        await world.host.store.transact(write)
        await world.passes(5 * 60_000)
        assert [ended.reason for ended in world.heard(Ended)] == ["disconnected"]
        assert (await world.host.interactions(conversation))[0].outcome == "disconnected"

    live(tmp_path, scenario, held, settings={"integrations": minutes}, ports={"people": Willing()})
