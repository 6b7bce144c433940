"""The canonical text of a flow: two spaces a level, one thought a line, what belongs together set in columns.

The tree goes in, text comes out, with its comments and blank lines. ``from_text`` reads the text back to an equal tree
(spans apart), and printing that again changes nothing.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from flow_notations import ast
from flow_notations.expressions import print_duration, print_expression, print_template

from .copies import print_join
from .rows import CELL, INDENT, Row, comment_lines, lines_of
from .scan import before_quote, outside
from .tails import print_number, print_quoted, print_quoteds, print_tail

if TYPE_CHECKING:
    from collections.abc import Iterator


def to_text(flow: ast.Flow) -> str:
    """The whole file, ending in a newline."""
    lines = [*lines_of([Row(f"flow {flow.name}", trivia=flow.trivia)], 0)]
    lines += lines_of([_setting(setting, group="header") for setting in flow.settings], 1)
    for is_node, run in groupby(flow.sentences, key=lambda sentence: isinstance(sentence, ast.Node)):
        if is_node:
            for node in run:
                lines += _node(node)  # type: ignore[arg-type]
        else:
            lines += lines_of([_anywhere(sentence) for sentence in run], 0)  # type: ignore[arg-type]
    lines += comment_lines(flow.closing, "")
    return "\n".join(lines) + "\n"


def _node(node: ast.Node) -> Iterator[str]:
    head = f"{node.notation} {node.name}"
    if node.variable is not None:
        head += f" as {node.variable}"
    if node.kind is not None:
        head += f": {print_kind(node.kind)}"
    yield from lines_of([Row(head, trivia=node.trivia)], 0)
    yield from lines_of([row for item in node.body for row in _rows(item)], 1)
    yield from comment_lines(node.closing, INDENT)


def print_kind(kind: ast.Kind) -> str:
    """``integer 1 to 5``."""
    if kind.low is None or kind.high is None:
        return kind.name.text
    return f"{kind.name} {print_number(kind.low)} to {print_number(kind.high)}"


def _rows(item: ast.BodyItem) -> Iterator[Row]:
    match item:
        case ast.CopyBlock():
            yield from _copy(item.copy)
        case ast.Option() | ast.OptionEach():
            yield _option(item)
        case ast.Setting():
            yield _setting(item)
        case ast.When():
            left = f"when {print_expression(item.condition)}"
            yield Row(left, f"-> {item.target}", group="when", trivia=item.trivia)
        case ast.On():
            left = f"on {', '.join(outcome.text for outcome in item.outcomes)}"
            yield Row(left, f"-> {item.target}", group="on", trivia=item.trivia)
        case ast.Otherwise():
            arrow = f"-> {item.target}"
            yield (
                Row("else", arrow, group="when", trivia=item.trivia)
                if item.written_else
                else Row(arrow, trivia=item.trivia)
            )
        case _:
            assert_never(item)


# --- settings and copy ------------------------------------------------------------------------------------------------


def _setting(setting: ast.Setting, *, group: str = "") -> Row:
    tail = print_tail(setting.value)
    nested = tuple(lines_of(_copy(setting.copy), 1))
    if is_free(setting):
        return Row(tail, group=group, trivia=setting.trivia, nested=nested)
    if not group:
        return Row(f"{setting.key} {tail}".rstrip(), trivia=setting.trivia, nested=nested)
    return Row(setting.key.text, tail, group=group, trivia=setting.trivia, nested=nested)


def is_free(setting: ast.Setting) -> bool:
    """Whether it is ``name = value`` under a key of the author's own."""
    return isinstance(setting.value, ast.Assignment) and setting.key.text == ".".join(setting.value.target)


def _copy(copy: ast.Copy) -> Iterator[Row]:
    for part in copy:
        match part:
            case ast.CopyLine():
                text = print_join(print_template(part.template), joined=part.joined)
                yield Row(f"| {text}" if text else "|", trivia=part.trivia)
            case ast.CopyIf():
                yield _owner(f"if {print_expression(part.condition)}", part.then, part.trivia)
                if part.otherwise:
                    yield _owner("else", part.otherwise, part.otherwise_trivia)
            case ast.CopyEach():
                yield _owner(f"each {part.variable} in {print_expression(part.items)}", part.body, part.trivia)
            case _:
                assert_never(part)


def _owner(head: str, copy: ast.Copy, trivia: ast.Trivia) -> Row:
    return Row(head, trivia=trivia, nested=tuple(lines_of(_copy(copy), 1)))


# --- options and anywhere ---------------------------------------------------------------------------------------------


def _option(option: ast.Option | ast.OptionEach) -> Row:
    """Options get their columns in three steps, so the parts are kept apart by a tab until then."""
    target = f"-> {option.target}" if option.target is not None else ""
    describe = [f"describe {print_quoted(option.describe)}"] if option.describe is not None else []
    if isinstance(option, ast.OptionEach):
        items, key = print_expression(option.items), print_expression(option.key)
        items = f"({items})" if outside(items, "by") >= 0 else items
        key = f"({key})" if before_quote(key, 0) < len(key) else key
        left = " ".join([f"* each {option.variable} in {items} by {key}", print_quoted(option.label), *describe])
        return Row(left, target, trivia=option.trivia)
    clauses = [f"also {print_quoteds(option.also)}"] if option.also else []
    clauses += [f"hears {print_quoteds(option.hears)}"] if option.hears else []
    clauses += describe
    clauses += [f"section {print_quoted(option.section)}"] if option.section is not None else []
    clauses += [f"= {print_expression(option.value)}"] if option.value is not None else []
    left = CELL.join([f"* {option.id}", print_quoted(option.label), " ".join(clauses)])
    return Row(left, target, group="option", trivia=option.trivia)


def _anywhere(sentence: ast.Anywhere) -> Row:
    match sentence.verb:
        case "says" | "hears":
            tail = f" {print_quoteds(sentence.words)}"
        case "optout":
            tail = f" also {print_quoteds(sentence.words)}"
        case "on":
            tail = f" {', '.join(outcome.text for outcome in sentence.outcomes)}"
        case "closing":
            tail = f" {print_duration(sentence.delay)}" if sentence.delay is not None else ""
        case "offers":
            tail = f" {sentence.option} {print_quoted(sentence.label)}" if sentence.label is not None else ""
        case "undelivered":
            tail = ""
        case _:
            assert_never(sentence.verb)
    target = f"-> {sentence.target}" if sentence.target is not None else ""
    return Row(f"anywhere {sentence.verb}{tail}", target, group="anywhere", trivia=sentence.trivia)
