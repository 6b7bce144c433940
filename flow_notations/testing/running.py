"""Transcript files found, read and played: what ``flow test`` and the pytest plugin share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic, arrange, render
from flow_notations.library import Library, read_library
from flow_notations.source import NOWHERE, Source, where_undecodable

from .converting import Converter
from .naming import complaints
from .playing import Played, play
from .reading import read_transcript
from .transcript import Transcript

UNREADABLE = "X110"

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .transcript import Test


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
    """Read a transcript and every flow of its folder; what speaks late can be tested, too, for `flow check --write-test` shows
    it so. A file that cannot be read is a script with that complaint.
    """
    try:
        source = Source(str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as mistake:
        return _unreadable(path, mistake)
    transcript, found = read_transcript(source.text, path=source.path)
    library = read_library([path.parent], rehearsed=True)
    converter = Converter(library, source.path)
    transcript = converter.converted(transcript)
    return Script(source, transcript, library, arrange((*found, *complaints(transcript, library), *converter.found)))


def _unreadable(path: Path, mistake: OSError | UnicodeDecodeError) -> Script:
    if isinstance(mistake, UnicodeDecodeError):
        sentence, hint, span = (
            f"byte {mistake.start} is not UTF-8",
            "save the file as UTF-8",
            where_undecodable(mistake),
        )
    else:
        sentence, hint, span = f"the file cannot be read: {mistake.strerror}", "", NOWHERE
    complaint = Diagnostic(code=UNREADABLE, sentence=sentence, span=span, path=str(path), hint=hint)
    return Script(Source(str(path), ""), Transcript(path=str(path), tests=()), Library(), (complaint,))
