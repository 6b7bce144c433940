"""JSON text as values with their places: bytes or text in, plain values and the span of each out.

The standard library says whether it is JSON; a second scan, which knows that it is, finds where everything stands. Nesting and
size are bounded before either runs.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from flow_notations.source import Span

from .limits import JSON_CHARACTERS_MAX, JSON_NESTING_MAX, JSON_SIGNS_MAX
from .reading import Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .scan import Page

Pointer: TypeAlias = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_START = Span.at(1, 1)


class Sheet(NamedTuple):
    """A JSON document: its value, and the span of every value and every key by pointer."""

    value: Any
    places: dict[Pointer, Span]
    keys: dict[Pointer, Span]


def read_json(given: bytes | str, page: Page) -> Sheet | None:
    """The document, or ``None`` with its diagnostics on the page. A repeated key is a diagnostic; the last one counts."""
    try:
        text = given.decode("utf-8-sig") if isinstance(given, bytes) else given.removeprefix("\ufeff")
        return _read(text, page)
    except UnicodeDecodeError as mistake:
        page.complain("S131", f"this is no UTF-8 text: byte {mistake.start} cannot be read", _START, "save it as UTF-8")
    except Slip as slip:
        page.complaints.append(slip.at(page.path))
    return None


def _read(text: str, page: Page) -> Sheet:
    if len(text) > JSON_CHARACTERS_MAX:
        sentence = f"this file has {len(text)} characters; {JSON_CHARACTERS_MAX} are allowed"
        raise Slip("S118", sentence, _START, "split it with 'call'")
    _check_size(text)
    try:
        value = json.loads(text, parse_float=_decimal, parse_constant=_refuse)
    except json.JSONDecodeError as mistake:
        place = Span.at(mistake.lineno, mistake.colno)
        raise Slip("S131", f"this is no JSON: {mistake.msg[0].lower()}{mistake.msg[1:]}", place) from None
    except (ValueError, ArithmeticError) as mistake:
        raise Slip("S131", f"this is no JSON that can be read: {str(mistake).split(';')[0]}", _START) from None
    sheet = Sheet(value, {}, {})
    _locate(text, sheet, page)
    return sheet


def _decimal(digits: str) -> Decimal:
    return Decimal(digits)


def _refuse(word: str) -> None:
    raise ValueError(f"'{word}' is no number of JSON")


def _check_size(text: str) -> None:
    depth = 0
    for signs, token in enumerate(_TOKEN.finditer(text), start=1):
        if signs > JSON_SIGNS_MAX:
            sentence = f"this file has more than {JSON_SIGNS_MAX} words, numbers and marks"
            raise Slip("S118", sentence, _START, "split it with 'call'")
        if token[0] in ("{", "["):
            depth += 1
            if depth > JSON_NESTING_MAX:
                place = _span(token.start(), token.end(), *_line_of(text, token.start()))
                raise Slip("S118", f"this is nested more than {JSON_NESTING_MAX} levels deep", place)
        elif token[0] in ("}", "]"):
            depth -= 1


def _line_of(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, text.rfind("\n", 0, at) + 1


def _span(start: int, end: int, line: int, line_start: int) -> Span:
    return Span(line, start - line_start + 1, line, end - line_start + 1)


def _tokens(text: str) -> Iterator[tuple[str, Span]]:
    """Every token with its span."""
    line, line_start, seen = 1, 0, 0
    for found in _TOKEN.finditer(text):
        start = found.start()
        if breaks := text.count("\n", seen, start):
            line += breaks
            line_start = text.rfind("\n", seen, start) + 1
        seen = start
        yield found[0], _span(start, found.end(), line, line_start)


class _Level:
    """An open list or object while it is scanned: its pointer, and the key or position of what comes next."""

    __slots__ = ("keys", "next", "pointer", "start", "wants_key")

    def __init__(self, pointer: Pointer, start: Span, *, is_object: bool) -> None:
        self.pointer = pointer
        self.start = start
        self.keys: set[str] | None = set() if is_object else None
        self.next: str | int = 0
        self.wants_key = is_object


def _locate(text: str, sheet: Sheet, page: Page) -> None:
    """Fill in the places. The text is known to be JSON."""
    levels: list[_Level] = []
    for sign, span in _tokens(text):
        level = levels[-1] if levels else None
        if sign in ("{", "["):
            pointer = () if level is None else (*level.pointer, level.next)
            levels.append(_Level(pointer, span, is_object=sign == "{"))
        elif sign in ("}", "]"):
            closed = levels.pop()
            sheet.places[closed.pointer] = closed.start.to(span)
        elif sign == ",":
            assert level is not None, "a comma stands in a list or an object"
            if isinstance(level.next, int):
                level.next += 1
            else:
                level.wants_key = True
        elif sign != ":":
            _take(sign, span, level, sheet, page)


def _take(token: str, span: Span, level: _Level | None, sheet: Sheet, page: Page) -> None:
    """A key, or a value that holds nothing."""
    if level is None:
        sheet.places[()] = span
    elif not level.wants_key or level.keys is None:
        sheet.places[*level.pointer, level.next] = span
    else:
        key = json.loads(token) if "\\" in token else token[1:-1]
        if key in level.keys:
            page.complain("S133", f"the key '{key}' stands here twice", span, "an object holds each key once")
        level.keys.add(key)
        level.next = key
        level.wants_key = False
        sheet.keys[*level.pointer, key] = span
