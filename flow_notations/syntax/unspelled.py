"""A tree without the ways in which its authors spelled one and the same thing: what a flow means does not change with them.

A tree in, an equal tree out; nothing is copied where nothing was spelled in a way of its own.
"""

from __future__ import annotations

from dataclasses import is_dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from flow_notations.expressions import Constant, Written
from flow_notations.source import Span

Tree = TypeVar("Tree")
_PLAIN = (str, int, Span, type(None))
"""What holds no spelling; most of a tree is of these."""


def unspelled(tree: Tree) -> Tree:
    """The tree with every duration in canonical units."""
    found: Tree = _unspelled(tree)
    return found


def _unspelled(found: Any) -> Any:
    match found:
        case _ if isinstance(found, _PLAIN):
            return found
        case Written():
            return timedelta(days=found.days, seconds=found.seconds, microseconds=found.microseconds)
        case Constant(value, span, str()):
            return Constant(value, span)
        case tuple():
            items = [_unspelled(item) for item in found]
            same = all(new is old for new, old in zip(items, found, strict=True))
            return found if same else tuple(items)
        case _ if is_dataclass(found):
            return _parts(found)
        case _:
            return found


def _parts(found: Any) -> Any:
    changed = {
        name: new for name in found.__dataclass_fields__ if (new := _unspelled(old := getattr(found, name))) is not old
    }
    return replace(found, **changed) if changed else found
