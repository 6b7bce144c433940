"""``end``: over under this name."""

from __future__ import annotations

from flow_notations.effects import End
from tests.flow_notations.machine.playing import played


def test_an_end_has_a_name_and_may_give() -> None:
    """In the outermost flow nobody takes what it gives; the effect tells it all the same."""
    play = played("flow f\n  takes n number = 4\n\nend done\n  give twice = n * 2\n").begin()

    assert End(outcome="done", gives={"twice": 8}) == play.ended
    assert "end done" == play.where


def test_nothing_is_heard_after_the_end() -> None:
    """A message that comes then means a new interaction; this one is silent."""
    play = played("flow f\n\nend done\n").begin().hear("hello?")

    assert ([], "end done") == (play.said, play.where)
