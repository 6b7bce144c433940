"""What a customer changes, takes back, or writes while others answer them: shown in the history, stepped by nobody.

What was taken back is gone from the history; what was changed shows as it is now. The session has heard what it heard: its
journal keeps the words, as long as the interaction is kept. A private answer stays masked, whatever becomes of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from channel_adapter.messages import Edited, Revoked, Text
from channel_adapter.window import clamped, opens_window

from .json_forms import CHANNEL_FORMS
from .records import Kept, Line
from .stepping import MASK

if TYPE_CHECKING:
    from channel_adapter.messages import Instant, Received

    from .records import Conversation
    from .store import Transaction

Amendment: TypeAlias = Edited | Revoked

EDITED: Final = "edited"
REVOKED: Final = "revoked"
STANDBY: Final = "standby"
"""Statuses of a customer's messages; one that is as it came, and ours to answer, has none."""

OVERTAKEN_MS_MIN: Final = 5_000
"""Nobody changes a message sooner than they have read it again: one that comes earlier was not overtaken by its change."""

UNKNOWN: Final = "of a message that is not known here, or not yet"
MASKED: Final = CHANNEL_FORMS.dumps(Text(body=MASK))
NOTHING: Final = CHANNEL_FORMS.dumps(Text(body=""))


def amend(tx: Transaction, item: Amendment, arrived_at: Instant) -> bool:
    """Show it where the message stands; whether that was new. What comes before its message waits for it."""
    line = tx.history.by_message(item.original_id)
    if line is None:
        return _keep(tx, item, arrived_at)
    amended = _amended(line, item)
    if amended == line:
        return False
    tx.history.save(amended)
    return True


def line_of(
    conversation: Conversation, received: Received, at: Instant, *, asks: bool = False, status: str = ""
) -> Line:
    """A customer's message as the history shows it."""
    return Line(
        conversation=conversation.id,
        direction="in",
        at=at,
        asks=asks,
        content=CHANNEL_FORMS.dumps(received.content),
        interaction=conversation.live,
        message_id=received.id,
        sender=CHANNEL_FORMS.dumps(received.sender),
        speaker=received.profile_name,
        status=status,
    )


def overtaken(tx: Transaction, received: Received, arrived_at: Instant) -> None:
    """A message stands in the history now: when its change came first, it is shown so at once."""
    if arrived_at - received.at < OVERTAKEN_MS_MIN:
        return
    for kept in tx.inbox.take_kept(_waiting(received.id)):
        line = tx.history.by_message(received.id)
        assert line is not None
        tx.history.save(_amended(line, CHANNEL_FORMS.loads(kept.body)))


def stand_by(tx: Transaction, conversation: Conversation, received: Received, arrived_at: Instant) -> bool:
    """A customer's message that somebody else answers: seen, and never waited for; whether it was new.

    It opens the reply window all the same: the channel counts it, whoever answers.
    """
    if tx.history.by_message(received.id) is not None:
        return False
    at = clamped(received.at, arrived_at)
    tx.history.add(line_of(conversation, received, at, status=STANDBY))
    latest = conversation.latest_inbound_at
    if opens_window(received) and (latest is None or latest < at):
        tx.conversations.heard(conversation.id, latest_inbound_at=at, wake_at=arrived_at)
    return True


def _keep(tx: Transaction, item: Amendment, arrived_at: Instant) -> bool:
    """Until its message comes; of several changes the newest."""
    identity = _waiting(item.original_id)[type(item) is Revoked]
    for kept in tx.inbox.take_kept([identity]):
        earlier: Amendment = CHANNEL_FORMS.loads(kept.body)
        if earlier.at >= item.at:
            tx.inbox.keep(kept)
            return False
    body = CHANNEL_FORMS.dumps(item)
    return tx.inbox.keep(Kept(id=identity, kind=type(item).__name__, at=arrived_at, body=body, reason=UNKNOWN))


def _waiting(original_id: str) -> tuple[str, str]:
    """Under which ids a change and a taking back are kept until their message comes."""
    return f"{EDITED}:{original_id}", f"{REVOKED}:{original_id}"


def _amended(line: Line, item: Amendment) -> Line:
    """The line as people are to see it now; the same when this is older than what it shows, or of ours."""
    if line.direction != "in" or line.status == REVOKED or (line.status == EDITED and item.at < (line.status_at or 0)):
        return line
    if isinstance(item, Revoked):
        return replace(line, status=REVOKED, status_at=item.at, content=NOTHING)
    content = line.content if line.content == MASKED else CHANNEL_FORMS.dumps(item.content)
    return replace(line, status=EDITED, status_at=item.at, content=content)
