"""Media by id: uploaded by the business (30 days) or sent by customers (7 days), with download links of 5 minutes.

Rule: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .habits import DAY, MINUTE

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

UPLOADED_FOR = 30 * DAY
RECEIVED_FOR = 7 * DAY
LINK_FOR = 5 * MINUTE

_MEGABYTE = 1 << 20
CEILINGS: dict[str, int] = {
    "image/jpeg": 5 * _MEGABYTE,
    "image/png": 5 * _MEGABYTE,
    "image/webp": 500 << 10,
    "audio/aac": 16 * _MEGABYTE,
    "audio/amr": 16 * _MEGABYTE,
    "audio/mpeg": 16 * _MEGABYTE,
    "audio/mp4": 16 * _MEGABYTE,
    "audio/ogg": 16 * _MEGABYTE,
    "video/mp4": 16 * _MEGABYTE,
    "video/3gpp": 16 * _MEGABYTE,
    "text/plain": 100 * _MEGABYTE,
    "application/pdf": 100 * _MEGABYTE,
    "application/msword": 100 * _MEGABYTE,
    "application/vnd.ms-excel": 100 * _MEGABYTE,
    "application/vnd.ms-powerpoint": 100 * _MEGABYTE,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": 100 * _MEGABYTE,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": 100 * _MEGABYTE,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": 100 * _MEGABYTE,
}
"""Content type -> most bytes of an upload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMedium:
    """One medium with its bytes."""

    id: str
    content: bytes
    mime_type: str
    filename: str | None
    gone_at: Instant

    @property
    def sha256(self) -> str:
        """The digest as webhooks write it, in Base64."""
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()

    def url(self, host: str, at: Instant) -> str:
        """A link to fetch it, good for 5 minutes from now, with the token of the number."""
        until = (at + LINK_FOR) // 1_000
        return f"{host}/whatsapp_business/attachments/?mid={self.id}&source=webhook&ext={until}&hash={self.sha256[:12]}"


@dataclass(slots=True, kw_only=True)
class MediaStore:
    """All media that exist."""

    _held: dict[str, StoredMedium] = field(default_factory=dict)

    def put(self, medium: StoredMedium) -> None:
        """Keep one."""
        self._held[medium.id] = medium

    def get(self, media_id: str, at: Instant) -> StoredMedium | None:
        """The medium, unless it never was, was deleted, or its time is over."""
        medium = self._held.get(media_id)
        return medium if medium and at < medium.gone_at else None

    def delete(self, media_id: str) -> bool:
        """Forget one; whether it was there."""
        return self._held.pop(media_id, None) is not None
