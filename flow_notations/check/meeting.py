"""Where paths meet: what is known of a name when one of several ways led here.

Flows in: what was known of every name on each way. Flows out: what is known on all of them. A name that one way never set is
``unset``. A type that grows each time round a loop (a counter, a text that is added to) is widened, so that it comes to rest.
"""

from __future__ import annotations

from dataclasses import replace
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


def meet(old: Env, new: Env, visits: int) -> Env:
    """What is known on both ways; ``old`` itself when ``new`` teaches nothing."""
    changed = _changed(old.names, new.names, visits)
    ruled_out = {
        path: kept for path, values in old.ruled_out.items() if (kept := values & new.ruled_out.get(path, frozenset()))
    }
    if not changed and ruled_out == old.ruled_out:
        return old
    return replace(old, names={**old.names, **changed} if changed else old.names, ruled_out=ruled_out)


def unset(found: Type) -> Type:
    """The same, but some way here never set it."""
    return found if found.unset else replace(found, unset=True)


def widest(known: Type | None, found: Type) -> Type:
    """The type of a variable that is given in several places; what grows each time is widened at once."""
    if known is None or known == found:
        return found
    return _widened(known, join(known, found), VISITS_BEFORE_WIDENING)


def _changed(old: Mapping[str, Type], new: Mapping[str, Type], visits: int) -> dict[str, Type]:
    if old is new:
        return {}
    changed = {}
    for name, known in old.items():
        other = new.get(name)
        if other is known:
            continue
        both = unset(known) if other is None else _widened(known, join(known, other), visits)
        if both != known:
            changed[name] = both
    if not new.keys() <= old.keys():
        changed |= {name: unset(found) for name, found in new.items() if name not in old}
    return changed


def _widened(old: Type, both: Type, visits: int) -> Type:
    if both == old or visits < VISITS_BEFORE_WIDENING:
        return both
    if visits >= VISITS_BEFORE_ANYTHING:
        return replace(ANY, unset=both.unset)
    return replace(
        both,
        length=both.length if both.length == old.length else None,
        low=both.low if both.low == old.low else None,
        high=both.high if both.high == old.high else None,
    )
