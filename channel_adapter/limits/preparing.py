"""One message into the parts that go over the wire, or the reason why none does. Nothing is cut in silence.

In: an ``Outbound``. Out: its parts in order, each within every limit; or ``Refused`` with what is too long and by how much.
A text of the usual kind passes in about a microsecond.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from channel_adapter.channel import Reason, Refused
from channel_adapter.messages import Buttons, LinkButton, LocationRequest, Media, Menu, Outbound, Text
from channel_adapter.text import length, parts, sanitise

from .checking import dialable, violations
from .table import WHATSAPP, ChannelLimits, Limit
from .violation import Violation

if TYPE_CHECKING:
    from channel_adapter.messages import Content

Overflow: TypeAlias = Literal["split", "refuse"]
"""What becomes of copy that is too long for one message."""

_Interactive: TypeAlias = Buttons | Menu | LinkButton | LocationRequest
_WithCopy: TypeAlias = Text | Media | _Interactive
_SENTENCES_MAX = 3


def prepare(
    message: Outbound, limits: ChannelLimits = WHATSAPP, *, overflow: Overflow = "split"
) -> tuple[Outbound, ...] | Refused:
    """The parts to send, in order. A message that fits is its own only part and keeps its ref; else part *k* is ``ref/k``.

    Long copy above buttons, a list or a link goes first as plain texts, and what is tapped rides on the last part. A
    medium with too long a caption goes bare, its caption after it. ``reply_to`` rides on the first part.
    """
    content = message.content
    if isinstance(content, Text) and dialable(message.to) and _plainly_fits(content.body, message.ref, limits):
        return (message,)
    content = _sanitised(content)
    if content is not message.content:
        message = replace(message, content=content)
    found = violations(message, limits)
    if not found:
        return (message,)
    if overflow == "refuse" or not isinstance(content, _WithCopy) or not all(map(_is_long_copy, found)):
        return _refused(found)
    return _numbered(message, _contents(content, limits), limits)


def _plainly_fits(body: str, ref: str, limits: ChannelLimits) -> bool:
    """A quick yes for the usual case.

    ASCII counts one in every unit, any other code point four at most. What begins with something visible is not blank.
    """
    return _plain(body, limits.text_body.maximum) and _plain(ref, limits.reference.maximum)


def _plain(text: str, maximum: int) -> bool:
    if text.isascii():
        return len(text) <= maximum and " " < text[:1] != "\x7f" and "\0" not in text
    return len(text) * 4 <= maximum and text[:1].isalnum() and sanitise(text) == text


def _sanitised(content: Content) -> Content:
    """Copy that came from outside may hold halves of characters; they are replaced. Labels and ids are not touched."""
    match content:
        case Text() | Buttons() | Menu() | LinkButton() | LocationRequest():
            body = sanitise(content.body)
            return content if body == content.body else replace(content, body=body)
        case Media(caption=str(caption)):
            return content if sanitise(caption) == caption else replace(content, caption=sanitise(caption))
        case _:
            return content


def _is_long_copy(violation: Violation) -> bool:
    """Whether splitting helps: copy of a message that is too long, and nothing else."""
    return violation.unit is not None and violation.where in {"body", "caption"}


def _contents(content: _WithCopy, limits: ChannelLimits) -> list[Content]:
    """What each part holds, in order."""
    match content:
        case Text(preview_url=preview):
            return [*_texts(content.body, limits, preview=preview)]
        case Media():
            return [replace(content, caption=None), *_texts(content.caption or "", limits)]
        case Menu():
            return _above(content, limits.list_body, limits)
        case Buttons() | LinkButton() | LocationRequest():
            return _above(content, limits.interactive_body, limits)
        case _:
            assert_never(content)


def _texts(body: str, limits: ChannelLimits, *, preview: bool = False) -> list[Text]:
    """Plain texts. The preview stays with the first address, as it would in one message."""
    texts = [Text(body=part.text) for part in parts(body, limits.text_body.maximum, limits.text_body.unit)]
    addressed = (index for index, text in enumerate(texts) if "http" in text.body)
    if preview and (index := next(addressed, None)) is not None:
        texts[index] = replace(texts[index], preview_url=True)
    return texts


def _above(content: _Interactive, limit: Limit, limits: ChannelLimits) -> list[Content]:
    """The copy as texts, its end as the body of what is tapped: as few messages as carry it, for each is billed."""
    *above, last = parts(content.body, limits.text_body.maximum, limit.unit, last=limit.maximum)
    return [*(Text(body=part.text) for part in above), replace(content, body=last.text)]


def _numbered(message: Outbound, contents: list[Content], limits: ChannelLimits) -> tuple[Outbound, ...] | Refused:
    ref = f"{message.ref}/{len(contents)}"
    measures = ((limits.parts, "body", len(contents)), (limits.reference, "ref", length(ref, limits.reference.unit)))
    found = tuple(
        Violation(
            name=limit.name,
            where=where,
            channel=limits.channel,
            measured=measured,
            limit=limit.maximum,
            unit=limit.unit,
        )
        for limit, where, measured in measures
        if measured > limit.maximum
    )
    if found:
        return _refused(found)
    return tuple(
        replace(
            message, ref=f"{message.ref}/{number}", content=content, reply_to=message.reply_to if number == 1 else None
        )
        for number, content in enumerate(contents, start=1)
    )


def _refused(found: tuple[Violation, ...]) -> Refused:
    sentences = [each.sentence for each in found]
    shown = "; ".join(sentences[:_SENTENCES_MAX])
    more = len(sentences) - _SENTENCES_MAX
    sentence = f"{shown}; and {more} more" if more > 0 else shown
    return Refused(reason=Reason.LIMIT, sentence=sentence, details="\n".join(sentences))
