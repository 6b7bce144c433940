"""What an expression may look at while it runs: names, the event's moment, the centre's zone, a budget.

The host of a scope (the machine) owns the mappings in it; an expression never changes them. Only ``budget`` and ``cuts``
move.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flow_notations.errors import OverBudget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.values import Instant, Value

    from .hours import Hours

BUDGET_UNITS_DEFAULT = 100_000
"""Cost units of one scope: one for each list item visited, about one for each sign of text produced. About 30 ms."""

OUTPUT_CHARACTERS_MAX = 65_536
"""Longest text one operation may produce, in code points: sixteen messages of the longest kind."""


@dataclass(slots=True)
class Scope:
    """One evaluation's surroundings.

    ``names``: variables, with the records ``contact``, ``interaction`` and ``first``. ``at``: the event's moment.
    ``zone``: IANA name of the centre's time zone. ``language``: BCP 47 tag of the customer's. ``visits``: node → times
    entered. ``labels``: variable → option id → label in the customer's language. ``cuts``: sentences about texts that
    were longer than their type states, for the journal.
    """

    names: dict[str, Value] = field(default_factory=dict)
    at: Instant = 0
    zone: str = "UTC"
    language: str = "en"
    visits: Mapping[str, int] = field(default_factory=dict)
    hours: Mapping[str, Hours] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    budget: int = BUDGET_UNITS_DEFAULT
    cuts: list[str] = field(default_factory=list)


def charge(scope: Scope, units: int, where: str) -> None:
    """Take ``units`` from the budget; raises ``OverBudget``, naming ``where`` (``line:column``), when it is used up."""
    scope.budget -= units
    if scope.budget < 0:
        raise OverBudget(f"{where} the expression costs more than its budget")


def too_long(characters: int, where: str) -> OverBudget:
    """The complaint about a text over ``OUTPUT_CHARACTERS_MAX``."""
    return OverBudget(f"{where} a text of {characters} characters; {OUTPUT_CHARACTERS_MAX} are allowed")
