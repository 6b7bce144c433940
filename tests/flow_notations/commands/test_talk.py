"""``flow talk`` as a person uses it: lines in, a phone out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flow_notations.__main__ import main

FLOWS = Path(__file__).resolve().parents[3] / "flows"
Talk = Callable[..., str]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    """Type these lines, then end the input; what was shown."""

    def typed(flow: str, *lines: str, options: tuple[str, ...] = ()) -> str:
        left = iter(lines)

        def read(prompt: str = "") -> str:
            print(prompt, end="")
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", read)
        assert main(["talk", str(FLOWS / flow), *options]) == 0
        return capsys.readouterr().out

    return typed


def test_words_and_numbers(talk: Talk) -> None:
    """A number taps the option with that number; ticks are shown."""
    shown = talk("order_status.flow", "hi", "1", "AB-1234")

    assert "What can I help you with?" in shown
    assert "[1] Track my order" in shown
    assert "✓✓" in shown
    assert "↗ Follow your order: https://example.com/track/AB-1234" in shown


def test_a_number_is_an_answer_where_a_number_is_asked(talk: Talk) -> None:
    """On a scale from 0 to 10 a "1" is a one; ``#1`` taps."""
    shown = talk("survey.flow", "hi", "1", "1", "Nothing", "/where")
    tapped = talk("survey.flow", "hi", "1", "#1", "Nothing")

    assert "We are sorry" in shown
    assert "Thank you 💚" in tapped


def test_time_can_be_skipped(talk: Talk) -> None:
    """``/wait`` lets timers fire; ``/next`` jumps to what is due."""
    waited = talk("order_status.flow", "hi", "1", "/wait 61m")
    jumped = talk("order_status.flow", "hi", "1", "/next", "/next", "/next", "/next", "/next", "/next")

    assert "No problem, write to us any time." in waited
    assert "No problem, write to us any time." in jumped
    assert "the interaction ended: bye" in waited


def test_it_explains_itself(talk: Talk) -> None:
    """``/where`` shows node, variables, timers and the window; ``/why`` shows decisions."""
    shown = talk(
        "order_status.flow", "/where", "hi", "2", "/where", "/why", "/photo a bill", "/voice", "/help", "/wait soon"
    )

    assert "no interaction has begun" in shown
    assert "node ask_order (listening)" in shown
    assert "topic = 'refund'" in shown
    assert "the reply window closes in 23 h 59 min" in shown
    assert "ask_topic: answered" in shown
    assert "I can't read pictures or voice notes." in shown
    assert "/wait 2h 30m" in shown
    assert "'soon' is no length of time" in shown


def test_a_contact_can_be_somebody(talk: Talk) -> None:
    """Fields of the customer come from the command line."""
    assert "Hi Eva 👋" in talk("order_status.flow", "hi", "/quit", options=("--contact", "first_name=Eva"))


def test_a_broken_flow_cannot_be_talked_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its complaints are shown instead."""
    path = tmp_path / "broken.flow"
    path.write_text("flow broken\nsend a\n  | x\n  -> nowhere\n")

    assert main(["talk", str(path)]) == 1
    shown = capsys.readouterr().out
    assert "N101" in shown
    assert "can be talked to when they are mended" in shown
