"""The JSON Schema of the JSON form, made from the notations' fragments: a table in, a schema (2020-12) out.

It says what shape a flow has; what names, expressions and templates say is judged where they are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from flow_notations.notation import Presence, Reader

from .fields import HEADER
from .limits import DIGITS_MAX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.notation import Field, Fragment, Notation, Table

Schema: TypeAlias = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NAME: Schema = {"type": "string", "minLength": 1}
_NAMES: Schema = {"type": "array", "items": _NAME, "minItems": 1}
_TEXTS: Schema = {"type": "array", "items": _TEXT, "minItems": 1}
_COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 10**DIGITS_MAX - 1}
_DURATION: Schema = {"type": "string", "pattern": r"^\s*\d+(ms|[wdhms])(\s*\d+(ms|[wdhms]))*\s*$"}
_TRUE: Schema = {"const": True}
_TEXTS_OR_NONE: Schema = {"type": "array", "items": _TEXT}
_TRIVIA: Mapping[str, Schema] = {"$comments": _TEXTS_OR_NONE, "$beside": _TEXT, "$blank": {"type": "boolean"}}
_ELSE_TRIVIA: Mapping[str, Schema] = {key.replace("$", "$else_"): value for key, value in _TRIVIA.items()}
_COPY: Schema = {"$ref": "#/$defs/copy"}


def _object(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these keys and no others."""
    found: Schema = {"type": "object", "properties": {**required, **(optional or {})}, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


_ASSIGNMENT = _object({"target": _NAME, "value": _TEXT})
_ASSIGNMENTS: Schema = {"type": "array", "items": _ASSIGNMENT, "minItems": 1}

VALUES: Mapping[Reader, Schema] = {
    Reader.FLAG: _TRUE,
    Reader.NAME: _NAME,
    Reader.NAMES: _NAMES,
    Reader.QUOTED: _TEXT,
    Reader.INTEGER: _COUNT,
    Reader.DURATION: _DURATION,
    Reader.EXPRESSION: _TEXT,
    Reader.RETRY: _object({"times": _COUNT}, {"every": _DURATION}),
    Reader.ASSIGNMENT: _ASSIGNMENT,
    Reader.ASSIGNMENTS: _ASSIGNMENTS,
    Reader.LINK: _object({"label": _TEXT, "address": _TEXT}),
    Reader.SHOW: _object({"how": _NAME}, {"button": _TEXT}),
    Reader.REQUEST: _object({"service": _NAME, "path": _TEXT}),
    Reader.DECLARED: {"type": "array", "items": _object({"name": _NAME, "type": _TEXT}, {"default": _TEXT}), "minItems": 1},
    Reader.TEMPLATE_USE: _object({"name": _NAME}, {"arguments": _ASSIGNMENTS}),
    Reader.PLACE: {
        **_object({"latitude": _TEXT, "longitude": _TEXT}, {"name": _TEXT, "address": _TEXT}),
        "dependentRequired": {"address": ["name"]},
    },
    Reader.CARD: _object({"name": _TEXT, "phones": _TEXTS}),
    Reader.REMINDER: _object({"delay": _DURATION}, {"before_window_closes": {"type": "boolean"}}),
    Reader.GATHER: _object({"low": _COUNT, "high": _COUNT}, {"quiet": _DURATION, "until": _TEXTS}),
}  # fmt: skip
"""The shape of a setting's value, by its reader."""

_PART: Schema = {
    "if": {"type": "string"},
    "else": {
        "type": "object",
        "if": {"required": ["if"]},
        "then": _object({"if": _TEXT, "then": _COPY}, {"else": _COPY, **_TRIVIA, **_ELSE_TRIVIA}),
        "else": {
            "if": {"required": ["each"]},
            "then": _object({"each": _NAME, "in": _TEXT, "copy": _COPY}, _TRIVIA),
            "else": _object({"line": _TEXT}, {"joined": {"type": "boolean"}, **_TRIVIA}),
        },
    },
}

_OPTION: Schema = {
    "type": "object",
    "if": {"required": ["each"]},
    "then": _object(
        {"each": _NAME, "in": _TEXT, "by": _TEXT, "label": _TEXT}, {"describe": _TEXT, "to": _NAME, **_TRIVIA}
    ),
    "else": _object(
        {"id": _NAME, "label": _TEXT},
        {
            "also": _TEXTS, "hears": _TEXTS, "describe": _TEXT, "section": _TEXT, "value": _TEXT, "to": _NAME,
            **_TRIVIA,
        },
    ),
}  # fmt: skip

_EXIT: Schema = {
    **_object({"to": _NAME}, {"when": _TEXT, "on": _NAMES, "else": _TRUE, **_TRIVIA}),
    "dependentSchemas": {
        "when": {"properties": {"on": False, "else": False}},
        "on": {"properties": {"else": False}},
    },
}

VERBS = ("says", "hears", "offers", "on", "closing", "undelivered", "optout")
"""The verbs of ``anywhere``."""
_ANYWHERE: Schema = {
    **_object(
        {},
        {
            "says": _TEXTS, "hears": _TEXTS, "optout": _TEXTS, "on": _NAMES, "closing": _DURATION, "undelivered": _TRUE,
            "offers": _NAME, "label": _TEXT, "to": _NAME, "$after": _TEXT, **_TRIVIA,
        },
    ),
    "oneOf": [{"required": [verb]} for verb in VERBS],
    "dependentRequired": {"offers": ["label"], "label": ["offers"]},
    "if": {"required": ["optout"]},
    "then": {"properties": {"to": False}},
    "else": {"required": ["to"]},
}  # fmt: skip

_BOUND: Schema = {"type": ["number", "string"]}
_KIND = _object({"name": _NAME}, {"low": _BOUND, "high": _BOUND})
_KIND["dependentRequired"] = {"low": ["high"], "high": ["low"]}


def schema(table: Table) -> Schema:
    """The schema of a whole flow in JSON form, for the notations of ``table``."""
    nodes = {notation.type: node_schema(notation) for notation in table.values()}
    cases = [
        {"if": {"properties": {"type": shape["properties"]["type"]}}, "then": {"$ref": f"#/$defs/node/{type_}"}}
        for type_, shape in nodes.items()
    ]
    types = [name for shape in nodes.values() for name in shape["properties"]["type"]["enum"]]
    flow = flow_schema()
    flow["properties"]["nodes"]["additionalProperties"] = {
        "type": "object",
        "properties": {"type": {"enum": types}},
        "required": ["type"],
        "allOf": cases,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A flow in JSON form",
        **flow,
        "$defs": {**definitions(), "node": nodes},
    }


def definitions() -> Schema:
    """What the other schemas refer to."""
    values = {reader.value: shape for reader, shape in VALUES.items()}
    return {"copy": {"type": "array", "items": _PART}, "option": _OPTION, "exit": _EXIT, "value": values}


def flow_schema() -> Schema:
    """Everything about a flow except what stands in its nodes."""
    nodes: Schema = {"type": "object", "additionalProperties": {"type": "object"}}
    optional = {
        "settings": _settings(HEADER.fields),
        "anywhere": {"type": "array", "items": _ANYWHERE},
        "$order": _TEXTS_OR_NONE,
        "$closing": _TEXTS_OR_NONE,
        "$schema": _TEXT,
        **_TRIVIA,
    }
    return _object({"flow": _NAME, "nodes": nodes}, optional)


def node_schema(notation: Notation) -> Schema:
    """A node of one notation."""
    fragment = notation.fragment
    required: dict[str, Schema] = {"type": {"enum": type_names(notation)}}
    optional: dict[str, Schema] = dict(_groups(fragment))
    optional |= {"$order": _TEXTS_OR_NONE, "$closing": _TEXTS_OR_NONE, **_TRIVIA}
    return {"description": notation.doc, **_object(required, optional)}


def type_names(notation: Notation) -> list[str]:
    """What ``type`` may say: the canonical type; the word of the text form is understood too."""
    return [notation.type, notation.word]


def _groups(fragment: Fragment) -> Mapping[str, Schema]:
    """The groups that a fragment allows. Whether one must be there is judged as in the text form."""
    found: dict[str, Schema] = {}
    if fragment.variable is not Presence.NEVER:
        found["as"] = _NAME
    if fragment.kinds:
        found["kind"] = _KIND
    if fragment.copy is not Presence.NEVER:
        found["copy"] = _COPY
    if fragment.options is not Presence.NEVER:
        found["options"] = {"type": "array", "items": {"$ref": "#/$defs/option"}}
    if fragment.fields:
        found["settings"] = _settings(fragment.fields)
    if fragment.free is not None:
        found["assign"] = {"type": "array", "items": _object(_ASSIGNMENT["properties"], _TRIVIA)}
    found["exits"] = {"type": "array", "items": {"$ref": "#/$defs/exit"}}
    return found


def _settings(fields: Mapping[str, Field]) -> Schema:
    return _object({}, {key: _setting(field) for key, field in fields.items()})


def _setting(field: Field) -> Schema:
    entry = _object(
        {"value": {"$ref": f"#/$defs/value/{field.reader.value}"}},
        {**({"copy": _COPY} if field.copy else {}), **_TRIVIA},
    )
    if not field.many:
        return {"description": field.doc, **entry}
    several = {"type": "array", "items": entry, "minItems": 1}
    return {"description": field.doc, "if": {"type": "array"}, "then": several, "else": entry}
