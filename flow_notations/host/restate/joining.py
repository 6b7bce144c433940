"""Two conversations of one customer become one: the rows of both, in order of time, under one id.

The one whose customer wrote last goes on; the other's interaction ends as *merged*. Each row keeps what it says.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.messages import Address
from flow_notations.host.interactions import end_from_outside

from .transaction import KeptTransaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flow_notations.host.wiring import Wiring

    from .keeping import Keeping

POSITIONED: Final = ("queued", "parked", "parts", "errands", "lines", "notices")
LISTED: Final = (*POSITIONED, "interactions", "timers", "kept")
REFERENCES: Final = ("position", "line", "since")
"""Columns that hold the position of a row."""


def join(home: Keeping, guest: Keeping, key: str, wiring: Wiring, now: int, *, guest_knows: bool) -> None:
    """Put everything of ``guest`` into ``home``, which is kept under ``key``.

    ``guest_knows``: what the guest calls the customer is newer than what the home does.
    """
    home.seen = {**guest.seen, **home.seen}
    if guest.conversation is None:
        home.kept, home.notices = [*home.kept, *guest.kept], [*home.notices, *guest.notices]
        return
    winner, loser = (home, guest) if _latest(guest) < _latest(home) else (guest, home)
    _end(loser, wiring, now)
    _renumber(guest, _positions(home))
    assert winner.conversation is not None
    customer = _customer(*((home, guest) if guest_knows else (guest, home)))
    scopes = {each.conversation.id for each in (home, guest) if each.conversation is not None}
    known = _fields(loser, scopes, key) | _fields(winner, scopes, key)
    for name in LISTED:
        rows = [_labelled(row, key) for row in (*getattr(home, name), *getattr(guest, name))]
        setattr(home, name, sorted(rows, key=_order))
    home.planned = list({each.key: _labelled(each, key) for each in (*loser.planned, *winner.planned)}.values())
    home.fields = known
    home.past |= guest.past
    home.names = sorted({*home.names, *guest.names})
    home.journal += guest.journal
    home.conversation = replace(winner.conversation, id=key, customer=customer, wake_at=now)
    home.position = max(home.position, guest.position)


def _latest(keeping: Keeping) -> tuple[bool, int]:
    known = keeping.conversation
    return (known is not None, (known.latest_inbound_at or 0) if known is not None else 0)


def _end(loser: Keeping, wiring: Wiring, now: int) -> None:
    conversation = loser.conversation
    live = next((each for each in loser.interactions if conversation and each.id == conversation.live), None)
    if conversation is not None and live is not None:
        end_from_outside(KeptTransaction(loser), wiring, conversation, live, "merged", now)


def _customer(older: Keeping, newer: Keeping) -> Address:
    """What was seen last counts; what it leaves out is remembered."""
    known = [each.conversation.customer for each in (newer, older) if each.conversation is not None]
    names = ("phone", "user_id", "parent_user_id")
    return Address(**{name: next((found for each in known if (found := getattr(each, name))), None) for name in names})


def _fields(keeping: Keeping, scopes: Iterable[str], key: str) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for scope, named in keeping.fields.items():
        merged.setdefault(key if scope in scopes else scope, {}).update(named)
    return merged


def _labelled(row: Any, key: str) -> Any:
    return replace(row, conversation=key) if getattr(row, "conversation", None) is not None else row


def _order(row: Any) -> int:
    """By position; interactions by their beginning; what has neither stays as it is."""
    return int(getattr(row, "position", 0) or getattr(row, "began_at", 0))


def _positions(keeping: Keeping) -> set[int]:
    return {row.position for name in POSITIONED for row in getattr(keeping, name)}


def _renumber(guest: Keeping, taken: set[int]) -> None:
    """No two rows have one position."""
    moved: dict[int, int] = {}
    for position in sorted(_positions(guest)):
        moved[position] = position
        while moved[position] in taken:
            moved[position] += 1
        taken.add(moved[position])
    _rewrite(guest, lambda position: moved.get(position, position))


def _rewrite(guest: Keeping, renumbered: Callable[[int], int]) -> None:
    for name in LISTED:
        setattr(guest, name, [_with(row, renumbered) for row in getattr(guest, name)])


def _with(row: Any, renumbered: Callable[[int], int]) -> Any:
    assert is_dataclass(row)
    columns = {each.name for each in fields(row)}.intersection(REFERENCES)
    return replace(row, **{column: renumbered(getattr(row, column)) for column in columns})  # type: ignore[type-var]
