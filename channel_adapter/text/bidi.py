"""Directional controls, so far as cutting a text and joining one into another must respect them.

A message part is a paragraph of its own: what was opened before the cut has to be opened again after it.
Rule: https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
"""

from __future__ import annotations

import re

MARKS = "\u200e\u200f\u061c"
"""LRM, RLM, ALM: at the start of a text they set its direction."""

_ISOLATES = "\u2066\u2067\u2068"
_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_POP_ISOLATE = "\u2069"
_POP_EMBEDDING = "\u202c"
_CONTROL = re.compile(f"[{_ISOLATES}{_EMBEDDINGS}{_POP_ISOLATE}{_POP_EMBEDDING}]")
_PARAGRAPH_END = re.compile("[\n\r\x1c-\x1e\x85\u2029]")


def has_controls(text: str) -> bool:
    """Whether the text holds any control that opens or closes a direction."""
    return not text.isascii() and _CONTROL.search(text) is not None


def initial_mark(text: str) -> str:
    """The directional mark with which the text begins, or nothing."""
    return text[0] if text and text[0] in MARKS else ""


def open_at(text: str, index: int) -> str:
    """The controls still open just before ``index``, outermost first. A paragraph's end closes them all (rule X8)."""
    start = 0
    for end in _PARAGRAPH_END.finditer(text, 0, index):
        start = end.end()
    stack: list[str] = []
    for control in _CONTROL.finditer(text, start, index):
        _apply(control.group(), stack)
    return "".join(stack)


def closing(opened: str) -> str:
    """What closes those controls, innermost first."""
    return "".join(_POP_ISOLATE if control in _ISOLATES else _POP_EMBEDDING for control in reversed(opened))


def balanced(text: str) -> str:
    """The text with every open control closed at its end and every close without an open removed.

    So that it can stand inside another text without turning what follows.
    """
    if not has_controls(text):
        return text
    stack: list[str] = []
    kept = _CONTROL.sub(lambda control: control.group() if _apply(control.group(), stack) else "", text)
    return kept + closing("".join(stack))


def _apply(control: str, stack: list[str]) -> bool:
    """Push or pop; whether the control had an effect (rules X6a and X7)."""
    if control in _ISOLATES or control in _EMBEDDINGS:
        stack.append(control)
        return True
    if control == _POP_EMBEDDING:
        if not stack or stack[-1] in _ISOLATES:
            return False
        stack.pop()
        return True
    if not any(opened in _ISOLATES for opened in stack):
        return False
    while stack.pop() not in _ISOLATES:
        pass
    return True
