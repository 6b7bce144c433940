"""Long texts into parts that fit, with nothing lost.

In: a text and a limit. Out: ``Part`` values. Each knows which of its characters are the author's and which were added,
so ``join(parts(text, limit)) == text`` for every text that is not blank. A text that fits is its own only part.

What is added: formatting open at a cut is closed before and opened again after it, a quoted line keeps its ``> ``, a
direction (right to left) lasts. What is dropped: white space at a cut, and it is kept in the part as ``blank_after``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import bidi
from .cleaning import is_blank
from .cutting import SIGNS, Cut, Cuttable
from .measuring import Unit, boundary_at_or_before, graphemes, length, prefix

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT_MIN = 4
"""Four bytes: any one code point fits, in every unit."""

_SIGNS_SHARE = 4
"""Added signs may take up to one part in four of the limit on each side; beyond that the text is cut without them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message's worth. ``text`` is what to send: the author's ``body`` between the signs that were added."""

    body: str
    opening: str = ""
    closing: str = ""
    blank_before: str = ""
    blank_after: str = ""

    @property
    def text(self) -> str:
        """What to send."""
        return self.opening + self.body + self.closing


def split(text: str, limit: int, unit: Unit = Unit.UTF16) -> tuple[str, ...]:
    """The texts to send, in order, each at most ``limit`` of ``unit`` and none blank; nothing for a blank text."""
    if len(text) <= limit and text.isascii() and text and not text.isspace():
        return (text,)
    return tuple(part.text for part in parts(text, limit, unit))


def parts(text: str, limit: int, unit: Unit = Unit.UTF16, *, last: int | None = None) -> tuple[Part, ...]:
    """As ``split``, with what was added and dropped. ``last``: a smaller limit for the last part."""
    last = limit if last is None else min(last, limit)
    assert last >= LIMIT_MIN, f"a limit of {last} cannot hold every character; the least is {LIMIT_MIN}"
    if is_blank(text):
        return ()
    if length(text, unit) <= last:
        return (Part(body=text),)
    start, end = _visible(text)
    if length(text[start:end], unit) <= last:
        return (Part(blank_before=text[:start], body=text[start:end], blank_after=text[end:]),)
    found = _without_blanks(_Splitter(text, limit, unit).run(start, end, last))
    if length(found[-1].text, unit) > last:  # the last cut was in the middle of invisible signs
        return parts(text, last, unit)
    return found


def join(parts: Iterable[Part]) -> str:
    """The text that was split."""
    return "".join(part.blank_before + part.body + part.blank_after for part in parts)


class _Splitter:
    """One pass over one text."""

    def __init__(self, text: str, limit: int, unit: Unit) -> None:
        self.text = text
        self.limit = limit
        self.unit = unit
        self.source = Cuttable(text, unit, limit)
        self.initial_mark = bidi.initial_mark(text)
        self.turns = bidi.has_controls(text)

    def run(self, start: int, end: int, last: int) -> list[Part]:
        """The parts of ``text[start:end]``; what lies around it is blank."""
        stop = Cut(end=end, resume=len(self.text))
        before = Part(body=self.text[:start])
        found = self._between(start, "", stop)
        if length(found[-1].text, self.unit) <= last:
            return [before, *found]
        *found, rest = found
        start = end - len(rest.body)
        cut, opening = self._last_cut(start, end, last)
        return [before, *found, *self._between(start, rest.opening, cut), self._part(cut.resume, opening, stop, "")]

    def _between(self, start: int, opening: str, stop: Cut) -> list[Part]:
        found: list[Part] = []
        while start < stop.end:
            part, cut = self._next(start, opening, stop)
            found.append(part)
            start, opening = cut.resume, self._opening(cut)
        return found

    def _next(self, start: int, opening: str, stop: Cut) -> tuple[Part, Cut]:
        """The part from ``start``, and the cut that ends it. Signs are given up when they leave too little room."""
        if length(opening, self.unit) * _SIGNS_SHARE > self.limit:
            opening = ""
        room = self.limit - length(opening, self.unit)
        highest = self._reach(start, room, stop)
        while highest > start:
            cut = self._cut(start, highest, stop)
            closing = self._closing(cut)
            if cut.torn or length(closing, self.unit) * _SIGNS_SHARE > self.limit:
                break
            if length(self.text[start : cut.end] + closing, self.unit) <= room:
                return self._part(start, opening, cut, closing), cut
            highest = min(cut.end - 1, self._reach(start, room - length(closing, self.unit), stop))
        cut = self._cut(start, self._reach(start, self.limit, stop), stop)
        return self._part(start, "", cut, ""), cut

    def _reach(self, start: int, room: int, stop: Cut) -> int:
        return prefix(self.text, room, self.unit, start=start, stop=stop.end)

    def _cut(self, start: int, highest: int, stop: Cut) -> Cut:
        """The best cut up to ``highest``; at or past the end of what is to be split, ``stop``."""
        if highest >= stop.end:
            return stop
        cut = self.source.best(start, (start + highest) // 2, highest)
        return cut if cut.resume < stop.end else replace(cut, resume=stop.resume)

    def _part(self, start: int, opening: str, cut: Cut, closing: str) -> Part:
        body, dropped = self.text[start : cut.end], self.text[cut.end : cut.resume]
        return Part(opening=opening, body=body, closing=closing, blank_after=dropped)

    def _last_cut(self, start: int, end: int, last: int) -> tuple[Cut, str]:
        """The cut before the last part, with what opens that part."""
        lowest = earliest = self._suffix(start, end, last)
        while lowest < end - 1:
            cut = self.source.best(start, lowest, (lowest + end + 1) // 2)
            opening = self._opening(cut)
            over = length(opening + self.text[cut.resume : end], self.unit) - last
            if over <= 0 and not cut.torn:
                return cut, opening
            lowest += max(over, 1)
        whole = _boundary_from(self.text, earliest)
        place = whole if whole < end else earliest
        return Cut(end=place, resume=place), ""

    def _suffix(self, start: int, end: int, room: int) -> int:
        """The smallest index from which the rest fits ``room``."""
        if self.unit is Unit.GRAPHEMES:
            return end - sum(map(len, graphemes(self.text[start:end])[-room:]))
        return end - prefix(self.text[start:end][::-1], room, self.unit)

    def _opening(self, cut: Cut) -> str:
        """What the part after this cut begins with, so that it looks as it did: quote, signs, direction."""
        same_line = "\n" not in self.text[cut.end : cut.resume]
        quote = "> " if same_line and self.source.quoted_at(cut.end) else ""
        signs = "".join(span.kind.value for span in self.source.styles_at(cut.end))
        comes_first = bidi.MARKS + SIGNS + ">-"  # a sign takes effect only as the first thing on its line
        mark = "" if self.text[cut.resume : cut.resume + 1] in comes_first else self.initial_mark
        return quote + signs + mark + self._turned(cut.resume)

    def _closing(self, cut: Cut) -> str:
        signs = "".join(span.kind.value for span in reversed(self.source.styles_at(cut.end)))
        return bidi.closing(self._turned(cut.end)) + signs

    def _turned(self, index: int) -> str:
        return bidi.open_at(self.text, index) if self.turns else ""


def _visible(text: str) -> tuple[int, int]:
    """Where the text begins and ends to the eye, in whole graphemes."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    end = next(place for place in range(end, 0, -1) if not is_blank(text[place - 1]))
    return boundary_at_or_before(text, start), _boundary_from(text, end)


def _boundary_from(text: str, index: int) -> int:
    return next(place for place in range(index, len(text) + 1) if boundary_at_or_before(text, place) == place)


def _without_blanks(found: list[Part]) -> tuple[Part, ...]:
    """A part that shows nothing is no message: what it held becomes blank space beside its neighbour."""
    kept: list[Part] = []
    before = ""
    for part in found:
        if not is_blank(part.body):
            kept.append(replace(part, blank_before=before))
            before = ""
        elif kept:
            kept[-1] = replace(kept[-1], blank_after=kept[-1].blank_after + join((part,)))
        else:
            before += join((part,))
    return tuple(kept)
