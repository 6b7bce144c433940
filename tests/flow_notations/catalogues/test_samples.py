"""Laws over the sample flows: an untranslated twin changes nothing, by way of every file."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from flow_notations.catalogues import catalogue_to_text, extract, from_po, po_to_text, read_po, to_po, translated
from flow_notations.catalogues.translating import in_language
from flow_notations.check import card
from flow_notations.notations import STANDARD
from flow_notations.syntax import from_text, to_text
from tests.flow_notations.catalogues.twins import spanish

ROOT = Path(__file__).resolve().parents[3]
FLOWS = sorted(path for path in (ROOT / "flows").glob("*.flow") if path.name != "centre.flow")


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_twin_in_the_flows_own_words_changes_nothing(path: Path) -> None:
    """Extracted, written, read and put in place, every word is where it was."""
    flow = from_text(path.read_text(), path=path.name, table=STANDARD).value
    assert flow is not None
    twin = spanish(catalogue_to_text(extract(flow, language="es", source="en")))
    assert to_text(translated(flow, twin)) == to_text(in_language(flow, "es"))

    entries = [replace(entry, target=entry.source) for entry in to_po(flow, language="es", source="en")]
    read = read_po(po_to_text(entries, language="es", flow=flow.name.text), path="x.es.po")
    made = from_po(read.value or (), flow, language="es", source="en", path="x.es.po")
    assert made.value is not None
    assert (read.diagnostics, made.diagnostics) == ((), ())
    assert "# todo" not in catalogue_to_text(made.value)
    assert to_text(translated(flow, spanish(catalogue_to_text(made.value)))) == to_text(in_language(flow, "es"))


def test_every_code_of_this_room_has_its_card() -> None:
    """What, why, how to mend, and an example."""
    source = "".join(path.read_text() for path in (ROOT / "flow_notations/catalogues").glob("*.py"))
    cards = [card(code) for code in sorted(set(re.findall(r'"(L\d{3})"', source)))]

    assert len(cards) == 7
    assert [list(found.sections) for found in cards if found] == [["What", "Why", "Mend", "Broken"]] * 7
