"""Media and addresses: what may be linked, captioned and uploaded.

In: a medium, a header, a file's type and size. Out: ``Violation`` values. It fetches nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from channel_adapter.messages import Media

from .violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from channel_adapter.messages import Header, MediaKind

    from .table import ChannelLimits

_OGG: Final = "audio/ogg"
"""Carried with the Opus codec only."""
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://[^\s/?#\x00-\x20\x7f]+[^\s\x00-\x20\x7f]*")


def url_rules(name: str, where: str, url: str, limits: ChannelLimits) -> Iterator[Violation]:
    """An address must be whole and of an allowed scheme."""
    found = _URL.fullmatch(url)
    if found is None or found["scheme"].lower() not in limits.url_schemes:
        rule = f"is no address that {limits.channel} opens; it must begin with {' or '.join(_schemes(limits))}"
        yield Violation(name=name, where=where, channel=limits.channel, value=url, rule=rule)


def media_rules(media: Header, limits: ChannelLimits, *, where: str) -> Iterator[Violation]:
    """A medium by link must be reachable, its caption allowed; a header takes three kinds and no caption."""
    if not isinstance(media, Media):
        return
    prefix = f"{where}." if where else ""
    if media.link is not None:
        yield from url_rules(media.kind, f"{prefix}link", media.link, limits)
    if media.caption is not None and (where or not limits.media[media.kind].caption):
        rule = f"cannot stand with {'a header' if where else _article(media.kind)}"
        yield Violation(
            name="caption", where=f"{prefix}caption", channel=limits.channel, value=media.caption, rule=rule
        )
    if where and media.kind not in limits.header_media:
        rule = f"cannot be {_article(media.kind)}; {limits.channel} takes {', '.join(sorted(limits.header_media))}"
        yield Violation(name="header", where=where, channel=limits.channel, rule=rule)


def upload_violations(
    kind: MediaKind,
    mime_type: str,
    size: int,
    limits: ChannelLimits,
    *,
    animated: bool = False,
    voice: bool = False,
) -> tuple[Violation, ...]:
    """What keeps a file of ``size`` bytes from being sent as this kind. ``mime_type`` may carry parameters."""
    limit = limits.media[kind]
    plain, _, parameters = (piece.strip() for piece in mime_type.lower().partition(";"))
    found = []
    other_codec = plain == _OGG and "codecs" in parameters and "opus" not in parameters
    if plain not in limit.mime_types or other_codec or (voice and plain != _OGG):
        rule = f"is no type of {kind} that {limits.channel} carries"
        found.append(Violation(name="type", where=kind, channel=limits.channel, value=mime_type, rule=rule))
    maximum = limits.animated_sticker.maximum if kind == "sticker" and animated else limit.bytes_max
    if not 1 <= size <= maximum:
        rule = f"has {size:,} bytes; {limits.channel} carries {maximum:,}"
        found.append(Violation(name=kind, where=kind, channel=limits.channel, rule=rule))
    return tuple(found)


def upload_cautions(size: int, limits: ChannelLimits, *, voice: bool) -> tuple[Violation, ...]:
    """What the channel takes and shows otherwise than meant: a long voice note has no play button of its own."""
    quota = limits.voice_note
    if not voice or size <= quota.maximum:
        return ()
    rule = f"has {size:,} bytes; up to {quota.maximum:,} {limits.channel} shows it as a voice note"
    return (Violation(name=quota.name, where="audio", channel=limits.channel, rule=rule),)


def _schemes(limits: ChannelLimits) -> list[str]:
    return [f"{scheme}://" for scheme in sorted(limits.url_schemes)]


def _article(kind: MediaKind) -> str:
    return f"an {kind}" if kind[0] in "ai" else f"a {kind}"
