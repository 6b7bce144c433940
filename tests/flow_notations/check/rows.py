"""Notations with facts but without a machine: what the checker must know of http, call, handoff and wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flow_notations import ast, values
from flow_notations.notation import (
    Facts,
    FactsContext,
    Field,
    Fragment,
    Go,
    Leaving,
    Missing,
    Notation,
    Outcome,
    Presence,
    Reader,
)
from flow_notations.notations import STANDARD

FOR_EVER = 10**15


def _never(*_: Any) -> Any:
    return Go(outcome="never")


def _row(**more: Any) -> Notation:
    return Notation(doc="", bind=_never, begin=_never, hear=_never, **more)


def _http(node: ast.Node, _context: FactsContext) -> Facts:
    declared = [each for setting in node.settings("gives") for each in setting.value]
    given = values.record_of({each.name.text: each.type for each in declared})
    gives = {node.variable.text: given} if node.variable else {}
    leaving = {"ok": Leaving(gives=gives, lasts_ms=(0, 30_000)), "failed": Leaving(lasts_ms=(0, 30_000))}
    codes = [word.text for line in node.items(ast.On) for word in line.outcomes if word.text.isdigit()]
    return Facts(leaving=leaving | {code: Leaving(lasts_ms=(0, 30_000)) for code in codes})


def _call(node: ast.Node, context: FactsContext) -> Facts:
    setting = node.setting("flow")
    ends = context.ends_of(setting.value.text) if setting else {}
    return Facts(
        leaving={
            end: Leaving(gives={node.variable.text: values.record_of(gives)} if node.variable else {}, heard=False)
            for end, gives in ends.items()
        }
    )


def _handoff(node: ast.Node, context: FactsContext) -> Facts:
    timeout = context.setting(node, "timeout")
    patience = timeout.value // timedelta(milliseconds=1) if timeout else FOR_EVER
    return Facts(
        leaving={
            "released": Leaving(lasts_ms=(0, FOR_EVER)),
            "ended": Leaving(lasts_ms=(0, FOR_EVER)),
            "no_agent": Leaving(lasts_ms=(0, patience)),
        }
    )


def _wait(node: ast.Node, _context: FactsContext) -> Facts:
    written = node.setting("for")
    lasts = written.value // timedelta(milliseconds=1) if written else 0
    return Facts(leaving={"done": Leaving(lasts_ms=(lasts, lasts))})


def _field(reader: Reader, **more: Any) -> Field:
    return Field(reader=reader, doc="", **more)


METHODS = {word: _field(Reader.REQUEST) for word in ("get", "post", "put", "patch", "delete")}

HTTP = _row(
    word="http",
    type="http_request",
    main="ok",
    fragment=Fragment(
        fields={
            **METHODS,
            "gives": _field(Reader.DECLARED),
            "body": _field(Reader.ASSIGNMENTS),
            "once": _field(Reader.QUOTED),
            "retry": _field(Reader.RETRY),
        },
        variable=Presence.OPTIONAL,
    ),
    outcomes=(Outcome(name="failed", doc=""),),
    facts=_http,
)
CALL = _row(
    word="call",
    type="reusable_flow",
    main="returned",
    fragment=Fragment(
        fields={"flow": _field(Reader.NAME, required=True), "with": _field(Reader.ASSIGNMENTS)},
        variable=Presence.OPTIONAL,
        plain=Presence.OPTIONAL,
    ),
    facts=_call,
)
HANDOFF = _row(
    word="handoff",
    type="queue_interaction",
    main="handed_over",
    fragment=Fragment(
        fields={
            "queue": _field(Reader.NAME, required=True),
            "note": _field(Reader.FLAG, copy=True),
            "timeout": _field(Reader.DURATION),
        },
        variable=Presence.OPTIONAL,
        copy=Presence.OPTIONAL,
        plain=Presence.NEVER,
    ),
    outcomes=tuple(Outcome(name=name, doc="", missing=Missing.ERROR) for name in ("released", "ended", "no_agent")),
    facts=_handoff,
)
WAIT = _row(
    word="wait",
    type="timer",
    main="done",
    fragment=Fragment(fields={"for": _field(Reader.DURATION), "until": _field(Reader.EXPRESSION, moment=True)}),
    facts=_wait,
)
FAKES = {"http": HTTP, "call": CALL, "handoff": HANDOFF, "wait": WAIT}


def _with(word: str, fields: dict[str, Field]) -> Notation:
    notation = STANDARD[word]
    return replace(notation, fragment=replace(notation.fragment, fields={**fields, **notation.fragment.fields}))


TABLE = {
    **FAKES,
    **STANDARD,
    "end": _with("end", {"give": _field(Reader.ASSIGNMENTS, many=True)}),
    "collect": _with("collect", {"private": _field(Reader.FLAG)}),
}
"""The standard table; what is not in it yet stands in by its facts."""
