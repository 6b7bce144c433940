"""The chapter of the reference about the centre file: its sentences, an example, and the fields that are always there.

The sentences stand in a literal table that a test reads and compares with the reader's own; built-in fields come from the
checker, so that neither can fall behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.check.surroundings import CONTACT_BUILT_IN, FIRST, INTERACTION_BUILT_IN
from flow_notations.syntax.centre_from_text import SERVICE_TIMEOUT_DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CENTRE_HEADER: Mapping[str, tuple[str, str]] = {
    "zone": ('zone "Europe/Madrid"', "The time zone of days, hours and `now()`, by its IANA name; UTC when nothing is said."),
    "language": ("language es", "What flows are written in that do not say so; en when nothing is said."),
}  # fmt: skip
"""Settings under ``centre name``, by key."""

CENTRE_FORMS: Mapping[str, tuple[str, str]] = {
    "contact": ("contact first_name text 40?, stars number?", "Fields of customers. They outlive a conversation; a field that may be missing ends in `?`."),
    "interaction": ("interaction topic text 20?, csat number?", "Fields of one interaction: for reports and for the desk."),
    "service": (
        'service orders "https://orders.example.com/v1" timeout 5s retry 2 every 1s',
        f"What `http` calls by name. `timeout` for one attempt ({SERVICE_TIMEOUT_DEFAULT.seconds} s when nothing is said) and `retry` hold where a node states none. Keys and passwords stand in the host's settings.",
    ),
    "queue": ("queue support, billing", "Queues of people that `handoff` names."),
    "template": ("template delivery en, es (name text 40, day date)", "An approved template, its languages and its parameters in order. A language with other parameters gets a line of its own. A customer gets the form in their language, or the one of another region of it."),
    "hours": ("hours desk", "A name for opening hours, for `open(desk)` and `next_open(desk)`; its days are indented under it."),
}  # fmt: skip
"""Sentences at the margin, by first word."""

HOURS_FORMS: tuple[tuple[str, str], ...] = (
    ("mon-fri 09:00-14:00, 16:00-20:00", "Days with their hours; several spans have commas between them."),
    ("sat 22:00-02:00", "Past midnight belongs to the next day; a whole day is `00:00-24:00`."),
    ("closed 2026-12-25, 2027-01-01", "Days on which nobody is there."),
)
"""Lines under ``hours``."""


def centre_example() -> str:
    """A whole centre file, made of the forms above."""
    rows = ["centre acme", *(f"  {form}" for form, _ in CENTRE_HEADER.values()), ""]
    rows += [form for form, _ in CENTRE_FORMS.values()]
    return "\n".join([*rows, *(f"  {form}" for form, _ in HOURS_FORMS)])


def centre_chapter() -> Iterator[str]:
    """The lines of the chapter."""
    yield "`centre.flow` stands beside the flows, or in a folder above them, and declares every name that they borrow: so a mistyped"
    yield "field, queue or service is found, and flows hold no addresses and no secrets. Without it such names are not checked."
    yield from ["", "```flow", *centre_example().split("\n"), "```", ""]
    yield from ["| written | what it does |", "|---|---|"]
    for form, doc in (*CENTRE_HEADER.values(), *CENTRE_FORMS.values(), *HOURS_FORMS):
        yield f"| `{form}` | {doc} |"
    yield ""
    yield "Fields that are always there; a centre does not declare them:"
    yield from ["", "| field | type |", "|---|---|"]
    for record, fields in (
        ("contact", CONTACT_BUILT_IN),
        ("interaction", INTERACTION_BUILT_IN),
        ("first", FIRST.fields),
    ):
        yield from (f"| `{record}.{name}` | `{type_}` |" for name, type_ in fields.items())
    yield ""
    yield "`first` is the message that opened the interaction. `contact.language`, where a centre declares it, is the language a"
    yield "customer is spoken to in. A call that failed leaves `error.status` and `error.sentence` behind."
