"""A centre file in form: its names, comments and order kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations.syntax import centre_from_text, format_centre

UGLY = """# the centre
centre   acme
  # where
  zone "Europe/Madrid"   # summer time too
  language   en
  # so far


# fields
contact first_name text 40?,opted_out yes_no
interaction  topic   text 20?
service orders   "https://orders.example.com/a  b"   retry 2 every  90s   timeout 5s # ours
service slots "https://slots.example.com"
queue support,sales

template still_there en (name text 40)
template thanks en ,es,  pt-BR (name  text 40)
hours  desk
  # weekdays
  mon - fri  08:00 - 12:00,13:00-17:00
  sat 22:00-02:00   # late
  closed 2026-12-25 ,2026-01-01
  # later more
# the end
"""
NEAT = """# the centre
centre acme
  # where
  zone     "Europe/Madrid"  # summer time too
  language en
# so far

# fields
contact     first_name text 40?, opted_out yes_no
interaction topic text 20?
service     orders "https://orders.example.com/a  b" retry 2 every 90s timeout 5s  # ours
service     slots "https://slots.example.com"
queue       support, sales

template still_there en (name text 40)
template thanks en, es, pt-BR (name text 40)
hours desk
  # weekdays
  mon-fri 08:00-12:00, 13:00-17:00
  sat 22:00-02:00  # late
  closed 2026-12-25, 2026-01-01
  # later more
# the end
"""
LINES = UGLY.splitlines()


def test_a_centre_file_is_put_in_form() -> None:
    """One space, columns, comments where they were; nothing that was not written."""
    assert NEAT == format_centre(UGLY, path="centre.flow").value
    assert NEAT == format_centre(NEAT, path="centre.flow").value


@pytest.mark.parametrize(
    "text", ["", "flow x\n", "centre acme\nqeue support\n", "centre acme\n  zone UTC\n", "centre\n"]
)
def test_a_file_with_mistakes_has_no_form(text: str) -> None:
    """It says why."""
    read = format_centre(text, path="centre.flow")

    assert read.value is None
    assert read.diagnostics


@given(st.lists(st.sampled_from(LINES[6:]), max_size=14).map(lambda lines: "\n".join(["centre acme", *lines]) + "\n"))
def test_form_changes_no_centre(text: str) -> None:
    """Whatever stands in which order: the same names, the same comments, and once is enough."""
    formatted = format_centre(text, path="centre.flow").value
    if formatted is None:
        return
    before, after = (centre_from_text(each, path="centre.flow").value for each in (text, formatted))

    assert _names(before) == _names(after)
    assert sorted(_comments(text)) == sorted(_comments(formatted))
    assert formatted == format_centre(formatted, path="centre.flow").value


def _names(centre: object) -> str:
    """Everything but the places."""
    return re.sub(r"span=Span\([^)]*\)", "", str(centre))


def _comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


def test_the_centre_of_the_samples_is_in_form() -> None:
    """As `flow fmt` leaves it."""
    text = (Path(__file__).parents[3] / "flows" / "centre.flow").read_text(encoding="utf-8")

    assert text == format_centre(text, path="centre.flow").value
