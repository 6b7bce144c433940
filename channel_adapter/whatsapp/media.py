"""Files both ways: uploaded before they are sent, fetched as soon as they are received.

In: bytes to upload, or a ``MediaReceived``. Out: ``Uploaded``, ``Downloaded`` (in memory) or ``Stored`` (in a file of the
caller, piece by piece), or the reason why not; the world's faults are never exceptions. An address is only ever fetched from the provider's own hosts, because our token goes with it. This
file opens no connection (``client`` does) and stores nothing.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, TypeAlias
from urllib.parse import urlsplit

from channel_adapter.channel import Reason, Refused
from channel_adapter.errors import BodyTooLarge
from channel_adapter.limits import WHATSAPP, upload_violations

from . import replies
from .error_codes import SENTENCE_BY_ACTION, Action
from .tolerant import text_of
from .wire import WireFailure, WireReply

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.limits import ChannelLimits
    from channel_adapter.messages import Instant, MediaKind, MediaReceived

    from .dialect import NumberSettings
    from .wire import WireResult

DAY_MS: Final = 86_400_000
UPLOAD_LIVES_MS: Final = 30 * DAY_MS
RECEIVED_LIVES_MS: Final = 7 * DAY_MS
"""An id from a webhook lives 7 days since 2025-10-09; its address lives 5 minutes."""
DOWNLOAD_BYTES_MAX: Final = 100 * 1024 * 1024
"""The provider itself fetches nothing larger (code 131052)."""

SENTENCE_GONE: Final = "The customer's file is no longer available; ask them to send it again."
SENTENCE_TOO_LARGE: Final = "The customer's file is too large to be fetched."
SENTENCE_DAMAGED: Final = "The customer's file arrived damaged; ask them to send it again."
SENTENCE_FOREIGN: Final = "The customer's file is at an address that is not WhatsApp's, so it was not fetched."


Write: TypeAlias = "Callable[[bytes], Any]"
"""Takes a file's next piece, as ``file.write`` does."""


class MediaWire(Protocol):
    """A way to move files for one business number; the token goes with every request."""

    async def post_file(self, url: str, *, filename: str, mime_type: str, content: bytes) -> WireResult:
        """POST one file as a form."""
        ...

    async def get(self, url: str, *, bytes_max: int, write: Write | None = None) -> WireResult:
        """GET an address; more than ``bytes_max`` bytes raise ``BodyTooLarge``.

        With ``write`` the body of an answer 200 goes there piece by piece, and the reply's own body is empty.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file that may be sent by its ``id`` until ``expires_at``."""

    id: str
    expires_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A customer's file, whole and as the sender's client hashed it."""

    content: bytes
    mime_type: str | None
    sha256: str
    """Lower-case hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A customer's file, whole and as the sender's client hashed it, in the file that was handed in."""

    size_bytes: int
    mime_type: str | None
    sha256: str
    """Lower-case hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaMissing:
    """A customer's file that could not be fetched. ``sentence`` is for people, ``details`` for operators."""

    sentence: str
    details: str
    retryable: bool = False


Download: TypeAlias = Downloaded | MediaMissing


async def upload(  # noqa: PLR0913 - each says one thing about the file
    wire: MediaWire,
    settings: NumberSettings,
    *,
    kind: MediaKind,
    content: bytes,
    mime_type: str,
    now: Instant,
    filename: str | None = None,
    voice: bool = False,
    limits: ChannelLimits = WHATSAPP,
) -> Uploaded | Refused:
    """Upload a file and return its id. What the provider would refuse by type or size never leaves the process.

    ``voice``: it is to be sent as a voice note, which narrows the types. An upload whose answer was lost may be repeated at will: nobody sees it until it is sent.
    """
    # Whether a sticker moves is not looked at: the provider's larger limit holds for both.
    if found := upload_violations(kind, mime_type, len(content), limits, animated=True, voice=voice):
        details = "; ".join(violation.sentence for violation in found)
        return Refused(reason=Reason.LIMIT, sentence=SENTENCE_BY_ACTION[Action.FIX_REQUEST], details=details)
    name = filename or f"{kind}.{mime_type.partition(';')[0].rpartition('/')[2]}"
    result = await wire.post_file(settings.media_upload_url, filename=name, mime_type=mime_type, content=content)
    if isinstance(result, WireFailure):
        return _unreachable(result.details, now)
    if refused := replies.refusal_in(result, now=now):
        return refused
    identity = text_of((replies.document_of(result) or {}).get("id"))
    if identity is None:
        return _unreachable(f"HTTP {result.status} without an id", now)
    return Uploaded(id=identity, expires_at=now + UPLOAD_LIVES_MS)


async def download(
    wire: MediaWire, settings: NumberSettings, medium: MediaReceived, *, bytes_max: int = DOWNLOAD_BYTES_MAX
) -> Download:
    """Fetch a customer's file: by the address of the webhook, or by a fresh one when that is gone or damaged."""
    memory = BytesIO()
    result = await download_into(memory, wire, settings, medium, bytes_max=bytes_max)
    if isinstance(result, MediaMissing):
        return result
    return Downloaded(content=memory.getvalue(), mime_type=result.mime_type, sha256=result.sha256)


