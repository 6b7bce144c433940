"""The types that authors write: ``text 40?``, ``list of (id text, start datetime)``. A cursor in, a ``Type`` out, and back.

A ``?`` at the end belongs to the whole type; a list of things that may be null is written ``list of (text?)``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flow_notations.expressions.suggest import closest
from flow_notations.values import Type, list_of, record_of

from .limits import TYPE_NESTING_MAX
from .reading import Slip
from .scan import WORD

if TYPE_CHECKING:
    from .scan import Cursor

SIMPLE = {name: Type(name) for name in ("text", "number", "yes_no", "date", "time", "datetime", "duration")}
ELSEWHERE = {
    **dict.fromkeys(("integer", "int", "float", "double", "decimal", "money"), "number"),
    **dict.fromkeys(("bool", "boolean"), "yes_no"),
    **dict.fromkeys(("string", "str", "varchar"), "text"),
    **dict.fromkeys(("timestamp", "moment"), "datetime"),
}
"""What other languages call our types."""
SIMPLE["any"] = Type("any", nullable=True)


def read_type(cursor: Cursor, depth: int = 0) -> Type:
    """The type that stands next."""
    found = _without_mark(cursor, depth)
    return replace(found, nullable=True) if cursor.sign("?") else found


def print_type(type_: Type) -> str:
    """The type as an author writes it; ``read_type`` gives it back."""
    match type_.name:
        case "text" if type_.length is not None:
            words = f"text {type_.length}"
        case "list" if type_.item is not None:
            item = print_type(type_.item)
            words = f"list of ({item})" if type_.item.nullable or type_.item.name == "list" else f"list of {item}"
        case "record":
            words = "(" + ", ".join(f"{key} {print_type(value)}" for key, value in type_.fields.items()) + ")"
        case "any":
            return "any"
        case name:
            words = name
    return words + ("?" if type_.nullable else "")


def _without_mark(cursor: Cursor, depth: int) -> Type:
    """A type up to its ``?``, which may belong to the list around it."""
    if depth > TYPE_NESTING_MAX:
        raise Slip("S118", f"this type is nested more than {TYPE_NESTING_MAX} levels deep", cursor.here())
    return _record_or_group(cursor, depth) if cursor.peek("(") else _named(cursor, depth)


def _named(cursor: Cursor, depth: int) -> Type:
    if cursor.peek("{"):
        raise Slip(
            "S117", "a record stands in round brackets", cursor.here(), "for example: (id text 20, total number)"
        )
    word = cursor.word("a type")
    if word.text == "list":
        if not cursor.keyword("of"):
            raise cursor.expected("'of' and the type of the items", "for example: list of text")
        return list_of(_without_mark(cursor, depth + 1))
    if (simple := SIMPLE.get(word.text)) is None:
        near = ELSEWHERE.get(word.text.lower()) or closest(word.text, (*SIMPLE, "list"))
        hint = f"did you mean '{near}'?" if near else f"types are {', '.join(SIMPLE)}, list of …, (name type, …)"
        raise Slip("S117", f"'{word}' is no type", word.span, hint)
    if word.text == "text" and not cursor.done and cursor.text[cursor.at].isdigit():
        return replace(simple, length=cursor.integer("the longest length"))
    return simple


def _record_or_group(cursor: Cursor, depth: int) -> Type:
    cursor.sign("(")
    if not _is_record(cursor):
        inner = read_type(cursor, depth + 1)
        _close(cursor)
        return inner
    fields: dict[str, Type] = {}
    while True:
        name = cursor.word("a field's name")
        if name.text in fields:
            raise Slip("F102", f"field '{name}' is declared twice", name.span, "keep one of them")
        fields[name.text] = read_type(cursor, depth + 1)
        if not cursor.sign(","):
            break
    _close(cursor)
    return record_of(fields)


def _is_record(cursor: Cursor) -> bool:
    """A record begins with two words or a word and a bracket: a name and its type."""
    first = WORD.match(cursor.text, cursor.at)
    if first is None:
        return False
    rest = cursor.text[first.end() :].lstrip()
    second = WORD.match(rest)
    if first[0] == "list" and second is not None and second[0] == "of":
        return False
    return second is not None or rest.startswith("(")


def _close(cursor: Cursor) -> None:
    if not cursor.sign(")"):
        raise cursor.expected("a closing bracket )")
