"""What a message breaks of a channel's limits: everything at once, not the first thing only.

In: a message or its content, and the table. Out: ``Violation`` values. It asks nothing of the window or of the account, and
it does not know how long anything becomes on the wire.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from channel_adapter.messages import Content, Outbound, Reaction
from channel_adapter.text import emoji_in, is_blank, length, sanitise

from .fields import counts_of, texts_of
from .rules import rules_of
from .table import WHATSAPP, ChannelLimits, Limit, Quota
from .violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from channel_adapter.messages import Address

PHONE_DIGITS_MAX = 15
"""Source: ITU-T E.164. Meta takes ``+``, ``-``, brackets and spaces besides."""

_PHONE = re.compile(rf"\+?(?:[ ()-]*[0-9]){{1,{PHONE_DIGITS_MAX}}}[ ()-]*")
_LINE_BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")


def violations(message: Outbound | Content, limits: ChannelLimits = WHATSAPP) -> tuple[Violation, ...]:
    """Every limit and rule that the message breaks; nothing for a message that the channel carries."""
    content = message.content if isinstance(message, Outbound) else message
    found = [*_envelope(message, limits)] if isinstance(message, Outbound) else []
    for limit, where, value in texts_of(content, limits):
        found += _text_violations(limit, where, value, limits.channel)
    for quota, where, count in counts_of(content, limits):
        if not 1 <= count <= quota.maximum:
            found.append(_over(quota, where, "", count, limits.channel))
    return (*found, *rules_of(content, limits))


def cautions(content: Content, limits: ChannelLimits = WHATSAPP) -> tuple[Violation, ...]:
    """What the channel carries but some providers refuse: emoji in titles. Worth a warning, never a refusal."""
    return tuple(
        Violation(name=limit.name, where=where, channel=limits.channel, value=value, rule=_emoji_caution(found))
        for limit, where, value in texts_of(content, limits)
        if not limit.emoji_safe and (found := emoji_in(value))
    )


def _emoji_caution(found: tuple[str, ...]) -> str:
    return f"holds the emoji {' '.join(dict.fromkeys(found))}, which some providers refuse in a title"


def dialable(to: Address) -> bool:
    """Whether the address's phone, if it has one, is a number: E.164, with the signs between digits that people write."""
    return to.phone is None or _PHONE.fullmatch(to.phone) is not None


def _envelope(message: Outbound, limits: ChannelLimits) -> Iterator[Violation]:
    if not dialable(message.to):
        rule = f"is no phone number; it must be + and up to {PHONE_DIGITS_MAX} digits (E.164)"
        yield Violation(
            name="recipient", where="to.phone", channel=limits.channel, value=message.to.phone or "", rule=rule
        )
    yield from _text_violations(limits.reference, "ref", message.ref, limits.channel)
    if isinstance(message.content, Reaction) and message.reply_to is not None:
        yield Violation(name="reaction", where="reply_to", channel=limits.channel, rule="cannot quote a message")


def _text_violations(limit: Limit, where: str, value: str, channel: str) -> Iterator[Violation]:
    if is_blank(value):
        yield Violation(name=limit.name, where=where, channel=channel, value=value, rule="is empty; it needs a text")
        return
    if value != sanitise(value):
        rule = "holds a character that cannot be sent (NUL or half of a pair)"
        yield Violation(name=limit.name, where=where, channel=channel, value=value, rule=rule)
    if limit.one_line and _LINE_BREAK.search(value):
        rule = f"holds a line break; {channel} shows it on one line"
        yield Violation(name=limit.name, where=where, channel=channel, value=value, rule=rule)
    if (measured := length(value, limit.unit)) > limit.maximum:
        yield _over(limit, where, value, measured, channel)


def _over(limit: Limit | Quota, where: str, value: str, measured: int, channel: str) -> Violation:
    return Violation(
        name=limit.name,
        where=where,
        channel=channel,
        value=value,
        measured=measured,
        limit=limit.maximum,
        unit=limit.unit,
    )
