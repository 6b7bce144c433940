"""How an input is damaged with sense: lines of a text and values of a JSON document are lost, doubled, swapped, replaced.

Bytes and a seed in, other bytes out, the same ones for the same seed. ``random`` here is seeded by the caller each time.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 10**18, 10**40, 1.5, 1e308, "", "x", "\ud800", "\x00", "{x}", "{", "a b", "null", [], {}, [[]], {"": 0}, ["x"],
    {"$number": "1e9999"}, {"$date": "0001-01-01"}, {"$duration": 10**30}, {"$time": ""}, {"$datetime": "9999-12-31T23:59:59+00:00"},
)  # fmt: skip
"""Values that a reader may not have thought of."""
SIGNS = tuple("\n \t\"'{}[]()|*#,:.=<>-+\\/?$@%&~_`0129aAzZéñ“”→👋٣३\u200d\u0301\ufeff\x00\u2028\xa0")


def damaged(data: bytes, seed: int, seeds: Sequence[bytes]) -> bytes:
    """``data`` with one to four changes; ``seeds`` are others to take parts from."""
    chance = random.Random(seed)
    text = data.decode("utf-8", "surrogateescape")
    other = chance.choice(seeds).decode("utf-8", "replace") if seeds else ""
    for _ in range(chance.randint(1, 4)):
        text = _document(text, chance) if text[:1] == "{" and chance.random() < 0.8 else _text(text, other, chance)
    return text.encode("utf-8", "surrogateescape" if _escaped(text) else "replace")


def _escaped(text: str) -> bool:
    return all(not "\ud800" <= sign <= "\udfff" or "\udc80" <= sign <= "\udcff" for sign in text)


def _text(text: str, other: str, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return _signs(text, other, chance)
    lines, more = text.split("\n"), other.split("\n")
    at, away = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at : at + chance.randint(1, 3)]
        case 1:
            lines[away:away] = lines[at : at + 3]
        case 2:
            lines[at], lines[away] = lines[away], lines[at]
        case 3:
            lines.insert(at, chance.choice(more))
        case _:
            lines[at] = " " * chance.choice((0, 1, 2, 4, 6)) + lines[at].lstrip(" ")
    return "\n".join(lines)


def _signs(text: str, other: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    match chance.randrange(4):
        case 0:
            return text[:at] + chance.choice(SIGNS) * chance.choice((1, 1, 1, 2, 60)) + text[at:]
        case 1:
            return text[:at] + text[at + chance.randint(1, 6) :]
        case 2:
            start = chance.randint(0, len(other))
            return text[:at] + other[start : start + chance.randint(1, 20)] + text[at:]
        case _:
            start = chance.randint(0, len(text))
            return text[:at] + text[start : start + chance.randint(1, 20)] + text[at:]


def _document(text: str, chance: random.Random) -> str:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    places = _places(document)
    if not places:
        return text
    holder, key = chance.choice(places)
    other_holder, other_key = chance.choice(places)
    match chance.randrange(5):
        case 0:
            del holder[key]
        case 1:
            holder[key] = chance.choice(STRANGE)
        case 2:
            holder[key] = json.loads(json.dumps(other_holder[other_key]))
        case 3:
            holder[key] = [holder[key]] if chance.random() < 0.5 else {"x": holder[key]}
        case _ if isinstance(holder, dict):
            holder[str(other_key)] = holder.pop(key)
        case _:
            holder.append(holder[key])
    return json.dumps(document, ensure_ascii=chance.random() < 0.5)


def _places(document: Any) -> list[tuple[Any, Any]]:
    found, left = [], [document]
    while left:
        holder = left.pop()
        inner = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, value in inner:
            found.append((holder, key))
            left.append(value)
    return found
