"""The shape of what is known of one language: plain tables, written as people spell, folded later.

Flows in: nothing. Flows out: the nouns ``Words``, ``NumberWords``, ``DateWords``, ``TimeWords`` that the files in ``languages/`` fill. Holds no rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

DateOrder: TypeAlias = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """How a language says numbers.

    ``small`` stand alone (0 to 29), ``tens`` may take a small one after them, ``hundreds`` are whole words (doscientos),
    ``scales`` multiply what stands before them. ``weak`` are small words that are articles too (a, un): they count only before
    a scale or as the whole message.
    """

    small: Mapping[str, int] = field(default_factory=dict)
    tens: Mapping[str, int] = field(default_factory=dict)
    hundreds: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    weak: Mapping[str, int] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()
    tens_joiners: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """How a language says days. ``units`` counts days, or months when negative (-1 a month, -12 a year)."""

    months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[tuple[str, ...], ...] = ()
    days: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    ahead_before: tuple[str, ...] = ()
    ahead_after: tuple[str, ...] = ()
    ago_before: tuple[str, ...] = ()
    ago_after: tuple[str, ...] = ()
    coming_before: tuple[str, ...] = ()
    coming_after: tuple[str, ...] = ()
    past_before: tuple[str, ...] = ()
    past_after: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    day_endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWords:
    """How a language says the time of day. ``named`` holds minutes since midnight."""

    named: Mapping[str, int] = field(default_factory=dict)
    morning: tuple[str, ...] = ()
    afternoon: tuple[str, ...] = ()
    night: tuple[str, ...] = ()
    hour_marks: tuple[str, ...] = ("h",)
    past: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All that is known of one language.

    ``frames`` say a position: ``{n}`` is a number in digits, a cardinal or an ordinal. ``decimal`` is the sign before the
    fraction, empty where it is not known. ``order`` is the local order of a date in digits.
    """

    code: str
    name: str
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    cardinals: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    last: tuple[str, ...] = ()
    frames: tuple[str, ...] = ("{n}",)
    opt_out: tuple[str, ...] = ()
    decimal: str = ""
    order: DateOrder = "dmy"
    numbers: NumberWords = NumberWords()
    dates: DateWords = DateWords()
    times: TimeWords = TimeWords()
