"""The acts that a request can ask of a customer: one row each, and the reading of what the request says."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, get_args

from channel_adapter.messages import MediaKind

from .acts import PIXEL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from channel_adapter.messages import Instant

    from .model import Cloud

T = TypeVar("T")


class BadRequestError(ValueError):
    """The request asks for nothing that exists, or says it wrongly."""


class Strings:
    """The JSON object of a request, read field by field."""

    def __init__(self, document: object) -> None:
        if not isinstance(document, dict):
            raise BadRequestError("the body must be a JSON object")
        self._document = document

    def any(self, key: str) -> Any:
        """Whatever stands there."""
        return self._document.get(key)

    def text(self, key: str) -> str:
        """A text that must be there."""
        return self._typed(key, str, "a text")

    def text_if_any(self, key: str) -> str | None:
        """A text that may be absent."""
        return None if self.any(key) is None else self.text(key)

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        return default if default is not None and self.any(key) is None else self._typed(key, int, "a whole number")

    def degrees(self, key: str) -> float:
        """A number."""
        found = self.any(key)
        return (
            float(found)
            if isinstance(found, int) and not isinstance(found, bool)
            else self._typed(key, float, "a number")
        )

    def object(self, key: str) -> dict[str, Any]:
        """A JSON object."""
        return self._typed(key, dict, "an object")

    def content(self, key: str) -> dict[str, Any] | list[dict[str, Any]]:
        """A JSON object, or a list of such."""
        found = self.any(key)
        if isinstance(found, list) and all(isinstance(item, dict) for item in found):
            return found
        return self.object(key)

    def bytes(self, key: str, default: bytes) -> bytes:
        """Bytes in Base64."""
        found = self.text_if_any(key)
        try:
            return default if found is None else base64.b64decode(found, validate=True)
        except binascii.Error:
            raise BadRequestError(f"{key!r} must be Base64") from None

    def _typed(self, key: str, kind: type[T], name: str) -> T:
        found = self.any(key)
        if not isinstance(found, kind) or isinstance(found, bool):
            raise BadRequestError(f"{key!r} must be {name}")
        return found


Act: TypeAlias = "Callable[[Cloud, str, Strings, Instant], str | None]"


def _says(cloud: Cloud, customer: str, strings: Strings, at: Instant) -> str:
    return cloud.says(
        customer,
        strings.text("text"),
        at=at,
        quotes=strings.text_if_any("quotes"),
        forwarded=strings.any("forwarded") is True,
        referral=None if strings.any("referral") is None else strings.object("referral"),
    )


def _media(cloud: Cloud, customer: str, strings: Strings, at: Instant) -> str:
    kind = strings.text("kind")
    if kind not in get_args(MediaKind):
        raise BadRequestError(f"'kind' must be one of {', '.join(get_args(MediaKind))}")
    keys = ("mime_type", "caption", "filename", "quotes")
    parts: Any = {key: strings.text(key) for key in keys if strings.any(key) is not None}
    parts |= {"voice": True} if strings.any("voice") is True else {}
    chosen: Any = kind
    return cloud.sends_media(customer, chosen, strings.bytes("content_base64", PIXEL), at=at, **parts)


def _location(cloud: Cloud, customer: str, strings: Strings, at: Instant) -> str:
    return cloud.sends_location(
        customer,
        strings.degrees("latitude"),
        strings.degrees("longitude"),
        at=at,
        name=strings.text_if_any("name"),
        address=strings.text_if_any("address"),
        quotes=strings.text_if_any("quotes"),
    )


ACTS: Mapping[str, Act] = {
    "says": _says,
    "taps": lambda cloud, who, strings, at: cloud.taps(
        who, strings.text("option"), at=at, message_id=strings.text_if_any("message_id")
    ),
    "sends": lambda cloud, who, strings, at: cloud.sends(
        who, strings.text("kind"), strings.content("content"), at=at, quotes=strings.text_if_any("quotes")
    ),
    "media": _media,
    "location": _location,
    "contact": lambda cloud, who, strings, at: cloud.sends_contacts(who, strings.object("card"), at=at),
    "unsupported": lambda cloud, who, strings, at: cloud.sends_unsupported(
        who, at=at, kind=strings.text_if_any("kind") or "poll"
    ),
    "reacts": lambda cloud, who, strings, at: cloud.reacts(
        who, strings.text("message_id"), strings.text("emoji"), at=at
    ),
    "edits": lambda cloud, who, strings, at: cloud.edits(who, strings.text("message_id"), strings.text("text"), at=at),
    "revokes": lambda cloud, who, strings, at: cloud.revokes(who, strings.text("message_id"), at=at),
    "reads": lambda cloud, who, _, at: cloud.reads(who, at=at),
    "plays": lambda cloud, who, strings, at: cloud.plays(who, strings.text("message_id"), at=at),
    "offline": lambda cloud, who, _, __: cloud.goes_offline(who),
    "online": lambda cloud, who, _, at: cloud.comes_online(who, at=at),
    "blocks": lambda cloud, who, _, __: cloud.blocks(who),
    "unblocks": lambda cloud, who, _, __: cloud.unblocks(who),
    "number": lambda cloud, who, strings, at: cloud.changes_number(who, strings.text("wa_id"), at=at),
    "person_writes": lambda cloud, who, strings, at: cloud.person_writes(who, strings.text("text"), at=at),
}
"""Word of the address -> what the customer (or, in the last row, a person of the business) does."""
