"""Where a text may be cut, and which place is best.

In: a text and a stretch of it. Out: one ``Cut``. Best is outside formatting, at a paragraph, then a line, a sentence, a
word; then the same inside formatting; at worst between two graphemes, and inside one only if it alone is too long.
It does not know why a text is cut or what is added at the cut.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .marks import LINE_PREFIX, Block, Span, spans
from .measuring import Unit, boundary_at_or_before, length

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One part ends before ``end``, the next begins at ``resume``; what lies between is white space to be dropped.

    ``torn``: it goes through a grapheme, for want of room.
    """

    end: int
    resume: int
    torn: bool = False


_PARAGRAPH, _LINE, _SENTENCE, _WORD = 4, 3, 2, 1
_BREAK = re.compile(r"(?P<stop>[。！？]+[」』”’）】]*(?=[^\s。！？]))|[^\S\u00a0\u2007\u202f]+")
_SENTENCE_END = re.compile(r"[.!?…؟۔।॥。！？][\"'»”’)\]*_~`]*$")
_LINE_SIGN = re.compile(r"> |[*-] |\d{1,2}\. ")
_URL = re.compile(r"(?:[hH][tT][tT][pP][sS]?://|[wW][wW][wW]\.)\S+")
SIGNS = "*_~`"
"""The characters that may be formatting signs."""

_STEPS_BACK_MAX = 16


class Cuttable:
    """A text with what has to be known of it to cut it well. Read once, cut many times."""

    def __init__(self, text: str, unit: Unit, limit: int) -> None:
        self.text = text
        self.unit = unit
        self.limit = limit

    @cached_property
    def _styled(self) -> tuple[tuple[int, ...], tuple[tuple[Span, ...], ...]]:
        """The styled spans in groups: one that no other encloses, with all those inside it; and where each begins."""
        groups: list[tuple[Span, ...]] = []
        for span in self._spans:
            if isinstance(span.kind, Block):
                continue
            if groups and span.start < groups[-1][0].end:
                groups[-1] = (*groups[-1], span)
            else:
                groups.append((span,))
        return tuple(group[0].start for group in groups), tuple(groups)

    @cached_property
    def _spans(self) -> tuple[Span, ...]:
        return spans(self.text)

    def styles_at(self, index: int) -> tuple[Span, ...]:
        """The styled spans around a position between two characters, outermost first."""
        starts, groups = self._styled
        place = bisect_left(starts, index) - 1
        if place < 0 or index >= groups[place][0].end:
            return ()
        return tuple(span for span in groups[place] if span.start < index < span.end)

    def quoted_at(self, index: int) -> bool:
        """Whether a position lies inside a quoted line."""
        return any(span.kind is Block.QUOTE and span.start < index < span.end for span in self._spans)

    def best(self, floor: int, lowest: int, highest: int) -> Cut:
        """The best cut with ``lowest < end <= highest``, or failing that ``floor < end <= highest``.

        ``floor`` is a place where the text was cut before, or its start.
        """
        for *_, end, resume in sorted(self._breaks(lowest, highest), reverse=True):
            cut = Cut(end=end, resume=resume)
            if self._is_sound(cut, floor):
                return cut
        return self._between_graphemes(floor, highest)

    def _breaks(self, lowest: int, highest: int) -> Iterator[tuple[bool, int, int, int]]:
        """Every break in reach, the best greatest: outside formatting, then the kind of break, then the latest."""
        for gap in _BREAK.finditer(self.text, lowest, highest + 2):
            resume = gap.end()
            end = resume if gap["stop"] else gap.start()
            if end > highest:
                return
            if resume > highest and (whole := _BREAK.match(self.text, gap.start())):
                resume = whole.end()
            if end > lowest:
                yield not self.styles_at(end), self._rank(end, resume), end, resume

    def _rank(self, end: int, resume: int) -> int:
        lines = self.text.count("\n", end, resume)
        if lines:
            return _PARAGRAPH if lines > 1 else _LINE
        if self.text[end - 1].isalnum():
            return _WORD
        return _SENTENCE if _SENTENCE_END.search(self.text, max(0, end - 8), end) else _WORD

    def _is_sound(self, cut: Cut, floor: int) -> bool:
        """Whether both sides stay what they were: no mark torn from its copy, none made, no grapheme cut."""
        text = self.text
        if cut.end == cut.resume and text[cut.end] in SIGNS:
            return False
        if "\n" not in text[cut.end : cut.resume]:
            prefix = LINE_PREFIX.match(text, text.rfind("\n", 0, cut.end) + 1)
            if _LINE_SIGN.match(text, cut.resume) or (prefix and prefix.end() > cut.end):
                return False
        for span in self.styles_at(cut.end):
            inside = span.inner_start < cut.end and cut.resume < span.inner_end
            if not inside or span.kind.value[0] in (text[cut.end - 1], text[cut.resume]):
                return False
        return all(boundary_at_or_before(text, place, floor) == place for place in (cut.end, cut.resume))

    def _between_graphemes(self, floor: int, highest: int) -> Cut:
        end = boundary_at_or_before(self.text, highest, floor)
        end = self._before_url(floor, end)
        end = self._away_from_signs(floor, end)
        if end <= floor:
            return Cut(end=highest, resume=highest, torn=True)
        gap = _BREAK.match(self.text, end)
        if gap and not gap["stop"] and boundary_at_or_before(self.text, gap.end(), end) == gap.end():
            return Cut(end=end, resume=gap.end())
        return Cut(end=end, resume=end)

    def _before_url(self, floor: int, end: int) -> int:
        """The start of the URL that a cut here would break, if that URL fits a part of its own."""
        word_start = max(floor, *(self.text.rfind(space, floor, end) + 1 for space in " \n\t"))
        for found in _URL.finditer(self.text, word_start, end):
            url = _URL.match(self.text, found.start(), found.start() + self.limit + 1) or found
            if end < url.end() and length(url.group(), self.unit) <= self.limit:
                start = boundary_at_or_before(self.text, url.start(), floor)
                return start if start > floor else end
        return end

    def _away_from_signs(self, floor: int, end: int) -> int:
        """A little earlier where a cut would part a sign from its copy, or make a sign of a plain character."""
        text, place = self.text, end
        for _ in range(_STEPS_BACK_MAX):
            if place <= floor:
                return end
            if not (text[place - 1] in SIGNS or text[place - 1].isspace() or text[place : place + 1] in SIGNS):
                return place
            place = boundary_at_or_before(text, place - 1, floor)
        return end
