"""Every code that anything can complain with is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flow_notations.check import card, codes
from flow_notations.check.complaints import WORDINGS
from tests.flow_notations.check.reading import examine

SOURCE = Path(__file__).parents[3] / "flow_notations"
LITERAL = re.compile(r'"([SNFTPBWCX][0-9]{3})"')
MENDED = re.compile(r"^```mended\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EMITTED = sorted({code for path in SOURCE.rglob("*.py") for code in LITERAL.findall(path.read_text())})


@pytest.mark.parametrize("code", EMITTED)
def test_a_code_has_its_card(code: str) -> None:
    """Whatever code the source can emit, its card says what, why and how to mend it."""
    found = card(code)

    assert found is not None, f"write flow_notations/check/cards/{code}.md"
    assert found.title
    assert ["What", "Why", "Mend", "Broken"] == list(found.sections)
    assert all(found.sections.values())


def test_a_card_is_found_in_any_case() -> None:
    """People type codes as they like."""
    found = card(" n101 ")

    assert found is not None
    assert ("N101", "An arrow to a node that is not there") == (found.code, found.title)


@pytest.mark.parametrize("code", ["", "N999", "../N101", "N101.md", "hello"])
def test_what_is_no_code_has_no_card(code: str) -> None:
    """Nothing but a code that exists is looked for in the folder."""
    assert card(code) is None


def test_cards_are_listed() -> None:
    """The list of codes holds all of the checker's own."""
    assert set(WORDINGS) <= set(codes())
    assert list(codes()) == sorted(codes())


@pytest.mark.parametrize("code", ["W101", "W102", "W103", "W104", "W105"])
def test_what_a_card_advises_works(code: str) -> None:
    """A late message mended as its card shows is complained of no longer."""
    found = card(code)
    assert found is not None
    flows = MENDED.findall(found.sections["Mend"])

    assert flows
    for text in flows:
        assert [] == [each for each in examine(text).codes if each != "P111"]
