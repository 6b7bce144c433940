"""Flows that are named, with those beside them that they call or schedule: nobody should have to name them all.

Paths in, a ``Library`` out. A neighbour is the ``.flow`` of the same folder whose header has the name that is asked for. Its
errors are shown, for without it the named flow cannot run; its warnings are its own affair. A folder is taken as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.library import CENTRE, read_library

from .files import open_flow, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from flow_notations.library import Library

_HEADER: Final = re.compile(r"^flow[ \t]+(\w+)", re.MULTILINE)


def read_with_neighbours(paths: Iterable[Path]) -> Library:
    """Read what is named and what that needs from its folder."""
    named = list(paths)
    found = neighbours(named)
    library = read_library([*named, *found])
    foreign = {str(path) for path in found}
    kept = [each for each in library.diagnostics if each.path not in foreign or each.severity == "error"]
    return replace(library, diagnostics=tuple(kept))


def neighbours(named: Iterable[Path]) -> list[Path]:
    """The files beside flows that hold what they call or schedule, and what those need in turn."""
    files = [path for path in named if path.is_file() and path.name != CENTRE]
    opened = [(path, flow) for path in files if (flow := open_flow(path).flow) is not None]
    known = {flow.name.text for _, flow in opened}
    by_folder: dict[Path, dict[str, Path]] = {}
    found: list[Path] = []
    for path, flow in opened:
        for name in asked_for(flow):
            if name in known:
                continue
            known.add(name)
            if path.parent not in by_folder:
                by_folder[path.parent] = _headers(path.parent)
            beside = by_folder[path.parent].get(name)
            inner = open_flow(beside).flow if beside is not None else None
            if beside is not None and inner is not None:
                found.append(beside)
                opened.append((beside, inner))
    return found


def asked_for(flow: ast.Flow) -> Iterator[str]:
    """The names of the flows that a flow calls or schedules."""
    for node in flow.nodes.values():
        setting = node.setting("flow")
        if setting is not None and isinstance(setting.value, ast.Word):
            yield setting.value.text


def entries(library: Library) -> list[str]:
    """The flows that no other one calls or schedules: with one of them a customer's conversation begins."""
    inner = {name for own, flow in library.flows.items() for name in asked_for(flow) if name != own}
    return [name for name in library.flows if name not in inner]


def _headers(folder: Path) -> dict[str, Path]:
    """By name of flow, the file of a folder that holds it."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.flow")):
        header = _HEADER.search(read_words(path)[0]) if path.name != CENTRE else None
        if header is not None:
            found.setdefault(header[1], path)
    return found
