"""The centre file: what it declares, its defaults, and its slips."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flow_notations import ast, values
from flow_notations.syntax import centre_from_text, centre_to_text

CENTRE = """\
centre acme
  zone "Europe/Madrid"
  language es
contact first_name text 40?, opted_out yes_no
contact tags list of (text 20?)
interaction csat number?
service bank "https://bank.example.com/v1" timeout 5s retry 2 every 1s
service shop "https://shop.example.com" timeout 10s retry 0
queue parcels, cards
template late en (name text 40, code text 10 = "none")
template late es
hours desk
  mon-fri 08:00-14:00, 16:00-20:00
  sat 09:00-24:00
  closed 2026-12-25, 2027-01-01
"""


def centre_of(text: str) -> ast.Centre:
    """The centre of a text without mistakes."""
    read = centre_from_text(text, path="centre.flow")
    assert () == read.diagnostics
    assert read.value is not None
    return read.value


def test_everything_is_read() -> None:
    """Fields with types, services, queues, templates by language, hours by day."""
    centre = centre_of(CENTRE)

    assert ("acme", "Europe/Madrid", "es", True) == (centre.name, centre.zone, centre.language, centre.written)
    assert {
        "first_name": values.text_of(40).or_null(), "opted_out": values.YES_NO, "tags": values.list_of(values.text_of(20).or_null()),
    } == centre.contact  # fmt: skip
    assert (timedelta(seconds=5), ast.Retry(times=2, every=timedelta(seconds=1))) == (
        centre.services["bank"].timeout,
        centre.services["bank"].retry,
    )
    assert ("parcels", "cards") == centre.queues
    assert ["name", "code"] == [one.name.text for one in centre.templates["late", "en"].parameters]
    assert (5, 540, 1440) in centre.hours["desk"].spans
    assert ("2026-12-25", "2027-01-01") == centre.hours["desk"].closed
    assert centre_to_text(centre_of(CENTRE)) == centre_to_text(centre_of(centre_to_text(centre)))


def test_what_is_not_said_has_a_default() -> None:
    """A centre of its name alone; hours past midnight belong to the next day, up to midnight to their own."""
    centre = centre_of(
        'centre c\nservice s "http://127.0.0.1:8080"\nhours late\n  sun 22:00-02:00\n  fri-sat 23:00-00:00\n'
    )

    assert ("UTC", "en") == (centre.zone, centre.language)
    assert (timedelta(seconds=10), ast.Retry(times=0)) == (centre.services["s"].timeout, centre.services["s"].retry)
    assert ((0, 0, 120), (4, 1380, 1440), (5, 1380, 1440), (6, 1320, 1440)) == centre.hours["late"].spans
    assert ["sun 22:00-24:00"] == [row.strip() for row in centre_to_text(centre).splitlines() if "sun" in row]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("  zoen \"UTC\"", "F101"), ("  colour 5", "F101"), ("  zone \"{x}\"", "S117"), ("  zone UTC", "S117"),
        ("  language en\n  language es", "F102"), ("contact a text, a text", "F102"), ("queue a, a", "F102"), ("queue", "S117"),
        ("template t en\ntemplate t en", "F102"), ("template t en (a text", "S117"), ("service s \"ftp://x\"", "S117"),
        ("service s \"https://x\" tries 5", "F101"), ("service s \"https://x\"\nservice s \"https://x\"", "F102"),
        ("hours h\n  mon 08:00", "S117"), ("hours h\n  monday 08:00-09:00", "S117"), ("hours h\n  mon 08:00-08:00", "S117"),
        ("hours h\n  mon 08:00-24:30", "S117"), ("hours h\n  closed 2026-02-30", "S117"), ("hours h\n  closed soon", "S117"),
        ("hours h\n  mon 8-9", "S117"), ("queue a\n  b 5", "S107"), ("queue a\n  b 5\n    | c", "S107"), ("hours h\nhours h", "F102"),
        ("contact a text = (", "S201"), ("srvice x", "F112"), ("zzz", "F112"), ("hours h\n  mon-xyz 08:00-09:00", "S117"),
        ("  zone \"UTC\" now", "S116"), ("hours h\n  mon 08:00-09:00\n    | x", "S107"),
    ],
)  # fmt: skip
def test_slips(line: str, code: str) -> None:
    """Each slip of a centre has its code, and the rest is read."""
    read = centre_from_text(f"centre c\n{line}\nqueue rest\n", path="c")
    assert read.value is not None

    assert code in {complaint.code for complaint in read.diagnostics}
    assert "rest" in read.value.queues


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "S101"), ("queue a\n", "S101"), ("centre\n", "S108"), ("centre 5\n", "S117"), ("flow f\n", "S101")],
)
def test_a_centre_without_its_line(text: str, code: str) -> None:
    """A file that does not begin with its name says so."""
    assert code in {complaint.code for complaint in centre_from_text(text, path="c").diagnostics}


def test_a_template_in_several_languages_may_stand_on_one_line() -> None:
    """Each language is a form of its own; those that take the same share a line of the canonical text, too."""
    centre = centre_of("centre c\ntemplate back en, es_MX (name text 40)\n")

    assert [("back", "en"), ("back", "es_MX")] == list(centre.templates)
    assert "template back en, es_MX (name text 40)\n" in centre_to_text(centre)
    assert ["en", "es_MX", "es_MX", None] == [centre.form_of("back", tag) for tag in ("en", "es", "es_MX", "fr")]
    assert centre.form_of("forth", "en") is None
