"""Which number a customer means, in digits of any script, in words, alone or inside a sentence.

Flows in: one message, a language, whether a whole number is wanted, and bounds. Flows out: ``Understood`` with an exact number;
two different numbers are ``Ambiguous``. Where a sign can be read two ways (``1.200``) the language's own reading wins and ``how`` says
so; if the language cannot decide, it is asked again. Knows no units: "5 kg" is 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flow_notations.values import Number, number

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .fold import FOLD_CHARACTERS_MAX, fold
from .grown import parted
from .languages import words_of
from .number_literals import Literal, literals, plain_signs
from .number_words import number_words_of, said_numbers, starters_of
from .phrases import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Wanted(NamedTuple):
    """What was asked for; ``decided``: the language knows which sign stands before a fraction."""

    integer: bool
    low: Number | None
    high: Number | None
    decided: bool


class _Found(NamedTuple):
    """A number in a message, as words from ``start`` to ``end`` of it."""

    start: int
    end: int
    written: str
    readings: tuple[Number, ...]


def understand_number(
    text: str, language: str = "en", *, integer: bool = False, low: Number | None = None, high: Number | None = None
) -> Answer:
    """The one number of the message, if it lies between ``low`` and ``high`` (both included)."""
    plain = plain_signs(text[:FOLD_CHARACTERS_MAX])
    decimal = words_of(language).decimal
    in_digits = list(literals(plain, decimal))
    words = _tokens(plain, in_digits, language)
    wanted = _Wanted(integer, low, high, decided=bool(decimal))
    found = list(_numbers(words, in_digits, language)) or _single_word(words, language)
    if not found:
        return NotUnderstood("no number in the message")
    if len(found) == 2 and _is_share(found, words, plain, in_digits, language, high):
        return _judge(found[0], wanted, exact=False)
    if len({one.readings for one in found}) > 1:
        return Ambiguous(tuple(dict.fromkeys(one.written for one in found)), "several numbers in the message")
    part = _part_beside(found[0], words, language)
    if part is not None:
        return NotUnderstood(f"'{part}' beside '{found[0].written}' makes something else of it")
    return _judge(found[0], wanted, exact=found[0].start == 0 and found[0].end == len(words))


def _tokens(plain: str, in_digits: list[Literal], language: str) -> list[str]:
    """The words of the message, each number in digits replaced by its place in the list."""
    parts, at = [], 0
    for place, literal in enumerate(in_digits):
        parts += [plain[at : literal.start], _token(place)]
        at = literal.end
    return parted(words_in(fold(" ".join((*parts, plain[at:])), language)), language)


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
            found = _Found(place, end, " ".join(words[place:end]), (said[place].value,))
        else:
            continue
        taken = found.end
        yield found


def _with_words_around(literal: Literal, words: list[str], place: int, language: str) -> _Found:
    """A number in digits with the minus before and the scale after it in words: "minus 5", "2 million"."""
    known = number_words_of(language)
    minus = place > 0 and words[place - 1] in known.minus
    following = words[place + 1] if place + 1 < len(words) else ""
    scale = known.scales.get(following, 1)
    if scale == 1 and not minus:
        return _Found(place, place + 1, literal.written, literal.readings)
    readings = tuple(number(reading * scale * (-1 if minus else 1)) for reading in literal.readings)
    written = literal.written if scale == 1 else f"{literal.written} {following}"
    return _Found(place - minus, place + 1 + (scale > 1), written, readings)


def _single_word(words: list[str], language: str) -> list[_Found]:
    """The words "none" and "una" are numbers as the whole message."""
    known = number_words_of(language)
    word = words[0] if len(words) == 1 else ""
    value = 0 if word in known.nothing else known.weak.get(word)
    return [] if value is None else [_Found(0, 1, word, (value,))]


def _part_beside(found: _Found, words: list[str], language: str) -> str | None:
    """A word before or behind the number that makes another number of it: "half a million", "two and a quarter"."""
    known = number_words_of(language)
    joiners = (*known.joiners, *known.tens_joiners)
    before = [word for word in words[: found.start] if word not in joiners and word not in known.weak][-1:]
    behind = [word for word in words[found.end :] if word not in joiners and word not in known.weak][:1]
    if found.start > 1 and words[found.start - 1] in joiners and words[found.start - 2] in known.weak:
        return words[found.start - 2]  # "ein und zwanzig"
    return next((word for word in (*before, *behind) if word in (*known.halves, *known.parts)), None)


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
