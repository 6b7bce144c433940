"""The port to keys, and what can be wrong with one. A key has a number; it is drawn once, and destroyed once.

Keys stand somewhere else than the store whose words they seal: whoever copies the store has copied no key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


class KeyDestroyed(Exception):  # not an error: somebody wanted it so
    """The key was destroyed with all that it sealed."""

    def __init__(self, number: int) -> None:
        super().__init__(f"key {number} was destroyed")
        self.number = number


class Keys(Protocol):
    """Where keys are kept. Workers of several machines need one that all of them reach."""

    @property
    def ring(self) -> str:
        """Which keys these are: a store remembers whose numbers it holds."""
        ...

    @property
    def drawn(self) -> int:
        """How many were ever drawn, at least; an older copy of them has fewer."""
        ...

    def draw(self) -> int:
        """A new key's number; the key survives a power cut when this returns. Raises ``StoreUnavailable``."""
        ...

    def key(self, number: int) -> bytes:
        """The 32 bytes of a key. Raises ``KeyDestroyed``, or ``StoreUnavailable`` when it was never drawn here."""
        ...

    def destroy(self, numbers: Iterable[int]) -> None:
        """Nobody can ever read them again once this returns. Those that are destroyed already stay so."""
        ...

    def close(self) -> None:
        """Let go of them."""
        ...
