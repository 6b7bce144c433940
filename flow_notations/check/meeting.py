"""Where paths meet: what is known of a name when one of several ways led here.

Flows in: what was known of every name on each way. Flows out: what is known on all of them. A name that one way never set is
``unset``. A type that grows each time round a loop (a counter, a text that is added to) is widened, so that it comes to rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flow_notations.expressions import join
from flow_notations.values import ANY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.expressions import Env
    from flow_notations.values import Type

VISITS_BEFORE_WIDENING = 4
"""Meetings at one node after which bounds and lengths that still change are given up."""
VISITS_BEFORE_ANYTHING = 12
"""Meetings after which a type that still changes is taken for ``any``."""


@dataclass(slots=True)
class Meetings:
    """Joins of one walk, remembered: in a large flow the same two types meet at hundreds of nodes.

    Keys are identities; the types themselves stand beside the results, so that no identity is used twice.
    """

    joined: dict[tuple[int, int, int], tuple[Type, Type, Type]] = field(default_factory=dict)
    loosened: dict[int, tuple[Type, Type]] = field(default_factory=dict)

    def meet(self, old: Env, new: Env, visits: int) -> Env:
        """What is known on both ways; ``old`` itself when ``new`` teaches nothing."""
        changed = self._changed(old.names, new.names, visits)
        ruled_out = old.ruled_out
        if ruled_out:
            both = {path: values & new.ruled_out.get(path, frozenset()) for path, values in ruled_out.items()}
            ruled_out = {path: values for path, values in both.items() if values}
        if not changed and ruled_out == old.ruled_out:
            return old
        return replace(old, names={**old.names, **changed} if changed else old.names, ruled_out=ruled_out)

    def unset(self, found: Type) -> Type:
        """The same, but some way here never set it."""
        if found.unset:
            return found
        known = self.loosened.get(id(found))
        if known is None:
            known = self.loosened[id(found)] = (found, replace(found, unset=True))
        return known[1]

    def _changed(self, old: Mapping[str, Type], new: Mapping[str, Type], visits: int) -> dict[str, Type]:
        if old is new:
            return {}
        changed, joined, level = {}, self.joined, _level(visits)
        for name, known in old.items():
            other = new.get(name)
            if other is known:
                continue
            if other is None:
                both = self.unset(known)
            else:
                met = joined.get((id(known), id(other), level))
                both = met[2] if met is not None else self._join(known, other, level)
            if both is not known:
                changed[name] = both
        if not new.keys() <= old.keys():
            changed |= {name: self.unset(found) for name, found in new.items() if name not in old}
        return changed

    def _join(self, known: Type, other: Type, level: int) -> Type:
        both = _widened(known, join(known, other), level)
        both = known if both == known else both
        self.joined[id(known), id(other), level] = (known, other, both)
        return both


def unset(found: Type) -> Type:
    """The same, but some way here never set it."""
    return found if found.unset else replace(found, unset=True)


def widest(known: Type | None, found: Type) -> Type:
    """The type of a variable that is given in several places; what grows each time is widened at once."""
    if known is None or known == found:
        return found
    return _widened(known, join(known, found), 1)


def _level(visits: int) -> int:
    """How much is given up: nothing, growing bounds, or the type."""
    return (visits >= VISITS_BEFORE_WIDENING) + (visits >= VISITS_BEFORE_ANYTHING)


def _widened(old: Type, both: Type, level: int) -> Type:
    if both == old or level == 0:
        return both
    if level > 1:
        return replace(ANY, unset=both.unset)
    return replace(
        both,
        length=both.length if both.length == old.length else None,
        low=both.low if both.low == old.low else None,
        high=both.high if both.high == old.high else None,
    )
