"""``flow fmt``: put flows in canonical form, either form, their twins and their centre.

A file with mistakes is left as it is, but for tabs: what stands under what is clear where they are the only fault.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flow_notations.catalogues import catalogues_beside
from flow_notations.diagnostics import render_all
from flow_notations.library import CENTRE
from flow_notations.source import Source
from flow_notations.syntax import Read, format_centre

from .files import flow_files, open_flow, open_twin, printed, read_words, write_words

if TYPE_CHECKING:
    import argparse

    from .files import Opened


TABS: Final = "S105"
INDENT: Final = 2
_LEAD: Final = re.compile(r"^[ \t]+", re.MULTILINE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files or folders, and whether to write."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a .flow, .json or .copy file, or a folder of flows with their twins and their centre",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not in form")


def run(arguments: argparse.Namespace) -> int:
    """0 when every file is in form now; 1 when one is not, or could not be read; 2 when one could not be written."""
    paths: list[Path] = []
    for path in arguments.paths:
        flows = flow_files([path])
        twins = [twin for flow in flows for twin in catalogues_beside(flow).values()] if path.is_dir() else []
        centre = [path / CENTRE] if (path / CENTRE).is_file() else []
        paths += [*centre, *flows, *twins]
    if not paths:
        print("there are no flows here", file=sys.stderr)
        return 1
    return max(_format(path, check=arguments.check) for path in paths)


def _format(path: Path, *, check: bool) -> int:
    if path.name == CENTRE:
        text, canonical = _centre(path)
    else:
        opened = open_twin(path) if path.suffix == ".copy" else open_flow(path)
        text, canonical = opened.source.text, _canonical(opened)
    if canonical is None:
        return 1
    if canonical == text:
        return 0
    if check:
        print(f"{path}: not in canonical form; `flow fmt` mends it")
        return 1
    if not write_words(path, canonical):
        return 2
    print(f"{path}: formatted")
    return 0


def _centre(path: Path) -> tuple[str, str | None]:
    """A centre file, and as it should be."""
    text, complaint = read_words(path)
    read = Read(None, (complaint,)) if complaint is not None else format_centre(text, path=str(path))
    if read.value is None and {each.code for each in read.diagnostics} == {TABS}:
        read = format_centre(_LEAD.sub(lambda lead: lead[0].expandtabs(INDENT), text), path=str(path))
    if read.value is None:
        sys.stdout.write(render_all(read.diagnostics, {str(path): Source(str(path), text)}))
        print(f"{path}: left as it is")
    return text, read.value


def _canonical(opened: Opened) -> str | None:
    """The file as it should be; ``None``, with the reasons shown, when it cannot be known."""
    wrong = {each.code for each in opened.diagnostics if each.severity == "error"}
    if opened.flow is None or not wrong <= {TABS}:
        sys.stdout.write(opened.rendered())
        print(f"{opened.path}: left as it is")
        return None
    return printed(opened.flow, opened.form)
