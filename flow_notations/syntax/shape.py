"""The shape of a flow in JSON form, judged by its schema: a document in, diagnostics out, each in words of its own.

A node is judged by the schema of its type alone, so that a complaint is about what was meant.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from flow_notations.diagnostics import DIAGNOSTICS_MAX, Diagnostic
from flow_notations.expressions.suggest import closest

from .schema import definitions, flow_schema, node_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    from flow_notations.notation import Notation

    from .located import Located

_NAMES = {
    "object": "an object", "array": "a list", "string": "a text", "integer": "a whole number", "number": "a number",
    "boolean": "true or false",
}  # fmt: skip
_KINDS: Mapping[type, str] = {
    dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", type(None): "null",
}  # fmt: skip


def check_flow_shape(at: Located) -> bool:
    """Complain of everything outside the nodes; whether there was nothing to complain of."""
    return _check(_flow_validator(), at)


Validators: TypeAlias = "dict[str, Draft202012Validator]"
"""Validators made so far for one document, by the word of their notation."""


def check_node_shape(at: Located, notation: Notation, made: Validators) -> bool:
    """Complain of one node; whether there was nothing to complain of."""
    if (validator := made.get(notation.word)) is None:
        validator = made[notation.word] = _validator(node_schema(notation))
    return _check(validator, at)


@cache
def _flow_validator() -> Draft202012Validator:
    return _validator(flow_schema())


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator({**schema, "$defs": definitions()})


def _check(validator: Draft202012Validator, at: Located) -> bool:
    found = [_diagnostic(error, at) for error in islice(validator.iter_errors(at.value), DIAGNOSTICS_MAX)]
    at.page.complaints.extend(found)
    return not found


class _Fault(NamedTuple):
    """What the validator found wrong: the rule, what it asks for, what is there, and the properties known there."""

    rule: str
    asked: Any
    found: Any
    known: tuple[str, ...]


class _Words(NamedTuple):
    """What to say, and the key to point at when it is about a key."""

    sentence: str
    hint: str = ""
    key: str | None = None


def _diagnostic(error: ValidationError, at: Located) -> Diagnostic:
    pointer = (*at.pointer, *error.absolute_path)
    known = tuple(error.schema.get("properties", ())) if isinstance(error.schema, dict) else ()
    fault = _Fault(str(error.validator), error.validator_value, error.instance, known)
    words = _WORDS.get(fault.rule, _other)(fault)
    if words.key is None:
        span = at.sheet.places.get(pointer, at.span)
        return Diagnostic(code="S132", sentence=words.sentence, hint=words.hint, span=span, path=at.page.path)
    code = "F101" if pointer and pointer[-1] == "settings" else "S132"
    span = at.sheet.keys.get((*pointer, words.key), at.span)
    return Diagnostic(code=code, sentence=words.sentence, hint=words.hint, span=span, path=at.page.path)


def _unknown_key(fault: _Fault) -> _Words:
    key = next(key for key in fault.found if key not in fault.known)
    near = closest(key, fault.known)
    words = ", ".join(word for word in fault.known if not word.startswith("$"))
    hint = f"did you mean '{near}'?" if near else f"it knows {words}" if words else "leave it out"
    return _Words(f"unknown key '{key}'", hint, key)


def _missing(fault: _Fault) -> _Words:
    lacking = ", ".join(f"'{key}'" for key in fault.asked if key not in fault.found)
    return _Words(f"this lacks {lacking}")


def _wrong_type(fault: _Fault) -> _Words:
    wanted = fault.asked if isinstance(fault.asked, list) else [fault.asked]
    found = _KINDS.get(type(fault.found), "a number")
    return _Words(f"expected {' or '.join(_NAMES[name] for name in wanted)}, found {found}")


def _forbidden(_fault: _Fault) -> _Words:
    return _Words("this cannot stand beside the other keys here", "keep one of them")


def _one_of(fault: _Fault) -> _Words:
    keys = ", ".join(case["required"][0] for case in fault.asked)
    return _Words(f"expected exactly one of {keys}")


def _fixed(fault: _Fault) -> _Words:
    words = ", ".join(map(str, fault.asked)) if isinstance(fault.asked, list) else "true"
    return _Words(f"expected {words}")


def _together(fault: _Fault) -> _Words:
    pairs = [(key, other) for key, others in fault.asked.items() for other in others if key in fault.found]
    key, other = next(pair for pair in pairs if pair[1] not in fault.found)
    return _Words(f"'{key}' needs '{other}' beside it")


def _other(fault: _Fault) -> _Words:
    """Bounds of numbers, and whatever a later schema may bring."""
    return _Words(f"this is out of bounds: {fault.rule} {fault.asked}")


_WORDS: Mapping[str, Callable[[_Fault], _Words]] = {
    "additionalProperties": _unknown_key,
    "required": _missing,
    "type": _wrong_type,
    "oneOf": _one_of,
    "enum": _fixed,
    "const": _fixed,
    "None": _forbidden,
    "dependentRequired": _together,
    "pattern": lambda _fault: _Words("expected a duration", "durations are written 90s, 15m, 1h 30m, 2d"),
    "minItems": lambda _fault: _Words("this list is empty", "leave it out, or fill it in"),
    "minLength": lambda _fault: _Words("this text is empty", "leave it out, or fill it in"),
}
"""What to say of each rule of the schema; ``None`` is a key that is not allowed beside another."""
