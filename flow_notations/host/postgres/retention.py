"""What retention removes on PostgreSQL: ended interactions, what was said outside of all, customers of whom nothing is left.

Each statement begins at an index that holds what may be old. What may still change is looked at again while its conversation
is held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .grip import Grip

ENDED: Final = (
    "select interactions.id, conversation from interactions join conversations on conversations.id = conversation"
    " where number_id = %s and status = 'ended' and ended_at < %s limit %s"
)
PARTS_OF_LINES: Final = (
    "delete from outbox where ref in"
    " (select ref from history where conversation = %s and interaction = %s and ref is not null)"
)
"""Each part has a line, and lines are found by their conversation; the outbox holds no index for what is settled."""

APART: Final = (
    "history.interaction is null and history.at < %(before)s and number_id = %(number_id)s and history.position"
    " < coalesce((select since from interactions where interactions.id = conversations.live), 9223372036854775807)"
    " and not exists (select from inbox where inbox.conversation = history.conversation and inbox.state != 'done'"
    " and inbox.line = history.position)"
    " and not exists (select from outbox where outbox.conversation = history.conversation and not outbox.settled"
    " and outbox.line = history.position)"
)
"""A message that waits to be heard has no interaction yet; one from within the live interaction may be what answers in it."""
LINES_APART: Final = (
    "select history.position, history.conversation, history.ref from history"  # noqa: S608  # names are ours
    f" join conversations on conversations.id = history.conversation where {APART}"
)
STILL_APART: Final = f"{LINES_APART} and history.position = any(%(positions)s)"
NOTICES_APART: Final = (
    "delete from notices where position = any(array(select notices.position from notices"
    " join conversations on conversations.id = notices.conversation"
    " where notices.interaction is null and notices.conversation is not null and notices.at < %(before)s"
    " and number_id = %(number_id)s limit %(limit)s)) returning conversation"
)

OWNED: Final = ("interactions", "history", "notices", "errands", "planned")
"""Tables of which a conversation's rows are all counted; of the inbox and the outbox only what waits."""
_NONE_OF: Final = " and not exists (select 1 from {} where conversation = %(id)s)"
NOTHING_LEFT: Final = (
    "select 1 from conversations where id = %(id)s and live is null and wake_at is null"  # noqa: S608  # names are ours
    + "".join(map(_NONE_OF.format, OWNED))
    + " and not exists (select from inbox where conversation = %(id)s and state != 'done')"
    " and not exists (select from outbox where conversation = %(id)s and not settled)"
    " and not exists (select from fields where scope = %(id)s and name not like %(beside)s)"
)


def prune(grip: Grip, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
    """See ``ledgers.Conversations``."""
    ended = grip.overwrite(ENDED, (number_id, before, limit)).fetchall()
    for interaction, conversation in ended:
        for table in ("journal", "timers"):
            grip.overwrite(f"delete from {table} where interaction = %s", (interaction,))  # noqa: S608
        grip.overwrite("delete from fields where scope = %s", (interaction,))
        grip.overwrite(PARTS_OF_LINES, (conversation, interaction))
        for table in ("history", "notices"):
            where = "conversation = %s and interaction = %s"
            grip.overwrite(f"delete from {table} where {where}", (conversation, interaction))  # noqa: S608
        grip.overwrite("delete from interactions where id = %s", (interaction,))
    return tuple([conversation for _, conversation in ended])


def prune_apart(grip: Grip, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
    """See ``ledgers.Conversations``."""
    values = {"number_id": number_id, "before": before, "limit": limit}
    found = grip.execute(f"{LINES_APART} limit %(limit)s", values).fetchall()
    for conversation in sorted({conversation for _, conversation, _ in found}):
        grip.hold(conversation)
    positions = [position for position, _, _ in found]
    lines = grip.execute(STILL_APART, {**values, "positions": positions}).fetchall() if found else []
    if lines:
        grip.overwrite("delete from history where position = any(%s)", ([position for position, _, _ in lines],))
        grip.overwrite("delete from outbox where ref = any(%s)", ([ref for _, _, ref in lines if ref is not None],))
    notices = grip.execute(NOTICES_APART, values).fetchall()
    return tuple([conversation for _, conversation, _ in lines] + [conversation for (conversation,) in notices])


def let_go(grip: Grip, conversation: str, *, beside: str) -> bool:
    """See ``ledgers.Conversations``."""
    grip.hold(conversation)
    if grip.execute(NOTHING_LEFT, {"id": conversation, "beside": f"{beside}%" if beside else ""}).fetchone() is None:
        return False
    grip.overwrite("delete from fields where scope = %s", (conversation,))
    for table, key in (("identities", "conversation"), ("conversations", "id")):
        grip.overwrite(f"delete from {table} where {key} = %s", (conversation,))  # noqa: S608
    return True
