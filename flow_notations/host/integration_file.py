"""``integrations.toml`` read whole: records, and every mistake with its code and its line. No secret is looked up here.

A file holds ``[[integration]]``, ``[[dispatch]]`` and ``[[admin]]`` tables; an integration has its ``onboarding``
section. Written secrets are refused: only references to them have a place in a file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from flow_notations.diagnostics import Diagnostic, arrange, has_errors
from flow_notations.expressions import closest
from flow_notations.source import Source, Span

from . import integration_fields as fields
from .idle_records import idle_records
from .integrations import AdminRecord, DispatchRecord, IntegrationRecord, Records
from .onboarding import open_steps
from .secret_references import holds_password
from .toml_places import Block, block_at, blocks_of, span_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from .integration_fields import Field

NOT_TOML: Final = "I101"
MISSING: Final = "I102"
UNKNOWN: Final = "I103"
WRONG: Final = "I104"
REPEATED: Final = "I105"
NOT_THERE: Final = "I106"
NOT_ONBOARDED: Final = "I107"
IDLE: Final = "I108"

_SECRET_KEY: Final = re.compile(r"token|secret", re.IGNORECASE)
_NOT_A_REFERENCE: Final = re.compile(r"\"(?!env:|file:)[^\"]*\"?|'(?!env:|file:)[^']*'?")

TABLES: Final[dict[str, tuple[Mapping[str, Field], Callable[..., Any]]]] = {
    "integration": (fields.INTEGRATION, IntegrationRecord),
    "dispatch": (fields.DISPATCH, DispatchRecord),
    "admin": (fields.ADMIN, AdminRecord),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsFile:
    """A file as read. ``records`` holds what is sound; with any error nothing should be served by it."""

    path: str
    text: str = ""
    records: Records = field(default_factory=Records)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether a process may be set up by it."""
        return not has_errors(self.diagnostics)

    @property
    def source(self) -> dict[str, Source]:
        """To render its complaints with. What stands where a reference should is not shown: it may be a secret."""
        return {self.path: Source(self.path, "\n".join(map(_discreet, self.text.split("\n"))))}


