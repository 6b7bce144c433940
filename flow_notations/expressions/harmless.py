"""A customer's value inside our copy: markup taken out, lines joined, length held. In the message only, never in data.

WhatsApp has no escape, so a marker sign that could open or close a span is dropped. One that cannot act stays: inside a word
(``snake_case``, ``2*3``), with a space on both sides (``5 * 3``), in an address or an e-mail. At the start of a line a value begins
no quote and no list. Source: https://faq.whatsapp.com/539178204879377
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from flow_notations.profile import units

if TYPE_CHECKING:
    from collections.abc import Callable

_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ADDRESS = r"https?://[^\s`]*[^\s`*_~.,;:!?)]|(?<![\w.+-])[\w.+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]+)+"
"""Web and e-mail addresses. Possessive and anchored, so that no value makes the search take more than linear time."""

_LINE_SIGNS = frozenset(" >-*_~`")
_LINE_START = re.compile(r"\s*+(?:[>*-]\s++)+")
_ALONE = {"-": "–", ">": "", "*": ""}
"""A sign that is the whole value would make a list or a quote of what the author writes after it."""


@lru_cache(maxsize=32)
def cleaner(marks: str) -> Callable[[str], str]:
    """The function that makes a text harmless: of these marker signs and of line breaks."""
    signs = re.escape(marks)
    worth_a_look = re.compile(f"[{signs}\n\r\v\f\x1c-\x1e\x85\u2028\u2029]").search
    # A sign behind a letter or digit and before an ASCII one is inside a word; one that stands between the spaces behind a word
    # and before whatever follows can neither open nor close. A backquote has no use in either place, so it always goes.
    acting = (
        re.compile(
            rf"({_ADDRESS}|(?<=[^\W_] )[{signs}](?= )(?<!`))"
            rf"|(?<![^\W_])[{signs}]+|[{signs}]+(?![A-Za-z0-9])|[{signs}]{{2,}}|`"
        )
        if marks
        else None
    )

    def clean(text: str) -> str:
        if worth_a_look(text) is None:
            return text
        joined = _BREAKS.sub(" ", text)
        return acting.sub(lambda found: found[1] or "", joined) if acting else joined

    return clean


def beginning(text: str) -> str:
    """The value as a line may begin with it: signs of a quote or a list before it are dropped; a dash alone stays a dash."""
    rest = _LINE_START.sub("", text) if text[:1] in _LINE_SIGNS else text
    return _ALONE.get(rest.strip(), rest)


def cut(text: str, units_max: int) -> str:
    """At most ``units_max`` UTF-16 units: cut between graphemes, with … in the last unit."""
    if len(text) * 2 <= units_max or units(text) <= units_max:
        return text
    import regex

    graphemes: list[str] = regex.findall(r"\X", text[: units_max + 1])
    ends = accumulate(map(units, graphemes))
    kept = [grapheme for grapheme, end in zip(graphemes, ends, strict=True) if end < units_max]
    return "".join(kept) + "…" if units_max > 0 else ""
