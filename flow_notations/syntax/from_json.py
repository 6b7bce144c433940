"""A flow from its JSON form: bytes, text or plain values in, the tree and every complaint out.

JSON of any shape ends in diagnostics: first whether it is JSON, then whether it has the shape, then what its texts say.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flow_notations import ast
from flow_notations.diagnostics import Diagnostic, arrange

from . import mistakes
from .fields import HEADER, check_name, check_node, check_settings, known_type
from .json_nodes import attempt, in_order, read_anywhere, read_node, read_settings
from .json_text import read_json
from .limits import NODES_MAX
from .located import Located, comments
from .reading import Read
from .scan import Page
from .shape import check_flow_shape, check_node_shape

if TYPE_CHECKING:
    from flow_notations.notation import Table

    from .json_text import Pointer, Sheet
    from .shape import Validators


def from_json(given: bytes | str | dict[str, Any], *, path: str, table: Table) -> Read[ast.Flow]:
    """Read a whole flow in JSON form. Bad input ends in diagnostics, never in an exception.

    Of plain values the places are those of their indented JSON text.
    """
    page = Page(path, [])
    sheet = read_json(_written(given), page)
    if sheet is None:
        return Read(None, arrange(page.complaints))
    at = Located(sheet.value, (), sheet, page)
    flow = _flow(at, table) if check_flow_shape(at) else None
    return Read(flow, arrange(_with_pointers(page.complaints, sheet)))


def _written(given: bytes | str | dict[str, Any]) -> bytes | str:
    if isinstance(given, bytes | str):
        return given
    try:
        return json.dumps(given, indent=2, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as mistake:
        return f"not JSON: {mistake}"


def _flow(at: Located, table: Table) -> ast.Flow | None:
    names = attempt(lambda at: at["flow"].word("the flow's name"), at)
    name = names[0] if names else ast.Word("unnamed", at["flow"].span)
    settings = read_settings(at["settings"], dict(HEADER.fields)) if "settings" in at.value else []
    check_settings(tuple(settings), HEADER.fields, name.span, "a flow", at.page)
    groups: dict[str, deque[ast.Setting]] = {}
    for setting in settings:
        groups.setdefault(f"settings.{setting.key}", deque()).append(setting)
    return ast.Flow(
        name=name, settings=tuple(in_order(at.value, groups)), sentences=_sentences(at, table), path=at.page.path,
        span=at.span, trivia=at.trivia(), closing=comments(at.value.get("$closing", ())),
    )  # fmt: skip


def _sentences(at: Located, table: Table) -> tuple[ast.Node | ast.Anywhere, ...]:
    """Nodes in order, each ``anywhere`` after the node it names, those that name none first."""
    after: dict[str | None, list[ast.Anywhere]] = {}
    names = at["nodes"].value
    for place, one in enumerate(at.items("anywhere")):
        before = one.value.get("$after")
        before = before if before in names else None
        first = place == 0 and before is None
        after.setdefault(before, []).extend(attempt(lambda one, first=first: read_anywhere(one, first=first), one))  # type: ignore[misc]
    if len(names) > NODES_MAX:
        span = at["nodes"].span
        at.page.complaints.append(mistakes.too_many("nodes", len(names), NODES_MAX, span, at.page.path))
        return tuple(after.get(None, ()))
    found: list[ast.Node | ast.Anywhere] = [*after.get(None, ())]
    made: Validators = {}
    for one in at["nodes"]:
        found += [node for nodes in attempt(lambda one: _node(one, table, made), one) for node in nodes]
        found += after.get(str(one.pointer[-1]), ())
    return tuple(found)


def _node(at: Located, table: Table, made: Validators) -> list[ast.Node]:
    notation = known_type(at, table)
    if notation is None or not check_node_shape(at, notation, made):
        return []
    node = read_node(at, notation)
    check_name(node.name, at.page)
    check_node(node, notation.fragment, at.page)
    return [node]


def _with_pointers(complaints: list[Diagnostic], sheet: Sheet) -> list[Diagnostic]:
    """Every sentence with the JSON pointer of what it is about: the innermost value around its place."""
    starts = sorted({(one.span.line, one.span.column) for one in complaints})
    around: dict[tuple[int, int], Pointer] = {}
    for pointer, place in sheet.places.items() if starts else ():
        at = bisect_left(starts, (place.line, place.column))
        while at < len(starts) and starts[at] < (place.end_line, place.end_column):
            if len(pointer) >= len(around.get(starts[at], ())):
                around[starts[at]] = pointer
            at += 1
    pointers = [_written_pointer(around.get((one.span.line, one.span.column), ())) for one in complaints]
    return [replace(one, sentence=f"{one.sentence} (at {at})") for one, at in zip(complaints, pointers, strict=True)]


def _written_pointer(pointer: Pointer) -> str:
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in pointer)
