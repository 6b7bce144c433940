"""What works are about to need, read for all of them at once: conversations locked, then all that turns of theirs look at.

Two round trips, however many works. In: the first question of each work. Out: a grip that holds and knows. Conversations
that somebody else holds are not waited for when that would make other works wait; they are named instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.fading import faded
from flow_notations.host.interactions import begun_by
from flow_notations.host.records import Timer

from .known import NOTHING, Ahead, Ask
from .sheets import CONVERSATIONS, INBOX, INTERACTIONS, LINES, PARTS

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

LINES_OF_PARTS: Final = f"{LINES.select} where ref = any(%s::text[])"

AHEAD_MAX: Final = 4
"""Rows of a queue that are read beforehand; who needs more asks again."""
WAITING: Final = (
    f"{INBOX.columns} from unnest(%s::text[]) as held (id) cross join lateral"  # noqa: S608
    " (select * from inbox where conversation = held.id and state != 'done' and state = 'queued'"
    f" order by position limit {AHEAD_MAX}) as inbox"
)
PARTS_AHEAD: Final = (
    f"{PARTS.columns} from unnest(%(held)s::text[]) as held (id) cross join lateral"  # noqa: S608
    f" (select * from outbox where conversation = held.id and not settled order by position limit {AHEAD_MAX}) as outbox"
    f" union all {PARTS.select} where ref = any(%(parts)s::text[]) and settled"
)
"""What is not settled, and what is asked for of the rest."""
OF_SESSIONS: Final = f"{INTERACTIONS.select} where id = any(%s::text[])"
BESIDE: Final = (
    "select 'customer', conversation, number_id, key from identities"
    " join unnest(%(numbers)s::text[], %(keys)s::text[]) as asked (number_id, key) using (number_id, key)"
    " union all select 'message', id, null, null from inbox where id = any(%(messages)s::text[])"
    " union all select 'timer', interaction, name, deadline::text from timers where interaction = any(%(sessions)s::text[])"
    " union all select 'field', scope, name, value from fields where scope = any(%(held)s::text[])"
    " union all select 'errand', conversation, null, null from errands where conversation = any(%(held)s::text[])"
    " union all select 'plan', conversation, null, null from planned where conversation = any(%(held)s::text[])"
    " union all select 'status', null, null, null where exists (select from kept where kind = 'StatusChange')"
)
"""All that is looked up by a key and is small; a statement for each would cost more than what it finds."""
POSITIONS: Final = (
    "select nextval('history_position_seq'), nextval('inbox_position_seq'), nextval('outbox_position_seq')"
    " from generate_series(1, %s)"
)
LINES_EACH: Final = 2
"""Of a message that comes in: its own in the history, and its answer's."""


def foresee(grip: Grip, asks: Sequence[Ask], *, wait: bool) -> None:
    """Begin a transaction, hold and read what is asked for; what others hold, unless it waits, stays unknown.

    Works that ask for nothing begin theirs with their first statement.
    """
    everything = _together(asks)
    if everything == NOTHING:
        return
    for row in _lock(grip, everything, wait=wait).fetchall():
        conversation = CONVERSATIONS.read(row).conversation
        grip.known.conversations[conversation.id] = conversation
        grip.held(conversation.id, conversation.number_id)
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
        reported=tuple([each for ask in asks for each in ask.reported]),
        customers=tuple(dict.fromkeys([each for ask in asks for each in ask.customers])),
        messages=tuple(dict.fromkeys([each for ask in asks for each in ask.messages])),
    )


def _lock(grip: Grip, asked: Ask, *, wait: bool) -> Found:
    numbers, keys = _columns(asked)
    names: dict[str, Any] = {"conversations": list(asked.conversations), "parts": list(asked.parts)}
    return grip.look(LOCK if wait else f"{LOCK} skip locked", {**names, "numbers": numbers, "keys": keys})


