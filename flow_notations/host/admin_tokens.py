"""Who holds which bearer token. Compared in constant time, every token of them, so that time tells nothing."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.whatsapp.dialect import Secret
from flow_notations.errors import MissingSettings

from .permissions import ADMINISTRATOR, granted
from .secret_references import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping, Sequence

    from .integrations import AdminRecord

ADMIN_TOKEN: Final = "FLOW_ADMIN_TOKEN"  # noqa: S105  # a variable's name
TOKEN_CHARACTERS_MIN: Final = 16
"""Fewer can be guessed over a network."""
BEARER: Final = b"bearer "
WHERE: Final = f"tokens are set where this host is started: {ADMIN_TOKEN}, or the [[admin]] tables of its records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admin:
    """Somebody with a token."""

    name: str
    token: Secret
    permissions: frozenset[str]


class Admins:
    """Everybody who may use the admin endpoints; nobody, when there is none."""

    def __init__(self, admins: Sequence[Admin]) -> None:
        """Raise ``MissingSettings`` for a token that is too short."""
        for admin in admins:
            if len(admin.token.reveal()) < TOKEN_CHARACTERS_MIN:
                raise MissingSettings(f"the token of '{admin.name}' has fewer than {TOKEN_CHARACTERS_MIN} characters")
        self._admins = tuple(admins)

    def __bool__(self) -> bool:
        return bool(self._admins)

    def permissions_of(self, token: bytes) -> frozenset[str] | None:
        """What the holder of a token may do; ``None`` when nobody holds it."""
        found: frozenset[str] | None = None
        for admin in self._admins:
            if hmac.compare_digest(admin.token.reveal().encode(), token):
                found = admin.permissions
        return found


def admins_of(records: Sequence[AdminRecord], environment: Mapping[str, str]) -> Admins:
    """Those of the file, and the holder of ``FLOW_ADMIN_TOKEN``, who is an administrator."""
    known = [
        Admin(
            name=record.name,
            token=resolve(record.token, environment),
            permissions=granted(record.role, record.permissions),
        )
        for record in records
    ]
    token = environment.get(ADMIN_TOKEN, "").strip()
    if token:
        known.append(Admin(name=ADMIN_TOKEN, token=Secret(token), permissions=granted(ADMINISTRATOR)))
    return Admins(known)


def bearer_of(scope: MutableMapping[str, Any]) -> bytes:
    """The token of a request; empty when it has none."""
    for name, value in scope.get("headers", ()):
        if name == b"authorization" and value[: len(BEARER)].lower() == BEARER:
            return bytes(value[len(BEARER) :].strip())
    return b""


def unknown(token: bytes) -> tuple[str, bytes]:
    """What to say to somebody whom no token names, and the challenge that goes with it.

    Format: https://www.rfc-editor.org/rfc/rfc6750#section-3
    """
    if not token:
        return f"a token is needed, in the header 'Authorization: Bearer TOKEN'; {WHERE}", b'Bearer realm="flow"'
    return f"nobody here holds this bearer token; {WHERE}", b'Bearer realm="flow", error="invalid_token"'
