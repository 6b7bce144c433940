"""The JSON form of a flow: the tree in, plain dicts and lists out, every line and comment of the text form kept.

Keys that begin with ``$`` mean nothing to the machine: comments, blank lines, and the order in which an author mixed copy,
options, settings and ways out. Leave them out and the flow is the same; ``digest`` does.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeAlias, assert_never

from flow_notations import ast
from flow_notations.expressions import print_duration, print_expression, print_template

from .json_values import number_to_json, value_to_json
from .to_text import is_free
from .unspelled import unspelled

Json: TypeAlias = dict[str, Any]

TYPES = {
    "send": "send_message",
    "collect": "collect_message_response",
    "choose": "decision_branch",
    "set": "assign",
    "wait": "timer",
    "http": "http_request",
    "call": "reusable_flow",
    "handoff": "queue_interaction",
    "schedule": "schedule_flow",
    "end": "exit",
}
"""The canonical types of the language's own notations. One from elsewhere is typed by its word."""

UNCOUNTED = frozenset({"title"})
"""Settings of the header that change nothing in how a flow runs."""


def to_json(flow: ast.Flow) -> Json:
    """The canonical JSON of a flow. Raises ``ValueError`` when two nodes have one name: a JSON object cannot hold both."""
    nodes: dict[str, Json] = {}
    anywhere: list[Json] = []
    before: str | None = None
    for sentence in flow.sentences:
        if isinstance(sentence, ast.Anywhere):
            anywhere.append(_anywhere(sentence, before, first=sentence is flow.sentences[0]))
            continue
        before = sentence.name.text
        if before in nodes:
            raise ValueError(f"flow '{flow.name}' has two nodes named '{before}'")
        nodes[before] = _node(sentence)
    found: Json = {"flow": flow.name.text} | _trivia(flow.trivia)
    if flow.settings:
        found["settings"] = _settings(flow.settings)
        found |= _order([f"settings.{setting.key}" for setting in flow.settings], found)
    if anywhere:
        found["anywhere"] = anywhere
    found["nodes"] = nodes
    return found | _closing(flow.closing)


