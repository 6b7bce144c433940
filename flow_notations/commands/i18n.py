"""``flow i18n``: translations beside flows. A twin ``X.es.copy`` holds the words of ``X.flow`` in Spanish."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.catalogues import (
    Catalogue,
    catalogue_to_text,
    catalogues_beside,
    check_catalogue,
    extract,
    from_po,
    po_to_text,
    read_catalogue,
    read_po,
    to_po,
)
from flow_notations.catalogues.comparing import language_of
from flow_notations.diagnostics import has_errors, render_all
from flow_notations.library import read_library
from flow_notations.notations import STANDARD
from flow_notations.source import Source
from flow_notations.syntax import Read

from .files import flow_files, read_words, write_words
from .wording import counted

if TYPE_CHECKING:
    import argparse

    from flow_notations import ast
    from flow_notations.diagnostics import Diagnostic
    from flow_notations.library import Library

_CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Three deeds: extract, check, import."""
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    extracting = deeds.add_parser("extract", help="write the twin for translators, or bring it up to date")
    extracting.add_argument("path", type=Path, metavar="FILE", help="a .flow or .json file")
    extracting.add_argument("--language", required=True, metavar="CODE", help="such as es or pt-BR")
    extracting.add_argument("--po", action="store_true", help="write X.CODE.po for the tools of translators instead")
    checking = deeds.add_parser("check", help="what is missing, stale, unused or too long in the twins")
    checking.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="flows, or folders of them")
    checking.add_argument("--language", metavar="CODE", help="this language must be there for every flow")
    importing = deeds.add_parser("import", help="bring a PO file back into the twin beside it")
    importing.add_argument("path", type=Path, metavar="X.CODE.po", help="a PO file beside its flow")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done and nothing is wrong; 1 when a person has something to mend; 2 when a file cannot be written."""
    if arguments.deed == "extract":
        return _extract(arguments.path, arguments.language, po=arguments.po)
    if arguments.deed == "import":
        return _import(arguments.path)
    return _check(arguments.paths, arguments.language)


def _extract(path: Path, language: str, *, po: bool) -> int:
    if not _CODE.fullmatch(language):
        print(f"'{language}' is no code of a language; such as es or pt-BR", file=sys.stderr)
        return 1
    library, flow = _flow(path)
    if flow is None:
        return 1
    source = language_of(flow, library.centre)
    if language == source:
        print(f"{path}: the flow itself is written in '{language}'", file=sys.stderr)
        return 1
    target = path.with_name(f"{path.stem}.{language}.copy")
    before, complaints = _twin(target) if target.exists() else (None, "")
    if complaints:
        sys.stderr.write(f"{complaints}{target}: left as it is\n")
        return 1
    if po:
        entries = to_po(flow, language=language, source=source, before=before)
        return _written(
            target.with_suffix(".po"), po_to_text(entries, language=language, flow=flow.name.text), len(entries)
        )
    twin = extract(flow, language=language, source=source, before=before)
    return _written(target, catalogue_to_text(twin), None)


def _written(path: Path, text: str, entries: int | None) -> int:
    if not write_words(path, text):
        return 2
    print(f"{path}: written" + (f", {entries} entries" if entries is not None else ""))
    return 0


def _import(path: Path) -> int:
    stem, _, language = path.stem.rpartition(".")
    beside = [path.with_name(f"{stem}{suffix}") for suffix in (".flow", ".json")]
    flow_path = next((each for each in beside if each.is_file()), None)
    if not stem or flow_path is None or path.suffix != ".po":
        print(f"{path}: a PO file is called X.CODE.po and stands beside X.flow", file=sys.stderr)
        return 1
    library, flow = _flow(flow_path)
    text, complaint = read_words(path)
    if flow is None or complaint is not None:
        sys.stderr.write(render_all([complaint] if complaint else [], {}))
        return 1
    target = path.with_suffix(".copy")
    before, _ = _twin(target) if target.exists() else (None, "")
    read = read_po(text, path=str(path))
    twin = from_po(
        read.value or (),
        flow,
        language=language,
        source=language_of(flow, library.centre),
        path=str(path),
        before=before,
    )
    complaints = [*read.diagnostics, *twin.diagnostics]
    sys.stderr.write(render_all(complaints, {str(path): Source(str(path), text)}))
    if has_errors(complaints) or twin.value is None:
        return 1
    return _written(target, catalogue_to_text(twin.value), None)


def _check(paths: list[Path], language: str | None) -> int:
    found, warnings, twins, flows = 0, 0, 0, 0
    for path in flow_files(paths):
        library, flow = _flow(path)
        if flow is None:
            found += 1
            continue
        flows += 1
        beside = catalogues_beside(path)
        if language is not None and language not in beside:
            print(f"{path}: there is no twin in '{language}'; `flow i18n extract` writes one")
            found += 1
        for code, twin in beside.items():
            if language in (None, code):
                twins += 1
                complaints = _checked(library, flow, twin)
                errors = sum(each.severity == "error" for each in complaints)
                found, warnings = found + errors, warnings + len(complaints) - errors
    print(f"{counted(flows, 'flow')}, {counted(twins, 'twin')}: {_found(found, warnings)}")
    return 1 if found else 0


def _found(errors: int, warnings: int) -> str:
    counts = [counted(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number]
    return ", ".join(counts) or "nothing to complain about"


def _checked(library: Library, flow: ast.Flow, path: Path) -> list[Diagnostic]:
    """The complaints about a twin; they are shown."""
    read = _read(path)
    text, _ = read_words(path)
    complaints = [*read.diagnostics]
    if read.value is not None:
        complaints += check_catalogue(flow, read.value, table=STANDARD, centre=library.centre, flows=library.flows)
    sys.stdout.write(render_all(complaints, {**library.sources, str(path): Source(str(path), text)}))
    return complaints


def _twin(path: Path) -> tuple[Catalogue | None, str]:
    """A twin, or why it cannot be worked with."""
    read = _read(path)
    if read.value is None or has_errors(read.diagnostics):
        text, _ = read_words(path)
        return None, render_all(read.diagnostics, {str(path): Source(str(path), text)})
    return read.value, ""


def _read(path: Path) -> Read[Catalogue]:
    text, complaint = read_words(path)
    if complaint is not None:
        return Read(None, (complaint,))
    return read_catalogue(text, path=str(path), table=STANDARD)


def _flow(path: Path) -> tuple[Library, ast.Flow | None]:
    """The flow of a file, with the others beside it for those that it calls."""
    beside = sorted(path.parent.glob("*.flow")) if path.parent.is_dir() else []
    library = read_library([path, *(each for each in beside if each != path)])
    flow = next((flow for flow in library.flows.values() if flow.path == str(path)), None)
    mistakes = [each for each in library.diagnostics if each.path == str(path) and each.severity == "error"]
    if flow is None or any(each.code.startswith("S") for each in mistakes):
        sys.stderr.write(render_all(mistakes, library.sources))
        print(f"{path}: mend the flow first", file=sys.stderr)
        return library, None
    return library, flow
