"""The JSON form: what it looks like, what a machine may leave out, and where it says a document is wrong."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from flow_notations.notation import Reader
from flow_notations.notations import STANDARD
from flow_notations.source import Span
from flow_notations.syntax import digest, from_json, from_text, schema, to_json, to_text
from flow_notations.syntax.decoders import DECODERS
from flow_notations.syntax.readers import READERS
from flow_notations.syntax.schema import VALUES
from flow_notations.syntax.to_json import TYPES

if TYPE_CHECKING:
    from flow_notations.notation import Table

FLOW = """\
flow f
  retry 1

anywhere says "agent" -> b

send a
  link "Go" "https://x.example"
  | Hi {name ?? "you"}
  if x > 1
    | Many
  else  # or
    | Few
  -> b

# the question
collect b as c: integer 1 to 5
  | How many?
  * none "None" also "0" = 0 -> d
  retry 1
    | A number, please.
  retry 1
  on 404, failed -> d
  when c > 1 -> d
  -> d

anywhere on timeout -> d

set d
  contact.n = c
  -> e

end e
"""


def document(table: Table) -> dict[str, Any]:
    """The flow above in JSON form."""
    flow = from_text(FLOW, path="x", table=table).value
    assert flow is not None
    return to_json(flow)


def told(given: Any, table: Table) -> list[tuple[str, str]]:
    """Codes and sentences of a document's complaints."""
    text = given if isinstance(given, str | bytes) else json.dumps(given)
    return [(complaint.code, complaint.sentence) for complaint in from_json(text, path="x", table=table).diagnostics]


def test_the_form(table: Table) -> None:
    """Nodes by name with canonical types; text stays text; what means nothing to the machine begins with $."""
    found = document(table)

    assert ["flow", "settings", "anywhere", "nodes"] == list(found)
    assert {"retry": {"value": {"times": 1}}} == found["settings"]
    assert [{"says": ["agent"], "to": "b"}, {"on": ["timeout"], "to": "d", "$after": "b", "$blank": True}] == found[
        "anywhere"
    ]
    assert {
        "type": "send_message",
        "copy": ['Hi {name ?? "you"}', {"if": "x > 1", "then": ["Many"], "else": ["Few"], "$else_beside": "or"}],
        "settings": {"link": {"value": {"label": "Go", "address": "https://x.example"}}},
        "exits": [{"to": "b"}],
        "$order": ["settings.link", "copy", "copy", "exits"],
    } == found["nodes"]["a"]
    assert {
        "type": "collect_message_response",
        "as": "c",
        "kind": {"name": "integer", "low": 1, "high": 5},
        "copy": ["How many?"],
        "options": [{"id": "none", "label": "None", "also": ["0"], "value": "0", "to": "d"}],
        "settings": {"retry": [{"value": {"times": 1}, "copy": ["A number, please."]}, {"value": {"times": 1}}]},
        "exits": [{"on": ["404", "failed"], "to": "d"}, {"when": "c > 1", "to": "d"}, {"to": "d"}],
        "$comments": ["the question"],
    } == found["nodes"]["b"]
    assert {"type": "assign", "assign": [{"target": "contact.n", "value": "c"}], "exits": [{"to": "e"}]} == found[
        "nodes"
    ]["d"]


def test_text_to_json_to_text(table: Table) -> None:
    """Nothing is lost on the way there and back."""
    read = from_json(json.dumps(document(table)), path="x", table=table)

    assert () == read.diagnostics
    assert read.value is not None
    assert FLOW == to_text(read.value)


def test_a_machine_may_leave_out_and_reorder(table: Table) -> None:
    """Without $ keys a flow prints in the usual order; words of the text form are types too; line breaks are lines."""
    given = {
        "nodes": {
            "a": {
                "exits": [{"to": "b"}],
                "type": "send",
                "copy": ["One \r\nTwo", {"line": "x\ny ", "joined": True}, "z"],
            },
            "b": {"type": "exit"},
        },
        "$schema": "flow.schema.json",
        "flow": "f",
    }
    read = from_json(given, path="x", table=table)
    assert read.value is not None

    assert "flow f\n\nsend a\n  | One\n  | Two\n  | x\n  | y \\\n  | z\n  -> b\n\nend b\n" == to_text(read.value)


