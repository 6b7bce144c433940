"""Send Message and Collect Message Response inside an engine that knows no flow files."""

from __future__ import annotations

import pytest

from flow_notations.effects import Send
from flow_notations.events import Heard, Message, Sent
from flow_notations.notation import Go, Wait
from flow_notations.notations import COLLECT, SEND, Standing, question, saying


def heard(text: str, seq: int, at: int = 5_000) -> Heard:
    """A customer's message."""
    return Heard(id=f"e{seq}", seq=seq, at=at, message=Message(id=f"m{seq}", at=at, kind="text", text=text))


def test_ten_lines_are_an_engine() -> None:
    """Ask, hear a wrong answer, ask again, hear a right one: ten lines around two functions."""
    age = question("How old are you?", "integer", low=1, high=120, reasks=["A number, please."])
    waiting = COLLECT.begin(age, Standing(interaction="i1", seq=1, at=0))
    said = [effect.utterance.text for effect in waiting.effects if isinstance(effect, Send)]
    waiting = COLLECT.hear(
        age, Standing(interaction="i1", seq=2, at=900), waiting.memory, Sent(id="e2", seq=2, at=900, ref="i1/1/1")
    )
    again = COLLECT.hear(age, Standing(interaction="i1", seq=3, at=5_000), waiting.memory, heard("no idea", 3))
    said += [effect.utterance.text for effect in again.effects if isinstance(effect, Send)]
    seen = COLLECT.hear(
        age, Standing(interaction="i1", seq=4, at=5_500), again.memory, Sent(id="e4", seq=4, at=5_500, ref="i1/3/1")
    )
    done = COLLECT.hear(age, Standing(interaction="i1", seq=5, at=9_000), seen.memory, heard("I am 34", 5, at=9_000))

    assert ["How old are you?", "A number, please."] == said
    assert isinstance(done, Go)
    assert ("answered", {"answer": 34}) == (done.outcome, done.bind)


def test_a_plain_message_leaves_when_the_channel_has_taken_it() -> None:
    """``send`` waits for the channel alone."""
    hello = saying("Hello 👋")
    waiting = SEND.begin(hello, Standing(interaction="i1", seq=1, at=0))
    assert isinstance(waiting, Wait)
    gone = SEND.hear(
        hello, Standing(interaction="i1", seq=2, at=1), waiting.memory, Sent(id="e2", seq=2, at=1, ref="i1/1/1")
    )

    assert isinstance(gone, Go)
    assert "sent" == gone.outcome


def test_options_and_checks_are_plain_values() -> None:
    """Labels by id; a judgement is a Python function."""
    topic = question(
        "What is it?", "choice", options={"track": "Track", "refund": "Refund"}, check=lambda value: value != "refund"
    )
    waiting = COLLECT.begin(topic, Standing(interaction="i1", seq=1, at=0))
    waiting = COLLECT.hear(
        topic, Standing(interaction="i1", seq=2, at=1), waiting.memory, Sent(id="e2", seq=2, at=1, ref="i1/1/1")
    )

    refused = COLLECT.hear(topic, Standing(interaction="i1", seq=3, at=5_000), waiting.memory, heard("refund", 3))
    taken = COLLECT.hear(topic, Standing(interaction="i1", seq=4, at=6_000), waiting.memory, heard("track", 4))

    assert isinstance(refused, Wait)
    assert isinstance(taken, Go)
    assert {"answer": "track"} == taken.bind


def test_a_kind_that_does_not_exist_is_named() -> None:
    """A programmer's slip is an exception that lists what there is."""
    with pytest.raises(ValueError, match="there is no kind 'numbr'"):
        question("?", "numbr")


def test_nothing_belongs_to_another_question() -> None:
    """Without a session there are no older asks."""
    assert Standing(interaction="i", seq=1, at=0).belongs("i/1/1") is None
