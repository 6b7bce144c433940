"""The drawn flow: one picture everywhere, laid out here, the same for the same flow.

A flow as read comes in, also one with mistakes; ``Graph``, ``Layout``, SVG and Mermaid text come out. It needs no flow to be
sound, keeps no positions in any file, and knows no channel.
"""

from .arranging import arrange
from .graph import ANYWHERE, Box, Exit, Graph, Kind, graph_of
from .layout import Layout, lay_out
from .mermaid import to_mermaid
from .svg import to_svg

__all__ = [
    "ANYWHERE",
    "Box",
    "Exit",
    "Graph",
    "Kind",
    "Layout",
    "arrange",
    "graph_of",
    "lay_out",
    "to_mermaid",
    "to_svg",
]
