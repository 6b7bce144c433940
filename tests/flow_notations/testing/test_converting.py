"""What a test gives is read by the type that the flow declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.testing.running import Script, read_script

if TYPE_CHECKING:
    from pathlib import Path

CENTRE = """centre shop
  language en
contact     first_name text 40?, born date?, stars number?
interaction topic text 20?
"""
VISIT = """flow visit
  takes day date, start time, code text 10, note text 20 = "none"
  timeout 1h

anywhere on failed, window_closed, timeout, invalid -> bye

send remind
  | Visit on {date(day, "long")} at {time(start)}, code {code}, {note}.
  -> ask

collect ask: yes_no
  | Will you be there?
  -> bye

end bye
  give day = day
"""
BOOK = """flow book

anywhere on failed -> bye

call it as made
  flow visit
  with day = today(), start = 09:30, code = "a"
  -> told

set told
  break_ = 90m
  -> said

send said
  | Your day is {date(made.day, "long")}, the break {break_}.
  -> bye

end bye
"""


def played(folder: Path, lines: str) -> tuple[Script, list[str]]:
    """A transcript beside both flows: as read, and what was said in each of its tests."""
    for name, text in (("centre", CENTRE), ("visit", VISIT), ("book", BOOK)):
        (folder / f"{name}.flow").write_text(text)
    (folder / "visit.chat").write_text(f'test "t"\n{lines}')
    script = read_script(folder / "visit.chat")
    if script.diagnostics:
        return script, []
    shown = script.play(script.transcript.tests[0])
    assert shown.difference is None, shown.difference
    return script, list(shown.conversation)


@pytest.mark.parametrize("day", ['"2026-03-05"', "2026-03-05"])
def test_days_and_times_are_read_by_their_type(tmp_path: Path, day: str) -> None:
    """With and without quotes; the default stays where nothing is given."""
    _, said = played(tmp_path, f'  flow visit at remind with day {day}, start "09:30", code "A1"\n  bot …\n')

    assert any("5 March 2026 at 09:30" in line or "March 5, 2026 at 9:30" in line for line in said), said
    assert any("A1, none" in line for line in said)


def test_a_flow_takes_values_without_a_node(tmp_path: Path) -> None:
    """``flow X with …`` begins where the flow begins, when the customer writes."""
    _, said = played(tmp_path, '  flow visit with day "2026-03-05", start "09:30", code "A1"\n  user "hi"\n  bot …\n')

    assert any("2026" in line and "A1" in line for line in said), said


def test_what_a_called_flow_gives_is_read_by_its_type(tmp_path: Path) -> None:
    """A day, though a transcript holds JSON."""
    _, said = played(tmp_path, '  flow book\n  given call it ends bye {"day": "2026-04-01"}\n  user "hi"\n  bot …\n')

    assert any("April" in line and "2026" in line for line in said), said


def test_fields_of_the_customer_are_read_by_their_type(tmp_path: Path) -> None:
    """A date of birth is a date; a language needs no declaration."""
    script, _ = played(
        tmp_path, '  flow visit at ask with day 2026-03-05\n  contact born "2000-01-02" language es\n  bot …\n'
    )

    assert "2000-01-02" == script.transcript.tests[0].contact["born"].isoformat()  # type: ignore[union-attr]


def test_lengths_of_time_are_written_as_everywhere(tmp_path: Path) -> None:
    """``2h 30m``, not seconds."""
    _, said = played(tmp_path, '  flow book at said with break_ "2h 30m", made {"day": "2026-04-01"}\n  bot …\n')

    assert any("2 hours 30 minutes" in line or "2 hours" in line for line in said), said


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('  flow visit with day "soon"\n', "2:8 X112 'day' is a text, not date | write it like \"2026-03-02\""),
        ('  flow visit with code 12\n', "2:8 X112 'code' is a number, not text 10 | a text stands in quotes"),
        ('  flow visit with code "12345678901"\n', "2:8 X112 'code' has 11 characters; text 10 was declared | "),
        ('  flow book\n  given call it ends bye {"day": 5}\n', "3:14 X112 'day' is a number, not date"),
        ('  flow book\n  contact stars "5"\n', "X112 'stars' is a text, not number? | a number stands without quotes: 5"),
        ('  flow book\n  contact frist_name "Ana"\n', "X109 the centre has no contact field 'frist_name' | did you mean 'first_name'?"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found_before_playing(tmp_path: Path, lines: str, says: str) -> None:
    """With how such a value is written."""
    script, _ = played(tmp_path, lines)
    [found] = script.diagnostics

    assert says in f"{found.span.line}:{found.span.column} {found.code} {found.sentence} | {found.hint}"


def test_what_a_condition_read_is_shown(tmp_path: Path) -> None:
    """Fields of records, too, when an expectation does not hold."""
    played(tmp_path, '  flow visit at ask\n  contact first_name "Ana"\n  bot …\n')
    (tmp_path / "visit.chat").write_text(
        'test "t"\n  flow visit at ask\n  contact first_name "Ana"\n  bot …\n  expect vars contact.first_name == "Eva"\n'
    )
    script = read_script(tmp_path / "visit.chat")
    difference = script.play(script.transcript.tests[0]).difference

    assert difference is not None
    assert 'contact.first_name = "Ana"' == difference.hint
