"""A session as text: small, whole, and readable for as long as sessions are kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from flow_notations import events
from flow_notations.errors import UnreadableState
from flow_notations.machine import Phase, State, decode, encode
from flow_notations.machine.state import Frame
from tests.flow_notations.machine.playing import SECOND, Play, bound, played

SAMPLES = Path(__file__).parents[2] / "samples" / "states"

FLOW = """
flow stored

anywhere on failed, invalid, timeout, window_closed -> bye

collect topic as topic: choice
  | What is it?
  * track  "Track"
  * refund "Refund" -> bye
  timeout 10m
  -> day

collect day as day: date
  | {label(topic)}: which day?
  -> thanks

send thanks
  | On {date(day)}.
  -> bye

end bye
"""


def state() -> State:
    """A session at its first question."""
    return played(FLOW).begin().now


def test_what_is_written_is_read_back() -> None:
    """Every field, dates and exact numbers among the names, frames and what was held back."""
    frame = Frame(
        node="n", enters="f", keep="k", names={"d": date(2026, 3, 4)}, visits={"n": 1}, trail=("a",), interrupted="b"
    )
    late = (
        events.Sent(id="1", seq=1, at=1, ref="r", message_ids=("a",)), events.Unsent(id="2", seq=2, at=2, ref="r", reason="refused"),
        events.Fired(id="3", seq=3, at=3, timer="1.over"), events.Fetched(id="4", seq=4, at=4, ref="r", status=200, body={"n": Decimal("1.5")}),
    )  # fmt: skip
    message = events.Message(id="m", at=1, kind="tap", text="x", option="o", of="r", details={"n": (1, 2)})
    full = replace(
        state(), names={"n": Decimal("2.5"), "l": (1, {"a": None})}, frames=(frame,), held_back=late, backlog=(message,), trail=("a", "b"),
        interrupted="a", outcome="x", sends=3, phase=Phase.HELD,
    )  # fmt: skip

    assert full == decode(encode(full))


def test_a_session_is_small() -> None:
    """At its first question, with nothing known: under 600 bytes."""
    assert len(encode(state())) < 600


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_an_old_session_still_loads_and_goes_on(path: Path) -> None:
    """Stored by an earlier version in the middle of a question; the answer is understood."""
    play = Play(bound(FLOW)["stored"])
    play.state = decode(path.read_text())
    play.seq, play.at = 9, 1_772_442_000_000 + 60 * SECOND
    play.hear("track").hear("2026-03-05")

    assert "On Thu 5 Mar." == play.said[-1]
    assert "end bye" == play.where


def test_the_stored_samples_are_there() -> None:
    """One for every codec that was ever written."""
    assert {"codec_1", "codec_2"} == {path.stem for path in SAMPLES.glob("*.json")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"codec": 99}',
        '{"codec": 2}',
        '{"codec": 2, "names": 3}',
        "\ud800",
        '{"codec": 2, "interaction": "i"',
    ],
)
def test_what_is_no_session_is_refused_with_a_sentence(text: str) -> None:
    """Bad bytes never make another error."""
    with pytest.raises(UnreadableState):
        decode(text)


def test_a_session_of_a_newer_version_says_so() -> None:
    """The message names both."""
    newer = json.dumps({**json.loads(encode(state())), "codec": 99})

    with pytest.raises(UnreadableState, match="codec 99"):
        decode(newer)


@pytest.mark.parametrize("value", [{"$duration": 10**30}, {"$number": "1e9999"}, "deep"])
def test_a_value_too_large_to_be_one_is_refused(value: object) -> None:
    """Neither an endless duration, nor a number of ten thousand digits, nor endless depth is more than a sentence."""
    stored = {**json.loads(encode(state())), "names": {"x": value}}
    text = json.dumps(stored).replace('"deep"', "[" * 100_000 + "]" * 100_000)

    with pytest.raises(UnreadableState):
        decode(text)
