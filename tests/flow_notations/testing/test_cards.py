"""Every code that transcripts complain with has its card, and every card of theirs a code."""

from __future__ import annotations

import re
from pathlib import Path

from flow_notations import testing
from flow_notations.check.cards import card, codes

ROOM = Path(testing.__file__).parent
_CODE = re.compile(r'"(X\d{3})"')


def test_codes_and_cards_are_the_same() -> None:
    """What ``flow explain`` knows of transcripts is what they say."""
    used = {code for path in ROOM.rglob("*.py") for code in _CODE.findall(path.read_text())}
    assert used == {code for code in codes() if code.startswith("X")}


def test_a_card_says_what_why_and_how_to_mend() -> None:
    """In this order, with a broken sample."""
    for code in codes():
        found = card(code)
        if found is not None and code.startswith("X"):
            assert list(found.sections) == ["What", "Why", "Mend", "Broken"]
