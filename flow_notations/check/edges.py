"""Edges: the ways that sessions go from node to node.

Nouns only; ``reach`` finds most of them, ``past`` those that lead back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flow_notations.notation import Leaving

UNKNOWN: Final = "…"
"""The outcome of a node whose outcomes cannot be known, because it borrows them from something that is not there."""
ANY_QUESTION: Final = "?"
"""A place between nodes, which no node can be called: who comes here goes on to some question asked earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One way a session can go: out of ``source`` by ``outcome`` to ``target``."""

    source: str
    outcome: str
    target: str
    leaving: Leaving


def targets_by_node(edges: Mapping[str, Iterable[Edge]]) -> dict[str, list[str]]:
    """Where each node leads."""
    return {name: [edge.target for edge in leaving] for name, leaving in edges.items()}
