"""Functions on text. Characters are what people see as one (grapheme clusters), not code points."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from flow_notations.errors import OverBudget

from .scope import OUTPUT_CHARACTERS_MAX

if TYPE_CHECKING:
    from flow_notations.values import Number, Value

    from .scope import Scope

_NUMBER = re.compile(r"[+-]?\d{1,28}(?:\.\d{1,28})?")
_SPACES = re.compile(r"\s+")


def replaced(_: Scope, text: str, part: str, by: str) -> str:
    """Every ``part`` replaced; an empty part is found nowhere."""
    if not part:
        return text
    length = len(text) + text.count(part) * (len(by) - len(part))
    if length > OUTPUT_CHARACTERS_MAX:
        raise OverBudget(f"a text of {length} characters; {OUTPUT_CHARACTERS_MAX} are allowed")
    return text.replace(part, by)


def joined(_: Scope, items: tuple[Value, ...], by: str) -> str | None:
    """Texts joined with ``by`` between them."""
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) != len(items):
        return None
    length = sum(map(len, texts)) + len(by) * max(0, len(texts) - 1)
    if length > OUTPUT_CHARACTERS_MAX:
        raise OverBudget(f"a text of {length} characters; {OUTPUT_CHARACTERS_MAX} are allowed")
    return by.join(texts)


def split(_: Scope, text: str, by: str) -> tuple[Value, ...]:
    """The trimmed parts between each ``by``, without empty ones; an empty ``by`` splits at spaces."""
    parts = text.split(by) if by else text.split()
    return tuple(part.strip() for part in parts if part.strip())


def digits(_: Scope, text: str) -> str:
    """The digits alone, in the figures 0 to 9 whatever script they came in."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdecimal())


def length(_: Scope, value: str | tuple[Value, ...]) -> int:
    """Characters of a text, items of a list."""
    return len(value) if isinstance(value, tuple) or value.isascii() else len(_characters(value))


def first(_: Scope, value: str | tuple[Value, ...], count: Number) -> Value:
    """The first ``count`` characters or items."""
    return _part(value, None, max(0, int(count)))


def last(_: Scope, value: str | tuple[Value, ...], count: Number) -> Value:
    """The last ``count`` characters or items."""
    return _part(value, -int(count), None) if count >= 1 else value[:0]


def _part(value: str | tuple[Value, ...], start: int | None, end: int | None) -> Value:
    if isinstance(value, tuple) or value.isascii():
        return value[start:end]
    return "".join(_characters(value)[start:end])


def same(_: Scope, left: str, right: str) -> bool:
    """Equal once case, accents, width and spaces around are put aside."""
    return left == right or folded(left) == folded(right)


def folded(text: str) -> str:
    """Case, accents and width put aside; spaces trimmed and made single."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", bare.casefold())).strip()


def number_in(_: Scope, text: str) -> Value:
    """The number a text spells in figures; null when it spells none."""
    from flow_notations.values import number

    bare = text.strip()
    return number(bare) if _NUMBER.fullmatch(bare) else None


def _characters(text: str) -> list[str]:
    import regex

    return regex.findall(r"\X", text)
