"""Every notation of the table is whole: no word gets in without its fragment, facts, example, sentence and case file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations import ast, events, library, values
from flow_notations.machine import Phase, step
from flow_notations.notation import Fragment, Notation, Presence
from flow_notations.notations import STANDARD
from flow_notations.profile import WHATSAPP
from flow_notations.syntax import centre_from_text, digest, from_json, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.values import Type

ROOT = Path(__file__).resolve().parents[2]
WORDS = sorted(STANDARD)
CALLS = "reusable_flow"
"""Its outcomes are the ends of another flow."""

CENTRE = """
centre example
  language en
contact     first_name text 40?
interaction csat number?
service orders "https://orders.example.com"
queue support
"""
OTHERS = (
    (
        'flow verify_identity\n  takes level text 10 = "strong"\n\nchoose which\n  when level == "strong" -> verified\n  else -> refused\n\n'
        "end verified\n\nend refused\n"
    ),
    "flow reminder\n\nsend hello\n  | Hello.\n  on failed, window_closed -> bye\n  -> bye\n\nend bye\n",
)
HEADER = """flow example
  takes days_late number = 1, stars number = 5, order_no text 20 = "AB-1"

anywhere says "bye" -> bye
anywhere on failed, window_closed, invalid, timeout -> bye

"""


def surrounded(notation: Notation) -> str:
    """The example as a whole flow: every node that an arrow names and that is not there is an end."""
    named = set(re.findall(r"-> (\w+)", notation.example)) | {"bye"}
    there = set(re.findall(r"(?m)^\w+ (\w+)", notation.example))
    return HEADER + notation.example + "".join(f"\nend {name}\n" for name in sorted(named - there))


def shelf(*flows: str) -> library.Library:
    """These flows, checked and bound."""
    centre = centre_from_text(CENTRE, path="centre.flow").value
    assert centre is not None
    found: list[Any] = []
    read = library.Library(centre=centre)
    for number, flow in enumerate(flows):
        library._take(flow, f"<flow {number}>", read, STANDARD, found)
    return library._settle(read, STANDARD, WHATSAPP, found)


class Asked:
    """The least ``FactsContext``."""

    profile = WHATSAPP

    def setting(self, node: ast.Node, key: str) -> ast.Setting | None:
        """The node's own."""
        return node.setting(key)

    def type_of(self, _expr: Any) -> Type:
        """Nothing is known."""
        return values.ANY

    def ends_of(self, _flow: str) -> Mapping[str, Mapping[str, Type]]:
        """One end."""
        return {"done": {}}


@pytest.mark.parametrize("word", WORDS)
def test_a_notation_says_what_it_is(word: str) -> None:
    """A canonical type, a sentence for the reference, and one for every setting and outcome."""
    notation = STANDARD[word]

    assert word == notation.word
    assert isinstance(notation.fragment, Fragment)
    assert re.fullmatch(r"[a-z_]+", notation.type)
    for sentence in (notation.doc, *(each.doc for each in (*notation.fragment.fields.values(), *notation.outcomes))):
        assert sentence.endswith("."), sentence
        assert sentence[:1].isupper() or sentence.startswith("`")


def test_types_and_outcomes_are_told_apart() -> None:
    """No two notations share a canonical type; no notation has an outcome twice."""
    assert len({notation.type for notation in STANDARD.values()}) == len(STANDARD)
    for notation in STANDARD.values():
        assert len(set(notation.outcome_names)) == len(notation.outcome_names)


@pytest.mark.parametrize("word", WORDS)
def test_its_example_reads_checks_binds_and_runs(word: str) -> None:
    """The reference shows what works."""
    notation = STANDARD[word]
    found = shelf(surrounded(notation), *OTHERS)
    assert found.sound, found.rendered()
    first = events.Message(id="m", at=0, kind="text", text="hi")
    taken = step(found.program("example"), None, events.Began(id="e", seq=1, at=0, interaction="i", first=first))

    assert any(word == node.notation.text for node in found.flows["example"].nodes.values())
    assert taken.state.phase in (Phase.WAITING, Phase.LISTENING, Phase.HELD) or taken.state.outcome != "failed"


@pytest.mark.parametrize("word", WORDS)
def test_facts_and_outcomes_agree(word: str) -> None:
    """What the checker is told can happen is what the reference says can happen."""
    notation = STANDARD[word]
    node = next(
        node
        for node in shelf(surrounded(notation), *OTHERS).flows["example"].nodes.values()
        if node.notation.text == word
    )
    facts = notation.facts(node, Asked())
    possible = {outcome for outcome in facts.leaving if not outcome.isdecimal()}

    if notation.type == CALLS:
        assert {"done"} == possible
        return
    assert possible <= set(notation.outcome_names)
    assert set(notation.outcome_names) - possible <= {notation.main, "none"}
    assert (notation.main in possible) == (notation.fragment.plain is not Presence.NEVER)
    assert facts.ends == (notation.fragment.plain is Presence.NEVER and not notation.outcomes)
    assert facts.asks <= notation.listens


@pytest.mark.parametrize("word", WORDS)
def test_it_has_its_case_file(word: str) -> None:
    """One word, one file, one row, one case file."""
    assert (ROOT / "flow_notations" / "notations" / f"{word}.py").is_file()
    assert (ROOT / "tests" / "flow_notations" / "notations" / f"test_{word}.py").is_file()


@pytest.mark.parametrize("word", WORDS)
def test_its_example_has_both_forms(word: str) -> None:
    """Text and JSON say the same, and the text is printed as it was written."""
    flow = shelf(surrounded(STANDARD[word]), *OTHERS).flows["example"]
    text = to_text(flow)
    back = from_json(json.dumps(to_json(flow)), path="example.json", table=STANDARD).value

    assert back is not None
    assert digest(flow) == digest(back)
    assert STANDARD[word].example.rstrip("\n") in text
