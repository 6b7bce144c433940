"""``flow show``: the picture of a flow, also of one with mistakes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.library import CENTRE
from flow_notations.notations import STANDARD
from flow_notations.picture import graph_of, lay_out, to_mermaid, to_svg

from .files import open_flow, write_words

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flow, the kind of picture, and where it goes."""
    parser.add_argument("path", type=Path, metavar="FILE", help="a .flow or .json file")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--svg", action="store_true", help="a picture that every browser shows (the default)")
    kind.add_argument("--mermaid", action="store_true", help="text for pages that draw Mermaid")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="a file to write (default: standard output)")


def run(arguments: argparse.Namespace) -> int:
    """0 when there is a picture; 1 when nothing of the flow can be read; 2 when the picture cannot be written."""
    if arguments.path.name == CENTRE:
        print(f"{arguments.path}: a centre file is no flow; there is nothing to draw", file=sys.stderr)
        return 1
    opened = open_flow(arguments.path)
    sys.stderr.write(opened.rendered())
    if opened.flow is None:
        return 1
    graph = graph_of(opened.flow, table=STANDARD)
    text = to_mermaid(graph) if arguments.mermaid else to_svg(lay_out(graph))
    if arguments.output is None:
        sys.stdout.write(text)
        return 0
    return 0 if write_words(arguments.output, text) else 2
