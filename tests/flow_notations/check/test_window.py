"""How late a message can be, and what the check says of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from flow_notations.check import check
from flow_notations.profile import WHATSAPP
from flow_notations.syntax import from_text
from tests.flow_notations.check.reading import centre, examine
from tests.flow_notations.check.rows import TABLE

if TYPE_CHECKING:
    from pathlib import Path

NUDGE = """flow shop

collect ask as name: text
  | What is your name?
  timeout {timeout}
  on timeout         -> nudge
  on invalid, failed -> bye
  -> thanks

send thanks
  | Thank you, {{name}}.
  on failed -> bye
  -> bye

send nudge
  | Are you still there?
  {more}
  on failed -> bye
  -> bye

end bye
"""


def duration(milliseconds: int) -> str:
    return f"{milliseconds}ms"


@pytest.mark.parametrize(("beyond", "codes"), [(-1, []), (0, ["W101"]), (1, ["W101"])])
def test_the_window_closes_a_margin_before_24_hours(beyond: int, codes: list[str]) -> None:
    """One millisecond decides: at the window's end less its margin it is too late."""
    limit = WHATSAPP.window_ms - WHATSAPP.window_margin_ms
    assert timedelta(hours=23, minutes=59) == timedelta(milliseconds=limit)
    assert codes == examine(NUDGE.format(timeout=duration(limit + beyond), more="")).codes


def test_a_default_timeout_leaves_room_for_a_nudge() -> None:
    """A question without a timeout waits 23 h, so what follows can still leave."""
    assert [] == examine(NUDGE.format(timeout="1h", more="").replace("  timeout 1h\n", "")).codes


@pytest.mark.parametrize(
    "more",
    ["on window_closed -> bye", 'template order_late with name = "Ana", days = 3'],
    ids=["a route", "a template beside"],
)
def test_a_late_send_is_fine_when_it_is_prepared(more: str) -> None:
    """A route for a closed window, or a template beside the copy, is an answer."""
    assert {"W101"}.isdisjoint(examine(NUDGE.format(timeout="30h", more=more)).codes)


def test_a_default_route_is_an_answer_too() -> None:
    """`anywhere on window_closed` counts for every node."""
    text = NUDGE.format(timeout="22h", more="").replace("\ncollect", "\nanywhere on window_closed -> bye\n\ncollect", 1)
    assert [] == examine(text).codes


def test_silence_adds_up_and_the_path_is_shown() -> None:
    """The complaint shows where the time went."""
    text = NUDGE.format(timeout="20h", more="").replace("send nudge", "wait pause\n  for 5h\n  -> nudge\n\nsend nudge")
    found = examine(text.replace("on timeout         -> nudge", "on timeout -> pause"))

    assert ["W101"] == found.codes
    assert "ask (timeout, 20h) -> pause (done, 5h) -> nudge" in found.text


def test_an_answer_opens_the_window_again() -> None:
    """Silent waiting may outlast the window: what the customer writes then opens it."""
    assert (
        []
        == examine(
            NUDGE.format(timeout="3d", more="")
            .replace("on timeout         -> nudge", "on timeout -> bye")
            .replace("-> thanks", "-> nudge", 1)
            .replace("send thanks\n  | Thank you, {name}.\n  on failed -> bye\n  -> bye\n", "")
            .replace("still there?", "still there, {name}?")
        ).codes
    )


def test_time_without_a_bound_has_no_number() -> None:
    """A loop of timeouts grows for ever; people may take as long as they like."""
    text = """flow shop

handoff to_agent
  queue cards
  note
    | Help.
  on released, ended, no_agent -> rate

collect rate as stars: integer 1 to 5
  | How was it, from 1 to 5?
  on invalid, timeout, failed -> bye
  when stars > 3 -> bye
  -> to_agent

end bye
"""
    found = examine(text)

    assert ["W101"] == found.codes
    assert "to_agent (released, no limit) -> rate" in found.text


def test_loops_of_seconds_do_not_outlast_the_window() -> None:
    """A few seconds a round, counted by visits, never make a day."""
    text = """flow shop

http lookup as found
  get orders "/42"
  gives status text 20
  on failed -> again
  -> say

send again
  | Once more.
  on failed -> bye
  when visits(again) > 2 -> bye
  -> lookup

send say
  | It is {found.status}.
  on failed -> bye
  -> bye

end bye
"""
    assert [] == examine(text).codes


