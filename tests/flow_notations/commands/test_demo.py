"""``flow demo``: real processes, real HTTP, a scripted customer to the end."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from flow_notations.__main__ import main
from flow_notations.commands import screen

if TYPE_CHECKING:
    from pathlib import Path


def test_the_river_runs_in_real_processes() -> None:
    """Emulator, host and flow over loopback; the conversation is printed with ticks and countdown; 0."""
    found = subprocess.run(
        [sys.executable, "-m", "flow_notations", "demo"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert found.returncode == 0, found.stderr
    assert found.stdout.index("What can I help you with?") < found.stdout.index("AB-1234* is on its way")
    assert "✓✓" in found.stdout
    assert "the reply window closes in 23 h 5" in found.stdout
    assert "Have a good day" in found.stdout


def test_a_missing_flow_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file, no processes."""
    assert main(["demo", str(tmp_path / "none.flow")]) == 2
    assert "there is no flow at" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, "the reply window has not opened yet"),
        (90_000_000, "the reply window closes in 24 h 59 min"),
        (59_999, "the reply window is closed: only templates may leave"),
        (60_001, "the reply window closes in 0 h 00 min"),
    ],
)
def test_the_countdown(until: int | None, words: str) -> None:
    """How long free-form messages may still leave, to the minute."""
    assert screen.countdown(until, 60_000) == words


def test_a_bubble_on_a_terminal() -> None:
    """Lines, medium, options by number, link; colour only where it is wanted."""
    shown = screen.Shown(
        message_id="m", author="business", text="one *two*\nthree", options=(("r#a", "a", "Yes"),), menu="See",
        link=("Go", "https://example.com"), media=("image", "1"), tick="read",
    )  # fmt: skip

    assert screen.drawn(shown, colour=False) == (
        "  bot  (image) one *two*\n       three   ✓✓ read\n       ▾ See\n       [1] Yes\n       ↗ Go: https://example.com"
    )
    assert "\x1b[" in screen.drawn(shown, colour=True)


def test_any_flow_is_answered(tmp_path: Path) -> None:
    """The first option is tapped, something plausible written; what the flow calls is served, too."""
    (tmp_path / "outer.flow").write_text(
        "flow outer\n\nanywhere on invalid, timeout, failed, window_closed -> bye\n\n"
        'collect ask: choice\n  | Which?\n  * one "The first" -> it\n  * two "The second" -> bye\n\n'
        "call it\n  flow inner\n  -> bye\n\nend bye\n"
    )
    (tmp_path / "inner.flow").write_text(
        "flow inner\n\nanywhere on invalid, timeout, failed, window_closed -> done\n\n"
        "collect name as name: text\n  | Your name?\n  -> thanks\n\nsend thanks\n  | Thank you, {name}.\n  -> done\n\nend done\n"
    )
    found = subprocess.run(
        [sys.executable, "-m", "flow_notations", "demo", "--scripted", str(tmp_path / "outer.flow")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert found.returncode == 0, found.stderr
    assert "Thank you, Ana." in found.stdout
    assert found.stdout.count("Which?") == 1
