"""The shape of what is known of one language: plain tables, written as people spell, folded later.

Flows in: nothing. Flows out: the nouns ``Words``, ``NumberWords``, ``BesideWords``, ``DateWords``, ``TimeWords`` that the files in ``languages/`` fill. Holds no rules.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING: Mapping[str, int] = MappingProxyType({})
"""What a language is not known to say."""
NO_WORDS: Mapping[str, str] = MappingProxyType({})

DateOrder: TypeAlias = Literal["dmy", "mdy", "ymd"]


class NumberWords(NamedTuple):
    """How a language says numbers.

    ``small`` stand alone (0 to 29), ``tens`` may take a small one after them, ``hundreds`` are whole words (doscientos),
    ``scales`` multiply what stands before them. ``weak`` are small words that are articles too (a, un): they count only before
    a scale or as the whole message; ``plurals`` are scales that need a number before them. ``compounds`` are whole numbers of
    several words, or of words grown together (quatre-vingt-dix, fünfundzwanzig). ``grown`` are scales that grow together with
    what stands around them (zweitausendfünf); ``apart`` spells out words that are several (ألفان, two thousand). ``parts`` are
    not read, and a number beside one is not the number meant: a part of one (a quarter, साढ़े) or none at all (one moment). ``tens_joiners``
    stand behind tens from ``tens_joined_from`` on. ``articles`` are weak words that never say one by themselves (a). A weak word before
    one of ``counted`` is a one (una persona). ``idioms`` hold a number word and say no number (no one, más o menos). ``others`` are the words before one more number, gathered
    when the tables are folded.
    """

    small: Mapping[str, int] = NOTHING
    tens: Mapping[str, int] = NOTHING
    hundreds: Mapping[str, int] = NOTHING
    scales: Mapping[str, int] = NOTHING
    weak: Mapping[str, int] = NOTHING
    compounds: Mapping[str, int] = NOTHING
    apart: Mapping[str, str] = NO_WORDS
    grown: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()
    tens_joiners: tuple[str, ...] = ()
    tens_joined_from: int = 30
    points: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class BesideWords(NamedTuple):
    """What a language says beside a value to make something else of it.

    ``denials`` deny a value, besides the words for no ("without"). ``limits`` stand before a bound ("more than", "until"), ``limits_after``
    behind one ("or later"). ``to`` stands between two ends or two choices ("2 to 3 pm").
    """

    denials: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    limits_after: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


class DateWords(NamedTuple):
    """How a language says days. ``units`` counts days, or months when negative (-1 a month, -12 a year).

    ``coming`` goes with a weekday after today ("next"), ``this`` with one that may be today, ``past`` with one before it; ``links`` stand
    between day, month and year. A day word ``not_after`` or ``not_before`` such words means something else ("por la mañana").
    """

    months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[tuple[str, ...], ...] = ()
    days: Mapping[str, int] = NOTHING
    units: Mapping[str, int] = NOTHING
    ahead_before: tuple[str, ...] = ()
    ahead_after: tuple[str, ...] = ()
    ago_before: tuple[str, ...] = ()
    ago_after: tuple[str, ...] = ()
    coming_before: tuple[str, ...] = ()
    coming_after: tuple[str, ...] = ()
    this_before: tuple[str, ...] = ()
    past_before: tuple[str, ...] = ()
    past_after: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    day_endings: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


class TimeWords(NamedTuple):
    """How a language says the time of day. ``named`` holds minutes since midnight.

    ``hour_marks`` go with the 24-hour clock (14 h), ``on_the_dot`` with either; ``past`` and ``before`` are minutes around an hour.
    ``durations`` are marks that count hours too: up to twelve they say no time ("2 hours"). Twelve in the ``morning`` may be noon, twelve ``am``
    is midnight; ``midday`` is around noon. ``apart`` spells out an hour that is several words (डेढ़, half past one).
    """

    named: Mapping[str, int] = NOTHING
    am: tuple[str, ...] = ("am", "a.m", "a m")
    pm: tuple[str, ...] = ("pm", "p.m", "p m")
    morning: tuple[str, ...] = ()
    midday: tuple[str, ...] = ()
    afternoon: tuple[str, ...] = ()
    night: tuple[str, ...] = ()
    hour_marks: tuple[str, ...] = ("h",)
    durations: tuple[str, ...] = ()
    on_the_dot: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    past: Mapping[str, int] = NOTHING
    before: Mapping[str, int] = NOTHING
    apart: Mapping[str, str] = NO_WORDS


class Words(NamedTuple):
    """All that is known of one language.

    ``yes_alone`` says yes only when nothing else is said ("I am", but not "I am late"); ``not_words`` say no only in a short
    clause. ``frames`` say a position: ``{n}`` is a number in digits, a cardinal or an ordinal. ``decimal`` is the sign before the
    fraction, empty where it is not known. ``order`` is the local order of a date in digits.
    """

    code: str
    name: str
    yes: tuple[str, ...] = ()
    yes_alone: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    cardinals: Mapping[str, int] = NOTHING
    ordinals: Mapping[str, int] = NOTHING
    last: tuple[str, ...] = ()
    frames: tuple[str, ...] = ("{n}",)
    opt_out: tuple[str, ...] = ()
    decimal: str = ""
    order: DateOrder = "dmy"
    numbers: NumberWords = NumberWords()
    dates: DateWords = DateWords()
    times: TimeWords = TimeWords()
    beside: BesideWords = BesideWords()
