"""Every expression and template of a flow, with what is known where it stands.

Flows in: a ``Case`` and what was ``Reached``. Flows out: the complaints of the expression checker, conditions that can only come
out one way (P110), exits never taken (P109), options of another type (F224) and variables that hold two types (N114).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import narrow
from flow_notations.notation import Sees

from .leaving import NOTHING_KNOWN, arrows_suffice, with_anything
from .meeting import Blurred
from .names import takes, target_span
from .settings import check_setting
from .speech import LIST, check_condition, check_copy, check_value, check_words, each_item

if TYPE_CHECKING:
    from flow_notations.expressions import Env, Expr
    from flow_notations.notation import Facts
    from flow_notations.source import Span
    from flow_notations.values import Type

    from .case import Case
    from .reach import Reached


def check_types(case: Case, reached: Reached) -> None:
    """Check what every node says and decides."""
    for declared in takes(case.flow).values():
        if declared.default is not None:
            check_value(case, declared.default, reached.start, declared.type)
    for name, env in reached.entering.items():
        node = case.nodes[name]
        after = answered(case, node, env, reached)
        _body(case, node, env, after)
        _ways_out(case, node, after)
    _mixed(case, reached)


def answered(case: Case, node: ast.Node, env: Env, reached: Reached) -> Env:
    """What is known after the node's main outcome."""
    facts = reached.facts[node.name.text]
    if facts is NOTHING_KNOWN:
        return with_anything(node, env)
    leaving = facts.leaving.get(case.notation(node).main)
    return env.with_names(leaving.gives) if leaving is not None and leaving.gives else env


def _body(case: Case, node: ast.Node, env: Env, after: Env) -> None:
    fragment = case.notation(node).fragment
    for item in node.body:
        match item:
            case ast.CopyBlock(copy=copy):
                check_copy(case, copy, env)
            case ast.Option():
                _option(case, node, item, env, after)
            case ast.OptionEach():
                check_value(case, item.items, env, LIST)
                inner = each_item(item.variable, item.items, env)
                check_value(case, item.key, inner)
                check_words(case, item.label, inner)
                check_words(case, item.describe, inner)
            case ast.Setting():
                field = fragment.fields.get(item.key.text, fragment.free)
                sees_answer = field is not None and field.sees is Sees.ANSWER
                check_setting(case, node, item, field, after if sees_answer else env)
                if isinstance(item.value, ast.Assignment) and len(item.value.target) == 1:
                    env = env.with_names({name: after.names[name] for name in item.value.target if name in after.names})
            case _:
                pass


def _option(case: Case, node: ast.Node, option: ast.Option, env: Env, after: Env) -> None:
    for template in (option.label, *option.also, *option.hears, option.describe, option.section):
        check_words(case, template, env)
    if option.value is not None:
        named = node.variable.text if node.variable is not None else ""
        check_value(case, option.value, env, after.names.get(named) if not _is_choice(node) else None)
    elif option.target is None and not _id_is_answer(node, option):
        case.complain("F224", option.id.span, option=option.id.text)


def _is_choice(node: ast.Node) -> bool:
    """Whether the options alone say what an answer is."""
    return node.kind is None or node.kind.name.text == "choice"


def _id_is_answer(node: ast.Node, option: ast.Option) -> bool:
    """Whether the option's own id is an answer of the right type."""
    match node.kind.name.text if node.kind else None:
        case "choice":
            return not node.items(ast.OptionEach)
        case "yes_no":
            return option.id.text in ("yes", "no")
        case kind:
            return kind in (None, "text", "any")


def _ways_out(case: Case, node: ast.Node, env: Env) -> None:
    """The conditions in order, each knowing that the earlier ones failed."""
    taken = False
    tried: set[Expr] = set()
    for when in node.items(ast.When):
        if taken or when.condition in tried:
            case.complain("P109", when.span)
        else:
            truth = check_condition(case, when.condition, env, "this exit is always taken", "this exit is never taken")
            taken = truth is True
            env = narrow(when.condition, env, False)  # noqa: FBT003
        tried.add(when.condition)
    for plain in node.items(ast.Otherwise):
        if ast.OPTION in node.unread:
            break
        if taken or (arrows_suffice(node) and not node.items(ast.When)):
            case.complain("P109", plain.span)


def _mixed(case: Case, reached: Reached) -> None:
    """A variable that holds one type here and another there, where some node can come from both."""
    both = Blurred().names(reached.entering.values())
    first: dict[str, str] = {}
    for node in case.nodes.values():
        for name, found in _gives(reached.facts[node.name.text]).items():
            if name in both and found.name not in ("any", "null"):
                other = first.setdefault(name, found.name)
                if other != found.name:
                    case.complain("N114", _given_at(node, name), name=name, one=found.name, other=other)


def _gives(facts: Facts) -> dict[str, Type]:
    return {name: found for leaving in facts.leaving.values() for name, found in leaving.gives.items()}


def _given_at(node: ast.Node, name: str) -> Span:
    """Where a node names the variable that it gives."""
    if node.variable is not None and node.variable.text == name:
        return node.variable.span
    assignments = (setting.value for setting in node.items(ast.Setting))
    found = (
        target_span(given) for given in assignments if isinstance(given, ast.Assignment) and given.target == (name,)
    )
    return next(found, node.name.span)
