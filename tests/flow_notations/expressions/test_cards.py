"""Every code of this room has a card whose broken sample provokes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import flow_notations.expressions as room
from flow_notations.expressions import check_expression, check_template, parse_expression, parse_template

ROOM = Path(room.__file__).parent
CARDS = ROOM.parent / "check" / "cards"
CODES = sorted(
    {
        code
        for source in ("mistakes.py", "complaints.py")
        for code in re.findall(r'code="(\w+)"', (ROOM / source).read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("code", CODES)
def test_card(code, env):
    """What, why, mend, and a sample that is broken in just this way."""
    card = (CARDS / f"{code}.md").read_text(encoding="utf-8")
    sample = re.search(r"```(expression|copy)\n(.*)\n```\n$", card)
    parse, check = (
        (parse_expression, check_expression) if sample[1] == "expression" else (parse_template, check_template)
    )
    parsed = parse(sample[2], path="x")
    found = parsed.diagnostics or check(parsed.value, env, path="x").diagnostics

    assert card.startswith(f"# {code} ")
    assert re.findall(r"^## (\w+)$", card, re.MULTILINE) == ["What", "Why", "Mend", "Broken"]
    assert {one.code for one in found} == {code}


def test_cards_are_for_codes_that_exist():
    """No card of this room's ranges tells of a code that nobody emits."""
    assert [card.stem for card in sorted(CARDS.glob("[SNT]2*.md"))] == sorted(CODES)
