"""``choose``: the seed's **Decision Branch**. Ordered conditions, and an ``else`` that must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flow_notations.notation import Facts, Fragment, Go, Ignored, Leaving, Notation, Presence

if TYPE_CHECKING:
    from flow_notations import ast
    from flow_notations.events import Event
    from flow_notations.notation import Binder, Context, FactsContext, Next


CHOSEN: Final = Go(outcome="chosen")
"""The routes decide the rest: always the same."""


def bind(_node: ast.Node, _binder: Binder) -> None:
    """Nothing to compile: the routes hold the conditions."""


def begin(_bound: None, _context: Context) -> Next:
    """Leave at once; the routes decide where to."""
    return CHOSEN


def hear(_bound: None, _context: Context, _memory: dict[str, Any], _event: Event) -> Next:
    """Never waits."""
    return Ignored("choose does not wait")


def facts(_node: ast.Node, _context: FactsContext) -> Facts:
    """Takes no time and says nothing."""
    return Facts(leaving={"chosen": Leaving()})


CHOOSE = Notation(
    word="choose",
    type="decision_branch",
    main="chosen",
    doc="Goes to the first `when` that holds, else to `else`.",
    fragment=Fragment(plain=Presence.REQUIRED),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    example="choose is_late\n  when days_late > 3 -> to_agent\n  else               -> summary\n",
)
