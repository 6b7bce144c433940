"""What works are about to need, read for all of them at once: conversations locked, then all that turns of theirs look at.

Two round trips, however many works. In: the first question of each work. Out: a grip that holds and knows. Conversations
that somebody else holds are not waited for when that would make other works wait; they are named instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.fading import faded
from flow_notations.host.interactions import begun_by

from .known import NOTHING, Ahead, Ask
from .sheets import CONVERSATIONS, FIELDS, INBOX, INTERACTIONS, LINES, PARTS, TIMERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .grip import Grip
    from .rows import Found

LOCKED: Final = "for no key update"
"""Keeps every other work away, but not new rows that refer to this one
(https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS)."""

LOCK: Final = (
    f"{CONVERSATIONS.select} where id in (select unnest(%(conversations)s::text[])"  # noqa: S608  # names are ours
    " union all select conversation from outbox where ref = any(%(parts)s::text[])"
    " union all select conversation from identities join unnest(%(numbers)s::text[], %(keys)s::text[])"
    f" as asked (number_id, key) using (number_id, key)) order by id {LOCKED}"
)
"""In order of their ids, so that no two works wait for each other."""

WHOSE: Final = (
    "select number_id, key, conversation from identities join unnest(%s::text[], %s::text[])"
    " as asked (number_id, key) using (number_id, key)"
)
OF_PARTS: Final = f"{PARTS.select} where ref = any(%s::text[])"
LINES_OF_PARTS: Final = f"{LINES.select} where ref = any(%s::text[])"
OF_MESSAGES: Final = "select id from inbox where id = any(%s::text[])"

AHEAD_MAX: Final = 4
"""Rows of a queue that are read beforehand; who needs more asks again."""
WAITING: Final = (
    f"{INBOX.columns} from unnest(%s::text[]) as held (id) cross join lateral"  # noqa: S608
    " (select * from inbox where conversation = held.id and state != 'done' and state = 'queued'"
    f" order by position limit {AHEAD_MAX}) as inbox"
)
UNSETTLED: Final = (
    f"{PARTS.columns} from unnest(%s::text[]) as held (id) cross join lateral"  # noqa: S608
    f" (select * from outbox where conversation = held.id and not settled order by position limit {AHEAD_MAX}) as outbox"
)
OF_SESSIONS: Final = f"{INTERACTIONS.select} where id = any(%s::text[])"
ARMED: Final = f"{TIMERS.select} where interaction = any(%s::text[])"
SAVED: Final = f"{FIELDS.select} where scope = any(%s::text[])"
BUSY: Final = (
    "select true, conversation from errands where conversation = any(%(held)s::text[])"
    " union select false, conversation from planned where conversation = any(%(held)s::text[])"
)
POSITIONS: Final = (
    "select nextval('history_position_seq'), nextval('inbox_position_seq'), nextval('outbox_position_seq'),"
    " exists (select from kept where kind = 'StatusChange') from generate_series(1, %s)"
)
POSITIONS_EACH: Final = 2
"""For each conversation that is held: an answer and its part, and one to spare."""


def foresee(grip: Grip, asks: Sequence[Ask], *, wait: bool) -> None:
    """Begin a transaction, hold and read what is asked for; what others hold, unless it waits, stays unknown."""
    everything = _together(asks)
    with grip.session.pipeline():
        grip.session.execute("begin")
        locked = _lock(grip, everything, wait=wait)
    for row in locked.fetchall():
        conversation = CONVERSATIONS.read(row).conversation
        grip.known.conversations[conversation.id] = conversation
        grip.held(conversation.id, conversation.number_id)
    if everything != NOTHING:
        _read(grip, everything)


def is_met(grip: Grip, ask: Ask) -> bool:
    """Whether all that a work asked for is held, or certainly not there."""
    known = grip.known
    theirs = [known.customers[customer] for customer in ask.customers]
    return (
        all(identity in known.conversations for identity in ask.conversations)
        and all(ref in known.parts for ref in ask.parts)
        and all(identity is None or identity in known.conversations for identity in theirs)
    )


def _together(asks: Iterable[Ask]) -> Ask:
    asks = list(asks)
    return Ask(
        conversations=tuple(dict.fromkeys([each for ask in asks for each in ask.conversations])),
        parts=tuple(dict.fromkeys([each for ask in asks for each in ask.parts])),
        customers=tuple(dict.fromkeys([each for ask in asks for each in ask.customers])),
        messages=tuple(dict.fromkeys([each for ask in asks for each in ask.messages])),
    )


def _lock(grip: Grip, asked: Ask, *, wait: bool) -> Found:
    numbers, keys = _columns(asked)
    names: dict[str, Any] = {"conversations": list(asked.conversations), "parts": list(asked.parts)}
    return grip.session.execute(LOCK if wait else f"{LOCK} skip locked", {**names, "numbers": numbers, "keys": keys})


def _columns(asked: Ask) -> tuple[list[str], list[str]]:
    return [number for number, _ in asked.customers], [key for _, key in asked.customers]


def _read(grip: Grip, asked: Ask) -> None:
    known, execute = grip.known, grip.session.execute
    held = list(known.conversations)
    known.unbegun.update(map(begun_by, asked.messages))
    sessions = [*known.unbegun, *(each.live for each in known.conversations.values() if each.live is not None)]
    with grip.session.pipeline():
        parts = execute(OF_PARTS, (list(asked.parts),)) if asked.parts else None
        lines = execute(LINES_OF_PARTS, (list(asked.parts),)) if asked.parts else None
        whose = execute(WHOSE, _columns(asked)) if asked.customers else None
        ids = [*asked.messages, *map(faded, asked.messages)]
        messages = execute(OF_MESSAGES, (ids,)) if asked.messages else None
        found = [execute(statement, (held,)) for statement in (WAITING, UNSETTLED, SAVED)]
        of_sessions = [execute(statement, (sessions,)) for statement in (OF_SESSIONS, ARMED)] if sessions else []
        busy = execute(BUSY, {"held": held})
        positions = execute(POSITIONS, (POSITIONS_EACH * (1 + len(held) + len(asked.messages)),))
    _know_queues(grip, *found[:2])
    _know_sessions(grip, *of_sessions)
    known.fields.update({identity: {} for identity in held})
    for field in FIELDS.all(found[2]):
        known.fields[field.scope][field.name] = field.value
    rows = busy.fetchall()
    known.without_errands.update(set(held) - {identity for errand, identity in rows if errand})
    known.without_plans.update(set(held) - {identity for errand, identity in rows if not errand})
    *columns, statuses = zip(*positions.fetchall(), strict=True)
    for table, column in zip(("history", "inbox", "outbox"), columns, strict=True):
        grip.reserve(table, list(column))
    known.no_status_kept = not any(statuses)
    _know_parts(grip, parts, lines)
    _know_asked(grip, asked, whose, messages)


def _know_queues(grip: Grip, waiting: Found, unsettled: Found) -> None:
    known = grip.known
    for identity in known.conversations:
        known.waiting[identity] = Ahead([], whole=True)
        known.unsettled[identity] = Ahead([], whole=True)
    for queued in INBOX.all(waiting):
        known.waiting[queued.conversation].rows.append(queued)
    for part in PARTS.all(unsettled):
        known.unsettled[part.conversation].rows.append(part)
        known.parts[part.ref] = part
    for queue in known.waiting.values():
        queue.whole = len(queue.rows) < AHEAD_MAX
    for lane in known.unsettled.values():
        lane.whole = len(lane.rows) < AHEAD_MAX


def _know_sessions(grip: Grip, sessions: Found | None = None, armed: Found | None = None) -> None:
    """One that a message began before belongs to whoever wrote it, held or not."""
    if sessions is None or armed is None:
        return
    known = grip.known
    for interaction in INTERACTIONS.all(sessions):
        known.unbegun.discard(interaction.id)
        if interaction.conversation in known.conversations:
            known.interactions[interaction.id] = interaction
            known.timers[interaction.id] = {}
    for timer in TIMERS.all(armed):
        if timer.interaction in known.timers:
            known.timers[timer.interaction][timer.name] = timer


def _know_parts(grip: Grip, parts: Found | None, lines: Found | None) -> None:
    """A part counts only while its conversation is held, and so does its line."""
    if parts is None or lines is None:
        return
    known = grip.known
    known.parts.update({part.ref: part for part in PARTS.all(parts) if part.conversation in known.conversations})
    known.lines.update({line.ref: line for line in LINES.all(lines) if line.ref in known.parts})


def _know_asked(grip: Grip, asked: Ask, whose: Found | None, messages: Found | None) -> None:
    """What was asked for by name."""
    known = grip.known
    if whose is not None:
        known.customers.update(dict.fromkeys(asked.customers))
        for number_id, key, conversation in whose.fetchall():
            known.customers[(number_id, key)] = conversation
    if messages is not None:
        there = {identity for (identity,) in messages.fetchall()}
        known.messages.update({each: each in there or faded(each) in there for each in asked.messages})
