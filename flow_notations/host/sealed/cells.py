"""One text of one row, sealed and opened: AES-256-GCM, so that what was changed or moved elsewhere does not open.

A sealed text names its key by number. A text without the mark is one that was written before there were keys.
"""

from __future__ import annotations

import os
from binascii import a2b_base64, b2a_base64
from typing import TYPE_CHECKING, Final

from flow_notations.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from .keys import Keys

MARK: Final = "sealed:1:"
NONCE_BYTES: Final = 12
"""Random, and 2**32 of them are safe under one key (NIST SP 800-38D, section 8.3); a conversation has thousands."""


class Cells:
    """Seals and opens within one transaction: a key is read once, and a text that is written back stays as it was."""

    def __init__(self, keys: Keys) -> None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher_of: Callable[[bytes], AESGCM] = AESGCM
        self._refusals = (InvalidTag, ValueError)
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
        return f"{MARK}{number}:{b2a_base64(box, newline=False).decode()}"

    def open(self, place: str, text: str) -> str:
        """What was sealed. Raises ``KeyDestroyed``, or ``StoreUnavailable`` when it does not open."""
        if not text.startswith(MARK):
            return text
        number = number_in(text)
        try:
            box = a2b_base64(text[text.rindex(":") :])  # the colon is passed over, as is whatever is not base64
            opened = self._cipher(number or 0).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place.encode()).decode()
        except self._refusals as fault:
            raise StoreUnavailable(f"a sealed text of {place} does not open with key {number}") from fault
        self._known[place, opened] = text
        return opened

    def _cipher(self, number: int) -> AESGCM:
        cipher = self._ciphers.get(number)
        if cipher is None:
            cipher = self._ciphers[number] = self._cipher_of(self._keys.key(number))
        return cipher


def number_in(text: str) -> int | None:
    """The number of the key that a text is sealed with; ``None`` when it is not."""
    number = text[len(MARK) :].partition(":")[0]
    return int(number) if text.startswith(MARK) and number.isdecimal() else None