def _columns(asked: Ask) -> tuple[list[str], list[str]]:
    return [number for number, _ in asked.customers], [key for _, key in asked.customers]


def _read(grip: Grip, asked: Ask) -> None:
    """A work that is about parts alone seldom writes what has a position; one that does asks for some."""
    known, execute = grip.known, grip.session.execute
    held = list(known.conversations)
    known.unbegun.update(map(begun_by, asked.messages))
    sessions = [*known.unbegun, *(each.live for each in known.conversations.values() if each.live is not None)]
    numbers, keys = _columns(asked)
    ids = [*asked.messages, *map(faded, asked.messages)]
    beside = {"held": held, "sessions": sessions, "numbers": numbers, "keys": keys, "messages": ids}
    told = len(asked.conversations) + LINES_EACH * len(asked.messages)
    with grip.session.pipeline():
        lines = execute(LINES_OF_PARTS, (list(asked.reported),)) if asked.reported else None
        parts = execute(PARTS_AHEAD, {"held": held, "parts": list(asked.parts)})
        waiting = execute(WAITING, (held,))
        interactions = execute(OF_SESSIONS, (sessions,)) if sessions else None
        small = execute(BESIDE, beside)
        positions = execute(POSITIONS, (told,)) if told else None
    _know_queues(grip, waiting, parts)
    _know_sessions(grip, interactions)
    _know_beside(grip, asked, small.fetchall())
    if positions is not None:
        for table, column in zip(("history", "inbox", "outbox"), zip(*positions.fetchall(), strict=True), strict=True):
            grip.reserve(table, list(column))
    if lines is not None:
        known.lines.update({line.ref: line for line in LINES.all(lines) if line.ref in known.parts})


def _know_queues(grip: Grip, waiting: Found, parts: Found) -> None:
    """A part counts only while its conversation is held."""
    known = grip.known
    for identity in known.conversations:
        known.waiting[identity] = Ahead([], whole=True)
        known.unsettled[identity] = Ahead([], whole=True)
    for queued in INBOX.all(waiting):
        known.waiting[queued.conversation].rows.append(queued)
    for part in PARTS.all(parts):
        if part.conversation in known.conversations:
            known.parts[part.ref] = part
            if not part.settled:
                known.unsettled[part.conversation].rows.append(part)
    for queue in known.waiting.values():
        queue.whole = len(queue.rows) < AHEAD_MAX
    for lane in known.unsettled.values():
        lane.whole = len(lane.rows) < AHEAD_MAX


def _know_sessions(grip: Grip, interactions: Found | None) -> None:
    """One that a message began before belongs to whoever wrote it, held or not."""
    known = grip.known
    for interaction in INTERACTIONS.all(interactions) if interactions is not None else ():
        known.unbegun.discard(interaction.id)
        if interaction.conversation in known.conversations:
            known.interactions[interaction.id] = interaction
            known.timers[interaction.id] = {}


def _know_beside(grip: Grip, asked: Ask, rows: Sequence[tuple[Any, ...]]) -> None:
    known, held = grip.known, grip.known.conversations
    known.customers.update(dict.fromkeys(asked.customers))
    known.messages.update(dict.fromkeys(asked.messages, False))
    faded_ids = {faded(message): message for message in asked.messages}
    known.fields.update({identity: {} for identity in held})
    known.without_errands.update(held)
    known.without_plans.update(held)
    known.no_status_kept = True
    for kind, owner, name, value in rows:
        match kind:
            case "customer":
                known.customers[(name, value)] = owner
            case "message":
                known.messages[faded_ids.get(owner, owner)] = True
            case "timer" if owner in known.timers:
                known.timers[owner][name] = Timer(interaction=owner, name=name, deadline=int(value))
            case "field":
                known.fields[owner][name] = value
            case "errand":
                known.without_errands.discard(owner)
            case "plan":
                known.without_plans.discard(owner)
            case "status":
                known.no_status_kept = False
