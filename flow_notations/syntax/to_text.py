"""The canonical text of a flow: two spaces a level, one thought a line, what belongs together set in columns.

The tree goes in, text comes out, with its comments and blank lines. ``from_text`` reads the text back to an equal tree
(spans apart), and printing that again changes nothing.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, assert_never

from flow_notations import ast
from flow_notations.expressions import print_duration, print_expression, print_template

from .copies import print_join
from .scan import before_quote, outside
from .tails import print_number, print_quoted, print_quoteds, print_tail
from .trivia import GAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INDENT = "  "
CELL = "\x1f"
"""Between the cells of a row until they are set: a sign that no text of a flow holds, unlike a tab."""

COLUMN_MAX = 96
"""Lines longer than this are not waited for when columns are set."""


class _Row(NamedTuple):
    """A line to print: up to two columns, what is nested under it, and what stands around it.

    ``group``: neighbours of one group share their column; ``""`` stands alone.
    """

    left: str
    right: str = ""
    group: str = ""
    trivia: ast.Trivia = ast.PLAIN
    nested: tuple[str, ...] = ()


def to_text(flow: ast.Flow) -> str:
    """The whole file, ending in a newline."""
    lines = [*_lines([_Row(f"flow {flow.name}", trivia=flow.trivia)], 0)]
    lines += _lines([_setting(setting, group="header") for setting in flow.settings], 1)
    for is_node, run in groupby(flow.sentences, key=lambda sentence: isinstance(sentence, ast.Node)):
        if is_node:
            for node in run:
                lines += _node(node)  # type: ignore[arg-type]
        else:
            lines += _lines([_anywhere(sentence) for sentence in run], 0)  # type: ignore[arg-type]
    lines += _comments(flow.closing, "")
    return "\n".join(lines) + "\n"


def _node(node: ast.Node) -> Iterator[str]:
    head = f"{node.notation} {node.name}"
    if node.variable is not None:
        head += f" as {node.variable}"
    if node.kind is not None:
        head += f": {print_kind(node.kind)}"
    yield from _lines([_Row(head, trivia=node.trivia)], 0)
    yield from _lines([row for item in node.body for row in _rows(item)], 1)
    yield from _comments(node.closing, INDENT)


def print_kind(kind: ast.Kind) -> str:
    """``integer 1 to 5``."""
    if kind.low is None or kind.high is None:
        return kind.name.text
    return f"{kind.name} {print_number(kind.low)} to {print_number(kind.high)}"


def _rows(item: ast.BodyItem) -> Iterator[_Row]:
    match item:
        case ast.CopyBlock():
            yield from _copy(item.copy)
        case ast.Option() | ast.OptionEach():
            yield _option(item)
        case ast.Setting():
            yield _setting(item)
        case ast.When():
            left = f"when {print_expression(item.condition)}"
            yield _Row(left, f"-> {item.target}", group="when", trivia=item.trivia)
        case ast.On():
            left = f"on {', '.join(outcome.text for outcome in item.outcomes)}"
            yield _Row(left, f"-> {item.target}", group="on", trivia=item.trivia)
        case ast.Otherwise():
            arrow = f"-> {item.target}"
            yield (
                _Row("else", arrow, group="when", trivia=item.trivia)
                if item.written_else
                else _Row(arrow, trivia=item.trivia)
            )
        case _:
            assert_never(item)


# --- settings and copy ------------------------------------------------------------------------------------------------


def _setting(setting: ast.Setting, *, group: str = "") -> _Row:
    tail = print_tail(setting.value)
    nested = tuple(_lines(_copy(setting.copy), 1))
    if is_free(setting):
        return _Row(tail, group=group, trivia=setting.trivia, nested=nested)
    if not group:
        return _Row(f"{setting.key} {tail}".rstrip(), trivia=setting.trivia, nested=nested)
    return _Row(setting.key.text, tail, group=group, trivia=setting.trivia, nested=nested)


def is_free(setting: ast.Setting) -> bool:
    """Whether it is ``name = value`` under a key of the author's own."""
    return isinstance(setting.value, ast.Assignment) and setting.key.text == ".".join(setting.value.target)


