"""A flow ready to run: every name resolved, every expression compiled, every route settled.

A ``Program`` lives in memory only; what is stored of a flow is its canonical JSON and its digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.answers import OptionIndex
    from flow_notations.expressions import Hours, Scope
    from flow_notations.notation import Notation
    from flow_notations.profile import ChannelProfile

NODES_PER_SPRINT_MAX = 200
"""Nodes entered between an event and the next wait. A flow that needs more is looping without a wait."""
ASKS_REMEMBERED_MAX = 32
"""Refs of asks kept in a session, to recognise taps on old menus; an older menu counts as one of nobody's."""
BACKLOG_MESSAGES_MAX = 10
"""Messages kept for the next question while nobody listens; older ones stay in the history only."""
CALLS_DEEP_MAX = 10
"""Flows inside flows. Recursion is an error before anything runs; deeper than this nobody can follow a conversation."""
HELD_BACK_MAX = 16
"""Answers of the world kept while people hold a conversation that was waiting for them."""
TRAIL_MAX = 20
"""Answered questions kept for ``back``."""

BACK = "back"
RETURN = "return"

Route: TypeAlias = "tuple[Callable[[Scope], bool] | None, str]"
"""A condition (``None``: always) and the node it leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A notation at its place in a flow. ``routes``: for each outcome the arrows to try, in order.

    ``private``: what the customer says here is masked wherever people can see it.
    """

    name: str
    notation: Notation
    bound: Any
    routes: Mapping[str, tuple[Route, ...]]
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupts:
    """What holds at every wait. ``says`` and ``opt_out`` hold folded messages with where they lead; ``hears`` finds
    targets by words contained; ``offers`` has rows of lists by id. ``closing_ms``: how long before the end, and where to.
    """

    says: Mapping[str, str] = field(default_factory=dict)
    hears: OptionIndex | None = None
    offers: Mapping[str, str] = field(default_factory=dict)
    opt_out: frozenset[str] = frozenset()
    closing_ms: int | None = None
    closing: str | None = None
    undelivered: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One flow, bound. ``digest`` identifies the version that sessions are pinned to, its callees included.

    ``labels``: by variable of a choice, its option ids with their labels. ``defaults``: what ``takes`` gives to inputs
    that the caller left out; ``needs``: inputs without which it cannot begin. ``callees``: the flows it calls, by name. ``twins``: the same flow in other languages.
    """

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
    defaults: Mapping[str, Callable[[Scope], Any]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    callees: Mapping[str, Program] = field(default_factory=dict)
    twins: Mapping[str, Program] = field(default_factory=dict)

    def speaking(self, language: str) -> Program:
        """The flow in a language, or in the nearest it has: ``pt-BR`` finds ``pt``; else its own."""
        if not self.twins or language == self.language:
            return self
        return self.twins.get(language) or self.twins.get(language.partition("-")[0]) or self
