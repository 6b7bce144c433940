"""Names: nodes, arrows, and everything a flow borrows from its centre and from other flows.

Flows in: a ``Case``. Flows out: complaints N101 to N112 and N127. Names inside expressions are not looked at here: the expression
checker knows them by type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions.suggest import did_you_mean
from flow_notations.source import Span

from .checked import BACK, RETURN
from .clashes import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .case import Case

RESERVED_VARIABLES: Final = frozenset({"contact", "interaction", "first", "language", "error", "true", "false", "null"})
"""Names that mean something in every expression."""


def check_names(case: Case) -> None:
    """Complain of every name that is not there, is there twice, or is taken."""
    _nodes(case)
    nodes = case.flow.nodes
    for word in targets(case.flow):
        if word.text not in nodes and word.text not in (BACK, RETURN, *case.flow.unread):
            case.complain("N101", word.span, name=word.text, near=did_you_mean(word.text, nodes, "the nodes here"))
    for node in case.nodes.values():
        for setting in node.items(ast.Setting):
            _borrowed(case, setting)
        _called(case, node)


def targets(flow: ast.Flow) -> Iterator[ast.Word]:
    """Every target written in a flow, in order."""
    for sentence in flow.sentences:
        if isinstance(sentence, ast.Anywhere):
            yield from (sentence.target,) if sentence.target is not None else ()
        else:
            for item in sentence.body:
                if isinstance(item, ast.When | ast.On | ast.Otherwise | ast.Option | ast.OptionEach) and item.target:
                    yield item.target


def _nodes(case: Case) -> None:
    first: dict[str, int] = {}
    for sentence in case.flow.sentences:
        if not isinstance(sentence, ast.Node):
            continue
        name = sentence.name
        if name.text in first:
            case.complain("N102", name.span, name=name.text, line=first[name.text])
        first.setdefault(name.text, name.span.line)
        if sentence.variable is not None and sentence.variable.text in RESERVED_VARIABLES:
            case.complain("N103", sentence.variable.span, name=sentence.variable.text)


def _borrowed(case: Case, setting: ast.Setting) -> None:
    """A centre file that was not read knows no names, so nothing is compared with it."""
    match setting.value:
        case ast.Assignment() as given:
            _field(case, given)
        case ast.Word() as word if setting.key.text == "queue":
            _known(case, "N104", word, case.centre.queues)
        case ast.Request(service=service):
            _known(case, "N105", service, case.centre.services)
        case ast.TemplateUse() as use:
            _template(case, use)


def _known(case: Case, code: str, word: ast.Word, names: Iterable[str]) -> None:
    known = tuple(names)
    if case.centre.written and word.text not in known:
        case.complain(code, word.span, name=word.text, near=did_you_mean(word.text, known, "the centre has"))


def _field(case: Case, given: ast.Assignment) -> None:
    match given.target:
        case ("contact" | "interaction" as scope, name) if case.centre.written:
            known = case.centre.contact if scope == "contact" else case.centre.interaction
            if name not in known:
                case.complain(
                    "N109", target_span(given), scope=scope, name=name, near=did_you_mean(name, known, "it has")
                )
        case (name,) if name in RESERVED_VARIABLES and name != "language":
            case.complain("N103", target_span(given), name=name)


def _template(case: Case, use: ast.TemplateUse) -> None:
    declared = [template for (name, _), template in case.centre.templates.items() if name == use.name.text]
    if not declared:
        _known(case, "N106", use.name, sorted({name for name, _ in case.centre.templates}))
        return
    language = language_of(case)
    if case.centre.form_of(use.name.text, language) is None:
        forms = ", ".join(template.language for template in declared)
        case.complain("N127", use.name.span, name=use.name.text, language=language, forms=forms)
    parameters = {parameter.name.text: parameter for template in declared for parameter in template.parameters}
    name = use.name.text
    given = _given(use.arguments)
    for argument, assignment in given.items():
        if argument not in parameters:
            near = did_you_mean(argument, parameters, "it has")
            case.complain("N107", target_span(assignment), name=name, parameter=argument, near=near)
    for parameter, declaration in parameters.items():
        if parameter not in given and declaration.default is None:
            case.complain("N108", use.name.span, name=name, parameter=parameter)


def _called(case: Case, node: ast.Node) -> None:
    """A ``flow`` setting names another flow; ``with`` gives it what it takes."""
    setting = node.setting("flow")
    if setting is None or not isinstance(setting.value, ast.Word) or "flow" not in case.fields[node.notation.text]:
        return
    word = setting.value
    called = case.flows.get(word.text)
    if called is None:
        if word.text != case.flow.name.text:
            case.complain("N110", word.span, name=word.text, near=did_you_mean(word.text, case.flows, "there is"))
        return
    taken = takes(called)
    given = _given(tuple(argument for line in node.settings("with") for argument in assignments_in(line.value)))
    for name, assignment in given.items():
        if name not in taken:
            near = did_you_mean(name, taken, "it takes")
            case.complain("N111", target_span(assignment), name=word.text, parameter=name, near=near)
    for name, declaration in taken.items():
        if name not in given and declaration.default is None and not declaration.type.nullable:
            case.complain("N112", word.span, name=word.text, parameter=name)


def takes(flow: ast.Flow) -> Mapping[str, ast.Declared]:
    """What a flow takes from its caller, by name."""
    declared = [
        item
        for setting in flow.settings
        if setting.key.text == "takes" and isinstance(setting.value, tuple)
        for item in setting.value
    ]
    return {item.name.text: item for item in declared if isinstance(item, ast.Declared)}


def target_span(given: ast.Assignment) -> Span:
    """Where the name of what is assigned stands."""
    return Span.at(given.span.line, given.span.column, len(".".join(given.target)))


def assignments_in(value: object) -> tuple[ast.Assignment, ...]:
    """The assignments of a setting's value, be it one or several."""
    several = value if isinstance(value, tuple) else (value,)
    return tuple(item for item in several if isinstance(item, ast.Assignment))


def _given(arguments: tuple[ast.Assignment, ...]) -> dict[str, ast.Assignment]:
    return {".".join(argument.target): argument for argument in arguments}
