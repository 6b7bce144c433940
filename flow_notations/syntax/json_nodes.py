"""Nodes, settings, copy, options and ``anywhere`` of the JSON form. Located values of the right shape in, nouns of the tree out."""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from flow_notations import ast
from flow_notations.values import number

from .decoders import DECODERS, decode_assignment, decode_duration
from .limits import COPY_NESTING_MAX
from .located import Located, comments
from .reading import Slip, Unread
from .scan import OUTCOME
from .schema import VERBS
from .to_json import default_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flow_notations.notation import Field, Notation

Item = TypeVar("Item")


def attempt(read: Callable[[Located], Item], at: Located) -> list[Item]:
    """What was read, or nothing with its diagnostics on the page: one slip costs one item."""
    try:
        return [read(at)]
    except Slip as slip:
        at.page.complaints.append(slip.at(at.page.path))
    except Unread:
        pass
    return []


def read_node(at: Located, notation: Notation) -> ast.Node:
    """One node; the key under which it stands is its name."""
    fragment = notation.fragment
    groups: dict[str, deque[ast.BodyItem]] = {
        "copy": deque(_blocks(at.get("copy"))),
        "options": deque(item for one in at.items("options") for item in attempt(_option, one)),
        "assign": deque(item for one in at.items("assign") for item in attempt(_assign, one)),
        "exits": deque(item for one in at.items("exits") for item in attempt(_exit, one)),
    }
    if (settings := at.get("settings")) is not None:
        for setting in read_settings(settings, dict(fragment.fields)):
            groups.setdefault(f"settings.{setting.key}", deque()).append(setting)
    variable = at.get("as")
    kind = at.get("kind")
    return ast.Node(
        notation=ast.Word(notation.word, at["type"].span), name=at.key,
        variable=variable.word("a name for the answer") if variable else None, kind=_kind(kind) if kind else None,
        body=_joined(in_order(at.value, groups)), span=at.span, trivia=at.trivia(blank=True),
        closing=comments(at.value.get("$closing", ())),
    )  # fmt: skip


def in_order(found: dict[str, Any], groups: dict[str, deque[Item]]) -> list[Item]:
    """The items in the author's order as far as ``$order`` fits, the rest in the usual one."""
    items: list[Item] = []
    for group in (*found.get("$order", ()), *default_order(found)):
        if waiting := groups.get(group):
            items.append(waiting.popleft())  # noqa: PERF401 - each step changes what waits
    return items + [item for waiting in groups.values() for item in waiting]


def _blocks(at: Located | None) -> list[ast.CopyBlock]:
    """One block for each entry of copy; an entry with line breaks has several lines."""
    read = partial(_parts, depth=1)
    entries = [] if at is None else [parts for one in at for parts in attempt(read, one)]
    return [ast.CopyBlock(copy=tuple(parts), span=parts[0].span) for parts in entries]


def _joined(items: Iterable[ast.BodyItem]) -> tuple[ast.BodyItem, ...]:
    """Neighbouring copy as one block."""
    found: list[ast.BodyItem] = []
    for copy, run in groupby(items, key=lambda item: isinstance(item, ast.CopyBlock)):
        if copy:
            blocks = [item for item in run if isinstance(item, ast.CopyBlock)]
            parts = tuple(part for block in blocks for part in block.copy)
            found.append(ast.CopyBlock(copy=parts, span=blocks[0].span.to(blocks[-1].span)))
        else:
            found += run
    return tuple(found)


def _kind(at: Located) -> ast.Kind:
    bounds = [_bound(at[key]) for key in ("low", "high") if key in at.value]
    low, high = bounds if bounds else (None, None)
    return ast.Kind(name=at["name"].word("a kind of answer"), low=low, high=high, span=at.span)


def _bound(at: Located) -> int | Any:
    try:
        return number(at.value)
    except ValueError:
        raise Slip("S117", "expected a number", at.span, 'for example 5, or "0.5"') from None


def _assign(at: Located) -> ast.Setting:
    given = decode_assignment(at)
    key = ast.Word(".".join(given.target), at["target"].span)
    return ast.Setting(key=key, value=given, value_span=given.span, span=at.span, trivia=at.trivia())


def read_settings(at: Located, fields: dict[str, Field]) -> list[ast.Setting]:
    """The settings of a node or header, entry by entry."""
    found = []
    for one in at:
        field = fields[str(one.pointer[-1])]
        read = partial(_setting, key=one.key, field=field)
        for entry in one if isinstance(one.value, list) else (one,):
            found += attempt(read, entry)
    return found


