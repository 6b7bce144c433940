"""Transcript files found, read and played: what ``flow test`` and the pytest plugin share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic, render
from flow_notations.library import Library, read_library
from flow_notations.source import Source

from .playing import Played, play
from .reading import read_transcript

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .transcript import Test, Transcript


@dataclass(frozen=True, slots=True)
class Script:
    """One ``.chat`` file with the flows beside it. With ``diagnostics`` nothing of it can be played."""

    source: Source
    transcript: Transcript
    library: Library
    diagnostics: tuple[Diagnostic, ...]

    def rendered(self, diagnostics: Iterable[Diagnostic]) -> str:
        """Complaints and differences as a person reads them."""
        sources = {**self.library.sources, self.source.path: self.source}
        return "\n".join(render(diagnostic, sources) for diagnostic in diagnostics)

    def play(self, test: Test, *, reopening: bool = False, lenient: bool = False) -> Played:
        """Play one test; see ``playing.play``."""
        return asyncio.run(play(test, self.library, path=self.source.path, reopening=reopening, lenient=lenient))


def find_scripts(paths: Iterable[Path]) -> Iterator[Path]:
    """The ``.chat`` files of some paths: themselves, those of a folder, the one beside a flow."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.chat"))
        elif path.suffix == ".flow":
            yield path.with_suffix(".chat")
        else:
            yield path


def read_script(path: Path) -> Script:
    """Read a transcript and every flow of its folder. Raises ``OSError`` when the file cannot be read."""
    source = Source(str(path), path.read_text(encoding="utf-8"))
    transcript, found = read_transcript(source.text, path=source.path)
    library = read_library([path.parent])
    return Script(source, transcript, library, (*found, *_unknown_flows(transcript, library)))


def _unknown_flows(transcript: Transcript, library: Library) -> Iterator[Diagnostic]:
    """Tests of flows that are not there, or that may not run."""
    for test in transcript.tests:
        if test.flow not in library.flows:
            known = ", ".join(sorted(library.flows)) or "none"
            yield Diagnostic(code="X105", span=test.flow_span, sentence=f"there is no flow '{test.flow}' beside this file", hint=f"known: {known}", path=transcript.path)  # fmt: skip
        elif test.flow not in library.programs:
            path = library.flows[test.flow].path
            yield Diagnostic(code="X106", span=test.flow_span, sentence=f"flow '{test.flow}' has errors", hint=f"see `flow check {path}`", path=transcript.path)  # fmt: skip
