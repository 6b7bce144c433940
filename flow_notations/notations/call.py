"""``call``: the seed's **Reusable Flow**. Another flow runs inside this one; its ends are the outcomes here.

The machine keeps the caller's place and pins the callee's version; this file only says what goes in and what it is kept as.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flow_notations import ast, values
from flow_notations.notation import Enter, Facts, Field, Fragment, Ignored, Leaving, Notation, Presence, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.events import Event
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Context, FactsContext, Next
    from flow_notations.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """A bound ``call``: the flow, its inputs, the variable for what its end gives."""

    flow: str
    inputs: tuple[tuple[str, Callable[[Scope], Value]], ...]
    keep: str | None = None


def bind(node: ast.Node, binder: Binder) -> Calling:
    """Compile the inputs."""
    return Calling(
        flow=called(node), inputs=bind_inputs(node, binder), keep=node.variable.text if node.variable else None
    )


def begin(calling: Calling, context: Context) -> Next:
    """Go into the other flow."""
    inputs = {name: value(context.scope) for name, value in calling.inputs}
    return Enter(flow=calling.flow, inputs=inputs, keep=calling.keep, why=f"into flow '{calling.flow}'")


def hear(_calling: Calling, _context: Context, _memory: dict[str, Any], _event: Event) -> Next:
    """The nodes inside hear what happens; this one does not wait."""
    return Ignored("the called flow hears it")


def called(node: ast.Node) -> str:
    """The name of the other flow."""
    setting = node.setting("flow")
    return setting.value.text if setting is not None and isinstance(setting.value, ast.Word) else ""


def bind_inputs(node: ast.Node, binder: Binder) -> tuple[tuple[str, Callable[[Scope], Value]], ...]:
    """What ``with`` gives, by name, compiled."""
    return tuple([(".".join(given.target), binder.expression(given.value)) for given in given_in(node, "with")])


def given_in(node: ast.Node, key: str) -> tuple[ast.Assignment, ...]:
    """The assignments of every setting of one key, in order."""
    lines = [setting.value for setting in node.settings(key)]
    return tuple(
        [given for line in lines if isinstance(line, tuple) for given in line if isinstance(given, ast.Assignment)]
    )


def facts(node: ast.Node, context: FactsContext) -> Facts:
    """The callee's ends. How long it takes and what it says there, the checker follows by itself."""
    name = node.variable.text if node.variable else None
    return Facts(
        leaving={
            end: Leaving(gives={name: values.record_of(gives)} if name else {})
            for end, gives in context.ends_of(called(node)).items()
        }
    )


CALL = Notation(
    word="call",
    type="reusable_flow",
    main="returned",
    doc="Runs another flow inside this one. The names of its ends are the outcomes here; the plain arrow takes those not named.",
    fragment=Fragment(
        fields={
            "flow": Field(reader=Reader.NAME, doc="The other flow.", required=True),
            "with": Field(reader=Reader.ASSIGNMENTS, doc="What it takes, each `name = expression`.", many=True),
        },
        variable=Presence.OPTIONAL,
        plain=Presence.OPTIONAL,
    ),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    example='call verify as who\n  flow verify_identity\n  with level = "strong"\n  on refused -> bye\n  -> bye\n',
)