def _setting(at: Located, *, key: ast.Word, field: Field) -> ast.Setting:
    value = DECODERS[field.reader](at["value"])
    copy = tuple(_copy(at.get("copy"), 2))
    return ast.Setting(key=key, value=value, value_span=at["value"].span, copy=copy, span=at.span, trivia=at.trivia())


# --- copy -------------------------------------------------------------------------------------------------------------


def _copy(at: Located | None, depth: int) -> list[ast.CopyPart]:
    read = partial(_parts, depth=depth)
    return [] if at is None else [part for one in at for parts in attempt(read, one) for part in parts]


def _parts(at: Located, *, depth: int) -> list[ast.CopyPart]:
    """One entry of copy; a text with line breaks is several lines."""
    if depth > COPY_NESTING_MAX:
        raise Slip(
            "S118", f"this copy is nested more than {COPY_NESTING_MAX} levels deep", at.span, "use several nodes"
        )
    if isinstance(at.value, str):
        return _copy_lines(at, at.text(), ast.PLAIN, joined=False)
    if "line" in at.value:
        return _copy_lines(at["line"], at["line"].text(), at.trivia(), joined=bool(at.value.get("joined", False)))
    if "if" in at.value:
        return [
            ast.CopyIf(
                condition=at["if"].expression(), then=tuple(_copy(at["then"], depth + 1)),
                otherwise=tuple(_copy(at.get("else"), depth + 1)), span=at.span, trivia=at.trivia(),
                otherwise_trivia=at.trivia(prefix="$else_"),
            )
        ]  # fmt: skip
    return [
        ast.CopyEach(
            variable=at["each"].word("a name for each item"), items=at["in"].expression(),
            body=tuple(_copy(at["copy"], depth + 1)), span=at.span, trivia=at.trivia(),
        )
    ]  # fmt: skip


def _copy_lines(at: Located, text: str, trivia: ast.Trivia, *, joined: bool) -> list[ast.CopyPart]:
    lines = text.split("\n")
    found: list[ast.CopyPart] = []
    for place, line in enumerate(lines):
        last = place == len(lines) - 1
        words = line if last and joined else line.rstrip(" \t\r")
        template = at.template_of(words)
        here = trivia if place == 0 else ast.PLAIN
        found.append(ast.CopyLine(template=template, joined=last and joined, span=at.span, trivia=here))
    return found


# --- options, ways out, anywhere --------------------------------------------------------------------------------------


def _option(at: Located) -> ast.Option | ast.OptionEach:
    describe, target = at.get("describe"), at.get("to")
    label = at["label"].template()
    described = describe.template() if describe else None
    leads = target.word("the name of a node") if target else None
    if "each" in at.value:
        return ast.OptionEach(
            variable=at["each"].word("a name for each item"), items=at["in"].expression(), key=at["by"].expression(),
            label=label, label_span=at["label"].span, describe=described, target=leads, span=at.span, trivia=at.trivia(),
        )  # fmt: skip
    section, value = at.get("section"), at.get("value")
    also, hears = at.get("also"), at.get("hears")
    return ast.Option(
        id=at["id"].word("the option's id", OUTCOME), label=label, label_span=at["label"].span,
        also=also.templates() if also else (), hears=hears.templates() if hears else (), describe=described,
        section=section.template() if section else None, value=value.expression() if value else None,
        target=leads, span=at.span, trivia=at.trivia(),
    )  # fmt: skip


def _exit(at: Located) -> ast.Route:
    target = at["to"].word("the name of a node")
    if "when" in at.value:
        return ast.When(condition=at["when"].expression(), target=target, span=at.span, trivia=at.trivia())
    if "on" in at.value:
        outcomes = at["on"].words("an outcome", OUTCOME)
        return ast.On(outcomes=outcomes, target=target, span=at.span, trivia=at.trivia())
    return ast.Otherwise(target=target, written_else="else" in at.value, span=at.span, trivia=at.trivia())


def read_anywhere(at: Located, *, first: bool) -> ast.Anywhere:
    """One flow-wide sentence; ``first``: it is the flow's first, before which a blank line is usual."""
    target, label = at.get("to"), at.get("label")
    verb: Any = next(verb for verb in VERBS if verb in at.value)
    said = at[verb]
    return ast.Anywhere(
        verb=verb, verb_span=at.sheet.keys.get(said.pointer, at.span),
        words=said.templates() if verb in ("says", "hears", "optout") else (),
        outcomes=said.words("an outcome", OUTCOME) if verb == "on" else (),
        delay=decode_duration(said) if verb == "closing" else None,
        option=said.word("the option's id", OUTCOME) if verb == "offers" else None,
        label=label.template() if label else None,
        target=target.word("the name of a node") if target else None,
        span=at.span, trivia=at.trivia(blank=first),
    )  # fmt: skip
