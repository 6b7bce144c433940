"""Every bound of a file: one below, at, and above; and hostile files end soon."""

from __future__ import annotations

import json
import time
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from flow_notations.syntax import centre_from_text, from_json, from_text, limits, to_json

if TYPE_CHECKING:
    from flow_notations.notation import Table

SECONDS_MAX = 10
"""Of processor time, for the worst file that fits the bounds: five on a quiet machine, on a busy one each second does half."""


def over(text: str, table: Table) -> bool:
    """Whether a bound is complained of."""
    return "S118" in {complaint.code for complaint in from_text(text, path="x", table=table).diagnostics}


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_characters_of_a_file(table: Table, more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may hold FLOW_CHARACTERS_MAX characters as text, and JSON_CHARACTERS_MAX as JSON."""
    for module, name in (("from_text", "FLOW_CHARACTERS_MAX"), ("json_text", "JSON_CHARACTERS_MAX")):
        monkeypatch.setattr(import_module(f"flow_notations.syntax.{module}"), name, 200)
    start = "flow f\n#"
    document = json.dumps({"flow": "f", "nodes": {}})

    read = from_json(document + " " * (200 + more - len(document)), path="x", table=table)

    assert (more > 0) == over(start + "x" * (200 + more - len(start)), table)
    assert (more > 0) == ("S118" in {complaint.code for complaint in read.diagnostics})


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_signs_of_a_json_file(table: Table, more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in JSON form may hold JSON_SIGNS_MAX words, numbers and marks, however it is indented."""
    monkeypatch.setattr(import_module("flow_notations.syntax.json_text"), "JSON_SIGNS_MAX", 17 - more)
    document = {"flow": "f", "nodes": {"bye": {"type": "exit"}}}  # six words, eleven marks

    for indent in (None, 4):
        read = from_json(json.dumps(document, indent=indent), path="x", table=table)
        assert ({"S118"} if more > 0 else set()) == {complaint.code for complaint in read.diagnostics}


@pytest.mark.parametrize("indent", [None, 2, 4])
def test_the_largest_flow_fits_in_either_form(table: Table, indent: int | None) -> None:
    """What is accepted as text is accepted as JSON, indented or not."""
    sends = "".join(f"send n{number}\n  | Hello.\n  -> n{number + 1}\n\n" for number in range(limits.NODES_MAX - 1))
    text = f"flow f\n\n{sends}end n{limits.NODES_MAX - 1}\n"
    read = from_text(text, path="x", table=table)
    assert read.value is not None
    written = json.dumps(to_json(read.value), indent=indent)

    assert ((), ()) == (read.diagnostics, from_json(written, path="x", table=table).diagnostics)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_lines_of_a_file(table: Table, more: int) -> None:
    """A file may hold FLOW_LINES_MAX lines."""
    assert (more > 0) == over("flow f" + "\n" * (limits.FLOW_LINES_MAX - 1 + more), table)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_characters_of_a_line(table: Table, more: int) -> None:
    """A line may hold LINE_CHARACTERS_MAX characters without its indentation."""
    line = "| " + "x" * (limits.LINE_CHARACTERS_MAX - 2 + more)

    assert (more > 0) == over(f"flow f\n\nsend a\n  {line}\n", table)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_nodes_of_a_flow(table: Table, more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow may hold NODES_MAX nodes in either form; those over it are left out."""
    for module in ("from_text", "from_json"):
        monkeypatch.setattr(import_module(f"flow_notations.syntax.{module}"), "NODES_MAX", 5)
    names = [f"n{number}" for number in range(5 + more)]
    document = {"flow": "f", "nodes": {name: {"type": "exit"} for name in names}}

    read = from_json(document, path="x", table=table)

    assert (more > 0) == over("flow f\n" + "".join(f"end {name}\n" for name in names), table)
    assert (more > 0) == bool(read.diagnostics)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_nesting_of_copy(table: Table, more: int) -> None:
    """Copy may nest so deep that its lines are COPY_NESTING_MAX levels in; the same in JSON form."""
    ifs = limits.COPY_NESTING_MAX - 1 + more
    rows = ["  " * (level + 1) + "if x" for level in range(ifs)] + ["  " * (ifs + 1) + "| y"]
    copy: list[object] = ["y"]
    for _ in range(ifs):
        copy = [{"if": "x", "then": copy}]

    read = from_json({"flow": "f", "nodes": {"a": {"type": "send_message", "copy": copy}}}, path="x", table=table)

    assert (more > 0) == over("flow f\n\nsend a\n" + "\n".join(rows), table)
    assert (more > 0) == ("S118" in {complaint.code for complaint in read.diagnostics})


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_nesting_of_json(table: Table, more: int) -> None:
    """JSON may nest JSON_NESTING_MAX deep; deeper is not even parsed."""
    depth = limits.JSON_NESTING_MAX + more

    codes = {complaint.code for complaint in from_json("[" * depth + "]" * depth, path="x", table=table).diagnostics}

    assert {"S118" if more > 0 else "S132"} == codes


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_nesting_of_types(table: Table, more: int) -> None:
    """Types may nest TYPE_NESTING_MAX deep."""
    written = "list of " * (limits.TYPE_NESTING_MAX + more) + "text"

    assert (more > 0) == over(f"flow f\n\nhttp a\n  gives x {written}\n", table)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_digits_of_a_number(table: Table, more: int) -> None:
    """A whole number may have DIGITS_MAX digits."""
    read = from_text(f"flow f\n  retry {'9' * (limits.DIGITS_MAX + more)}\n", path="x", table=table)

    assert (more > 0) == bool(read.diagnostics)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_recoveries_of_a_sentence(table: Table, more: int) -> None:
    """RECOVERIES_MAX mistakes less one are told of one sentence; with more of them it is left unread."""
    slips = limits.RECOVERIES_MAX - 1 + more
    read = from_text("flow f\n\nsend a\n" + "  else\n" * slips + "  | Hi\n", path="x", table=table)
    assert read.value is not None

    assert min(slips, limits.RECOVERIES_MAX) == len(read.diagnostics)
    assert (more > 0) == ("a" not in read.value.nodes)


@pytest.mark.parametrize(
    "text",
    [
        "flow f\n" + "%\n" * 20_000, "flow f\nsend a\n" + "  else\n" * 20_000, "flow f\n" + "| x\n" * 20_000,
        "flow f\nsend a\n" + "  " + '"{' * 4_000, "flow f\n  title " + '"{"' * 3_000, "flow f\nset a\n  x = " + "(" * 1_900,
        "flow f\nset a\n  " + "x = 1, " * 1_400, "flow f\n" + "".join(" " * n + "|\n" for n in range(300)),
        "flow f\nsend a\n  “" + "“→" * 4_000, "flow f\nsend a\n" + "  on x" + ", x" * 3_000 + " -> a # " + "'" * 900,
    ],
)  # fmt: skip
def test_hostile_files_end_soon(table: Table, text: str) -> None:
    """Files made to be slow are read, as a flow and as a centre, in bounded time."""
    started = time.process_time()

    from_text(text, path="x", table=table)
    centre_from_text("centre c" + text[6:], path="x")

    assert time.process_time() - started < SECONDS_MAX


MANY = 150_000


@pytest.mark.parametrize(
    "inside",
    [
        '"a":{"type":"send_message","copy":[' + ",".join(["1"] * MANY) + "]}",
        '"a":{"type":"send_message","copy":[' + ",".join(['"x"'] * MANY) + "]}",
        '"a":{"type":"send_message",' + ",".join(f'"k{number}":1' for number in range(MANY)) + "}",
        ",".join(f'"n{number}":{{"type":"exit"}}' for number in range(MANY // 2)),
        ",".join(['"n":1'] * MANY),
        '"a":{"type":"send_message","copy":["' + "{x + 1} " * 12_000 + '"]}',
    ],
    ids=["numbers", "lines", "keys", "nodes", "repeated", "expressions"],
)
def test_hostile_json_ends_soon(table: Table, inside: str) -> None:
    """So does JSON made to be slow, on one line as machines write it."""
    started = time.process_time()

    from_json('{"flow":"f","nodes":{' + inside + "}}", path="x", table=table)

    assert time.process_time() - started < SECONDS_MAX


@pytest.mark.parametrize("more", [-1, 0, 1])
@pytest.mark.parametrize("place", ["  x = {}", "  | {{{}}}"], ids=["setting", "copy"])
def test_expressions_of_a_file(table: Table, more: int, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All expressions of a file together may have FLOW_EXPRESSIONS_CHARACTERS_MAX characters; names alone do not count."""
    monkeypatch.setattr(import_module("flow_notations.syntax.scan"), "FLOW_EXPRESSIONS_CHARACTERS_MAX", 20)
    notation = "set" if "=" in place else "send"
    rows = [place.format(text) for text in ("a.b", "1 + 2 + 34", "1 + 2 + 3" + "4" * (1 + more))]

    assert (more > 0) == over("flow f\n\n" + notation + " a\n" + "\n".join(rows) + "\n", table)
