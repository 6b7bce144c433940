"""One flow from one file, in either form, for the verbs that need the tree and not a checked flow.

A path in; the tree as far as it could be read, its source and every complaint of reading out. Nothing is checked.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flow_notations.catalogues import read_catalogue
from flow_notations.diagnostics import Diagnostic, has_errors, render_all
from flow_notations.library import CENTRE
from flow_notations.notations import STANDARD
from flow_notations.source import NOWHERE, Source, Span, where_undecodable
from flow_notations.syntax import from_json, from_text, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flow_notations import ast

FORMS = ("text", "json")
"""The two forms of a flow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file as read. ``form``: the one it is in. ``flow`` is ``None`` when nothing of it could be read."""

    path: Path
    source: Source
    form: str
    flow: ast.Flow | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether all of it was read: only then may it be written anew."""
        return self.flow is not None and not has_errors(self.diagnostics)

    def rendered(self) -> str:
        """Its complaints as a person reads them."""
        return render_all(self.diagnostics, {self.source.path: self.source})


def open_flow(path: Path) -> Opened:
    """Read one file. What cannot be read as text is a complaint too."""
    text, complaint = read_words(path)
    source = Source(str(path), text)
    form = "json" if path.suffix == ".json" or text.lstrip().startswith("{") else "text"
    if complaint is not None:
        return Opened(path=path, source=source, form=form, flow=None, diagnostics=(complaint,))
    read = (from_json if form == "json" else from_text)(text, path=str(path), table=STANDARD)
    return Opened(path=path, source=source, form=form, flow=read.value, diagnostics=read.diagnostics)


def open_twin(path: Path) -> Opened:
    """Read the words of a flow in another language: a tree of the same shape, in text form alone."""
    text, complaint = read_words(path)
    source = Source(str(path), text)
    if complaint is not None:
        return Opened(path=path, source=source, form="text", flow=None, diagnostics=(complaint,))
    read = read_catalogue(text, path=str(path), table=STANDARD)
    twin = read.value.flow if read.value is not None else None
    return Opened(path=path, source=source, form="text", flow=twin, diagnostics=read.diagnostics)


def read_words(path: Path) -> tuple[str, Diagnostic | None]:
    """The text of a file, or why there is none."""
    try:
        return path.read_bytes().decode("utf-8"), None
    except UnicodeDecodeError as mistake:
        return "", _unread(
            path, f"byte {mistake.start} is not UTF-8", "save the file as UTF-8", where_undecodable(mistake)
        )
    except (OSError, ValueError) as mistake:
        reason = getattr(mistake, "strerror", None) or str(mistake)
        return "", _unread(path, f"the file cannot be read: {reason}")


def write_words(path: Path, text: str) -> bool:
    """Write a whole file or nothing of it; a person is told when it cannot be written."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(text.encode("utf-8"))
        if path.exists():
            beside.chmod(path.stat().st_mode)
        os.replace(beside, path)  # noqa: PTH105 - the call that is atomic
    except OSError as mistake:
        print(f"{path}: cannot be written: {mistake.strerror}", file=sys.stderr)
        beside.unlink(missing_ok=True)
        return False
    return True


def printed(flow: ast.Flow, form: str) -> str:
    """The canonical file of a flow in one form. Raises ``ValueError`` when JSON cannot hold it (two nodes of one name)."""
    if form == "text":
        return to_text(flow)
    return json.dumps(to_json(flow), ensure_ascii=False, indent=2) + "\n"


def flow_files(paths: Iterable[Path]) -> list[Path]:
    """Files as named, and the flows of folders; a centre file only when it is named."""
    found: list[Path] = []
    for path in paths:
        found += sorted(each for each in path.glob("*.flow") if each.name != CENTRE) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _unread(path: Path, sentence: str, hint: str = "", span: Span = NOWHERE) -> Diagnostic:
    return Diagnostic(code="S190", sentence=sentence, span=span, path=str(path), hint=hint)
