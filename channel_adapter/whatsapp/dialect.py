"""Who carries our messages and how they want to be spoken to: addresses, headers, secrets, rates. Plain values.

One Cloud API dialect serves every provider that takes Meta's payload unchanged; what differs is in a ``Dialect``.
One business number is a ``NumberSettings``. This file reads no environment and opens nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from channel_adapter.errors import ConfigurationError
from channel_adapter.window import WindowPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

GRAPH_VERSION_DEFAULT: Final = "v25.0"
"""Meta keeps this one until 2028-07-29. Source: https://developers.facebook.com/docs/graph-api/changelog"""

NUMBER_PER_SECOND_DEFAULT: Final = 80
"""Messages per second of a number, in and out together; 1,000 by upgrade, 20 for a number shared with the phone app.
Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput"""

PAIR_BURST_DEFAULT: Final = 45
"""Messages to one customer at once; each borrows 6 s from the future. The page can be read more strictly: after a burst,
silence until it is paid back. A smaller burst comes closer to that. Source: as above."""

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_PATH_SEGMENT: Final = re.compile(r"[A-Za-z0-9._:-]+")
_HEADER_VALUE: Final = re.compile(r"[\x21-\x7e]+")


class Secret:
    """A string that never shows itself: not in ``repr``, not in a log, not in a traceback's locals."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not _HEADER_VALUE.fullmatch(value):
            raise ConfigurationError("a secret is empty, or holds a space or a sign outside printable ASCII")
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for a header or a signature."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A provider of the Cloud API. Paths hold ``{version}``, ``{number_id}`` and ``{media_id}`` to be filled."""

    name: str
    base_url: str
    messages_path: str
    media_upload_path: str
    media_path: str
    auth_header: str
    auth_prefix: str
    signature_header: str
    media_hosts: tuple[str, ...]
    """Hosts from which a medium may be fetched with our token; no other host ever gets it."""
    media_host_replaced: bool = False
    """Whether a medium's address has its host replaced by the provider's own."""


META: Final = Dialect(
    name="meta",
    base_url="https://graph.facebook.com",
    messages_path="/{version}/{number_id}/messages",
    media_upload_path="/{version}/{number_id}/media",
    media_path="/{version}/{media_id}",
    auth_header="Authorization",
    auth_prefix="Bearer ",
    signature_header="x-hub-signature-256",
    media_hosts=("lookaside.fbsbx.com",),
)
"""Meta itself. Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages"""

D360: Final = Dialect(
    name="360dialog",
    base_url="https://waba-v2.360dialog.io",
    messages_path="/messages",
    media_upload_path="/media",
    media_path="/{media_id}",
    auth_header="D360-API-KEY",
    auth_prefix="",
    signature_header="x-360dialog-signature",
    media_hosts=("lookaside.fbsbx.com",),
    media_host_replaced=True,
)
"""360dialog: the key names the number, so no number is in the path. Source: https://docs.360dialog.com/docs"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSettings:
    """One business number. ``number_id`` is opaque: a phone-number id today, an account id later."""

    number_id: str
    token: Secret
    app_secrets: tuple[Secret, ...] = ()
    """Secrets that sign webhooks, newest first; two while one replaces the other."""
    verify_token: Secret | None = None
    """What the provider must repeat in the webhook handshake."""
    dialect: Dialect = META
    graph_version: str = GRAPH_VERSION_DEFAULT
    base_url: str | None = None
    """Instead of the dialect's own: a proxy, or an emulator on loopback."""
    number_per_second: int = NUMBER_PER_SECOND_DEFAULT
    pair_burst: int = PAIR_BURST_DEFAULT
    window_policy: WindowPolicy = WindowPolicy.FAIL
    """What becomes of a free-form message outside the reply window, where its sender says nothing else."""
    direct_send_category: Literal["utility", "authentication"] = "utility"
    """What Meta files a message under that goes outside the window by ``WindowPolicy.DIRECT_SEND``."""
    patience_ms: int = 10_000
    """How long one send may wait in this process, in all; 0 never waits."""
    request_timeout_ms: int = 30_000
    extra_body: Mapping[str, object] = field(default_factory=dict)
    """Fields for every message body, such as ``messaging_account_id``."""

    def __post_init__(self) -> None:
        for name, value in (("number_id", self.number_id), ("graph_version", self.graph_version)):
            if not _PATH_SEGMENT.fullmatch(value):
                raise ConfigurationError(f"{name} must be letters, digits, '.', '_', ':' or '-'; it is {value!r}")
        for name in ("number_per_second", "pair_burst", "request_timeout_ms"):
            if getattr(self, name) < 1:
                raise ConfigurationError(f"{name} must be 1 or more")
        if self.patience_ms < 0:
            raise ConfigurationError("patience_ms must be 0 or more")
        _check_address(self.root)

    @property
    def root(self) -> str:
        """Scheme and host to which paths are added, without a slash at the end."""
        return (self.base_url or self.dialect.base_url).rstrip("/")

    @property
    def messages_url(self) -> str:
        """Where a message is posted."""
        return self.root + self.dialect.messages_path.format(version=self.graph_version, number_id=self.number_id)

    @property
    def media_upload_url(self) -> str:
        """Where a medium is uploaded."""
        return self.root + self.dialect.media_upload_path.format(version=self.graph_version, number_id=self.number_id)

    def media_url(self, media_id: str) -> str:
        """Where a medium's address is asked for; the id must be one path segment (``ValueError``)."""
        if not _PATH_SEGMENT.fullmatch(media_id) or media_id.strip(".") == "":
            raise ValueError("a medium's id must be letters, digits, '.', '_', ':' or '-'")
        return self.root + self.dialect.media_path.format(version=self.graph_version, media_id=media_id)

    @property
    def auth(self) -> tuple[str, str]:
        """Header name and value that authorise a request."""
        return self.dialect.auth_header, self.dialect.auth_prefix + self.token.reveal()


def _check_address(root: str) -> None:
    """Tokens travel only over TLS, or to this machine."""
    parts = urlsplit(root)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return
    raise ConfigurationError(f"base_url must be https, or http to this machine; it is {root!r}")
