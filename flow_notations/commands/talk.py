"""``flow talk``: chat with a flow in the terminal, with the real host and the emulated phone, in time that can be skipped."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from channel_adapter.clock import SystemClock
from flow_notations.catalogues import catalogues_beside
from flow_notations.diagnostics import render_all
from flow_notations.errors import MissingSettings
from flow_notations.expressions import closest
from flow_notations.testing.converting import Unfit, contact_value
from flow_notations.testing.forms import Wrong
from flow_notations.testing.rehearsal import Rehearsal
from flow_notations.testing.stage import templates_of

from .entry import check_entry, with_inputs
from .files import read_words
from .neighbours import entries, read_with_neighbours
from .talking import Talk, given_lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from flow_notations.library import Library
    from flow_notations.values import Value


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flow, who talks, when, and what stands behind it."""
    parser.add_argument("path", type=Path, metavar="FILE", help="a .flow file, or a folder of them with one that no other calls")  # fmt: skip
    parser.add_argument("--flow", metavar="NAME", help="the flow of the folder to talk to")
    parser.add_argument("--contact", action="append", default=[], metavar="FIELD=VALUE", help="a field of the customer")
    parser.add_argument("--with", dest="given_with", action="append", default=[], metavar="NAME=VALUE", help="what a caller would give the flow")  # fmt: skip
    parser.add_argument("--clock", metavar="MOMENT", help="when it begins, such as 2026-03-02T09:00:00Z (default: now)")
    parser.add_argument("--given", type=Path, metavar="X.chat", help="play its `given` lines: what services answer, who is on duty")  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """0 when the conversation ended as it should; 1 when the flow may not run, or something named is not there."""
    library = read_with_neighbours([arguments.path])
    name = _chosen(library, arguments)
    if name is None:
        return 1
    library.programs[name] = with_inputs(library, name, arguments.given_with)
    check_entry(library.programs[name], "give it with --with name=value")
    contact = dict(_field(pair, library) for pair in arguments.contact)
    at, given = _moment(arguments.clock), _given(arguments.given)
    with asyncio.Runner() as runner:
        talk = runner.run(_open(library, name, contact, at))
        print(f"You are a customer of flow {name}. Write something; /help lists what else you can do.")
        for sentence in (*_unspoken(library, name), *talk.given(given)):
            print(sentence)
        while runner.run(talk.turn(_prompted())):
            pass
        runner.run(talk.rehearsal.close())
    return 0


def _chosen(library: Library, arguments: argparse.Namespace) -> str | None:
    """The flow to talk to; its complaints are shown where it may not run, and there is none."""
    path: Path = arguments.path
    name = arguments.flow or _only(library, path)
    if name in library.programs:
        return str(name)
    if name is not None and name not in library.flows:
        raise MissingSettings(
            f"there is no flow '{name}' in {path}; there are {', '.join(sorted(library.flows)) or 'none'}"
        )
    errors = [each for each in library.diagnostics if each.severity == "error"]
    sys.stdout.write(render_all(errors, library.sources))
    print(f"the flow in {path} has errors; it can be talked to when they are mended")
    return None


def _only(library: Library, path: Path) -> str | None:
    """The flow of a file; of a folder the one that no other calls or schedules."""
    if not path.is_dir():
        return next((name for name, flow in library.flows.items() if flow.path == str(path)), None)
    if not library.flows and not library.diagnostics:
        raise MissingSettings(f"there is no flow in {path}")
    first = entries(library)
    if len(first) > 1:
        raise MissingSettings(
            f"several flows begin conversations in {path}; choose one with --flow: {', '.join(sorted(first))}"
        )
    return first[0] if first else None


def _field(pair: str, library: Library) -> tuple[str, Value]:
    """One field of the customer, as its type says."""
    name, equals, words = pair.partition("=")
    if not equals:
        raise MissingSettings(f"'{pair}' is no field with a value; write it like --contact first_name=Ana")
    try:
        return name, contact_value(name, words, library.centre)
    except Unfit as unfit:
        near = closest(name, library.centre.contact)
        raise MissingSettings(
            f"--contact {pair}: {unfit}" + (f"; did you mean '{near}'?" if near and near != name else "")
        ) from None


def _moment(words: str | None) -> int:
    """When it begins. A moment that names no zone is UTC, as in transcripts."""
    if words is None:
        return SystemClock().now()
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise MissingSettings(f"'{words}' is no date and time; write it like 2026-03-02T09:00:00Z") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _given(path: Path | None) -> list[str]:
    """The ``given`` lines of a file. Of a transcript, those of its first test."""
    if path is None:
        return []
    text, complaint = read_words(path)
    if complaint is not None:
        raise MissingSettings(f"{path}: {complaint.sentence}")
    try:
        return given_lines(text)
    except Wrong as wrong:
        raise MissingSettings(f"{path}:{wrong.span.line}:{wrong.span.column} {wrong.sentence}: {wrong.hint}") from None


def _unspoken(library: Library, name: str) -> Iterable[str]:
    """Languages that stand beside the flow and are not spoken, since their words have errors."""
    spoken = library.programs[name].twins
    for language, path in catalogues_beside(Path(library.flows[name].path)).items():
        if language not in spoken:
            yield f"Not spoken here: {language}, for {path.name} has errors; `flow check {library.flows[name].path}` lists them."


async def _open(library: Library, name: str, contact: dict[str, Value], at: int) -> Talk:
    templates = templates_of(library.centre)
    rehearsal = await Rehearsal.open(library.programs, name, at=at, contact=contact, templates=templates)
    return Talk(rehearsal, library, name)


def _prompted() -> str | None:
    """One line of the person at the terminal; ``None`` at the end of input."""
    try:
        line = input("  you  ")
    except EOFError:
        return None
    if not sys.stdin.isatty():
        print(line)
    return line.strip()
