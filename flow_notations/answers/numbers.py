"""Which number a customer means, in digits of any script, in words, alone or inside a sentence.

Flows in: one message, a language, whether a whole number is wanted, and bounds. Flows out: ``Understood`` with an exact number;
two different numbers are ``Ambiguous``. Where a sign can be read two ways (``1.200``) the language's own reading wins and ``how`` says
so; if the language cannot decide, it is asked again. Knows no units: "5 kg" is 5.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from flow_notations.values import Number, number

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .beside import CLAUSE
from .fold import FOLD_CHARACTERS_MAX, fold
from .grown import parted
from .languages import words_of
from .number_literals import Literal, literals, plain_signs
from .number_sense import agreements_of, joined_apart, made_other, without_idioms
from .number_words import CLAUSE_END, number_words_of, said_numbers, starters_of
from .phrases import courtesies_of, without, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator


NO_NUMBER = "no number in the message"


class _Wanted(NamedTuple):
    """What was asked for; ``decided``: the language knows which sign stands before a fraction."""

    integer: bool
    low: Number | None
    high: Number | None
    decided: bool


class _Found(NamedTuple):
    """A number in a message, as words from ``start`` to ``end`` of it; ``in_digits`` or in words."""

    start: int
    end: int
    written: str
    readings: tuple[Number, ...]
    in_digits: bool


def understand_number(
    text: str, language: str = "en", *, integer: bool = False, low: Number | None = None, high: Number | None = None
) -> Answer:
    """The one number of the message, if it lies between ``low`` and ``high`` (both included)."""
    plain = joined_apart(plain_signs(text[:FOLD_CHARACTERS_MAX]), language)
    decimal = words_of(language).decimal
    in_digits = list(literals(plain, decimal))
    words = _tokens(plain, in_digits, language)
    wanted = _Wanted(integer, low, high, decided=bool(decimal))
    found = list(_numbers(words, in_digits, language))
    if not found:
        return _judge(none, wanted, exact=True) if (none := _none(words, language)) else NotUnderstood(NO_NUMBER)
    if len(found) == 2 and _is_share(found, words, plain, in_digits, language, high):
        return _judge(found[0], wanted, exact=False)
    if len({one.readings for one in found}) > 1 or not _says_again(found, words, language):
        return Ambiguous(tuple(dict.fromkeys(one.written for one in found)), "several numbers in the message")
    other = next((word for one in found if (word := made_other(words, one.start, one.end, language))), None)
    if other is not None:
        return NotUnderstood(f"'{other}' beside '{found[0].written}' makes something else of it")
    return _judge(found[0], wanted, exact=found[0].start == 0 and found[0].end == len(words))


def _tokens(plain: str, in_digits: list[Literal], language: str) -> list[str]:
    """The words of the message, each number in digits replaced by its place in the list, ``CLAUSE_END`` between clauses."""
    parts, at = [], 0
    for place, literal in enumerate(in_digits):
        parts += [plain[at : literal.start], _token(place)]
        at = literal.end
    words: list[str] = []
    for clause in CLAUSE.split(" ".join((*parts, plain[at:]))):
        said = without_idioms(parted(words_in(fold(clause, language)), language), language)
        words += [CLAUSE_END, *said] if words and said else said
    return words


def _token(place: int) -> str:
    """A word no language has, standing for a number in digits."""
    return f"qz{place}zq"


def _numbers(words: list[str], in_digits: list[Literal], language: str) -> Iterator[_Found]:
    """All numbers, in order of the message."""
    said = {}
    if not starters_of(language).isdisjoint(words):
        said = {number_said.start: number_said for number_said in said_numbers(words, language)}
    by_token = {_token(place): literal for place, literal in enumerate(in_digits)}
    taken = 0
    for place, word in enumerate(words):
        if place < taken:
            continue
        if word in by_token:
            found = _with_words_around(by_token[word], words, place, language)
        elif place in said:
            end = said[place].end
            found = _Found(place, end, " ".join(words[place:end]), (said[place].value,), in_digits=False)
        else:
            continue
        taken = found.end
        yield found


def _with_words_around(literal: Literal, words: list[str], place: int, language: str) -> _Found:
    """A number in digits with the minus before it, the half and the scale after it in words: "minus 5", "2 and a half million"."""
    known = number_words_of(language)
    minus = place > 0 and words[place - 1] in known.minus
    end = place + 1
    half = words[end : end + 1] and words[end] in (*known.joiners, *known.tens_joiners)
    behind = end + 2 if words[end + 1 : end + 2] and words[end + 1] in known.weak else end + 1
    added = Decimal("0.5") if half and words[behind : behind + 1] and words[behind] in known.halves else Decimal(0)
    end = behind + 1 if added else end
    scale = known.scales.get(words[end], 1) if end < len(words) else 1
    end += scale > 1
    written = " ".join((literal.written, *words[place + 1 : end]))
    if scale == 1 and not added and not minus:
        return _Found(place, end, written, literal.readings, in_digits=True)
    readings = tuple(number((reading + added) * scale * (-1 if minus else 1)) for reading in literal.readings)
    return _Found(place - minus, end, written, readings, in_digits=True)


def _none(words: list[str], language: str) -> _Found | None:
    """The word "none" is a number as the whole message."""
    known = number_words_of(language)
    bare = without(" ".join(word for word in words if word != CLAUSE_END), courtesies_of(language))
    return _Found(0, 1, bare, (0,), in_digits=False) if bare in known.nothing else None


def _says_again(found: list[_Found], words: list[str], language: str) -> bool:
    """Whether equal numbers are one said again ("34, yes 34", "2 (two)"), not two that are counted ("2 adults, 2 kids")."""
    agreeing = agreements_of(language)
    for one, other in pairwise(found):
        between = words[one.end : other.start]
        if one.in_digits == other.in_digits and not between:
            return False
        if without(" ".join(word for word in between if word != CLAUSE_END), agreeing) not in ("", *agreeing):
            return False
    return True


def _is_share(
    found: list[_Found], words: list[str], plain: str, in_digits: list[Literal], language: str, high: Number | None
) -> bool:
    """Whether it is "8/10" or "8 out of 10", where 10 is the most that can be said."""
    if high is None or found[1].readings != (high,):
        return False
    between = " ".join(words[found[0].end : found[1].start])
    slash = len(in_digits) == 2 and plain[in_digits[0].end : in_digits[1].start].strip() == "/"
    return slash or between in number_words_of(language).out_of


def _judge(found: _Found, wanted: _Wanted, *, exact: bool) -> Answer:
    """The reading that is wanted: the language's own if it fits, the only fitting one otherwise."""
    readings = tuple(dict.fromkeys(found.readings))
    if not readings:
        return NotUnderstood(f"'{found.written}' is not written as a number")
    fitting = [reading for reading in readings if _misfit(reading, wanted) is None]
    if not fitting:
        return NotUnderstood(f"{_misfit(readings[0], wanted)}")
    if len(fitting) > 1 and (wanted.integer or not wanted.decided):
        return Ambiguous(tuple(map(str, fitting)), f"'{found.written}' can be read in two ways")
    read = "" if len(readings) == 1 else f", read as {fitting[0]}"
    return Understood(fitting[0], f"number '{found.written}'{read}", exact)


def _misfit(value: Number, wanted: _Wanted) -> str | None:
    """Why ``value`` is not one that was asked for, naming the bound."""
    if wanted.integer and not isinstance(value, int):
        return f"{value} is not a whole number"
    if wanted.low is not None and value < wanted.low:
        return f"{value} is less than {wanted.low}, the least allowed"
    if wanted.high is not None and value > wanted.high:
        return f"{value} is more than {wanted.high}, the most allowed"
    return None
