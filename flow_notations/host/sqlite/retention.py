"""What retention removes on SQLite: ended interactions, what was said outside of all, and customers of whom nothing is left.

Each statement begins at an index that holds what may be old, and finds the rest by its conversation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from channel_adapter.messages import Instant

    Execute = Callable[..., sqlite3.Cursor]

ENDED: Final = (
    "select interactions.id, conversation from interactions join conversations on conversations.id = conversation"
    " where ended_at < ? and number_id = ? and status = 'ended' limit ?"
)
PARTS_OF_LINES: Final = (
    "delete from outbox where ref in"
    " (select ref from history where conversation = ? and interaction = ? and ref is not null)"
)
"""Each part has a line, and lines are found by their conversation; the outbox holds no index for what is settled."""

LINES_APART: Final = (
    "select history.position, history.conversation, history.ref from history"
    " cross join conversations on conversations.id = history.conversation"
    " where history.interaction is null and history.at < ? and number_id = ?"
    " and history.position < coalesce((select since from interactions where id = live), 9223372036854775807)"
    " and not exists (select 1 from inbox where conversation = history.conversation and state != 'done'"
    " and line = history.position)"
    " and not exists (select 1 from outbox where conversation = history.conversation and settled = 0"
    " and line = history.position) limit ?"
)
"""A message that waits to be heard has no interaction yet; one from within the live interaction may be what answers in it.

``cross join`` reads the left table first (https://www.sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join).
"""
NOTICES_APART: Final = (
    "select notices.position, notices.conversation from notices"
    " cross join conversations on conversations.id = notices.conversation"
    " where notices.interaction is null and notices.conversation is not null and notices.at < ? and number_id = ? limit ?"
)

OWNED: Final = ("interactions", "history", "notices", "errands", "planned")
"""Tables of which a conversation's rows are all counted; of the inbox and the outbox only what waits."""
_NONE_OF: Final = " and not exists (select 1 from {} where conversation = ?1)"
NOTHING_LEFT: Final = (
    "select 1 from conversations where id = ?1 and live is null and wake_at is null"  # noqa: S608  # names are ours
    + "".join(map(_NONE_OF.format, OWNED))
    + " and not exists (select 1 from inbox where conversation = ?1 and state != 'done')"
    " and not exists (select 1 from outbox where conversation = ?1 and settled = 0)"
    " and not exists (select 1 from fields where scope = ?1 and name not like ?2)"
)


def prune(execute: Execute, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
    """See ``ledgers.Conversations``."""
    ended = execute(ENDED, (before, number_id, limit)).fetchall()
    for interaction, conversation in ended:
        for table in ("journal", "timers"):
            execute(f"delete from {table} where interaction = ?", (interaction,))  # noqa: S608
        execute("delete from fields where scope = ?", (interaction,))
        execute(PARTS_OF_LINES, (conversation, interaction))
        for table in ("history", "notices"):
            where = "conversation = ? and interaction = ?"
            execute(f"delete from {table} where {where}", (conversation, interaction))  # noqa: S608
        execute("delete from interactions where id = ?", (interaction,))
    return tuple([conversation for _, conversation in ended])


def prune_apart(execute: Execute, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
    """See ``ledgers.Conversations``."""
    values = (before, number_id, limit)
    return (*_lines(execute, values), *_notices(execute, values))


def let_go(execute: Execute, conversation: str, *, beside: str) -> bool:
    """See ``ledgers.Conversations``."""
    if execute(NOTHING_LEFT, (conversation, f"{beside}%" if beside else "")).fetchone() is None:
        return False
    execute("delete from fields where scope = ?", (conversation,))
    execute("delete from identities where conversation = ?", (conversation,))
    execute("delete from conversations where id = ?", (conversation,))
    return True


def _lines(execute: Execute, values: tuple[Instant, str, int]) -> Iterator[str]:
    for position, conversation, ref in execute(LINES_APART, values).fetchall():
        execute("delete from history where position = ?", (position,))
        if ref is not None:
            execute("delete from outbox where ref = ?", (ref,))
        yield conversation


def _notices(execute: Execute, values: tuple[Instant, str, int]) -> Iterator[str]:
    for position, conversation in execute(NOTICES_APART, values).fetchall():
        execute("delete from notices where position = ?", (position,))
        yield conversation
