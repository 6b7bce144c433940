"""Send Message and Collect Message Response inside an engine that knows no flow files."""

from __future__ import annotations

import doctest
from decimal import Decimal
from typing import Any

import pytest

from flow_notations.effects import Send
from flow_notations.events import Heard, Message, Sent
from flow_notations.notation import Go, Wait
from flow_notations.notations import COLLECT, SEND, Standing, embed, question, saying


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


def test_the_example_of_the_module_runs() -> None:
    """What a newcomer copies answers as it says."""
    assert doctest.testmod(embed) == doctest.TestResults(failed=0, attempted=13)


def test_begin_and_hear_know_which_notation_is_meant() -> None:
    """One pair of functions for what is said and what is asked."""
    hello, standing = saying("Hello"), Standing(interaction="i1", seq=1, at=0)
    waiting = embed.begin(hello, standing)
    assert isinstance(waiting, Wait)
    done = embed.hear(hello, standing, waiting.memory, Sent(id="e2", seq=2, at=1, ref="i1/1/1"))
    assert isinstance(done, Go)


@pytest.mark.parametrize(
    ("arguments", "fault", "sentence"),
    [
        ({"text": 5}, TypeError, "text is of type int; write the words in quotes"),
        ({"text": " "}, ValueError, "text is empty"),
        ({"kind": "numbr"}, ValueError, "did you mean 'number'\\? kinds are text, choice"),
        ({"kind": "taxi"}, ValueError, "there is no kind 'taxi'; kinds are text"),
        ({"kind": "choice"}, ValueError, "a choice has options"),
        ({"options": ["a"]}, TypeError, "options is of type list; write labels by id"),
        ({"options": {1: "a"}}, TypeError, "the id of an option is of type int"),
        ({"options": {"a": None}}, TypeError, "the label of option 'a' is nothing"),
        ({"low": 1}, ValueError, "low is for numbers; an answer of kind 'text' has no bounds"),
        ({"kind": "number", "high": 1.5}, TypeError, "high is of type float; write an int or a Decimal"),
        ({"kind": "number", "low": 2, "high": Decimal(1)}, ValueError, "low is 2 and high is 1"),
        ({"check": "yes"}, TypeError, "check is of type str; write a function"),
        ({"reasks": "Again?"}, TypeError, "reasks is of type str; write a list"),
        ({"reasks": [""]}, ValueError, "a re-ask is empty"),
        ({"retries": -1}, ValueError, "retries is -1; it is 0 at least"),
        ({"retries": "2"}, TypeError, "retries is of type str; write a whole number"),
        ({"timeout_ms": 0}, ValueError, "timeout_ms is 0; it is 1 at least"),
        ({"colour": "red"}, TypeError, "unexpected keyword argument 'colour'"),
    ],
)
def test_what_no_question_can_be_is_said_in_words(
    arguments: dict[str, Any], fault: type[Exception], sentence: str
) -> None:
    """At the call that is wrong, with what to write instead; never somewhere inside, later."""
    with pytest.raises(fault, match=sentence):
        question(**{"text": "?", **arguments})


@pytest.mark.parametrize(("retries", "timeout_ms"), [(0, 1), (1, 2)])
def test_the_least_that_may_be_written(retries: int, timeout_ms: int) -> None:
    """No re-ask at all, a millisecond of patience, and bounds that meet."""
    asked = question("?", "number", low=1, high=1, retries=retries, timeout_ms=timeout_ms)
    assert (asked.retries, asked.timeout_ms) == (retries, timeout_ms)


def test_what_an_engine_hands_over_is_looked_at_first() -> None:
    """A node, a standing, an event and a memory that are none are named, with what belongs there."""
    hello, standing = saying("Hello"), Standing(interaction="i1", seq=1, at=0)
    sent = Sent(id="e2", seq=2, at=1, ref="i1/1/1")
    wrong: list[tuple[Any, ...]] = [("send", standing, {}, sent), (hello, 5, {}, sent), (hello, standing, {}, "sent")]
    for arguments, named in zip(
        wrong, ("node is of type str", "standing is of type int", "event is of type str"), strict=True
    ):
        with pytest.raises(TypeError, match=named):
            embed.hear(*arguments)
    for node in (hello, question("?")):
        with pytest.raises(ValueError, match="memory is not that of this node's latest Wait"):
            embed.hear(node, standing, {}, sent)
