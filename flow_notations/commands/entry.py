"""Flows that customers may begin: one that needs values from a caller would go out with holes in its words.

A library and a name in; the program out, with what the person at the terminal gave in place of a caller.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flow_notations.check.names import takes
from flow_notations.errors import MissingSettings
from flow_notations.expressions import Scope
from flow_notations.notations.given import Misfit, read
from flow_notations.values import from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flow_notations.library import Library
    from flow_notations.machine import Program
    from flow_notations.values import Type, Value


def check_entry(program: Program, cure: str) -> None:
    """Raises ``MissingSettings`` when the flow cannot begin by itself; ``cure`` says what to do about it here."""
    if program.needs:
        needs = ", ".join(program.needs)
        raise MissingSettings(f"flow '{program.name}' cannot begin by itself: a caller gives it {needs}; {cure}")


def with_inputs(library: Library, name: str, pairs: Iterable[str]) -> Program:
    """The flow with ``name=value`` pairs as what a caller gave. Raises ``MissingSettings`` for one that does not fit."""
    program = library.program(name)
    types = {key: declared.type for key, declared in takes(library.flows[name]).items()}
    given: dict[str, Value] = {}
    for pair in pairs:
        key, _, words = pair.partition("=")
        if key not in types:
            known = ", ".join(types) or "nothing"
            raise MissingSettings(f"flow '{name}' takes no '{key}'; it takes {known}")
        given[key] = _value(key, words, types[key], program.zone)
    return _given(program, given) if given else program


def _value(name: str, words: str, type_: Type, zone: str) -> Value:
    """Texts, days and times as they stand; numbers, yes or no, lists and records as JSON writes them."""
    if type_.name in ("number", "yes_no", "list", "record", "any", "duration"):
        try:
            plain = from_json(json.loads(words))
        except ValueError:
            plain = words
    else:
        plain = words
    try:
        return read(plain, type_, name, Scope(zone=zone))
    except Misfit as misfit:
        raise MissingSettings(f"--with {name}={words}: {misfit}") from misfit


def _given(program: Program, given: Mapping[str, Value]) -> Program:
    """The same, in every language it speaks."""

    def always(value: Value) -> Any:
        return lambda _scope: value

    return replace(
        program,
        defaults={**program.defaults, **{name: always(value) for name, value in given.items()}},
        needs=tuple([name for name in program.needs if name not in given]),
        twins={language: _given(twin, given) for language, twin in program.twins.items()},
    )
