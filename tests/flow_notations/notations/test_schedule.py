"""``schedule``: another flow begins later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.effects import Schedule
from tests.flow_notations.machine.playing import DAY, HOUR, START, Play, bound

if TYPE_CHECKING:
    from flow_notations.values import Value

LATER = 'flow later\n  takes name text 40?\n\nsend hello\n  | Hello {name ?? "there"}.\n  on failed, window_closed -> bye\n  -> bye\n\nend bye\n'
FLOW = """
flow planning

schedule later
  flow later
  with name = "Ana"
  at {at}
  once "k-{{interaction.id}}"
  on failed -> sorry
  -> bye

send sorry
  | That cannot be.
  on failed, window_closed -> bye
  -> bye

end bye
""".replace("{{", "{").replace("}}", "}")


def planned(at: str) -> Play:
    """A session that makes an appointment at once."""
    return Play(bound(FLOW.replace("{at}", at), LATER)["planning"]).begin()


def schedule(at: int) -> Schedule:
    """The appointment."""
    return Schedule(ref="i1/1/1", flow="later", at=at, inputs={"name": "Ana"}, key="k-i1")


@pytest.mark.parametrize(
    ("at", "moment"),
    {
        "now() + 2d": START + 2 * DAY,
        "2h": START + 2 * HOUR,
        "12:00": START + 2 * HOUR,
        "next_open(desk)": START,
        "open(desk)": START,
        "moment(today() + 2d, 10:00)": START + 2 * DAY,
        "moment(now() + 2d, 10:00)": START + 2 * DAY,
        "now() - 1h": START,
        "now() + 366d": START + 366 * DAY,
    }.items(),
)
def test_an_appointment_is_made(at: str, moment: int) -> None:
    """A moment, a duration from now, a time of the day; what is past is at once."""
    assert [schedule(moment)] == planned(at).asked_for(Schedule)


@pytest.mark.parametrize("at", ["now() + 367d", "now() + 3000d * 3000"])
def test_an_appointment_that_cannot_be_is_a_failure(at: str) -> None:
    """More than a year ahead, or no moment at all."""
    play = planned(at)

    assert (["That cannot be."], []) == (play.said, play.asked_for(Schedule))


def test_names_of_the_tree_are_values() -> None:
    """What goes in is plain."""
    given: dict[str, Value] = dict(planned("2h").asked_for(Schedule)[0].inputs)

    assert {"name": "Ana"} == given