def test_places_and_pointers(table: Table) -> None:
    """A complaint about JSON knows line and column, and names the value by its pointer."""
    text = '{"flow": "f",\n "nodes": {\n  "a/b": {"type": "exit"},\n  "c": {"type": "send_message", "copy": ["Hi {x y}"]}}}'
    first, second = from_json(text, path="x", table=table).diagnostics

    assert ("S117", Span(3, 3, 3, 8)) == (first.code, first.span)
    assert "'a/b' is no name (at /nodes)" == first.sentence
    assert second.code.startswith("S2")
    assert (4, "(at /nodes/c/copy/0)") == (second.span.line, second.sentence[-20:])
    assert "Hi {x y}" in text.split("\n")[3]


@pytest.mark.parametrize(
    ("path", "value", "code", "words"),
    [
        (["flow"], 5, "S132", "expected a text, found a number (at /flow)"),
        (["flow"], "", "S132", "this text is empty (at /flow)"),
        (["flow"], "a b", "S116", "'b' is one thing too many on this line (at /flow)"),
        (["nodes"], [], "S132", "expected an object, found a list (at /nodes)"),
        (["nodes", "a"], None, "S132", "expected an object, found null (at /nodes/a)"),
        (["nodes", "a"], {}, "S132", "this lacks its 'type' (at /nodes/a)"),
        (["nodes", "a", "type"], "send_mesage", "F110", "'send_mesage' is no notation (at /nodes/a/type)"),
        (["nodes", "a", "type"], "zzz", "F110", "'zzz' is no notation (at /nodes/a/type)"),
        (["nodes", "a", "optoins"], [], "S132", "unknown key 'optoins' (at /nodes/a)"),
        (["nodes", "e", "copy"], ["x"], "S132", "unknown key 'copy' (at /nodes/e)"),
        (["nodes", "a", "copy"], [3], "S132", "expected an object, found a number (at /nodes/a/copy/0)"),
        (["nodes", "a", "copy"], ["a\u0000b"], "S119", "this text holds a sign that no text has: U+0000 (at /nodes/a/copy/0)"),
        (["nodes", "a", "copy"], [{"line": "x", "to": "b"}], "S132", "unknown key 'to' (at /nodes/a/copy/0)"),
        (["nodes", "a", "copy"], [{"if": "x"}], "S132", "this lacks 'then' (at /nodes/a/copy/0)"),
        (["nodes", "a", "settings", "footre"], {"value": "x"}, "F101", "unknown key 'footre' (at /nodes/a/settings)"),
        (["nodes", "b", "settings", "timeout"], {"value": "soon"}, "S132", "expected a duration (at /nodes/b/settings/timeout/value)"),
        (["nodes", "b", "settings", "timeout"], {"value": "99999w"}, "S117", "expected a duration, found '99999w' (at /nodes/b/settings/timeout/value)"),
        (["nodes", "b", "settings", "timeout"], [{"value": "1m"}], "S132", "expected an object, found a list (at /nodes/b/settings/timeout)"),
        (["nodes", "b", "settings", "retry"], [], "S132", "this list is empty (at /nodes/b/settings/retry)"),
        (["nodes", "b", "settings", "retry"], {"value": {"times": -1}}, "S132", "this is out of bounds: minimum 0 (at /nodes/b/settings/retry/value/times)"),
        (["nodes", "b", "settings", "retry"], {"value": {"times": 1.5}}, "S132", "expected a whole number, found a number (at /nodes/b/settings/retry/value/times)"),
        (["nodes", "b", "settings", "private"], {"value": False}, "S132", "expected true (at /nodes/b/settings/private/value)"),
        (["nodes", "b", "settings", "show"], {"value": {"how": "tiles"}}, "S117", "'tiles' is no way to show options (at /nodes/b/settings/show/value/how)"),
        (["nodes", "b", "kind"], {"name": "integer", "low": 1}, "S132", "'low' needs 'high' beside it (at /nodes/b/kind)"),
        (["nodes", "b", "kind"], {"name": "integer", "low": "a", "high": 2}, "S117", "expected a number (at /nodes/b/kind/low)"),
        (["nodes", "b", "kind"], {"name": "chioce"}, "F108", "'chioce' is no kind of answer (at /nodes/b/kind/name)"),
        (["nodes", "b", "exits"], [{"when": "x", "else": True, "to": "e"}], "S132", "this cannot stand beside the other keys here (at /nodes/b/exits/0)"),
        (["nodes", "b", "exits"], [{"when": "x +", "to": "e"}], "S201", "the expression ends too early (at /nodes/b/exits/0/when)"),
        (["nodes", "b", "as"], "x y", "S116", "'y' is one thing too many on this line (at /nodes/b/as)"),
        (["anywhere"], [{"to": "b"}], "S132", "expected exactly one of says, hears, offers, on, closing, undelivered, optout (at /anywhere/0)"),
        (["anywhere"], [{"offers": "x", "to": "b"}], "S132", "'offers' needs 'label' beside it (at /anywhere/0)"),
        (["anywhere"], [{"undelivered": True}], "S132", "this lacks 'to' (at /anywhere/0)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_document(table: Table, path: list[str], value: Any, code: str, words: str) -> None:
    """Each fault of a document is told in its own words, with its pointer."""
    given = document(table)
    target = given
    for key in path[:-1]:
        target = target.setdefault(key, {})
    target[path[-1]] = value

    assert (code, words) in told(given, table)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"\xff", "this is no UTF-8 text: byte 0 cannot be read"),
        ("{", "this is no JSON: expecting property name enclosed in double quotes"),
        ('{"flow": NaN}', "this is no JSON that can be read: 'NaN' is no number of JSON"),
        ("", "this is no JSON: expecting value"),
    ],
)
def test_what_is_no_json(table: Table, text: str | bytes, words: str) -> None:
    """What is no JSON at all is told as such."""
    assert [("S131", f"{words} (at /)")] == told(text, table) or [("S131", words)] == told(text, table)


