"""Values that a test gives, as the flow declares them: a date written as text becomes a day, a number stays one.

A transcript and the flows of its folder in; the tests with their values converted and every value that does not fit out. Types
are those of the checker: ``takes``, what is known at a node, what a called flow's end gives, the fields of the centre.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flow_notations.check.called import Calls
from flow_notations.check.surroundings import CONTACT_BUILT_IN
from flow_notations.diagnostics import Diagnostic
from flow_notations.expressions import Scope, read_duration
from flow_notations.library import load_table
from flow_notations.notations.given import Misfit, read
from flow_notations.profile import WHATSAPP
from flow_notations.values import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations import ast
    from flow_notations.library import Library
    from flow_notations.source import Span
    from flow_notations.values import Type, Value

    from .transcript import GivenCall, Test, Transcript

MISFIT = "X112"
LANGUAGE = "language"
"""The field that every contact has: which language they are spoken to in."""
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class Unfit(ValueError):
    """A value is not of its declared type; the message says what was expected."""


def contact_value(name: str, words: str, centre: ast.Centre) -> Value:
    """A contact field written as plain words. Raises ``Unfit`` for a field that a written centre does not know."""
    type_ = {**CONTACT_BUILT_IN, **centre.contact}.get(name)
    if type_ is None:
        if centre.written and name != LANGUAGE:
            raise Unfit(f"the centre has no contact field '{name}'")
        return words
    return _fitted(name, _from_words(words, type_), type_, centre.zone)


@dataclass(slots=True)
class Converter:
    """The types of one folder's flows; each flow is walked at most once."""

    library: Library
    path: str
    found: list[Diagnostic] = field(default_factory=list)
    _calls: Calls | None = None

    def converted(self, transcript: Transcript) -> Transcript:
        """The transcript with its values as the flows hold them; what does not fit is in ``found`` and left as it is."""
        return replace(transcript, tests=tuple([self._test(test) for test in transcript.tests]))

    def _test(self, test: Test) -> Test:
        if test.flow not in self.library.programs:
            return test
        contact = self._all(test.contact, {**CONTACT_BUILT_IN, **self.library.centre.contact}, test.span)
        inputs = self._all(test.inputs, self._known(test) if test.inputs else {}, test.flow_span)
        return replace(
            test, contact=contact, inputs=inputs, calls=tuple([self._call(test, call) for call in test.calls])
        )

    def _call(self, test: Test, call: GivenCall) -> GivenCall:
        node = self.library.flows[test.flow].nodes.get(call.node)
        setting = node.setting("flow") if node is not None else None
        callee = getattr(setting.value, "text", "") if setting is not None else ""
        gives = self._walked().ends_of(callee).get(call.outcome, {}) if call.values and callee else {}
        return replace(call, values=self._all(call.values, gives, call.span))

    def _known(self, test: Test) -> Mapping[str, Type]:
        """The types of names at the node where a test starts, or wherever they are given."""
        walked = self._walked().reached_in(test.flow)
        if walked is None:
            return {}
        _, reached = walked
        here = reached.entering.get(test.at or self.library.programs[test.flow].start, reached.start)
        return {**reached.given, **reached.start.names, **here.names}

    def _walked(self) -> Calls:
        if self._calls is None:
            library = self.library
            self._calls = Calls(table=load_table(), centre=library.centre, profile=WHATSAPP, flows=library.flows)
        return self._calls

    def _all(self, values: dict[str, Value], types: Mapping[str, Type], span: Span) -> dict[str, Value]:
        return {name: self._one(name, value, types.get(name), span) for name, value in values.items()}

    def _one(self, name: str, value: Value, type_: Type | None, span: Span) -> Value:
        if type_ is None:
            return value
        try:
            return _fitted(name, value, type_, self.library.centre.zone)
        except Unfit as unfit:
            self.found.append(
                Diagnostic(code=MISFIT, span=span, sentence=str(unfit), hint=_hint(value, type_), path=self.path)
            )
            return value


def _fitted(name: str, value: Value, type_: Type, zone: str) -> Value:
    if value is None:
        return None
    if type_.name == "duration" and isinstance(value, str):
        value = read_duration(value) or value
    try:
        return read(value, type_, name, Scope(zone=zone))
    except Misfit as misfit:
        raise Unfit(str(misfit)) from None


def _from_words(words: str, type_: Type) -> Value:
    """What plain words mean for a type: only numbers and yes or no are written in a way of their own."""
    match type_.name:
        case "yes_no":
            return _YES_NO.get(words.lower(), words)
        case "number":
            try:
                return number(words)
            except ValueError:
                return words
        case _:
            return words


_FORMS = {
    "text": 'a text stands in quotes: "1234"',
    "number": "a number stands without quotes: 5",
    "yes_no": "write yes or no, without quotes",
    "date": 'write it like "2026-03-02"',
    "time": 'write it like "09:30"',
    "datetime": 'write it like "2026-03-02T09:30:00Z"',
    "duration": 'write it like "2h 30m"',
    "list": 'write it as JSON: ["a", "b"]',
    "record": 'write it as JSON: {"id": "a"}',
}


def _hint(value: Value, type_: Type) -> str:
    """How a value of the type is written in a transcript; a text that is too long is written well already."""
    return "" if type_.name == "text" and isinstance(value, str) else _FORMS.get(type_.name, "")
