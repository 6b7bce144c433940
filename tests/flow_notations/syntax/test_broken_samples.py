"""Every code of the syntax has a card and a broken sample; what an author is told is the sample's full rendering."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations.diagnostics import render_all
from flow_notations.source import Source
from flow_notations.syntax import Read, centre_from_text, from_json, from_text

if TYPE_CHECKING:
    from flow_notations.notation import Table

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "broken"
CARDS = files("flow_notations.check") / "cards"
SYNTAX = Path(__file__).resolve().parents[3] / "flow_notations" / "syntax"
CODES = sorted({code for file in SYNTAX.glob("*.py") for code in re.findall(r'"([SF]1\d\d)"', file.read_text())})
BROKEN = sorted(file for file in SAMPLES.glob("[SF]1*") if file.suffix != ".txt")


def read(text: str, name: str, table: Table) -> Read[Any]:
    """A flow in either form, or a centre."""
    if text.startswith("{"):
        return from_json(text, path=name, table=table)
    return centre_from_text(text, path=name) if text.startswith("centre") else from_text(text, path=name, table=table)


@pytest.mark.parametrize("sample", BROKEN, ids=lambda sample: sample.stem)
def test_broken_sample(sample: Path, table: Table) -> None:
    """A broken file is explained word for word as its sample says."""
    text = sample.read_text(encoding="utf-8")

    shown = render_all(read(text, sample.name, table).diagnostics, {sample.name: Source(sample.name, text)})

    assert sample.with_suffix(".txt").read_text(encoding="utf-8") == shown


def test_every_code_has_a_sample() -> None:
    """No code of the syntax is without its broken sample, and no sample is left over."""
    assert CODES == sorted({sample.name.split("-")[0] for sample in BROKEN})


@pytest.mark.parametrize("code", CODES)
def test_card(code: str, table: Table) -> None:
    """A card says what, why and how to mend, and its broken snippet earns this code and no other."""
    card = (CARDS / f"{code}.md").read_text(encoding="utf-8")
    title, *headings = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", card, flags=re.DOTALL), re.MULTILINE)
    snippet = re.search(r"```\w+\n(.*?)```", card, re.DOTALL)
    assert snippet is not None

    told = {complaint.code for complaint in read(snippet[1], "card", table).diagnostics}

    assert title.startswith(f"{code} ")
    assert ["What", "Why", "Mend", "Broken"] == headings
    assert {code} == told