def digest(flow: ast.Flow) -> str:
    """The identity of what a flow does: SHA-256 (hex) of its canonical JSON without comments, blank lines and titles; a
    duration counts as its length, however it is spelled.
    """
    meaning = _meaning(to_json(unspelled(flow)))
    settings = {key: value for key, value in meaning.pop("settings", {}).items() if key not in UNCOUNTED}
    meaning |= {"settings": settings}
    text = json.dumps(meaning, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _meaning(found: Any) -> Any:
    """The same without keys that begin with ``$``."""
    match found:
        case dict():
            return {key: _meaning(value) for key, value in found.items() if not key.startswith("$")}
        case list():
            return [_meaning(item) for item in found]
        case _:
            return found


# --- nodes ------------------------------------------------------------------------------------------------------------


def _node(node: ast.Node) -> Json:
    found: Json = {"type": TYPES.get(node.notation.text, node.notation.text)}
    if node.variable is not None:
        found["as"] = node.variable.text
    if node.kind is not None:
        found["kind"] = _kind(node.kind)
    settings: list[ast.Setting] = []
    order: list[str] = []
    for item in node.body:
        group, entries = _item(item)
        order += [group] * len(entries)
        if isinstance(item, ast.Setting) and group != "assign":
            settings.append(item)
        else:
            found.setdefault(group, []).extend(entries)
    if settings:
        found["settings"] = _settings(settings)
    groups = ("type", "as", "kind", "copy", "options", "settings", "assign", "exits")
    found = {group: found[group] for group in groups if group in found}
    found |= _order(order, found) | _trivia(node.trivia, blank=True) | _closing(node.closing)
    return found


def _item(item: ast.BodyItem) -> tuple[str, list[Any]]:
    """The group that an item belongs to, and what it adds there."""
    found: Json
    match item:
        case ast.CopyBlock():
            return "copy", copy_to_json(item.copy)
        case ast.Option() | ast.OptionEach():
            return "options", [_option(item)]
        case ast.Setting() if is_free(item):
            return "assign", [value_to_json(item.value) | _trivia(item.trivia)]
        case ast.Setting():
            return f"settings.{item.key}", [item]
        case ast.When():
            found = {"when": print_expression(item.condition), "to": item.target.text}
        case ast.On():
            found = {"on": [outcome.text for outcome in item.outcomes], "to": item.target.text}
        case ast.Otherwise():
            found = ({"else": True} if item.written_else else {}) | {"to": item.target.text}
        case _:
            assert_never(item)
    return "exits", [found | _trivia(item.trivia)]


def _kind(kind: ast.Kind) -> Json:
    found: Json = {"name": kind.name.text}
    if kind.low is not None and kind.high is not None:
        found |= {"low": number_to_json(kind.low), "high": number_to_json(kind.high)}
    return found


def _settings(settings: tuple[ast.Setting, ...] | list[ast.Setting]) -> Json:
    """By key; a key that is written several times holds a list."""
    found: Json = {}
    for setting in settings:
        entry: Json = {"value": value_to_json(setting.value)}
        if setting.copy:
            entry["copy"] = copy_to_json(setting.copy)
        entry |= _trivia(setting.trivia)
        earlier = found.get(setting.key.text)
        if earlier is None:
            found[setting.key.text] = entry
        elif isinstance(earlier, list):
            earlier.append(entry)
        else:
            found[setting.key.text] = [earlier, entry]
    return found


def default_order(found: Json) -> list[str]:
    """The order in which a reader without ``$order`` takes the entries of a node or header."""
    order: list[str] = []
    for group in ("copy", "options"):
        order += [group] * len(found.get(group, ()))
    for key, entry in found.get("settings", {}).items():
        order += [f"settings.{key}"] * (len(entry) if isinstance(entry, list) else 1)
    for group in ("assign", "exits"):
        order += [group] * len(found.get(group, ()))
    return order


def _order(order: list[str], found: Json) -> Json:
    return {} if order == default_order(found) else {"$order": order}


# --- copy, options, anywhere ------------------------------------------------------------------------------------------


def copy_to_json(copy: ast.Copy) -> list[Any]:
    """A plain line is a string; everything else is an object."""
    return [_part(part) for part in copy]


def _part(part: ast.CopyPart) -> Any:
    match part:
        case ast.CopyLine():
            text = print_template(part.template)
            extras = ({"joined": True} if part.joined else {}) | _trivia(part.trivia)
            return {"line": text} | extras if extras else text
        case ast.CopyIf():
            found: Json = {"if": print_expression(part.condition), "then": copy_to_json(part.then)}
            if part.otherwise:
                found["else"] = copy_to_json(part.otherwise)
                found |= {key.replace("$", "$else_"): value for key, value in _trivia(part.otherwise_trivia).items()}
            return found | _trivia(part.trivia)
        case ast.CopyEach():
            found = {"each": part.variable.text, "in": print_expression(part.items), "copy": copy_to_json(part.body)}
            return found | _trivia(part.trivia)
        case _:
            assert_never(part)


def _option(option: ast.Option | ast.OptionEach) -> Json:
    found: Json
    if isinstance(option, ast.OptionEach):
        found = {"each": option.variable.text, "in": print_expression(option.items), "by": print_expression(option.key)}
    else:
        found = {"id": option.id.text}
    found["label"] = print_template(option.label)
    if isinstance(option, ast.Option):
        lists = {"also": option.also, "hears": option.hears}
        found |= {key: [print_template(text) for text in texts] for key, texts in lists.items() if texts}
    if option.describe is not None:
        found["describe"] = print_template(option.describe)
    if isinstance(option, ast.Option):
        if option.section is not None:
            found["section"] = print_template(option.section)
        if option.value is not None:
            found["value"] = print_expression(option.value)
    if option.target is not None:
        found["to"] = option.target.text
    return found | _trivia(option.trivia)


def _anywhere(sentence: ast.Anywhere, before: str | None, *, first: bool) -> Json:
    found: Json
    match sentence.verb:
        case "says" | "hears" | "optout":
            found = {sentence.verb: [print_template(words) for words in sentence.words]}
        case "on":
            found = {"on": [outcome.text for outcome in sentence.outcomes]}
        case "closing":
            found = {"closing": print_duration(sentence.delay) if sentence.delay is not None else "0s"}
        case "offers":
            id_ = sentence.option.text if sentence.option is not None else ""
            found = {"offers": id_, "label": print_template(sentence.label) if sentence.label is not None else ""}
        case "undelivered":
            found = {"undelivered": True}
        case _:
            assert_never(sentence.verb)
    if sentence.target is not None:
        found["to"] = sentence.target.text
    if before is not None:
        found["$after"] = before
    return found | _trivia(sentence.trivia, blank=first)


def _trivia(trivia: ast.Trivia, *, blank: bool = False) -> Json:
    """``$`` keys for what differs from the usual; ``blank`` is whether a blank line before is usual."""
    found: Json = {}
    if trivia.comments:
        found["$comments"] = list(trivia.comments)
    if trivia.beside is not None:
        found["$beside"] = trivia.beside
    if trivia.blank_before != blank:
        found["$blank"] = trivia.blank_before
    return found


def _closing(comments: tuple[str, ...]) -> Json:
    return {"$closing": list(comments)} if comments else {}
