"""The shape of a flow in JSON form, judged by its schema: a document in, diagnostics out, each in words of its own.

A node is judged by the schema of its type alone, so that a complaint is about what was meant.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

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


def check_node_shape(at: Located, notation: Notation) -> bool:
    """Complain of one node; whether there was nothing to complain of."""
    return _check(_validator(node_schema(notation)), at)


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


def _diagnostic(error: ValidationError, at: Located) -> Diagnostic:
    pointer = (*at.pointer, *error.absolute_path)
    key, sentence, hint = _WORDS.get(str(error.validator), _other)(error)
    pointer = pointer if key is None else (*pointer, key)
    span = at.sheet.keys.get(pointer) if key is not None else at.sheet.places.get(pointer)
    code = "F101" if key is not None and pointer[-2] == "settings" else "S132"
    return Diagnostic(code=code, sentence=sentence, hint=hint, span=span or at.span, path=at.page.path)


def _unknown_key(error: ValidationError) -> tuple[str | None, str, str]:
    known = tuple(error.schema["properties"])
    key = next(key for key in error.instance if key not in known)
    near = closest(key, known)
    words = ", ".join(word for word in known if not word.startswith("$"))
    hint = f"did you mean '{near}'?" if near else f"it knows {words}" if words else "leave it out"
    return key, f"unknown key '{key}'", hint


def _missing(error: ValidationError) -> tuple[None, str, str]:
    lacking = ", ".join(f"'{key}'" for key in error.validator_value if key not in error.instance)
    return None, f"this lacks {lacking}", ""


def _wrong_type(error: ValidationError) -> tuple[None, str, str]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    found = _KINDS.get(type(error.instance), "a number")
    return None, f"expected {' or '.join(_NAMES[name] for name in wanted)}, found {found}", ""


def _forbidden(error: ValidationError) -> tuple[None, str, str]:
    return None, f"'{error.path[-1]}' cannot stand beside the other keys here", "keep one of them"


def _one_of(error: ValidationError) -> tuple[None, str, str]:
    keys = ", ".join(case["required"][0] for case in error.validator_value)
    return None, f"expected exactly one of {keys}", ""


def _fixed(error: ValidationError) -> tuple[None, str, str]:
    value = error.validator_value
    words = ", ".join(map(str, value)) if isinstance(value, list) else "true"
    return None, f"expected {words}", ""


def _other(error: ValidationError) -> tuple[None, str, str]:
    match error.validator:
        case "pattern":
            return None, "expected a duration", "durations are written 90s, 15m, 1h 30m, 2d"
        case "minItems" | "minLength":
            return None, "this is empty", "leave it out, or fill it in"
        case "dependentRequired":
            return None, error.message, ""
        case _:
            return None, f"this is out of bounds: {error.validator} {error.validator_value}", ""


_WORDS: Mapping[str, Callable[[ValidationError], tuple[str | None, str, str]]] = {
    "additionalProperties": _unknown_key,
    "required": _missing,
    "type": _wrong_type,
    "oneOf": _one_of,
    "enum": _fixed,
    "const": _fixed,
    "None": _forbidden,
}
