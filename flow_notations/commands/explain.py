"""``flow explain WORD``: the card of a diagnostic (what, why, how to mend, a flow that provokes it), or a notation in short."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, Final

from flow_notations.check import card, codes
from flow_notations.expressions import did_you_mean
from flow_notations.library import load_table
from flow_notations.notation import Presence

from .reference_forms import KINDS, SETTING_FORMS, VALUE_FORMS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from flow_notations.notation import Notation

WIDTH: Final = 100
INDENT: Final = "  "
COLUMN: Final = 34
"""Where words begin that stand beside what is written."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One code or notation, or none for the list."""
    parser.add_argument("word", nargs="?", help="a code such as N101, or a notation such as collect; without it, all codes are listed")  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """0 when there is such a card or notation."""
    if arguments.word is None:
        for code in codes():
            found = card(code)
            assert found is not None, "a listed code has a card"
            print(f"{code}  {found.title}")
        return 0
    word, table = arguments.word, load_table()
    if word.lower() in table:
        print("\n".join(_chapter(table[word.lower()])))
        return 0
    found = card(word.upper())
    if found is None:
        near = did_you_mean(word.lower(), table) or did_you_mean(word.upper(), codes())
        known = f"notations are {', '.join(table)}; `flow explain` lists the codes"
        hint = near if near.startswith("did you mean") else known
        print(f"there is no code and no notation '{word}'; {hint}", file=sys.stderr)
        return 1
    print(found.text.strip())
    return 0


def _chapter(notation: Notation) -> Iterator[str]:
    """What a notation does, an example, its ways out, its settings, and what may stand after its colon."""
    fragment = notation.fragment
    yield f"{notation.word} ({notation.type} in JSON)"
    yield ""
    yield textwrap.fill(notation.doc, WIDTH)
    yield from ["", *(f"{INDENT}{line}".rstrip() for line in notation.example.rstrip("\n").split("\n"))]
    outcomes = {outcome.name: outcome.doc for outcome in notation.outcomes}
    if fragment.plain is not Presence.NEVER:
        outcomes = {notation.main: "The main outcome: `when … ->`, then the plain `->`.", **outcomes}
    yield from _listed("Outcomes", outcomes)
    if fragment.kinds:
        yield from _listed("Kinds", {kind: KINDS.get(kind, "") for kind in fragment.kinds})
    forms = {
        f"{key} {SETTING_FORMS.get((key, field.reader), VALUE_FORMS[field.reader])}".strip(): field.doc
        + (" Required." if field.required else "")
        + (" May be written several times." if field.many else "")
        for key, field in fragment.fields.items()
    }
    yield from _listed("Settings", forms)


def _listed(title: str, rows: dict[str, str]) -> Iterator[str]:
    if rows:
        yield from ["", title]
    for written, doc in rows.items():
        beside, lines = f"{INDENT}{written}", textwrap.wrap(doc, WIDTH - COLUMN)
        if len(beside) < COLUMN and lines:
            beside = beside.ljust(COLUMN) + lines.pop(0)
        yield beside
        yield from (" " * COLUMN + line for line in lines)