def read_records_file(path: Path) -> RecordsFile:
    """Read a file from disk; one that cannot be read is a complaint, too."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as mistake:
        reason = getattr(mistake, "strerror", None) or "it is not UTF-8 text"
        sentence = f"the file cannot be read: {reason}"
        unread = Diagnostic(code=NOT_TOML, sentence=sentence, span=Span.at(1, 1), path=str(path))
        return RecordsFile(path=str(path), diagnostics=(unread,))
    return read_records(text, path=str(path))


def read_records(text: str, *, path: str = "integrations.toml") -> RecordsFile:
    """Read the text of a file."""
    try:
        parsed = tomllib.loads(text)
    except (ValueError, RecursionError) as mistake:  # of a number or a nesting without measure, too
        complaint = Diagnostic(
            code=NOT_TOML, sentence=f"this is not TOML: {mistake}", span=_place_in(mistake, text), path=path
        )
        return RecordsFile(path=path, text=text, diagnostics=(complaint,))
    reading = _Reading(path, text)
    return RecordsFile(path=path, text=text, records=reading.records(parsed), diagnostics=arrange(reading.found))


def _discreet(line: str) -> str:
    return _NOT_A_REFERENCE.sub('"…"', line) if _SECRET_KEY.search(line) or holds_password(line) else line


def _place_in(mistake: Exception, text: str) -> Span:
    """``(at line 3, column 7)``, as the message ends in all versions of the library; else the end of the document."""
    _, _, place = str(mistake).partition("(at line ")
    numbers = [int(part) for part in place.rstrip(")").split(", column ") if part.isdigit()]
    return Span.at(*numbers) if len(numbers) == 2 else Span.at(text.count("\n") + 1, 1)


class _Reading:
    """One reading of one file: where things stand, and what was found wrong."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.blocks = blocks_of(text)
        self.found: list[Diagnostic] = []
        self.places: dict[str, list[Block | None]] = {}
        """Of the sound records of each table, in their order."""
        self.points: list[str] = []
        """Of all numbers, also of those with mistakes."""

    def records(self, parsed: dict[str, Any]) -> Records:
        """Everything that is sound."""
        store = parsed.pop("store", None)
        if store is not None and not isinstance(store, str):
            self.complain(WRONG, "'store' is the path or the address of a store, in quotes", Span.at(1, 1))
            store = None
        if store is not None and holds_password(store):
            self.complain(WRONG, f"'store': {fields.HELD}", self.at_store(), fields.REFERENCE_HINT)
            store = None
        for name in parsed:
            if name not in TABLES:
                self.complain(
                    UNKNOWN, f"there is no table '{name}' in this file", Span.at(1, 1), _nearest(name, TABLES)
                )
        self.points = _points(parsed.get("integration"))
        read = {name: self.table(name, parsed.get(name, [])) for name in TABLES}
        records = Records(
            integrations=tuple(read["integration"]), dispatch=tuple(read["dispatch"]), admins=tuple(read["admin"]),
            store=store,
        )  # fmt: skip
        self.check_integrations(records)
        self.check_dispatch(records)
        return records

    def at_store(self) -> Span:
        """Where the store is named: above all tables."""
        lines = self.text.split("\n")
        line = next((number for number, text in enumerate(lines, 1) if text.lstrip().startswith("store")), 1)
        return Span.at(line, 1)

    def table(self, name: str, rows: Any) -> list[Any]:
        """The sound records of one kind, in order."""
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.complain(WRONG, f"'{name}' is written [[{name}]], once for each", Span.at(1, 1))
            return []
        blocks = [block_at(self.blocks, name, index) for index in range(len(rows))]
        made = [self.record(name, row, block) for row, block in zip(rows, blocks, strict=True)]
        self.places[name] = [block for record, block in zip(made, blocks, strict=True) if record is not None]
        return [record for record in made if record is not None]

    def record(self, name: str, row: dict[str, Any], block: Block | None) -> Any:
        """One record, or ``None`` when something of it is wrong."""
        known, make = TABLES[name]
        before = len(self.found)
        for key in row:
            if key not in known:
                self.complain(
                    UNKNOWN, f"'{key}' is nothing that [[{name}]] has", self.at(block, key), _nearest(key, known)
                )
        values: dict[str, Any] = {}
        for key, wanted in known.items():
            if key in row:
                try:
                    values[key] = wanted.read(row[key])
                except fields.Wrong as wrong:
                    self.complain(WRONG, f"'{key}': {wrong}", self.at(block, wrong.key or key, section=key), wrong.hint)
            elif wanted.required:
                self.complain(MISSING, f"[[{name}]] lacks '{key}': {wanted.doc}", self.at(block))
        return make(**values) if len(self.found) == before else None

    def check_integrations(self, records: Records) -> None:
        """What is wrong between records: a number or a contact point that stands twice; one live too early."""
        for index, record in enumerate(records.integrations):
            block = self.places["integration"][index]
            for key in ("number_id", "contact_point"):
                value = getattr(record, key)
                if value and any(value == getattr(each, key) for each in records.integrations[:index]):
                    self.complain(
                        REPEATED, f"{key} '{value}' stands in another [[integration]], too", self.at(block, key)
                    )
            left = open_steps(record.onboarding)
            if record.active and record.onboarding and left:
                sentence = f"'{record.name}' is active while its onboarding is not done: {', '.join(left)}"
                hint = "finish the steps, or set active = false"
                self.complain(NOT_ONBOARDED, sentence, self.at(block, "active"), hint, severity="warning")

    def check_dispatch(self, records: Records) -> None:
        """A contact point that no number has can match nothing; nor can a record behind one that takes all of its."""
        points = self.points
        for block, each in zip(self.places.get("dispatch", ()), records.dispatch, strict=True):
            if points and each.contact_point is not None and each.contact_point not in points:
                sentence = f"no [[integration]] has the contact point '{each.contact_point}'"
                self.complain(
                    NOT_THERE, sentence, self.at(block, "contact_point"), _nearest(each.contact_point, points)
                )

        if not has_errors(self.found):
            self.check_idle(records.dispatch, points)

    def check_idle(self, records: Sequence[DispatchRecord], points: Sequence[str]) -> None:
        """What can never take anybody is served all the same, and people are told."""
        blocks = self.places.get("dispatch", [])
        for idle in idle_records(records, points):
            block = blocks[idle.index]
            sentence, hint = idle.sentence, idle.hint
            if idle.behind:
                lines = [each.line if (each := blocks[index]) is not None else 1 for index in idle.behind]
                sentence = (
                    f"this record takes nobody: {_listed('record', [index + 1 for index in idle.behind])} before it"
                    f" ({_listed('line', lines)}) {'takes' if len(lines) == 1 else 'take'} everybody whom it could take"
                )
                hint = f"move it above line {min(lines)}, or take it away"
            self.complain(IDLE, sentence, self.at(block, idle.key), hint, severity="warning")

    def at(self, block: Block | None, key: str = "", *, section: str = "") -> Span:
        """Where a key of a table stands, in its section when there is one."""
        inside = section if block is not None and section in block.sections else ""
        return span_of(self.text, block, inside, key)

    def complain(self, code: str, sentence: str, span: Span, hint: str = "", *, severity: Any = "error") -> None:
        """Remember one complaint."""
        self.found.append(
            Diagnostic(code=code, sentence=sentence, span=span, path=self.path, hint=hint, severity=severity)
        )


def _points(rows: Any) -> list[str]:
    known = [
        row.get("contact_point") or row.get("number_id")
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    ]
    return [each.strip() for each in known if isinstance(each, str)]


def _listed(word: str, numbers: Sequence[int]) -> str:
    return f"{word}{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def _nearest(word: str, known: Any) -> str:
    near = closest(word, list(known))
    return f"did you mean '{near}'?" if near else f"known are {', '.join(known)}"