def _copy(copy: ast.Copy) -> Iterator[_Row]:
    for part in copy:
        match part:
            case ast.CopyLine():
                text = print_join(print_template(part.template), joined=part.joined)
                yield _Row(f"| {text}" if text else "|", trivia=part.trivia)
            case ast.CopyIf():
                yield _owner(f"if {print_expression(part.condition)}", part.then, part.trivia)
                if part.otherwise:
                    yield _owner("else", part.otherwise, part.otherwise_trivia)
            case ast.CopyEach():
                yield _owner(f"each {part.variable} in {print_expression(part.items)}", part.body, part.trivia)
            case _:
                assert_never(part)


def _owner(head: str, copy: ast.Copy, trivia: ast.Trivia) -> _Row:
    return _Row(head, trivia=trivia, nested=tuple(_lines(_copy(copy), 1)))


# --- options and anywhere ---------------------------------------------------------------------------------------------


def _option(option: ast.Option | ast.OptionEach) -> _Row:
    """Options get their columns in three steps, so the parts are kept apart by a tab until then."""
    target = f"-> {option.target}" if option.target is not None else ""
    describe = [f"describe {print_quoted(option.describe)}"] if option.describe is not None else []
    if isinstance(option, ast.OptionEach):
        items, key = print_expression(option.items), print_expression(option.key)
        items = f"({items})" if outside(items, "by") >= 0 else items
        key = f"({key})" if before_quote(key, 0) < len(key) else key
        left = " ".join([f"* each {option.variable} in {items} by {key}", print_quoted(option.label), *describe])
        return _Row(left, target, trivia=option.trivia)
    clauses = [f"also {print_quoteds(option.also)}"] if option.also else []
    clauses += [f"hears {print_quoteds(option.hears)}"] if option.hears else []
    clauses += describe
    clauses += [f"section {print_quoted(option.section)}"] if option.section is not None else []
    clauses += [f"= {print_expression(option.value)}"] if option.value is not None else []
    left = CELL.join([f"* {option.id}", print_quoted(option.label), " ".join(clauses)])
    return _Row(left, target, group="option", trivia=option.trivia)


def _anywhere(sentence: ast.Anywhere) -> _Row:
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
    return _Row(f"anywhere {sentence.verb}{tail}", target, group="anywhere", trivia=sentence.trivia)


# --- lines ------------------------------------------------------------------------------------------------------------


def _lines(rows: Iterable[_Row], level: int) -> Iterator[str]:
    """Rows as lines at a level of indentation, neighbours of one group in columns."""
    lead = INDENT * level
    for run in _runs(rows):
        aligned = _columns([[row.left, row.right] for row in _option_columns(run)])
        for row, text in zip(run, aligned, strict=True):
            yield from [""] if row.trivia.blank_before else []
            yield from _comments(row.trivia.comments, lead)
            beside = "" if row.trivia.beside is None else f"  {_comment(row.trivia.beside)}"
            yield f"{lead}{text}{beside}"
            yield from (lead + line if line else line for line in row.nested)


def _runs(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Neighbours of one group; a blank line or a comment between them parts them."""
    run: list[_Row] = []
    for row in rows:
        apart = row.trivia.blank_before or row.trivia.comments or not row.group
        if run and (apart or run[-1].group != row.group):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _option_columns(run: list[_Row]) -> list[_Row]:
    """Ids, labels and clauses of a run of options, each in its column."""
    if run[0].group != "option":
        return run
    parts = [row.left.split(CELL) for row in run]
    return [row._replace(left=left) for row, left in zip(run, _columns(parts), strict=True)]


def _columns(table: list[list[str]]) -> list[str]:
    """Cells of one column begin together; a cell with nothing behind it is not padded."""
    lines = [row[0] for row in table]
    for place in range(1, len(table[0])):
        followed = [line for line, row in zip(lines, table, strict=True) if any(row[place:])]
        width = max((len(line) for line in followed if len(line) <= COLUMN_MAX), default=0)
        lines = [
            f"{line:<{width}} {row[place]}" if row[place] else line for line, row in zip(lines, table, strict=True)
        ]
    return lines


def _comments(comments: tuple[str, ...], lead: str) -> Iterator[str]:
    return ("" if words is GAP or words == GAP else f"{lead}{_comment(words)}" for words in comments)


def _comment(words: str) -> str:
    return f"# {words}" if words else "#"
