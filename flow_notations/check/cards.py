"""The card of a code: what it says, why it matters, how to mend it. For ``flow explain CODE`` and for editors.

Flows in: a code. Flows out: its card, read from the Markdown beside this file. Every room writes the cards of its own codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_CARDS = Path(__file__).with_name("cards")
_CODE = re.compile(r"[A-Z][0-9]{3}")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Card:
    """``title`` is the complaint in one line; ``sections`` its text by heading: What, Why, How to mend."""

    code: str
    title: str
    text: str

    @property
    def sections(self) -> dict[str, str]:
        """The text under each heading."""
        _, *parts = _HEADING.split(self.text)
        return {heading: body.strip() for heading, body in zip(parts[::2], parts[1::2], strict=True)}


def card(code: str) -> Card | None:
    """The card of a code in either case, or ``None`` when there is none."""
    name = code.strip().upper()
    if not _CODE.fullmatch(name):
        return None
    found = _CARDS / f"{name}.md"
    if not found.is_file():
        return None
    text = found.read_text("utf-8")
    title = text.splitlines()[0].removeprefix("#").strip()
    return Card(code=name, title=title.removeprefix(name).strip(" :—-"), text=text)


def codes() -> tuple[str, ...]:
    """Every code that has a card, sorted."""
    names = (found.name for found in _CARDS.iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in names if _CODE.fullmatch(name.removesuffix(".md"))))
