"""What the channel's own ids betray, and what is kept of them when a customer is erased.

An id of the channel looks like noise and is not: it is base64 of a few bytes with the customer's number among them. An id
that must still drop duplicates becomes a digest, which tells whether an id is the same one and nothing else: there is too
much chance in an id for anybody to guess it from a number.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

FADED: Final = "faded:"
"""Begins every digest."""
BYTES_OF_BASE64: Final = 3
"""Of which it makes four characters."""
SPELLING_CHARACTERS_MIN: Final = 8
"""Of base64; what is shorter may stand in an id of anybody's."""


def faded(identity: str) -> str:
    """The digest of an id; of a digest, itself."""
    if identity.startswith(FADED):
        return identity
    return FADED + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()


def spellings(name: str) -> tuple[str, ...]:
    """How a name without its plus may stand in what is stored: as it is; or within base64, wherever it begins there."""
    found: list[str] = []
    for before, dropped in enumerate((0, 2, 3)):  # characters that are made of other bytes, too
        whole = b"\0" * before + name.encode()
        whole = whole[: len(whole) // BYTES_OF_BASE64 * BYTES_OF_BASE64]
        found.append(base64.b64encode(whole).decode()[dropped:])
    return (name, *[each for each in found if len(each) >= SPELLING_CHARACTERS_MIN])