def test_values_that_are_no_json(table: Table) -> None:
    """Plain values that JSON cannot hold end in a diagnostic too."""
    (complaint,) = from_json({"flow": object()}, path="x", table=table).diagnostics

    assert "S131" == complaint.code


def test_an_order_that_does_not_fit(table: Table) -> None:
    """An order that no longer fits what stands there is followed as far as it goes."""
    given = document(table)
    given["nodes"]["a"]["$order"] = ["exits", "exits", "settings.zzz", "copy"]
    read = from_json(given, path="x", table=table)
    assert read.value is not None

    assert "send a\n  -> b\n  | Hi" in to_text(read.value)


def test_two_nodes_of_one_name_have_no_json(table: Table) -> None:
    """A flow that the checker refuses for two nodes of one name cannot be put into JSON form."""
    flow = from_text("flow f\n\nend a\n\nend a\n", path="x", table=table).value
    assert flow is not None

    with pytest.raises(ValueError, match="two nodes named 'a'"):
        to_json(flow)


def test_the_digest_is_of_meaning(table: Table) -> None:
    """Comments, layout and title change no digest; one word of copy does."""
    first = from_text(FLOW, path="x", table=table).value
    dressed = from_text(
        FLOW.replace("  retry 1\n\nany", '  title "T"\n  retry 1\n\n# why\nany'), path="y", table=table
    ).value
    other = from_text(FLOW.replace("Many", "More"), path="x", table=table).value
    assert first is not None
    assert dressed is not None
    assert other is not None

    assert digest(first) == digest(dressed)
    assert digest(first) != digest(other)
    assert 64 == len(digest(first))


def test_the_schema_is_sound_and_takes_every_flow(table: Table) -> None:
    """The published schema is a schema, takes what to_json gives, and refuses a slip in a node."""
    published = schema(table)
    Draft202012Validator.check_schema(published)
    validator = Draft202012Validator(published)
    good, bad = document(table), document(table)
    bad["nodes"]["a"]["exit"] = []

    assert [] == list(validator.iter_errors(good))
    assert ["/nodes/a"] == ["/" + "/".join(map(str, error.absolute_path)) for error in validator.iter_errors(bad)]


def test_the_published_schema_is_of_the_standard_notations() -> None:
    """The schema that ships is the one of STANDARD. To renew it: flow convert --schema -o flow_notations/syntax/flow.schema.json."""
    shipped = (files("flow_notations.syntax") / "flow.schema.json").read_text(encoding="utf-8")

    assert json.dumps(schema(STANDARD), ensure_ascii=False, indent=2) + "\n" == shipped


def test_canonical_types_are_those_of_the_notations() -> None:
    """The types that to_json writes are the notations' own."""
    assert {notation.word: notation.type for notation in STANDARD.values()} == TYPES


def test_every_reader_has_its_ways() -> None:
    """No reader is without its functions for text and JSON and its schema."""
    assert set(Reader) == set(READERS) == set(DECODERS) == set(VALUES)


@pytest.mark.parametrize("word", sorted(STANDARD))
def test_examples_of_notations_survive_both_forms(word: str) -> None:
    """The example of each notation reads without complaint, prints as it stands, and comes back from JSON."""
    text = f"flow f\n\n{STANDARD[word].example}"
    read = from_text(text, path="x", table=STANDARD)
    assert read.value is not None
    again = from_json(to_json(read.value), path="x", table=STANDARD)
    assert again.value is not None

    assert () == read.diagnostics
    assert to_text(read.value) == to_text(again.value)
