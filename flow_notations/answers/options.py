"""Which option a customer means by words.

Flows in: the options of one question, once; then one message at a time. Flows out: an ``Answer`` whose value is an option id.
The order is fixed: label, alias, position, the same without politeness or emoji, then words contained (``hears``). Ids are for
taps; typed words never match them. Knows nothing of taps, attempts or how the options are shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .fold import fold
from .phrases import courtesies_of, padded, padded_phrase, spoken, without, words_in
from .positions import LAST, numerals_of, places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class OptionWords:
    """What a customer can say for one option: its label, ``also`` (the same by other names), ``hears`` (words contained)."""

    id: str
    label: str
    also: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()


class Saying(NamedTuple):
    """One text that stands for an option; ``name`` is how it is called to people (``label 'Get a refund'``)."""

    folded: str
    option: str
    name: str


class OptionIndex:
    """The options of one question in one language, ready to be matched; build it once.

    ``positions``: whether "2" and "the second" may mean a place; they never do where labels are numbers.
    """

    __slots__ = ("_answers", "_by_place", "_courtesies", "_hears", "_language", "_places")

    def __init__(self, options: Sequence[OptionWords], language: str = "en", positions: bool = True) -> None:  # noqa: FBT001, FBT002
        self._language = language
        self._courtesies = courtesies_of(language)
        self._answers = _exact_answers(options, language)
        self._hears = _by_phrase(heard(options, language))
        speakable = positions and not labels_are_numbers(options, language)
        self._places: Mapping[str, int] = places_of(language) if speakable else {}
        self._by_place = tuple(
            Understood(option.id, f"position {place}", exact=False) for place, option in enumerate(options, 1)
        )

    def understand(self, text: str) -> Answer:
        """The option meant, or why none is. A position is never exact: it says nothing before the list was seen."""
        key = fold(text, self._language)
        answer = self._answers.get(key)
        if answer is not None:
            return answer
        return self._placed(key) or self._polite(key) or self._heard(key) or NotUnderstood("none of the options")

    def _placed(self, key: str) -> Answer | None:
        place = self._places.get(key)
        if place == LAST and self._by_place:
            return replace(self._by_place[-1], how=f"position {len(self._by_place)}, the last")
        return self._by_place[place - 1] if place and 0 < place <= len(self._by_place) else None

    def _polite(self, key: str) -> Answer | None:
        """The same without politeness and emoji around it."""
        bare = without(key, self._courtesies)
        answer = self._answers.get(bare) or (self._placed(bare) if bare != key else None)
        answer = answer or self._answers.get(" ".join(spoken(words_in(bare))))
        return replace(answer, exact=False) if isinstance(answer, Understood) else answer

    def _heard(self, key: str) -> Answer | None:
        text = padded(key)
        phrases = [phrase for phrase in self._hears if phrase in text]
        found = [saying for phrase in phrases if _says_more(phrase, phrases, text) for saying in self._hears[phrase]]
        return _one_of(found, exact=False) if found else None


def labels_are_numbers(options: Sequence[OptionWords], language: str = "en") -> bool:
    """Whether a label reads as a number that could be taken for a place ("2", "1-3 people", "First class").

    Labels that are numbered like the list itself ("1. Track", "2. Refund") agree with their places and do not count.
    """
    numerals = numerals_of(language)
    firsts = [words_in(fold(option.label, language)) for option in options]
    if all(words[:1] == [str(place)] and len(words) > 1 for place, words in enumerate(firsts, 1)):
        return False
    return any(
        words[0][0].isdigit() or any(numerals.get(word, len(options) + 1) <= len(options) for word in words)
        for words in firsts
        if words
    )


def said(options: Iterable[OptionWords], language: str) -> tuple[tuple[Saying, ...], ...]:
    """Every whole text that means an option, in ranks: labels, aliases, then labels without emoji and number."""
    labels = [Saying(fold(option.label, language), option.id, f"label '{option.label}'") for option in options]
    aliases = [
        Saying(fold(alias, language), option.id, f"alias '{alias}'") for option in options for alias in option.also
    ]
    bare = [saying._replace(folded=" ".join(words)) for saying in labels for words in _bare_forms(saying, language)]
    return tuple(labels), tuple(aliases), tuple(bare)


def heard(options: Iterable[OptionWords], language: str) -> tuple[Saying, ...]:
    """Every phrase that means an option when it is contained."""
    return tuple(
        Saying(padded_phrase(fold(phrase, language)), option.id, f"hears '{phrase}'")
        for option in options
        for phrase in option.hears
    )


def _bare_forms(saying: Saying, language: str) -> list[list[str]]:
    """A label's words alone; without its leading number; a lone digit as a word."""
    words = words_in(saying.folded)
    letters = spoken(words)
    forms = [words, letters, letters[1:] if letters[:1] and letters[0].isdigit() else []]
    if len(words) == 1:
        place = numerals_of(language).get(words[0])
        forms += [[word] for word, value in numerals_of(language).items() if value == place]
    return [form for form in forms if form]


def _exact_answers(options: Sequence[OptionWords], language: str) -> dict[str, Answer]:
    """Folded text → answer; a higher rank wins, equals within a rank are ambiguous."""
    answers: dict[str, Answer] = {}
    for rank in said(options, language):
        table = _by_phrase(rank)
        answers |= {text: _one_of(sayings, exact=True) for text, sayings in table.items() if text not in answers}
    return answers


def _by_phrase(sayings: Iterable[Saying]) -> dict[str, list[Saying]]:
    """Grouped by text; blank ones mean nothing."""
    table: dict[str, list[Saying]] = {}
    for saying in sayings:
        if saying.folded:
            table.setdefault(saying.folded, []).append(saying)
    return table


def _one_of(sayings: Sequence[Saying], *, exact: bool) -> Answer:
    """The single option these sayings stand for, or that they stand for several."""
    options = tuple(dict.fromkeys(saying.option for saying in sayings))
    if len(options) == 1:
        return Understood(options[0], sayings[0].name, exact)
    return Ambiguous(options, " and ".join(dict.fromkeys(f"{saying.name} of '{saying.option}'" for saying in sayings)))


def _says_more(phrase: str, phrases: Sequence[str], text: str) -> bool:
    """Whether a phrase stands somewhere outside longer ones: "credit card" says more than "card" alone."""
    for longer in phrases:
        if phrase != longer and phrase in longer:
            text = text.replace(longer, " \0 ")
    return phrase in text
