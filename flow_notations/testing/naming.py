"""Names in a transcript against the flow it plays: nodes, outcomes, ends, options. A mistyped one is found before playing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.check.surroundings import CONTACT_BUILT_IN
from flow_notations.diagnostics import Diagnostic
from flow_notations.expressions import closest

from . import transcript as nouns
from .converting import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flow_notations.library import Library
    from flow_notations.source import Span

NO_FLOW = "X105"
BROKEN_FLOW = "X106"
UNKNOWN_NAME = "X109"
WORLDS_ENDINGS = ("expired", "disconnected", "merged", "failed", "opted_out", "no_flow", "erased", "ended")
"""How an interaction can end beside the ends of its flow."""


def complaints(transcript: nouns.Transcript, library: Library) -> Iterator[Diagnostic]:
    """Tests of flows that are not there or may not run, and names that their flows do not know."""
    for test in transcript.tests:
        if test.flow not in library.flows:
            yield _unknown(NO_FLOW, f"there is no flow '{test.flow}' beside this file", test.flow_span, test.flow, library.flows, transcript.path)  # fmt: skip
        elif test.flow not in library.programs:
            yield from library.reasons(test.flow)
            hint = f"see `flow check {library.flows[test.flow].path}`"
            sentence = f"flow '{test.flow}' has errors"
            yield Diagnostic(code=BROKEN_FLOW, span=test.flow_span, sentence=sentence, hint=hint, path=transcript.path)
        else:
            yield from _names(test, library, transcript.path)


def _names(test: nouns.Test, library: Library, path: str) -> Iterator[Diagnostic]:
    flow = library.flows[test.flow]
    every = {name for each in library.flows.values() for name in each.nodes}
    if test.at is not None and test.at_span is not None and test.at not in flow.nodes:
        yield _node(test.at, flow.nodes, test.at_span, path)
    yield from _contact(test, library.centre, path)
    for call in test.calls:
        yield from _call(call, flow, library, path)
    options = _options(library.flows.values())
    for line in test.lines:
        match line:
            case nouns.GivenHttp() | nouns.ExpectHttp():
                known = [name for each in library.flows.values() for name in _placed(each, "http")]
                if line.node not in known:
                    yield _unknown(UNKNOWN_NAME, f"no node '{line.node}' calls a service", line.span, line.node, known, path)  # fmt: skip
            case nouns.ExpectAt(node=node) if node not in every:
                yield _node(node, flow.nodes, line.span, path)
            case nouns.ExpectEnd(outcome=outcome):
                known = [*_placed(flow, "end"), *WORLDS_ENDINGS]
                if outcome not in known:
                    yield _unknown(UNKNOWN_NAME, f"flow '{test.flow}' has no end '{outcome}'", line.span, outcome, known, path)  # fmt: skip
            case nouns.Taps(option=option, by_label=False) if options is not None and option not in options:
                yield _unknown(UNKNOWN_NAME, f"no question has an option '{option}'", line.span, option, options, path)
            case nouns.ExpectHandoff(queue=str(queue)) if library.centre.queues and queue not in library.centre.queues:
                yield _unknown(UNKNOWN_NAME, f"there is no queue '{queue}'", line.span, queue, library.centre.queues, path)  # fmt: skip
            case nouns.ExpectScheduled(flow=later) if later not in library.flows:
                yield _unknown(UNKNOWN_NAME, f"there is no flow '{later}'", line.span, later, library.flows, path)
            case _:
                pass


def _contact(test: nouns.Test, centre: ast.Centre, path: str) -> Iterator[Diagnostic]:
    fields = {*CONTACT_BUILT_IN, *centre.contact, LANGUAGE}
    for name in test.contact.keys() - fields if centre.written else ():
        yield _unknown(UNKNOWN_NAME, f"the centre has no contact field '{name}'", test.span, name, fields, path)


def _call(call: nouns.GivenCall, flow: ast.Flow, library: Library, path: str) -> Iterator[Diagnostic]:
    known = _placed(flow, "call")
    if call.node not in known:
        yield _unknown(UNKNOWN_NAME, f"no node '{call.node}' calls a flow", call.span, call.node, known, path)
        return
    routes = library.programs[flow.name.text].nodes[call.node].routes
    if call.outcome not in routes:
        sentence = f"the flow that '{call.node}' calls has no end '{call.outcome}'"
        yield _unknown(UNKNOWN_NAME, sentence, call.span, call.outcome, routes, path)


def _placed(flow: ast.Flow, notation: str) -> list[str]:
    return [name for name, node in flow.nodes.items() if node.notation.text == notation]


def _options(flows: Iterable[ast.Flow]) -> set[str] | None:
    """Every option's id, the rows that flows offer everywhere too; none when some come from data, for then any id may be meant."""
    found: set[str] = set()
    for flow in flows:
        written = [option for node in flow.nodes.values() for option in node.options]
        if any(isinstance(option, ast.OptionEach) for option in written):
            return None
        found |= {option.id.text for option in written if isinstance(option, ast.Option)}
        found |= {row.option.text for row in flow.anywhere if row.option is not None}
        if any(node.kind is not None and node.kind.name.text == "yes_no" for node in flow.nodes.values()):
            found |= {"yes", "no"}
    return found


def _node(name: str, known: Iterable[str], span: Span, path: str) -> Diagnostic:
    return _unknown(UNKNOWN_NAME, f"there is no node '{name}'", span, name, known, path)


def _unknown(code: str, sentence: str, span: Span, name: str, known: Iterable[str], path: str) -> Diagnostic:
    names = sorted(known)
    near = closest(name, names)
    hint = f"did you mean '{near}'?" if near else f"known: {', '.join(names) or 'none'}"
    return Diagnostic(code=code, span=span, sentence=sentence, hint=hint, path=path)
