r"""Values that go into a message as words and nothing else.

WhatsApp has no escape sign, so a sign of a value that could take effect is dropped, in the message only, never in the
stored value. A value cannot open or close formatting, start a quote or a list, break a line, or turn the direction of
what follows. ``2*3``, ``5 * 3``, ``snake_case``, URLs, e-mail addresses, numbers and keycaps stay as they are.
"""

from __future__ import annotations

import re
from typing import Final

from channel_adapter.text import balanced, sanitise

_PLAIN = re.compile(r"[A-Za-z0-9 .,;:!?'\"()/@+%&=#$-]*")
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LINE_START = re.compile(r"\s*+(?:[*_~`]*+[>-]?[*_~`]*+\s++)+")
_PIECE = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>]+)|(?P<mail>[A-Za-z0-9][\w.+~*-]*@[\w-]+(?:\.[\w-]+)+)|(?P<sign>[*_~`])",
    re.IGNORECASE,
)
_SIGN = re.compile("[*_~`]")
_ENCODED: Final = {"*": "%2A", "_": "%5F", "~": "%7E", "`": "%60"}
_ALONE: Final = {"-": "–", ">": ""}
"""A sign that is the whole value would make a list or a quote of what the author writes after it; a dash stays a dash."""
_BEFORE_OPENING: Final = frozenset("> *_~`")


def harmless(value: str) -> str:
    """The value, unable to act as markup wherever it is put: at a line's start, in a bold span, beside another value.

    In a URL a sign that could act is percent-encoded, so that the address still leads where it did.
    """
    if _PLAIN.fullmatch(value) and not value.lstrip().startswith("- "):
        return _ALONE.get(value.strip(), value)
    value = _LINE_BREAK.sub(" ", balanced(sanitise(value)))
    at_start = _LINE_START.match(value)
    if at_start and not at_start.group().isspace():
        value = value[at_start.end() :]
    value = _without_signs(value)
    return _ALONE.get(value.strip(), value)


def _without_signs(value: str) -> str:
    kept = ""
    read_to = 0
    for piece in _PIECE.finditer(value):
        kept += value[read_to : piece.start()]
        read_to = piece.end()
        if piece["url"]:
            kept += _SIGN.sub(lambda sign: _ENCODED[sign.group()] if _acts(sign) else sign.group(), piece["url"])
        elif piece["mail"] or not _could_act(kept[-1:], piece.group(), value[read_to : read_to + 1]):
            kept += piece.group()
    return kept + value[read_to:]


def _acts(sign: re.Match[str]) -> bool:
    address, start, end = sign.string, sign.start(), sign.end()
    return _could_act(address[max(0, start - 1) : start], sign.group(), address[end : end + 1])


def _could_act(previous: str, sign: str, after: str) -> bool:
    """Whether the sign could open or close something; unknown neighbours (the value's ends) count against it."""
    if sign == "*" and after and after in "\ufe0f\u20e3":  # a keycap
        return False
    if previous.isspace() and after.isspace() and sign != "`":
        return False
    opens = not previous or previous.isspace() or previous in _BEFORE_OPENING
    closes = not (after.isascii() and after.isalnum())
    return opens or closes
