"""The picture as Mermaid text, for pages that draw it themselves. A graph in, a ``flowchart`` out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .graph import ANYWHERE, Kind
from .ranking import back_arrows
from .words import fit

if TYPE_CHECKING:
    from .graph import Box, Exit, Graph

LABEL_WIDTH = 260.0
"""Pixels of a label at Mermaid's own size; the rest shows as …"""
SIZE = 16.0
SHAPES = {"collect": ('[/"', '"/]'), "choose": ('{"', '"}'), "end": ('(["', '"])'), "send": ('("', '")')}
"""By notation, the brackets of its shape; all others are plain boxes."""
_PLAIN_ID = re.compile(r"[^0-9A-Za-z_]")
_SPECIAL = re.compile(r"[^\w .,:?!+=/'’–—-]")
"""Signs that Mermaid or Markdown may take for something; they are written by number."""


def to_mermaid(graph: Graph) -> str:
    """The text. Node ids come from names, so that an edit changes the lines it is about and no others."""
    back = back_arrows(graph)
    rows = ["flowchart LR"]
    rows += [f"  {_node(box)}" for box in graph.boxes.values()]
    for name, box in graph.boxes.items():
        rows += [f"  {_arrow(name, way, back=(name, way.target) in back)}" for way in box.exits if not way.hop]
    return "\n".join(rows) + "\n"


def _node(box: Box) -> str:
    if box.name == ANYWHERE:
        return f'{_id(box.name)}{{{{"anywhere"}}}}'
    opening, closing = SHAPES.get(box.notation, ('["', '"]'))
    hops = [f"{_text(way.label)} → {way.target}".strip() for way in box.exits if way.hop]
    words = [f"<b>{_text(box.name)}</b>", f"<i>{_text(box.notation)}</i>", *([_text(box.words)] if box.words else [])]
    return f"{_id(box.name)}{opening}{'<br>'.join([*words, *hops])}{closing}"


def _arrow(name: str, way: Exit, *, back: bool) -> str:
    line = "-.->" if way.kind is Kind.INTERRUPT else "==>" if back else "-->"
    label = f'|"{_text(way.label)}"|' if way.label else ""
    return f"{_id(name)} {line}{label} {_id(way.target)}"


def _id(name: str) -> str:
    """A name as an id: other signs by number, and never a word of Mermaid such as ``end``."""
    return "n_" + _PLAIN_ID.sub(lambda sign: f"_u{ord(sign[0]):x}_", name)


def _text(text: str) -> str:
    return _SPECIAL.sub(lambda sign: f"#{ord(sign[0])};", fit(" ".join(text.split()), LABEL_WIDTH, SIZE))
