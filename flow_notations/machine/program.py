"""A flow ready to run: every name resolved, every expression compiled, every route settled.

A ``Program`` lives in memory only; what is stored of a flow is its canonical JSON and its digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from flow_notations.expressions import Hours, Scope
    from flow_notations.notation import Notation
    from flow_notations.profile import ChannelProfile

NODES_PER_SPRINT_MAX = 200
"""Nodes entered between an event and the next wait. A flow that needs more is looping without a wait."""
ASKS_REMEMBERED_MAX = 32
"""Refs of asks kept in a session, to recognise taps on old menus; an older menu counts as one of nobody's."""
BACKLOG_MESSAGES_MAX = 10
"""Messages kept for the next question while nobody listens; older ones stay in the history only."""
TRAIL_MAX = 20
"""Answered questions kept for ``back``."""

BACK = "back"
RETURN = "return"

Route: TypeAlias = "tuple[Callable[[Scope], bool] | None, str]"
"""A condition (``None``: always) and the node it leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A notation at its place in a flow. ``routes``: for each outcome the arrows to try, in order."""

    name: str
    notation: Notation
    bound: Any
    routes: Mapping[str, tuple[Route, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupts:
    """What holds at every wait. ``says`` and ``opt_out`` hold folded messages."""

    says: Mapping[str, str] = field(default_factory=dict)
    opt_out: frozenset[str] = frozenset()
    undelivered: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One flow, bound. ``digest`` identifies the version that sessions are pinned to."""

    name: str
    digest: str
    language: str
    start: str
    nodes: Mapping[str, Placed]
    interrupts: Interrupts
    profile: ChannelProfile
    zone: str = "UTC"
    hours: Mapping[str, Hours] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By variable of a choice: its option ids with their labels."""
    defaults: Mapping[str, Callable[[Scope], Any]] = field(default_factory=dict)
    """What ``takes`` gives to inputs that the caller left out."""
