"""Whatever stands in a file, reading it ends in a value and diagnostics, in bounded time; never in an exception."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flow_notations.diagnostics import has_errors, render_all
from flow_notations.source import Source
from flow_notations.syntax import Read, centre_from_text, from_json, from_text, to_json, to_text

if TYPE_CHECKING:
    from flow_notations import ast
    from flow_notations.notation import Table

MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

WORDS = [
    "flow ", "send ", "collect ", "anywhere ", "says ", "on ", "when ", "if ", "else", "each ", "x in y", "* ", "| ", "-> ",
    "name", '"', "“", "”", "→", "'", "{", "}", "#", "\\", ",", ":", "as ", "choice", "1 to 5", "15m", "=", "retry ", "with ",
    "timeout ", "gives ", "list of (", "text 40?", "\n", "\n  ", "\n    ", "\n\n", "\t", " ", "\r\n", "zone ", "contact ",
    "hours ", "mon-fri ", "08:00-25:00", "closed 2026-02-30", "service ", "queue ", "template ", "also ", "by ", "set ", "http ",
    "get ", "\x00", "\ufeff", "٣", "🙂", "centre ", "handoff ", "a.b ", "end ", "true", "1e9", "gather ", "show list ",
]  # fmt: skip
pieces = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
texts = st.text() | pieces | pieces.map(lambda text: "flow f\n" + text) | pieces.map(lambda text: "centre c\n" + text)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
SAMPLE = """\
flow f
  title "T {x}"
  retry 1 every 2s
anywhere says "a" -> b
send a
  | Hi \\
  if x is known
    | yes
  else
    | no
  -> b
collect b as c: integer 1 to 5
  * d "D" also "e" = 5 -> a
  * each x in xs by x.id "{x.y}" -> a
  remind 1h before window closes
    | hm
  on 404, none -> a
set e
  contact.x = 1
  when x > 1 -> a
  else -> b
"""


def judge(read: Read[Any], path: str, text: str, table: Table) -> None:
    """What every reading promises: a value or an error, places that render, and a value that prints."""
    assert read.value is not None or has_errors(read.diagnostics)
    render_all(read.diagnostics, {path: Source(path, text)})
    if read.value is not None and hasattr(read.value, "sentences"):
        flow: ast.Flow = read.value
        assert from_text(to_text(flow), path=path, table=table).value is not None


@MANY
@given(text=texts)
def test_any_text_reads(table: Table, text: str) -> None:
    """Any text as a flow and as a centre ends in a value and diagnostics."""
    judge(from_text(text, path="x", table=table), "x", text, table)
    judge(centre_from_text(text, path="x"), "x", text, table)


@MANY
@given(data=st.data())
def test_a_damaged_flow_reads(table: Table, data: st.DataObject) -> None:
    """A sound flow with something cut out and something put in reads, and the rest of it survives."""
    start = data.draw(st.integers(0, len(SAMPLE)))
    end = data.draw(st.integers(start, min(len(SAMPLE), start + 12)))
    text = SAMPLE[:start] + data.draw(pieces) + SAMPLE[end:]

    judge(from_text(text, path="x", table=table), "x", text, table)


@MANY
@given(given=values)
def test_any_json_reads(table: Table, given: Any) -> None:
    """Any JSON value, and any text in its place, ends in diagnostics."""
    text = json.dumps(given)

    judge(from_json(text, path="x", table=table), "x", text, table)
    judge(from_json(text.encode()[:-1], path="x", table=table), "x", text, table)


def paths(found: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    return [at, *(path for key, value in inner for path in paths(value, (*at, key)))]


@MANY
@given(data=st.data())
def test_a_damaged_document_reads(table: Table, data: st.DataObject) -> None:
    """A sound document with one value replaced, renamed or dropped ends in a value and diagnostics with a place."""
    flow = from_text(SAMPLE, path="x", table=table).value
    assert flow is not None
    document = json.loads(json.dumps(to_json(flow)))
    *parents, last = data.draw(st.sampled_from(paths(document)[1:]))
    target = document
    for key in parents:
        target = target[key]
    old = target.pop(last)
    if data.draw(st.booleans()) and isinstance(target, dict):
        target[data.draw(st.sampled_from([last, "$after", "to", "when", "line", "x"]))] = data.draw(
            values | st.just(old)
        )
    text = json.dumps(document)

    judge(from_json(text, path="x", table=table), "x", text, table)


@MANY
@given(given=st.binary() | st.sampled_from([b"\xff", b"NaN", b'"\\ud800"', b"[" * 500, b'{"a":1,"a":2}', b"9" * 5000]))
def test_any_bytes_read(table: Table, given: bytes) -> None:
    """Any bytes end in diagnostics."""
    assert has_errors(from_json(given, path="x", table=table).diagnostics)
