"""Numbers said in words: "two hundred and five", "treinta y cuatro", "dos millones y medio".

Flows in: folded words and the language's ``NumberWords``. Flows out: each number with the words it covers. A word that cannot
continue the number before it begins a new one, so "two three" is two numbers. Knows no digits.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flow_notations.values import Number, number

from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of
from .phrases import words_in
from .words import NumberWords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

NUMBER_WORDS_MAX = 24
"""Words one number may have; the longest below a million million has fewer."""

COMPOUND_WORDS_MAX = 4
"""Words of the longest compound: quatre-vingt-dix-neuf."""

CLAUSE_END = ";"
"""Stands between the words of two clauses; no number goes across it."""

VALUE_MAX = 10**12
"""Numbers in words stay below a million million."""


class SaidNumber(NamedTuple):
    """A number said by the words from ``start`` to ``end``."""

    start: int
    end: int
    value: Number


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def number_words_of(language: str) -> NumberWords:
    """The language's number words, folded."""
    words = words_of(language).numbers

    def table(raw: Mapping[str, int]) -> Mapping[str, int]:
        return {fold(word, language): value for word, value in raw.items()}

    def names(raw: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(fold(word, language) for word in raw)

    return NumberWords(
        small=table(words.small), tens=table(words.tens), hundreds=table(words.hundreds), scales=table(words.scales),
        weak=table(words.weak), compounds=_compounds(words.compounds, language),
        apart={fold(word, language): fold(said, language) for word, said in words.apart.items()}, grown=names(words.grown),
        plurals=names(words.plurals), nothing=names(words.nothing), joiners=names(words.joiners),
        tens_joiners=names(words.tens_joiners), tens_joined_from=words.tens_joined_from, points=names(words.points),
        minus=names(words.minus), halves=names(words.halves), parts=names(words.parts), out_of=names(words.out_of),
        articles=names(words.articles), counted=names(words.counted), idioms=names(words.idioms),
        others=names((*words.joiners, *words.tens_joiners, *words_of(language).beside.to)),
    )  # fmt: skip


def _compounds(raw: Mapping[str, int], language: str) -> Mapping[str, int]:
    """Folded, word by word; and as one word too, for a text that is parted at its spaces alone."""
    folded = {fold(words, language): value for words, value in raw.items()}
    return {**folded, **{" ".join(words_in(words)): value for words, value in folded.items()}}


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def starters_of(language: str) -> frozenset[str]:
    """Words a number can begin with: the cheap test whether a text says any."""
    words = number_words_of(language)
    begin = {compound.partition(" ")[0] for compound in words.compounds}
    return frozenset(
        {
            *words.small,
            *words.tens,
            *words.hundreds,
            *words.scales,
            *words.weak,
            *words.halves,
            *words.points[:1],
            *begin,
        }
    )


def said_numbers(words: list[str], language: str) -> Iterator[SaidNumber]:
    """The numbers said, left to right."""
    known = number_words_of(language)
    place = 0
    while place < len(words):
        said = _Reading(words, place, known).whole()
        if said is None:
            place += 1
        else:
            yield said
            place = said.end


class _Reading:
    """Reads one number from a place on; ``at`` is the next word, ``total`` what closed groups came to, ``group`` the open one."""

    __slots__ = ("at", "floor", "group", "known", "scale", "start", "total", "words")

    def __init__(self, words: list[str], start: int, known: NumberWords) -> None:
        self.words, self.start, self.at, self.known = words, start, start, known
        self.total, self.scale = 0, VALUE_MAX
        self.group: int | None = None
        self.floor = 1000  # what may still be added to the open group must be below this

    def whole(self) -> SaidNumber | None:
        """Sign, whole part, fraction; None when no number begins here."""
        negative = self._word() in self.known.minus
        self.at += negative
        half = self._half_alone()
        while half is None and self._take():
            pass
        begins_with_point = self.group is None and not self.total and self._word() in self.known.points[:1]
        if half is None and self.group is None and not self.total and not begins_with_point:
            return None
        value = half if half is not None else self._scaled(self.total + (self.group or 0), self._fraction())
        if begins_with_point and not value:
            return None
        return SaidNumber(self.start, self.at, number(-value if negative else value))

    def _word(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.words[place] if place < min(len(self.words), self.start + NUMBER_WORDS_MAX) else ""

    def _half_alone(self) -> Decimal | None:
        """As the whole message "half" and "medio" are numbers; "half a million" is left alone."""
        if self._word() in self.known.halves and len(self.words) - self.start == 1:
            self.at += 1
            return Decimal("0.5")
        return None

    def _take(self) -> bool:
        """Take one more word, with the joiner before it; False when the number ends here."""
        joiner = self._word() in (*self.known.joiners, *self.known.tens_joiners) and self.at > self.start
        skip = int(joiner)
        word = self._word(skip)
        if joiner and not self._may_join(word):
            return False
        if word in self.known.plurals and self.group is None and not self.total:
            return False
        if self._take_compound(skip):
            return True
        for table, act in self._actions():
            if word in table and act(table[word]):
                self.at += 1 + skip
                return True
        return False

    def _take_compound(self, skip: int) -> bool:
        """The longest run of words that is a number by itself."""
        compounds = self.known.compounds
        for count in range(COMPOUND_WORDS_MAX, 0, -1) if compounds else ():
            value = compounds.get(" ".join(self._word(skip + place) for place in range(count)))
            if value is not None and self._add(value):
                self.at += count + skip
                return True
        return False

    def _actions(self) -> tuple[tuple[Mapping[str, int], Callable[[int], bool]], ...]:
        known = self.known
        return (
            (known.small, self._add), (known.tens, self._add), (known.hundreds, self._add), (known.scales, self._multiply),
            (known.weak, self._article),
        )  # fmt: skip

    def _may_join(self, word: str) -> bool:
        """The joiner "y" stands between tens and a small number, "and" after a hundred or a scale."""
        joiner = self._word()
        group = self.group or 0
        if (
            joiner in self.known.tens_joiners
            and group % 100 >= self.known.tens_joined_from
            and group % 10 == 0
            and {**self.known.small, **self.known.weak}.get(word, 0) in range(1, 10)
        ):
            return True
        after_scale = self.total > 0 and not group
        return (
            joiner in self.known.joiners
            and (after_scale or (group >= 100 and group % 100 == 0))
            and word not in self.known.scales
        )

    def _add(self, value: int) -> bool:
        """A word that adds to the open group, if it is smaller than the last place filled."""
        if value >= self.floor:
            return False
        if value == 0 and (self.group is not None or self.total):
            return False
        self.group = (self.group or 0) + value
        self.floor = 100 if value >= 100 else 10 if value >= 20 and value % 10 == 0 else 0
        return True

    def _multiply(self, scale: int) -> bool:
        """A hundred stays in the group; larger scales close it, each smaller than the one before."""
        group = 1 if self.group is None else self.group
        if scale == 100:
            if not 0 < group < 20:
                return False
            self.group, self.floor = group * 100, 100
            return True
        if scale < self.scale and scale >= 1000:
            return self._close(group, scale)
        if scale == 12 and not self.total:
            return self._close(group, scale)
        if scale > self.scale == 1000 and self.total and self.total * scale < VALUE_MAX:  # "dos mil millones"
            return self._close(0, scale, of_total=True)
        return False

    def _close(self, group: int, scale: int, *, of_total: bool = False) -> bool:
        self.total = (self.total + group) * scale if of_total else self.total + group * scale
        self.group, self.scale, self.floor = None, scale, 1000 if scale >= 1000 else 0
        return True

    def _article(self, value: int) -> bool:
        """An article is a one in "a hundred", "treinta y un", "mil un", before what is counted, and where nothing follows that it could belong to."""
        known, here = self.known, 0 if self._word() in self.known.weak else 1
        following, pure = self._word(here + 1), self._word(here) in known.articles
        begun = self.group is not None or bool(self.total)
        if following in known.scales and (not begun or (not pure and self.group is None)):
            return self._add(value)
        if begun:
            return not pure and self.floor >= 10 and self._add(value)
        stands_alone = following in ("", CLAUSE_END, *known.others)
        return (following in known.counted or (stands_alone and not pure)) and self._add(value)

    def _fraction(self) -> Decimal:
        """What "point five", "coma cinco", "and a half", "y medio" add; zero when there is none."""
        if self._word() in self.known.points:
            digits, ahead = "", 1
            while (value := self.known.small.get(self._word(ahead))) is not None and value < 100:
                digits, ahead = digits + str(value), ahead + 1
            if digits:
                self.at += ahead
                return Decimal(f"0.{digits}")
        return self._and_a_half()

    def _scaled(self, whole: int, fraction: Decimal) -> Decimal | int:
        """The number, multiplied when a scale stands after its fraction: "two and a half million"."""
        scale = self.known.scales.get(self._word(), 1) if fraction and not self.total else 1
        self.at += scale > 1
        return (whole + fraction) * scale

    def _and_a_half(self) -> Decimal:
        if self._word() not in (*self.known.joiners, *self.known.tens_joiners):
            return Decimal(0)
        ahead = 2 if self._word(1) in self.known.weak else 1
        if self._word(ahead) not in self.known.halves:
            return Decimal(0)
        self.at += ahead + 1
        return Decimal("0.5") * (self.scale if self.total and self.group is None and self.scale >= 12 else 1)
