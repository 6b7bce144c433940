"""What a transaction knows of the conversations it holds, as its works have left it. Whoever holds one is alone with it.

Nothing here reads or writes; what is absent is not known, and has to be looked up. See ``foresight``, which fills it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from flow_notations.host.records import Part, Queued, changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flow_notations.host.records import Conversation, Interaction, Line, Timer

InOrder = TypeVar("InOrder", Queued, Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a work is about, as its first question tells: conversations, parts, customers (number, key), message ids.

    ``reported``: those of the parts that the channel reports on, so that their lines change, too.
    """

    conversations: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    customers: tuple[tuple[str, str], ...] = ()
    messages: tuple[str, ...] = ()


NOTHING: Final = Ask()
"""Nothing that could be looked up beforehand."""


class Asked(BaseException):  # no fault: nothing between a work and whoever runs it may take it for one
    """A work that was run to learn its first question has come to it."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.ask = ask


class Ahead(Generic[InOrder]):
    """The first rows of a queue; ``whole``: there are no others."""

    __slots__ = ("rows", "whole")

    def __init__(self, rows: list[InOrder], *, whole: bool) -> None:
        self.rows: list[InOrder] = rows
        self.whole = whole

    @property
    def is_known(self) -> bool:
        """Whether the head of the queue is known."""
        return self.whole or bool(self.rows)

    @property
    def head(self) -> InOrder | None:
        """The first row, when it is known."""
        return self.rows[0] if self.rows else None

    def add(self, row: InOrder) -> None:
        """A new last one; behind others that are not known it is not known either."""
        if self.whole:
            self.rows.append(row)

    def has(self, position: int) -> bool:
        """Whether it is one of those known."""
        return any(row.position == position for row in self.rows)

    def change(self, position: int, **columns: Any) -> None:
        """One that is known looks otherwise now."""
        self.rows[:] = [changed(row, **columns) if row.position == position else row for row in self.rows]

    def drop(self, position: int) -> None:
        """One is out of the queue."""
        self.rows[:] = [row for row in self.rows if row.position != position]


@dataclass(slots=True, kw_only=True)
class Known:
    """By id of conversation, interaction, part or message. ``timers`` and ``fields`` are all that an owner has.

    ``unbegun``: interactions that are not there. ``lines``: those of parts, by ref. ``no_status_kept``: no status waits for
    its message to become known. ``answered``: conversations whose last line that asks or answers is an answer of ours,
    written just now.
    """

    conversations: dict[str, Conversation] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    unbegun: set[str] = field(default_factory=set)
    timers: dict[str, dict[str, Timer]] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    waiting: dict[str, Ahead[Queued]] = field(default_factory=dict)
    unsettled: dict[str, Ahead[Part]] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    without_errands: set[str] = field(default_factory=set)
    without_plans: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    customers: dict[tuple[str, str], str | None] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    no_status_kept: bool = False
    messages: dict[str, bool] = field(default_factory=dict)

    _all: tuple[dict[Any, Any] | set[Any], ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        found = [getattr(self, each.name) for each in fields(self)]
        self._all = tuple([each for each in found if isinstance(each, dict | set)])

    def forget(self) -> None:
        """Nothing is known any more."""
        self.no_status_kept = False
        for known in self._all:
            known.clear()

    def begin(self, conversation: Conversation) -> None:
        """A new one has nothing yet."""
        identity = conversation.id
        self.conversations[identity] = conversation
        self.waiting[identity] = Ahead([], whole=True)
        self.unsettled[identity] = Ahead([], whole=True)
        self.fields[identity] = {}
        self.without_errands.add(identity)
        self.without_plans.add(identity)
        for key in conversation.customer.keys:
            self.customers[(conversation.number_id, key)] = identity

    def whose(self, number_id: str, keys: Sequence[str]) -> tuple[str, ...] | None:
        """The conversations of these keys, in order; ``None``: not known of all of them."""
        pairs = [(number_id, key) for key in keys]
        if not all(pair in self.customers for pair in pairs):
            return None
        found = {identity for pair in pairs if (identity := self.customers[pair]) is not None}
        return tuple(sorted(found)) if all(identity in self.conversations for identity in found) else None
