"""Splitting and preparing against naive slicing, in one run: ``python tests/benchmarks/bench_text.py``.

The baseline cuts every 4,096 code points: no graphemes, no words, no formatting. Ratios, not seconds, are comparable.
"""

from __future__ import annotations

import sys
from pathlib import Path
from timeit import repeat
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from channel_adapter.limits import prepare
from channel_adapter.messages import Address, Outbound, Text
from channel_adapter.text import split

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 4096
TEXTS = {
    "plain": "Hello world, this is a sentence. " * 1500,
    "formatted": "Hello *bold world*, this _is a_ sentence. " * 1200,
    "hindi": "नमस्ते दुनिया यह एक वाक्य है। " * 1500,
    "chinese": "漢字仮名交文" * 8000,
    "families": "👨‍👩‍👧‍👦" * 7000,
}
SHORT = "Hello Ann, your taxi is on its way. It should be with you in five minutes."


def sliced(text: str) -> list[str]:
    """What a naive adapter does."""
    return [text[start : start + LIMIT] for start in range(0, len(text), LIMIT)]


def seconds(action: Callable[[], object], number: int) -> float:
    """The best of five runs, for one call."""
    return min(repeat(action, number=number, repeat=5)) / number


def main() -> None:
    """Print one line a case."""
    for name, text in TEXTS.items():
        ours, naive = seconds(lambda text=text: split(text, LIMIT), 3), seconds(lambda text=text: sliced(text), 100)
        rate = len(text) / ours / 1e6
        print(f"split {name:10} {rate:6.2f} million code points/s   {ours / naive:8.0f} x slicing")
    message = Outbound(ref="i/1/1", to=Address(phone="+27821234567"), content=Text(body=SHORT))
    accented = Outbound(ref="i/1/1", to=message.to, content=Text(body=SHORT + " ¡Olé 👍!"))
    naive = seconds(lambda: sliced(SHORT), 10_000)
    for name, each in (("plain", message), ("emoji", accented)):
        ours = seconds(lambda each=each: prepare(each), 10_000)
        print(f"prepare short {name:6} {ours * 1e6:6.2f} microseconds   {ours / naive:8.1f} x slicing")


if __name__ == "__main__":
    main()
