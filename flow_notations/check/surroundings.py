"""What every expression of a flow can see before any node has run: contact, interaction, first message, what is taken.

Flows in: the flow and its centre. Flows out: the first ``Env``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions import Env
from flow_notations.expressions.known import Known
from flow_notations.values import ANY, YES_NO, Type, record_of, text_of

from .names import takes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .case import Case

IDENTIFIER = text_of(128)
CONTACT_BUILT_IN: Final[Mapping[str, Type]] = {"opted_out": YES_NO}
"""Fields that every contact has."""
INTERACTION_BUILT_IN: Final[Mapping[str, Type]] = {
    "id": IDENTIFIER,
    "channel_type": text_of(32),
    "channel_sub_type": text_of(32),
    "contact_point": IDENTIFIER,
    "customer": IDENTIFIER,
    "direction": text_of(16),
}
"""Fields that every interaction has."""
FIRST: Final[Type] = record_of(
    {
        "text": text_of(4096).or_null(),
        "kind": text_of(16).or_null(),
        "payload": text_of(256).or_null(),
        "template": text_of(512).or_null(),
        "ad": text_of(256).or_null(),
    }
)
"""The message that opened the interaction; a scheduled flow begins without one."""


def contact_of(centre: ast.Centre) -> Type:
    """The contact as far as the centre declares it; without a centre file only what every contact has is known."""
    return _record(CONTACT_BUILT_IN, centre.contact, centre)


def interaction_of(centre: ast.Centre) -> Type:
    """The same for the interaction."""
    return _record(INTERACTION_BUILT_IN, centre.interaction, centre)


def _record(built_in: Mapping[str, Type], declared: Mapping[str, Type], centre: ast.Centre) -> Type:
    return replace(record_of({**built_in, **declared}), open=not centre.written)


def surroundings(case: Case) -> Env:
    """What is known where the flow begins."""
    inputs = {
        name: declared.type if declared.default is None else declared.type.known()
        for name, declared in takes(case.flow).items()
    }
    return Env(
        names=Known.of(
            {
                **dict.fromkeys(case.flow.unread, ANY.known()),
                **inputs,
                "contact": contact_of(case.centre),
                "interaction": interaction_of(case.centre),
                "first": FIRST,
            }
        ),
        nodes=frozenset(case.flow.nodes),
        hours=frozenset(case.centre.hours),
        labels=_labels(case),
    )


def _labels(case: Case) -> dict[str, dict[str, str]]:
    """By variable of a choice, what its options are called: to know a label that is compared by mistake."""
    return {
        node.variable.text: {option.id.text: option.label.literal or "" for option in node.items(ast.Option)}
        for node in case.nodes.values()
        if node.variable is not None and node.options
    }
