"""Chance without a random module: every draw is a function of the seed and of what is drawn for.

A draw is keyed by names (``"duplicate", item id``), not by how many draws came before it. So one more message in a run
changes nothing about the fate of the others, and the same seed with the same acts gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

_SCALE = 1 << 64


@dataclass(frozen=True, slots=True)
class Chance:
    """A seed, and draws from it."""

    seed: int

    def draw(self, *names: object) -> int:
        """A number from 0 to 2**64 - 1, always the same for the same names."""
        key = self.seed.to_bytes(16, "big", signed=True)
        text = "\x1f".join(map(str, names))
        return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest(), "big")

    def happens(self, rate: float, *names: object) -> bool:
        """Whether something that happens at this rate (0 never, 1 always) happens here."""
        return rate > 0 and self.draw(*names) < rate * _SCALE

    def below(self, limit: int, *names: object) -> int:
        """A whole number from 0 to ``limit - 1``."""
        return self.draw(*names) * limit // _SCALE

    def hexadecimal(self, digits: int, *names: object) -> str:
        """So many upper-case hexadecimal digits (at most 64)."""
        key = self.seed.to_bytes(16, "big", signed=True)
        text = "\x1f".join(map(str, names))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32, key=key).hexdigest()[:digits].upper()
