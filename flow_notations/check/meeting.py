"""Where paths meet: what is known of a name when one of several ways led here.

Flows in: what was known of every name on each way. Flows out: what is known on all of them. A name that one way never set is
``unset``. A type that grows each time round a loop (a counter, a text that is added to) is widened, so that it comes to rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import is_
from typing import TYPE_CHECKING

from flow_notations.expressions import join
from flow_notations.expressions.known import BRANCHES_BITS, EMPTY, HEIGHT, Known
from flow_notations.values import ANY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flow_notations.expressions import Env
    from flow_notations.expressions.known import Branch
    from flow_notations.values import Type

ROUNDS_BEFORE_WIDENING = 4
"""Times a node was left after which bounds and lengths that still change where it leads are given up."""
ROUNDS_BEFORE_ANYTHING = 12
"""Times after which a type that still changes is taken for ``any``."""


@dataclass(slots=True)
class Meetings:
    """Joins of one walk, remembered: in a large flow the same types, and the same names, meet at hundreds of nodes.

    Keys are identities; what was joined stands beside the results, so that no identity is used twice.
    """

    branches: dict[tuple[int, int, int], tuple[Branch, Branch, Branch]] = field(default_factory=dict)
    joined: dict[tuple[int, int, int], tuple[Type, Type, Type]] = field(default_factory=dict)
    loosened: dict[int, tuple[Type, Type]] = field(default_factory=dict)
    alike: dict[tuple[object, ...], Type] = field(default_factory=dict)

    def meet(self, old: Env, new: Env, rounds: int) -> Env:
        """What is known on both ways; ``old`` itself when ``new`` teaches nothing."""
        before = Known.of(old.names)
        names = self._names(before, Known.of(new.names), _level(rounds))
        ruled_out = old.ruled_out
        if ruled_out and ruled_out is not new.ruled_out:
            both = {path: values & new.ruled_out.get(path, frozenset()) for path, values in ruled_out.items()}
            ruled_out = {path: values for path, values in both.items() if values}
        if names is before and (ruled_out is old.ruled_out or ruled_out == old.ruled_out):
            return old
        return replace(old, names=names, ruled_out=ruled_out)

    def same(self, found: Type) -> Type:
        """Of equal types the first that was seen, so that what is equal is identical; records and lists are left alone."""
        if found.item is not None or found.fields:
            return found
        key = (found.name, found.nullable, found.unset, found.length, found.low, found.high, frozenset(found.options))
        return self.alike.setdefault(key, found)

    def unset(self, found: Type) -> Type:
        """The same, but some way here never set it."""
        if found.unset:
            return found
        known = self.loosened.get(id(found))
        if known is None:
            known = self.loosened[id(found)] = (found, self.same(replace(found, unset=True)))
        return known[1]

    def _names(self, old: Known, new: Known, level: int) -> Known:
        if new.places is not old.places:
            new = Known(old.places, EMPTY).updated(new)
        root = old.root if old.root is new.root else self._branch(old.root, new.root, HEIGHT - 1, level)
        return old if root is old.root else Known(old.places, root)

    def _branch(self, one: Branch, other: Branch, height: int, level: int) -> Branch:
        met = self.branches.get((id(one), id(other), level))
        if met is None:
            join_two = self._branch if height else self._leaf
            both = tuple([
                left if left is right else join_two(left, right, height - 1, level)
                for left, right in zip(one, other, strict=True)
            ])  # fmt: skip
            both = one if all(map(is_, both, one)) else other if all(map(is_, both, other)) else both
            met = self.branches[id(one), id(other), level] = (one, other, both)
        return met[2]

    def _leaf(self, known: Type | None, other: Type | None, _height: int, level: int) -> Type | None:
        if known is None or other is None:
            one = known or other
            return None if one is None else self.unset(one)
        met = self.joined.get((id(known), id(other), level))
        if met is None:
            both = self.same(_widened(known, join(known, other), level))
            met = self.joined[id(known), id(other), level] = (known, other, known if both == known else both)
        return met[2]


def unset(found: Type) -> Type:
    """The same, but some way here never set it."""
    return found if found.unset else replace(found, unset=True)


def widest(known: Type | None, found: Type) -> Type:
    """The type of a variable that is given in several places; what grows each time is widened at once."""
    if known is None or known == found:
        return found
    return _widened(known, join(known, found), 1)


@dataclass(slots=True)
class Blurred:
    """Which names hold anything somewhere. ``seen``: what many places share is looked at once."""

    seen: dict[tuple[int, int], Branch] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)

    def names(self, everywhere: Iterable[Env]) -> frozenset[str]:
        """Of all these places."""
        family: dict[str, int] = {}
        for env in everywhere:
            known = Known.of(env.names)
            family = known.places
            self._look(known.root, HEIGHT - 1, 0, len(family))
        return frozenset([name for name, place in family.items() if place in self.places])

    def _look(self, branch: Branch, height: int, first: int, names: int) -> None:
        if first >= names or (first, id(branch)) in self.seen:
            return
        self.seen[first, id(branch)] = branch
        for at, inner in enumerate(branch):
            if height:
                self._look(inner, height - 1, first + (at << height * BRANCHES_BITS), names)
            elif inner is not None and inner.name == "any":
                self.places.add(first + at)


def _level(rounds: int) -> int:
    """How much is given up: nothing, growing bounds, or the type."""
    return (rounds > ROUNDS_BEFORE_WIDENING) + (rounds > ROUNDS_BEFORE_ANYTHING)


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
