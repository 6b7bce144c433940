"""Texts far down or far along a file are parsed as quickly as near ones, and know their place all the same."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from flow_notations.expressions import parse_expression, parse_template
from flow_notations.source import Span
from flow_notations.syntax import from_json
from flow_notations.syntax.placed import NEAR_MAX, expression_at, template_at
from flow_notations.syntax.scan import Page

if TYPE_CHECKING:
    from flow_notations.notation import Table


@pytest.mark.parametrize("line", [1, NEAR_MAX - 21, NEAR_MAX - 20, NEAR_MAX - 19])
@pytest.mark.parametrize("text", ['upper(a.b) == "x" and c > 2h', "a ==", "f(a, [1, 2.5], n: null)"])
def test_far_expressions(line: int, text: str) -> None:
    """The tree, its spans and its complaints are those of the padded text, on either side of the bound."""
    assert repr(parse_expression(text, path="x", line=line, column=20)) == repr(
        expression_at(text, page=Page("x", []), line=line, column=20)
    )


@pytest.mark.parametrize("line", [1, NEAR_MAX])
@pytest.mark.parametrize("text", ["Hi {name}", "one {a + 1}\ntwo {b ==}", "{", "plain"])
def test_far_templates(line: int, text: str) -> None:
    """Templates too, over several lines."""
    assert repr(parse_template(text, path="x", line=line, column=20)) == repr(
        template_at(text, page=Page("x", []), line=line, column=20)
    )


def test_a_flow_on_one_line(table: Table) -> None:
    """A machine may put a whole flow on one line: places are right and time grows with the flow, not with its square."""
    node = '{"type": "end", "exits": [{"when": "x > 1", "to": "a"}]}'
    text = '{"flow": "f", "nodes": {' + ", ".join(f'"n{number}": {node}' for number in range(800)) + "}}"
    started = time.process_time()

    complaints = from_json(text, path="x", table=table).diagnostics

    assert time.process_time() - started < 5
    assert 800 == len(complaints)
    assert text.rindex('{"when"') + 1 == complaints[-1].span.column
    assert Span.at(1, complaints[-1].span.column, len('{"when": "x > 1", "to": "a"}')) == complaints[-1].span
