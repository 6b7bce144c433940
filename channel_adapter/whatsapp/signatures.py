"""Whether a webhook body comes from the provider: HMAC-SHA256 over the raw bytes, against one of our secrets.

In: bytes, a header, secrets. Out: nothing, or ``SignatureMismatch`` whose text holds neither secret nor signature. The
signature covers no time, so it is no guard against replay: the intake's dedupe is.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final

from channel_adapter.errors import ConfigurationError, SignatureMismatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .dialect import Secret

_PREFIX: Final = "sha256="
_HEX_DIGITS: Final = 64


def verify(body: bytes, signature_header: str | None, secrets: Sequence[Secret]) -> None:
    """Return when ``body`` is signed with one of ``secrets``; raise ``SignatureMismatch`` when it is not.

    The header is ``sha256=<hex>``, or the hex alone as some providers send it. Every secret is tried and compared in
    constant time, so the time taken tells nothing. No secrets at all is a ``ConfigurationError``.
    """
    if not secrets:
        raise ConfigurationError("a webhook cannot be verified without an app secret; set app_secrets of the number")
    if not signature_header:
        raise SignatureMismatch("the request carries no signature")
    given = signature_header.strip().removeprefix(_PREFIX).lower()
    if len(given) != _HEX_DIGITS or not given.isascii():
        raise SignatureMismatch("the signature is not a SHA-256 in hexadecimal")
    matches = [hmac.compare_digest(signature(body, secret), given) for secret in secrets]
    if not any(matches):
        raise SignatureMismatch("the signature matches none of our secrets")


def signature(body: bytes, secret: Secret) -> str:
    """Return the signature of ``body`` as lower-case hex, without a prefix."""
    return hmac.digest(secret.reveal().encode(), body, "sha256").hex()


def same(given: str, expected: Secret) -> bool:
    """Compare a token with a secret in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.reveal().encode())
