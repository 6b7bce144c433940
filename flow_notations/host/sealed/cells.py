"""One text of one row, sealed and opened: AES-256-GCM, so that what was changed or moved elsewhere does not open.

A sealed text names its key by number. A text without the mark is one that was written before there were keys.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING, Final

from flow_notations.errors import StoreUnavailable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from .keys import Keys

MARK: Final = "sealed:1:"
NONCE_BYTES: Final = 12
"""Random, and 2**32 of them are safe under one key (NIST SP 800-38D, section 8.3); a conversation has thousands."""


class Cells:
    """Seals and opens within one transaction: a key is read once, and a text that is written back stays as it was."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._ciphers: dict[int, AESGCM] = {}
        self._known: dict[tuple[str, str], str] = {}

    def seal(self, number: int, place: str, text: str) -> str:
        """``text`` under a key, for one ``place`` (``table.column``). Raises ``KeyDestroyed``."""
        sealed = self._known.get((place, text))
        if sealed is not None and sealed.startswith(f"{MARK}{number}:"):
            return sealed
        nonce = os.urandom(NONCE_BYTES)
        box = nonce + self._cipher(number).encrypt(nonce, text.encode(), place.encode())
        return f"{MARK}{number}:{b64encode(box).decode()}"

    def open(self, place: str, text: str) -> str:
        """What was sealed. Raises ``KeyDestroyed``, or ``StoreUnavailable`` when it does not open."""
        from cryptography.exceptions import InvalidTag

        if not text.startswith(MARK):
            return text
        number = number_in(text)
        try:
            box = b64decode(text.rpartition(":")[2], validate=True)
            opened = self._cipher(number or 0).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError, NotBase64) as fault:
            raise StoreUnavailable(f"a sealed text of {place} does not open with key {number}") from fault
        self._known[place, opened] = text
        return opened

    def _cipher(self, number: int) -> AESGCM:
        cipher = self._ciphers.get(number)
        if cipher is None:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            cipher = self._ciphers[number] = AESGCM(self._keys.key(number))
        return cipher


def number_in(text: str) -> int | None:
    """The number of the key that a text is sealed with; ``None`` when it is not."""
    number = text[len(MARK) :].partition(":")[0]
    return int(number) if text.startswith(MARK) and number.isdecimal() else None
