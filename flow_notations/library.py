"""Flows from files: read, check and bind everything under some paths, with all complaints at once.

Files in, a ``Library`` out: the programs that are sound, every diagnostic, and the sources to render them with. The notations are
the standard ones and those that installed packages bring.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from . import ast
from .catalogues import catalogues_beside, check_twin, read_catalogue
from .check import check, may_run
from .check.called import Calls, called_flows
from .diagnostics import Diagnostic, arrange, has_errors, render_all
from .errors import BrokenFlow, ClashingNotations
from .machine import Program, bind
from .notation import Notation, Table
from .notations import STANDARD
from .profile import WHATSAPP, ChannelProfile
from .source import NOWHERE, Source, Span, where_undecodable
from .syntax import centre_from_text, digest, from_json, from_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .check import CheckedFlow

CENTRE: Final = "centre.flow"
"""The name of a centre file; it stands beside the flows that borrow from it, or in a folder above them."""
GROUP: Final = "flow_notations.notations"
"""Entry points under which packages bring notations: each names one ``Notation``."""


@dataclass(slots=True)
class Library:
    """What some paths hold. ``programs`` are by name of flow; a flow with errors is in ``flows`` only."""

    programs: dict[str, Program] = field(default_factory=dict)
    flows: dict[str, ast.Flow] = field(default_factory=dict)
    centre: ast.Centre = field(default_factory=ast.Centre)
    sources: dict[str, Source] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing forbids running anything in it."""
        return not has_errors(self.diagnostics)

    def rendered(self) -> str:
        """Every diagnostic as a person reads it."""
        return render_all(self.diagnostics, self.sources)

    def program(self, name: str) -> Program:
        """A sound flow by its name. Raises ``BrokenFlow`` with the reasons when there is none."""
        if name in self.programs:
            return self.programs[name]
        if name in self.flows:
            raise BrokenFlow(name, [render_all(self.reasons(name), self.sources).rstrip()])
        unread = render_all([each for each in self.diagnostics if each.severity == "error"], self.sources).rstrip()
        known = ", ".join(sorted(self.flows)) or "none"
        raise BrokenFlow(name, [f"there is no such flow; known: {known}", *([unread] if unread else [])])

    def reasons(self, name: str) -> list[Diagnostic]:
        """Why a flow may not run: the errors in its own file; where there are none, those in the files it depends on."""
        errors = [each for each in self.diagnostics if each.severity == "error"]
        return [each for each in errors if each.path == self.flows[name].path] or errors


def load_table() -> Table:
    """The standard notations, and those of installed packages (entry points of the group ``flow_notations.notations``).

    Raises ``ClashingNotations`` when two packages bring the same word or canonical type, or one takes a standard one.
    """
    from importlib.metadata import entry_points

    table: dict[str, Notation] = dict(STANDARD)
    owners = {name: "the standard notations" for each in STANDARD.values() for name in (each.word, each.type)}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        notation = entry.load()
        if not isinstance(notation, Notation):
            raise ClashingNotations(f"entry point '{entry.name}' of {entry.value} is no notation")
        for name in sorted({notation.word, notation.type} & owners.keys()):
            raise ClashingNotations(f"{entry.value} brings '{name}', which {owners[name]} have already")
        owners |= dict.fromkeys((notation.word, notation.type), entry.value)
        table[notation.word] = notation
    return table


def read_library(
    paths: Iterable[Path | str] | Path | str,
    *,
    table: Table | None = None,
    profile: ChannelProfile = WHATSAPP,
    rehearsed: bool = False,
) -> Library:
    """Read flow files and folders of them. The centre file is the one beside the first flow or the nearest above it, unless one is
    named. ``rehearsed``: flows whose only errors are about the reply window are bound, too, so that tests can show them.
    """
    table = load_table() if table is None else table
    found: list[Diagnostic] = []
    library = Library()
    files = _files(map(Path, [paths] if isinstance(paths, str | Path) else paths), found)
    library.centre = _centre(files, library, found)
    for path in files:
        if path.name != CENTRE:
            _read(path, library, table, found)
    found += _unchecked(library)
    return _settle(library, table, profile, found, rehearsed=rehearsed)


def read_text(text: str, *, path: str = "<flow>", centre: ast.Centre | None = None, table: Table = STANDARD) -> Library:
    """One flow from a text in memory: for embedding and for tests."""
    found: list[Diagnostic] = []
    library = Library(centre=centre or ast.Centre())
    _take(text, path, library, table, found)
    return _settle(library, table, WHATSAPP, found)


def _settle(
    library: Library, table: Table, profile: ChannelProfile, found: list[Diagnostic], *, rehearsed: bool = False
) -> Library:
    """Check every flow, then bind those that are sound and call none that is not."""
    sound: dict[str, Sound] = {}
    calls = Calls(table=table, centre=library.centre, profile=profile, flows=library.flows, rehearsed=rehearsed)
    for name, flow in library.flows.items():
        checked = check(flow, table=table, centre=library.centre, profile=profile, flows=library.flows, calls=calls)
        found += checked.diagnostics
        if checked.flow is not None and may_run(
            [each for each in found if each.path == flow.path], rehearsed=rehearsed
        ):
            sound[name] = Sound(checked.flow, _twins(flow, checked.diagnostics, library, calls, found))
    for name in sound:
        _bind(name, sound, library.programs, table)
    library.diagnostics = arrange(found)
    return library


@dataclass(frozen=True, slots=True)
class Sound:
    """A flow without errors, and by language the same flow with its words in that language."""

    flow: CheckedFlow
    twins: Mapping[str, CheckedFlow]


