"""``wait``: how long a pause lasts, what ends it, and what it leaves alone."""

from __future__ import annotations

import pytest

from flow_notations import library
from tests.flow_notations.machine.playing import DAY, HOUR, MINUTE, SECOND, START, Play, played

FLOW = """
flow pausing

anywhere on failed, window_closed -> bye

wait pause
  {pause}
  -> after

send after
  | Done.
  -> bye

end bye
"""


def pausing(pause: str, at: int = START) -> Play:
    """A session that pauses at once."""
    return played(FLOW.replace("{pause}", pause), at=at).begin()


CASES = {
    "for 2h": 2 * HOUR,
    "until now() + 90m": 90 * MINUTE,
    "until 12:00": 2 * HOUR,  # 11:00 UTC in Madrid's winter
    "until 09:00": 23 * HOUR,  # it is past ten there: tomorrow
    "until moment(today(), 09:00)": None,
}


@pytest.mark.parametrize(("pause", "lasts"), CASES.items())
def test_a_pause_lasts_as_long_as_it_says(pause: str, lasts: int | None) -> None:
    """Nothing a millisecond before, the next node at the moment."""
    play = pausing(pause)
    if lasts is None:  # a day is no moment
        assert ["Done."] == play.said
        return

    assert [] == play.wait(lasts - 1).said
    assert ["Done."] == play.wait(1).said


def test_until_hours_open_waits_for_the_desk() -> None:
    """On a Saturday: until Monday at eight, Madrid's time."""
    saturday = START + 5 * DAY
    play = pausing("until open(desk)", at=saturday)

    assert [] == play.wait(46 * HOUR - 1).said
    assert ["Done."] == play.wait(1).said


def test_until_hours_that_are_open_is_no_pause() -> None:
    """Monday at ten the desk is open."""
    assert ["Done."] == pausing("until open(desk)").said


def test_a_moment_that_is_past_is_no_pause() -> None:
    """The flow goes on at once, and says why."""
    assert ["Done."] == pausing("until now() - 1h").said


def test_a_message_waits_where_nothing_lets_it_end_the_pause() -> None:
    """It stays for the next question."""
    play = pausing("for 2h").hear("hello?")

    assert ("pause", []) == (play.where, play.said)
    assert ["hello?"] == [message.text for message in play.now.backlog]


def test_a_message_ends_the_pause_where_the_author_lets_it() -> None:
    """``on message`` leads on at once, and the timer is forgotten."""
    play = pausing("for 2h\n  on message -> after").hear("hello?")

    assert ["Done."] == play.said
    assert {} == play.now.timers


def test_a_late_timer_of_a_pause_that_is_over_means_nothing() -> None:
    """The message was first."""
    play = pausing("for 2h\n  on message -> bye").hear("hello?", after=SECOND)
    from flow_notations import events

    taken = play.do(events.Fired, timer="1.over")

    assert () == taken.effects


@pytest.mark.parametrize(
    ("pause", "code"),
    {
        "for 366d": None,
        "for 367d": "F208",
        "until 1 == 2": "F207",
        "until not true": "F207",
        "until today() + 1d": "F207",
        "until 5": "F207",
        "until moment(today() + 1d, 09:00)": None,
        "until open(desk)": None,
        "for 1h\n  until 09:00": "F206",
    }.items(),
)
def test_a_pause_that_cannot_be_is_complained_of(pause: str, code: str | None) -> None:
    """Two ends, none, a condition, or more than a year."""
    found = library.read_text(FLOW.replace("{pause}", pause)).diagnostics

    assert (code is None) == (not any(each.code.startswith("F2") for each in found))
    assert code is None or code in {each.code for each in found}