@pytest.mark.parametrize(
    ("delay", "codes"),
    [("2h", []), ("25h", ["W103"]), ("1h before window closes", [])],
)
def test_a_reminder_must_fit_the_window(delay: str, codes: list[str]) -> None:
    """A reminder is said that long after the question, unless it counts from the other end."""
    text = NUDGE.format(timeout="1h", more="").replace("timeout 1h", f"remind {delay}\n    | Hello?\n  timeout 1h")
    assert codes == examine(text).codes


def test_a_late_reminder_with_a_route_is_fine() -> None:
    """The question's own route for a closed window is an answer."""
    text = NUDGE.format(timeout="1h", more="").replace(
        "timeout 1h", "remind 25h\n    | Hello?\n  on window_closed -> bye\n  timeout 1h"
    )
    assert [] == examine(text).codes


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("anywhere closing 30m -> last", []),
        ("anywhere closing 30s -> last", ["W101"]),
        ("anywhere undelivered -> last", ["W101"]),
        ('anywhere says "help" -> last', []),
    ],
)
def test_interrupts_begin_at_their_own_time(sentence: str, codes: list[str]) -> None:
    """Words come just now; a warning before the end leaves its delay; a failure may come late."""
    text = NUDGE.format(timeout="1h", more="").replace("\ncollect", f"\n{sentence}\n\ncollect", 1)
    text += "\nsend last\n  | One last thing.\n  on failed -> bye\n  -> bye\n"
    assert codes == examine(text).codes


def test_after_a_send_went_out_the_window_was_open() -> None:
    """What follows a message that left is not late only because the message could have been."""
    text = NUDGE.format(timeout="30h", more="on window_closed -> bye").replace("-> bye\n\nend", "-> more\n\nend")
    text = text.replace(
        "end bye", "send more\n  | One more thing.\n  on failed, window_closed -> bye\n  -> bye\n\nend bye"
    )
    found = examine(text)

    assert {"W101"}.isdisjoint(found.codes), found.text


def test_a_called_flows_own_lateness_is_its_own_complaint() -> None:
    """What is too late in a flow by itself is not told again to each of its callers."""
    late = NUDGE.format(timeout="30h", more="").replace("flow shop", "flow late").replace("end bye", "end bye")
    caller = "flow shop\n\nwait pause\n  for 30h\n  -> go\n\ncall go\n  flow {}\n  -> bye\n\nend bye\n"
    flows = {
        name: from_text(text, path="f", table=TABLE).value
        for name, text in (
            ("late", late),
            ("quick", NUDGE.format(timeout="1h", more="").replace("flow shop", "flow quick")),
        )
    }
    for name, told in (("late", "'ask'"), ("quick", "'ask'")):
        flow = from_text(caller.format(name), path="f", table=TABLE).value
        assert flow is not None
        found = check(flow, table=TABLE, flows=flows).diagnostics
        assert ["W104"] == [each.code for each in found]
        assert told in found[0].sentence
    soon = from_text(caller.format("late").replace("30h", "1m"), path="f", table=TABLE).value
    assert soon is not None
    assert () == check(soon, table=TABLE, flows=flows).diagnostics


def test_a_called_flow_that_goes_round_is_not_followed_for_ever() -> None:
    """Two flows that call each other are complained of, and the check ends."""
    one = "flow one\n\ncall go\n  flow two\n  -> bye\n\nend bye\n"
    two = "flow two\n\ncall go\n  flow one\n  -> bye\n\nend bye\n"
    flows = {text.split()[1]: from_text(text, path="f", table=TABLE).value for text in (one, two)}
    checked = check(flows["one"], table=TABLE, flows=flows)

    assert ["N113"] == [diagnostic.code for diagnostic in checked.diagnostics]
    assert "one -> two -> one" in checked.diagnostics[0].sentence


def test_the_flows_of_the_field_check_clean(shared: Path) -> None:
    """Whole flows with calls, data, people and reminders have nothing to complain of."""
    texts = {
        path.name: path.read_text() for path in sorted((shared / "samples").glob("*.flow")) if path.stem != "centre"
    }
    reads = {name: from_text(text, path=name, table=TABLE) for name, text in texts.items()}
    flows = {read.value.name.text: read.value for read in reads.values() if read.value is not None}
    from flow_notations.syntax import centre_from_text

    own = centre_from_text((shared / "samples" / "centre.flow").read_text(), path="centre.flow").value
    for flow in flows.values():
        checked = check(flow, table=TABLE, centre=own or centre(), flows=flows)
        assert () == checked.diagnostics
        assert checked.flow is not None