def _twins(
    flow: ast.Flow,
    known: Iterable[Diagnostic],
    library: Library,
    calls: Calls,
    found: list[Diagnostic],
) -> dict[str, CheckedFlow]:
    """The languages that stand beside a flow's file; one with errors is not spoken."""
    spoken: dict[str, CheckedFlow] = {}
    for language, path in catalogues_beside(Path(flow.path)).items():
        text = _text(path, library, found)
        read = read_catalogue(text, path=str(path), table=calls.table) if text is not None else None
        if read is None or read.value is None:
            found += read.diagnostics if read is not None else ()
            continue
        twin = check_twin(
            flow, read.value, known=known, table=calls.table, centre=calls.centre, profile=calls.profile,
            flows=calls.flows, calls=calls,
        )  # fmt: skip
        complaints = [*read.diagnostics, *twin.diagnostics]
        found += complaints
        if twin.flow is not None and may_run(complaints, rehearsed=calls.rehearsed):
            spoken[language] = twin.flow
    return spoken


def _bind(name: str, sound: Mapping[str, Sound], programs: dict[str, Program], table: Table) -> Program | None:
    """Bind a flow after those that it calls. No flow comes back to itself: the checker saw to it."""
    if name in programs or name not in sound:
        return programs.get(name)
    own, twins = sound[name].flow, sound[name].twins
    callees: dict[str, Program] = {}
    for called in dict.fromkeys([word.text for word in called_flows(own.flow, table)]):
        callee = _bind(called, sound, programs, table)
        if callee is None:
            return None
        callees[called] = callee
    version = pinned(digest(own.flow), callees, {language: digest(twin.flow) for language, twin in twins.items()})
    programs[name] = bind(own, table=table, digest=version, callees=callees, twins=twins)
    return programs[name]


def pinned(own: str, callees: Mapping[str, Program], twins: Mapping[str, str] | None = None) -> str:
    """The identity of a version: another one when a called flow is another, or the words in any language are."""
    if not callees and not twins:
        return own
    parts = [own, *(f"{name}={callee.digest}" for name, callee in sorted(callees.items()))]
    parts += [f"{language}~{words}" for language, words in sorted((twins or {}).items())]
    return sha256("\n".join(parts).encode()).hexdigest()


def _files(paths: Iterable[Path], found: list[Diagnostic]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(path.glob("*.flow"))
        elif path.is_file():
            files.append(path)
        else:
            found.append(_unread(path, "there is no such file"))
    return list(dict.fromkeys(files))


def centre_above(folder: Path) -> Path | None:
    """The centre file of a folder: its own, or the nearest one upwards, as far as its repository or the home folder goes."""
    for each in (folder, *folder.resolve().parents):
        if (each / CENTRE).is_file():
            return each / CENTRE
        if (each / ".git").exists() or each.resolve() == Path.home():
            return None
    return None


def _centre(files: list[Path], library: Library, found: list[Diagnostic]) -> ast.Centre:
    named = [path for path in files if path.name == CENTRE]
    folders = dict.fromkeys(path.parent for path in files)
    above = (centre for folder in folders if (centre := centre_above(folder)) is not None)
    path = named[0] if named else next(above, None)
    text = _text(path, library, found) if path is not None else None
    if text is None:
        return ast.Centre()
    read = centre_from_text(text, path=str(path))
    found += read.diagnostics
    return read.value or ast.Centre()


def _unchecked(library: Library) -> Iterator[Diagnostic]:
    """C210: without a centre file nobody knows the names that flows borrow."""
    for flow in library.flows.values() if not library.centre.written else ():
        settings = [setting for node in flow.nodes.values() for setting in node.items(ast.Setting)]
        borrowed = next((setting for setting in settings if _borrows(setting)), None)
        if borrowed is not None:
            yield Diagnostic(
                code="C210", severity="warning", span=borrowed.span, path=flow.path,
                sentence="no centre file: queues, services, templates and fields are not checked",
                hint=f"declare them in a {CENTRE} beside this file, or in a folder above",
            )  # fmt: skip


def _borrows(setting: ast.Setting) -> bool:
    match setting.value:
        case ast.Request() | ast.TemplateUse():
            return True
        case ast.Assignment(target=(scope, _)):
            return scope in ("contact", "interaction")
        case _:
            return setting.key.text == "queue"


def _read(path: Path, library: Library, table: Table, found: list[Diagnostic]) -> None:
    text = _text(path, library, found)
    if text is not None:
        _take(text, str(path), library, table, found)


def _take(text: str, path: str, library: Library, table: Table, found: list[Diagnostic]) -> None:
    library.sources.setdefault(path, Source(path, text))
    as_json = path.endswith(".json") or text.lstrip().startswith("{")
    read = from_json(text, path=path, table=table) if as_json else from_text(text, path=path, table=table)
    found += read.diagnostics
    if read.value is None:
        return
    name = read.value.name.text
    if name in library.flows:
        other = library.flows[name].path
        found.append(
            Diagnostic(code="N130", sentence=f"flow '{name}' stands in {other} too", span=read.value.name.span, path=path, hint="give one of them another name")
        )  # fmt: skip
        return
    library.flows[name] = read.value


def _text(path: Path, library: Library, found: list[Diagnostic]) -> str | None:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as mistake:
        found.append(
            _unread(path, f"byte {mistake.start} is not UTF-8", "save the file as UTF-8", where_undecodable(mistake))
        )
        return None
    except OSError as mistake:
        found.append(_unread(path, f"the file cannot be read: {mistake.strerror}"))
        return None
    library.sources[str(path)] = Source(str(path), text)
    return text


def _unread(path: Path, sentence: str, hint: str = "", span: Span = NOWHERE) -> Diagnostic:
    return Diagnostic(code="S190", sentence=sentence, span=span, path=str(path), hint=hint)
