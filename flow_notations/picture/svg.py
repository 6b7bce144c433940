"""The picture as SVG: one file that holds all it needs, in light and dark, with a spoken title for everything in it.

A ``Layout`` in, text out. It draws what it is told where it is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from .graph import ANYWHERE, Kind
from .layout import ENTRY, HEAD_HEIGHT, MARGIN, WORDS_HEIGHT
from .style import NOTATION_COLOURS, style_sheet
from .words import fit, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .graph import Box
    from .layout import Layout, Line, Placed

PAD = 14.0
"""Pixels between the side of a box and its words."""
TITLE_HEIGHT = 52.0
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that XML cannot hold."""
_TIP = '<marker id="{0}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="{0}" d="M0,0L8,4L0,8z"/></marker>'


def to_svg(layout: Layout) -> str:
    """The whole file, ending in a newline."""
    graph = layout.graph
    title = graph.title or graph.name
    wide = max(layout.width, width(title, 18) + 2 * MARGIN)
    tall = layout.height + TITLE_HEIGHT
    placed = {each.box.name: each for each in layout.boxes}
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {tall:g}" width="{wide:g}" height="{tall:g}" role="group" aria-labelledby="title what">',
        f'<title id="title">{_text(title)}</title>',
        f'<desc id="what">{_text(_summary(layout))}</desc>',
        f"<style>{style_sheet()}</style>",
        f"<defs>{''.join(_TIP.format(name) for name in ('tip', 'tip-far', 'tip-back'))}</defs>",
        f'<rect class="ground" width="{wide:g}" height="{tall:g}"/>',
        f'<text class="title" x="{MARGIN:g}" y="{MARGIN + 10:g}">{_text(title)}</text>',
        f'<g transform="translate(0 {TITLE_HEIGHT:g})">',
        *(_line(line) for line in sorted(layout.lines, key=lambda line: (line.back, line.exit.kind is not Kind.INTERRUPT))),
        *(row for each in layout.boxes for row in _box(each, start=each.box.name == graph.start)),
        *(_dot(placed[line.source], line) for line in layout.lines),
        "</g>",
        "</svg>",
    ]  # fmt: skip
    return "\n".join(rows) + "\n"


def _summary(layout: Layout) -> str:
    nodes = sum(placed.box.name != ANYWHERE and not placed.box.missing for placed in layout.boxes)
    return f"Flow {layout.graph.name}: {nodes} nodes and the {len(layout.lines)} arrows between them."


def _line(line: Line) -> str:
    """Interrupts are dashed, arrows that lead back have a colour of their own."""
    name = _manner(line)
    words = " ".join(f"{_called(line.source)} {line.exit.label}".split())
    told = f"{words} → {line.exit.target}" + (" (back)" if line.back else "")
    extra = {"far": " far", "back": " back", "": ""}[name]
    tip = "" if line.joined else f' marker-end="url(#{f"tip-{name}" if name else "tip"})"'
    return f'<path class="line{extra}"{tip} d="{line.path}"><title>{_text(told)}</title></path>'


def _manner(line: Line) -> str:
    return "back" if line.back else "far" if line.exit.kind is Kind.INTERRUPT else ""


def _dot(placed: Placed, line: Line) -> str:
    """Where a line leaves its box."""
    manner = _manner(line)
    number = next(at for at, way in enumerate(placed.box.exits) if way is line.exit)
    extra = f" dot-{manner}" if manner else ""
    return f'<circle class="dot{extra}" cx="{placed.x + placed.width:g}" cy="{_number(placed.y + placed.rows[number])}" r="3.5"/>'


def _called(name: str) -> str:
    return "anywhere" if name == ANYWHERE else name


# --- boxes ------------------------------------------------------------------------------------------------------------


def _box(placed: Placed, *, start: bool) -> Iterator[str]:
    box = placed.box
    x, y, wide, tall = placed.x, placed.y, placed.width, placed.height
    round_ = 22 if box.notation == "end" else 10
    looks = "box" + (" absent" if box.missing else "") + (" start" if start else "")
    yield '<g role="img">'
    yield f"<title>{_text(_spoken(box, start=start))}</title>"
    yield f'<rect class="{looks}" x="{x:g}" y="{_number(y)}" width="{wide:g}" height="{_number(tall)}" rx="{round_}"/>'
    if box.notation in NOTATION_COLOURS and box.notation != "end":
        yield f'<rect class="bar n-{box.notation}" x="{x + 5:g}" y="{_number(y + 10)}" width="3" height="{_number(HEAD_HEIGHT - 18)}" rx="1.5"/>'
    if start:
        yield f'<path class="flag" d="M{x - 22:g},{_number(y + ENTRY - 8)}l14,8l-14,8z"/>'
    yield from _head(placed)
    yield from _rows(placed)
    yield "</g>"


def _head(placed: Placed) -> Iterator[str]:
    box, x, y, room = placed.box, placed.x + PAD, placed.y, placed.width - 2 * PAD
    colour = f" n-{box.notation}" if box.notation in NOTATION_COLOURS else ""
    if box.name == ANYWHERE:
        yield _words("name", x, y + 31, "anywhere")
        return
    yield _words(f"word{colour}", x, y + 20, fit(box.notation, room, 11))
    if box.answer:
        right = placed.x + placed.width - PAD
        yield f'<text class="answer" x="{right:g}" y="{_number(y + 20)}" text-anchor="end">{_text(fit(box.answer, room / 2, 11))}</text>'
    yield _words("name", x, y + 38, fit(box.name, room, 15))
    if box.words:
        yield _words("copy", x, y + HEAD_HEIGHT + 8, fit(box.words, room, 12))


def _rows(placed: Placed) -> Iterator[str]:
    box = placed.box
    if not any(way.label for way in box.exits):
        return
    top = placed.y + HEAD_HEIGHT + (WORDS_HEIGHT if box.words else 0)
    yield f'<path class="rule" d="M{placed.x:g},{_number(top)}h{placed.width:g}"/>'
    for way, at in zip(box.exits, placed.rows, strict=True):
        tail = f" ↩ {way.target}" if way.hop else ""
        label = fit(way.label + tail, placed.width - 2 * PAD - 4, 12.5)
        yield _words(f"row {way.kind.value}", placed.x + PAD, placed.y + at + 4, label)


def _words(looks: str, x: float, y: float, text: str) -> str:
    return f'<text class="{looks}" x="{x:g}" y="{_number(y)}">{_text(text)}</text>'


def _spoken(box: Box, *, start: bool) -> str:
    """What a screen reader says, and a pointer that rests: nothing is cut here."""
    head = [box.notation, _called(box.name)] if box.notation else [_called(box.name)]
    first = " ".join(head) + (f": {box.answer}" if box.answer else "") + (", where it begins" if start else "")
    ways = [" ".join(f"{way.label} → {way.target}".split()) for way in box.exits]
    return "\n".join([first, *([box.words] if box.words else []), *ways])


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _text(text: str) -> str:
    return escape(_UNSPEAKABLE.sub("\ufffd", text), {'"': "&quot;"})
