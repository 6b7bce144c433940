"""How a node can be left: by which exits, and what each of them gives.

Flows in: a node, what is known where it begins, what its notation says of an outcome. Flows out: exits with the names they set.
An option's own arrow is an exit too: it knows which option was taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flow_notations import ast
from flow_notations.expressions import check_expression
from flow_notations.notation import Facts, Presence
from flow_notations.values import ANY

from .meeting import unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.expressions import Env
    from flow_notations.notation import Leaving
    from flow_notations.profile import ChannelProfile
    from flow_notations.values import Type

    from .case import Case, Ends

Ways: TypeAlias = "tuple[tuple[ast.When | None, ast.Word], ...]"
Departure: TypeAlias = "tuple[Ways, Mapping[str, Type]]"
"""Exits in the order they are tried, and the names set before that."""


NOTHING_KNOWN: Final = Facts(leaving={})
"""Of a node that its notation cannot be asked about."""


@dataclass(slots=True)
class NodeContext:
    """The protocol ``FactsContext`` for one node. ``asked``: a type was asked for, so the facts hang on what is known here."""

    case: Case
    node: ast.Node
    env: Env
    asked: bool = False

    @property
    def profile(self) -> ChannelProfile:
        """The channel's numbers."""
        return self.case.profile

    def setting(self, node: ast.Node, key: str) -> ast.Setting | None:
        """The node's own setting, or the flow's default for it."""
        return self.case.setting(node, key)

    def type_of(self, expr: Any) -> Type:
        """The type of an expression where the node begins; a later line of the node sees the earlier ones."""
        if not self.asked:
            self.asked = True
            self.env = assigned(self.node, self.env, self.case.flow.path)
        return check_expression(expr, self.env, path="").type

    def ends_of(self, flow: str) -> Ends:
        """The ends of another flow, each with what it gives."""
        self.asked = True
        return self.case.calls.ends_of(flow)


def is_whole(case: Case, node: ast.Node) -> bool:
    """Whether a node has all that its notation may count on; what is missing was complained of where it was read."""
    fragment = case.notation(node).fragment
    return (
        all(case.setting(node, key) is not None for key, field in fragment.fields.items() if field.required)
        and (not fragment.kinds or (node.kind is not None and node.kind.name.text in fragment.kinds))
        and (fragment.variable is not Presence.REQUIRED or node.variable is not None)
    )


def assigned(node: ast.Node, env: Env, path: str) -> Env:
    """What is known after the node's own assignments of variables."""
    for setting in node.items(ast.Setting):
        given = setting.value
        if isinstance(given, ast.Assignment) and len(given.target) == 1:
            env = env.with_names({given.target[0]: check_expression(given.value, env, path=path).type})
    return env


def with_anything(node: ast.Node, env: Env) -> Env:
    """What is known after a node of which nothing is: its variable may be anything, and no more is complained of."""
    return env if node.variable is None else env.with_names({node.variable.text: ANY.known()})


def departures(case: Case, node: ast.Node, outcome: str, leaving: Leaving) -> tuple[Departure, ...]:
    """The ways out by one outcome. An option with an arrow of its own leaves by that alone."""
    own = [option for option in node.options if option.target is not None]
    ways = case.ways[node.name.text].of(outcome)
    if outcome != case.notation(node).main:
        return ((ways, leaving.gives),)
    if all(when is not None for when, _ in ways) and not arrows_suffice(node):
        ways += _falling_through(case, node)
    if not own:
        return ((ways, leaving.gives),)
    arrows = tuple((((None, option.target),), _taken(node, option, leaving.gives)) for option in own if option.target)
    return arrows if arrows_suffice(node) else (*arrows, (ways, _not_taken(own, leaving.gives)))


def following(case: Case, node: ast.Node) -> ast.Word | None:
    """The node written after this one: what an author without an arrow thought would come next."""
    names = list(case.nodes)
    after = names[names.index(node.name.text) + 1 :]
    return case.nodes[after[0]].name if after else None


def _falling_through(case: Case, node: ast.Node) -> Ways:
    """A forgotten arrow is complained of once; the flow is walked as if it were there."""
    after = following(case, node)
    return ((None, after),) if after is not None else ()


def arrows_suffice(node: ast.Node) -> bool:
    """Whether every answer has an arrow of its own, so that no plain exit is needed."""
    with_arrow = {option.id.text for option in node.items(ast.Option) if option.target is not None}
    match node.kind.name.text if node.kind else None:
        case "choice":
            return bool(node.options) and all(option.target is not None for option in node.options)
        case "yes_no":
            return {"yes", "no"} <= with_arrow
        case _:
            return False


def _taken(node: ast.Node, option: ast.Option | ast.OptionEach, gives: Mapping[str, Type]) -> Mapping[str, Type]:
    """Of a choice among written options the id is known. Beside options from data or another kind there is no value."""
    if (
        isinstance(option, ast.OptionEach)
        or option.value is not None
        or (node.kind is not None and node.kind.name.text == "yes_no")
    ):
        return gives
    return {
        name: replace(found, options=(option.id.text,)) if option.id.text in found.options else unset(found)
        for name, found in gives.items()
    }


def _not_taken(own: list[ast.Option | ast.OptionEach], gives: Mapping[str, Type]) -> Mapping[str, Type]:
    gone = {option.id.text for option in own if isinstance(option, ast.Option)}
    return {
        name: replace(found, options=tuple(each for each in found.options if each not in gone) or found.options)
        for name, found in gives.items()
    }