async def download_into(
    file: BinaryIO,
    wire: MediaWire,
    settings: NumberSettings,
    medium: MediaReceived,
    *,
    bytes_max: int = DOWNLOAD_BYTES_MAX,
) -> Stored | MediaMissing:
    """Like ``download``, with the bytes written to ``file`` as they come, so that memory does not grow with them.

    ``file`` can be written and truncated; it is used from where it stands. When the file is missing it is left as it was.
    """
    held = _Held(file)
    found = await _fetch(wire, settings, medium, medium.url, bytes_max, held) if medium.url else None
    if found is None or (isinstance(found, MediaMissing) and found.retryable):
        address = await _fresh_address(wire, settings, medium)
        found = (
            address
            if isinstance(address, MediaMissing)
            else await _fetch(wire, settings, medium, address, bytes_max, held)
        )
    if isinstance(found, MediaMissing):
        held.restart()
    return found


class _Held:
    """The bytes of the latest try, on their way into a file."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.begin = file, file.tell()
        self.digest, self.size = sha256(), 0

    def restart(self) -> None:
        """Forget an earlier try."""
        self.file.seek(self.begin)
        self.file.truncate()
        self.digest, self.size = sha256(), 0

    def write(self, piece: bytes) -> None:
        """Take the next piece."""
        self.file.write(piece)
        self.digest.update(piece)
        self.size += len(piece)


def allowed(settings: NumberSettings, address: str) -> bool:
    """Whether our token may go to ``address``: TLS and a host of the provider, or exactly where messages go."""
    if not address.isascii() or not address.isprintable() or any(sign in address for sign in " \\@"):
        return False
    try:
        parts, root = urlsplit(address), urlsplit(settings.root)
        port = parts.port
    except ValueError:
        return False
    if (parts.scheme, parts.netloc) == (root.scheme, root.netloc):
        return True
    return parts.scheme == "https" and port in {None, 443} and parts.hostname in settings.dialect.media_hosts


async def _fetch(
    wire: MediaWire, settings: NumberSettings, medium: MediaReceived, address: str, bytes_max: int, held: _Held
) -> Stored | MediaMissing:
    if not allowed(settings, address):
        return MediaMissing(sentence=SENTENCE_FOREIGN, details="the address is not on a host of the provider")
    held.restart()
    try:
        result = await wire.get(_at_provider(settings, address), bytes_max=bytes_max, write=held.write)
    except BodyTooLarge as fault:
        return MediaMissing(sentence=SENTENCE_TOO_LARGE, details=str(fault))
    if not isinstance(result, WireReply) or result.status != 200:
        return MediaMissing(sentence=SENTENCE_GONE, details=_why(result), retryable=True)
    expected = _digest_bytes(medium.sha256)
    if expected is not None and expected != held.digest.digest():
        return MediaMissing(sentence=SENTENCE_DAMAGED, details="the SHA-256 differs", retryable=True)
    mime_type = medium.mime_type or result.headers.get("content-type")
    return Stored(size_bytes=held.size, mime_type=mime_type, sha256=held.digest.hexdigest())


async def _fresh_address(wire: MediaWire, settings: NumberSettings, medium: MediaReceived) -> str | MediaMissing:
    """Ask for a new address: the one before lived five minutes."""
    try:
        url = settings.media_url(medium.id)
    except ValueError as fault:
        return MediaMissing(sentence=SENTENCE_GONE, details=str(fault))
    try:
        result = await wire.get(url, bytes_max=65_536)
    except BodyTooLarge as fault:
        return MediaMissing(sentence=SENTENCE_GONE, details=str(fault))
    if isinstance(result, WireFailure):
        return MediaMissing(sentence=SENTENCE_GONE, details=result.details, retryable=True)
    address = text_of((replies.document_of(result) or {}).get("url"))
    if address is None:
        refused = replies.refusal_in(result, now=0)
        later = refused is not None and refused.retry_at is not None
        return MediaMissing(sentence=SENTENCE_GONE, details=_why(result), retryable=later or result.status >= 500)
    return address


def _at_provider(settings: NumberSettings, address: str) -> str:
    """Some providers serve files under their own name: same path, their host."""
    parts = urlsplit(address)
    if not settings.dialect.media_host_replaced or parts.hostname not in settings.dialect.media_hosts:
        return address
    return settings.root + parts.path + (f"?{parts.query}" if parts.query else "")


def _digest_bytes(written: str | None) -> bytes | None:
    """A SHA-256 is written as base64 in webhooks and as hexadecimal elsewhere; any other text proves nothing."""
    if not written:
        return None
    try:
        raw = bytes.fromhex(written) if len(written) == 64 else base64.b64decode(written, validate=True)
    except (ValueError, binascii.Error):
        return None
    return raw if len(raw) == 32 else None


def _why(result: WireResult) -> str:
    return result.details if isinstance(result, WireFailure) else f"HTTP {result.status}"


def _unreachable(details: str, now: Instant) -> Refused:
    return Refused(reason=Reason.UNREACHABLE, sentence=replies.SENTENCE_UNREACHABLE, retry_at=now, details=details)
