"""The reply window and the expiry of a waiting customer: two rules, often confused.

*Window*: may we send free-form text? Open for 24 h from the customer's latest message. *Expiry*: has a customer waited too
long? In: instants. Out: instants and yes or no. It reads no clock: every function is told the hour.
Rule: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages#customer-service-windows
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, assert_never

from .messages import (
    Buttons,
    Contacts,
    Edited,
    FormReply,
    Instant,
    LinkButton,
    Location,
    LocationRequest,
    MediaReceived,
    Menu,
    Order,
    Reaction,
    Received,
    Revoked,
    Tap,
    Template,
    Text,
    Unsupported,
)

if TYPE_CHECKING:
    from .messages import Content, Item

WINDOW_MILLISECONDS: Final = 24 * 60 * 60 * 1000
"""24 h from the latest message of the customer, by the channel's own time."""

MARGIN_MILLISECONDS: Final = 60 * 1000
"""We stop this long before the end: a send may queue, be paced and be retried before the channel sees it."""

EXPIRY_MILLISECONDS: Final = 24 * 60 * 60 * 1000
"""24 h until a customer without an answer has waited too long."""

OPENS_WINDOW: Final[dict[type, bool]] = {
    Text: True,
    Tap: True,
    MediaReceived: True,
    Location: True,
    Contacts: True,
    FormReply: True,
    Order: True,
    Unsupported: True,  # the customer wrote; only we cannot read it
    Reaction: False,  # undocumented, so the careful reading
    Edited: False,
    Revoked: False,
}
"""What restarts the window, by content or item. System messages, statuses and anything not named here do not."""


class WindowPolicy(Enum):
    """What becomes of a free-form send outside the window."""

    FAIL = "fail"
    """It is refused with ``Reason.WINDOW_CLOSED``."""
    TEMPLATE = "template"
    """The author's template goes instead; refused when there is none."""
    DIRECT_SEND = "direct_send"
    """It goes with a ``category``: Meta makes the template, for accounts on its allow-list.

    Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/api-reference
    """


DIRECT_SEND_CONTENTS: Final = (Text, Buttons, Menu, LinkButton, LocationRequest)
"""What may go by direct send: text and interactive messages."""


class ExpiryRule(Enum):
    """From which message of the customer the expiry counts."""

    OLDEST_UNANSWERED = "oldest_unanswered"
    LATEST_INBOUND = "latest_inbound"
    """The stricter rule: answered or not."""


def clamped(channel_at: Instant, arrived_at: Instant) -> Instant:
    """When the customer wrote: the channel's time, but never after its arrival (clocks differ)."""
    return min(channel_at, arrived_at)


def opens_window(item: Item) -> bool:
    """Whether this item of a webhook is a message by which the customer restarts the window."""
    return OPENS_WINDOW.get(type(item.content if isinstance(item, Received) else item), False)


def window_until(latest_inbound_at: Instant | None) -> Instant | None:
    """The first instant at which the window is closed; ``None`` when no message ever opened it."""
    return None if latest_inbound_at is None else latest_inbound_at + WINDOW_MILLISECONDS


def is_open(until: Instant | None, now: Instant, margin: int = MARGIN_MILLISECONDS) -> bool:
    """Whether a free-form message may leave ``now``, ``margin`` milliseconds before the window's end at the latest."""
    return until is not None and now < until - margin


def passable(
    content: Content, *, policy: WindowPolicy, fallback: Template | None, until: Instant | None, now: Instant
) -> Content | None:
    """Return what may leave at ``now`` in place of ``content``: itself, the ``fallback``, or ``None`` for nothing."""
    if isinstance(content, Template) or is_open(until, now):
        return content
    match policy:
        case WindowPolicy.FAIL:
            return None
        case WindowPolicy.TEMPLATE:
            return fallback
        case WindowPolicy.DIRECT_SEND:
            return content if isinstance(content, DIRECT_SEND_CONTENTS) else None
        case _:
            assert_never(policy)


def time_left(until: Instant | None, now: Instant, margin: int = MARGIN_MILLISECONDS) -> int:
    """The milliseconds in which a free-form message may still leave; 0 when closed."""
    return 0 if until is None else max(0, until - margin - now)


def expiry_deadline(
    rule: ExpiryRule, *, oldest_unanswered_at: Instant | None, latest_inbound_at: Instant | None
) -> Instant | None:
    """When the customer will have waited too long; ``None`` when nothing counts, so nothing expires."""
    start = oldest_unanswered_at if rule is ExpiryRule.OLDEST_UNANSWERED else latest_inbound_at
    return None if start is None else start + EXPIRY_MILLISECONDS


def is_expired(deadline: Instant | None, now: Instant) -> bool:
    """Whether the deadline is reached: at the very millisecond it is."""
    return deadline is not None and now >= deadline
