"""Which words of a question's options can never win.

Flows in: the options of one question in one language. Flows out: every ``Clash``, for the checker to report. The ranks are those of
``options``: a label beats an alias, an alias beats a contained word; equals end in asking again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .options import OptionWords, Saying, heard, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Clash:
    """``option``'s words ``name`` never win: they mean ``others`` as well, or another way of saying ``others`` goes first."""

    option: str
    name: str
    others: tuple[str, ...]
    sentence: str


def clashes(options: Sequence[OptionWords], language: str = "en") -> tuple[Clash, ...]:
    """Labels, aliases and heard words that never win, in the order of the options."""
    labels, aliases, _ = said(options, language)
    spoken = heard(options, language)
    found = [*_equal(labels), *_equal(aliases), *_equal(spoken), *_beaten(aliases, labels)]
    return tuple(dict.fromkeys(found))


def _equal(sayings: Iterable[Saying]) -> list[Clash]:
    """Two options that say the same: the customer would be asked again for ever."""
    rows = [saying for saying in sayings if saying.folded]
    found = []
    for saying in rows:
        others = _options(other for other in rows if other.folded == saying.folded and other.option != saying.option)
        if others:
            sentence = f"{saying.name} of '{saying.option}' also means {_named(others)}; neither can win"
            found.append(Clash(saying.option, saying.name, others, sentence))
    return found


def _beaten(sayings: Iterable[Saying], stronger: Sequence[Saying]) -> list[Clash]:
    """Aliases that are another option's label."""
    found = []
    for saying in sayings:
        winners = [other for other in stronger if other.folded == saying.folded]
        if winners and all(other.option != saying.option for other in winners):
            others = _options(winners)
            sentence = f"{saying.name} of '{saying.option}' never wins: it is {winners[0].name} of {_named(others)}"
            found.append(Clash(saying.option, saying.name, others, sentence))
    return found


def _options(sayings: Iterable[Saying]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(saying.option for saying in sayings))


def _named(options: tuple[str, ...]) -> str:
    return " and ".join(f"'{option}'" for option in options)
