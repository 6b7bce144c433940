"""``flow integration``: the records of business numbers in ``integrations.toml``: list, show, check, change.

A change is one line of the file; every other line, comments too, stays as it is. Before it is written, the file is read
again and must say exactly what was meant.
"""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flow_notations.diagnostics import render_all
from flow_notations.errors import FlowError
from flow_notations.host import views
from flow_notations.host.integration_file import RecordsFile, read_records, read_records_file
from flow_notations.host.onboarding import STATES, STEPS, Step, open_steps, review_expected
from flow_notations.host.permissions import READ_INTEGRATIONS, UPDATE_INTEGRATIONS
from flow_notations.host.toml_places import blocks_of, literal, table_text, with_value

from .files import write_words
from .operator import as_json, permit, table
from .wording import counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from flow_notations.host.integrations import IntegrationRecord

FILE = Path("integrations.toml")


class CannotChange(FlowError):
    """A change of the records that may not be made, or not by this command; the message says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and what to do with which number."""
    parser.add_argument("--file", type=Path, default=FILE, help=f"the records (default: {FILE})")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="every number in one line").add_argument("--json", action="store_true")
    shown = acts.add_parser("show", help="one number, with its onboarding")
    shown.add_argument("number")
    shown.add_argument("--json", action="store_true")
    acts.add_parser("check", help="every mistake of the file")
    added = acts.add_parser("add", help="a new number, inactive, at the end of the file")
    for name in ("number_id", "name", "contact_point"):
        added.add_argument(name)
    added.add_argument("--provider", default="meta")
    for name in ("token", "verify-token", "app-secret"):
        added.add_argument(f"--{name}", required=True, metavar="REFERENCE", help="env:NAME or file:PATH")
    activated = acts.add_parser("activate", help="switch a number on, once its onboarding is done")
    activated.add_argument("number")
    activated.add_argument("--anyway", action="store_true", help="though steps are open")
    acts.add_parser("deactivate", help="switch a number off: its sends are refused, visibly").add_argument("number")
    stepped = acts.add_parser("step", help="where a step of the onboarding stands")
    stepped.add_argument("number")
    stepped.add_argument("step", choices=list(STEPS), metavar="STEP", help=", ".join(STEPS))
    stepped.add_argument("state", choices=STATES)
    stepped.add_argument("--on", type=_day, metavar="DAY", help="since when, as 2026-03-02")
    stepped.add_argument("--note", default="")


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as mistake:
        raise ArgumentTypeError(f"'{word}' is no day; write it as 2026-03-02") from mistake


def run(arguments: argparse.Namespace) -> int:
    """0 when it could be done, 1 when the file has errors."""
    changing = arguments.act in CHANGES
    permit(UPDATE_INTEGRATIONS if changing else READ_INTEGRATIONS)
    begins = arguments.act == "add" and not arguments.file.exists()
    read = read_records("", path=str(arguments.file)) if begins else read_records_file(arguments.file)
    if read.diagnostics:  # a list for programs stays one
        told = sys.stdout if arguments.act == "check" or not read.sound else sys.stderr
        told.write(render_all(read.diagnostics, read.source))
    if not read.sound:
        return 1
    if changing:
        changed, line = CHANGES[arguments.act](read, arguments)
        if not write_words(arguments.file, changed):
            return 1
        print(line)
    else:
        print(SHOWS[arguments.act](read, arguments))
    return 0


# --- showing ----------------------------------------------------------------------------------------------------------


def _list(read: RecordsFile, arguments: argparse.Namespace) -> str:
    records = read.records.integrations
    if arguments.json:
        return as_json([views.of_integration(record) for record in records])
    rows = [
        (
            record.number_id,
            record.name,
            record.contact_point or "-",
            record.provider,
            _cell(record.active),
            _onboarded(record),
        )
        for record in records
    ]
    return table(rows, "number", "name", "contact point", "provider", "active", "onboarding")


def _show(read: RecordsFile, arguments: argparse.Namespace) -> str:
    record = _record(read, arguments.number)
    if arguments.json:
        return as_json(views.of_integration(record))
    view = {name: value for name, value in views.of_integration(record).items() if name != "onboarding"}
    rows = [f"{name}: {_cell(value)}" for name, value in view.items() if value != ""]
    for name, sentence in STEPS.items():
        step = record.onboarding.get(name, Step())
        since = f" since {step.on}" if step.on else ""
        rows.append(f"  {name}: {step.state}{since}  {sentence}" + (f"  ({step.note})" if step.note else ""))
    expected = review_expected(record.onboarding)
    return "\n".join(
        [*rows, *([f"  the review should be over between {expected[0]} and {expected[1]}"] if expected else [])]
    )


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "off" if value is None else ", ".join(value) if isinstance(value, list) else str(value)


def _check(read: RecordsFile, _arguments: argparse.Namespace) -> str:
    records = read.records
    held = ((records.integrations, "number"), (records.dispatch, "dispatch record"), (records.admins, "operator"))
    warned = f", {counted(len(read.diagnostics), 'warning')}" if read.diagnostics else ""
    return f"{', '.join([counted(len(each), word) for each, word in held])}: no errors{warned}"


def _onboarded(record: IntegrationRecord) -> str:
    return f"{len(STEPS) - len(open_steps(record.onboarding))} of {len(STEPS)}" if record.onboarding else "-"


def _record(read: RecordsFile, name: str) -> IntegrationRecord:
    found = read.records.integration(name)
    if found is None:
        known = ", ".join(record.number_id for record in read.records.integrations) or "none"
        raise CannotChange(f"there is no number '{name}' in {read.path}; known are {known}")
    return found


# --- changing ---------------------------------------------------------------------------------------------------------


def _add(read: RecordsFile, arguments: argparse.Namespace) -> tuple[str, str]:
    values = {
        "number_id": arguments.number_id,
        "name": arguments.name,
        "contact_point": arguments.contact_point,
        "provider": arguments.provider,
        "active": False,
        "token": arguments.token,
        "verify_token": arguments.verify_token,
        "app_secrets": [arguments.app_secret],
    }
    steps = "\n[integration.onboarding]\n" + "".join(f'{name} = "open"\n' for name in STEPS)
    before = read.text.rstrip() + "\n\n" if read.text.strip() else ""
    text = before + table_text("integration", values) + steps
    _proved(text, read.path)
    return text, f"{arguments.name} ({arguments.number_id}) is added, inactive; next: {STEPS['commerce_policy']}"


def _activate(read: RecordsFile, arguments: argparse.Namespace) -> tuple[str, str]:
    record = _record(read, arguments.number)
    left = open_steps(record.onboarding) if record.onboarding else ()
    if left and not arguments.anyway:
        raise CannotChange(f"the onboarding of '{record.name}' is not done: {', '.join(left)}; --anyway activates it")
    return _set(read, record, "", "active", value=True), f"{record.name} is active from the next start"


def _deactivate(read: RecordsFile, arguments: argparse.Namespace) -> tuple[str, str]:
    record = _record(read, arguments.number)
    return _set(
        read, record, "", "active", value=False
    ), f"{record.name} is inactive from the next start: its sends are refused"


def _step(read: RecordsFile, arguments: argparse.Namespace) -> tuple[str, str]:
    record = _record(read, arguments.number)
    details = {"on": arguments.on, "note": arguments.note}
    given = {name: value for name, value in details.items() if value}
    value: Any = {"state": arguments.state, **given} if given else arguments.state
    text = _set(read, record, "onboarding", arguments.step, value=value)
    return text, f"{record.name}: {arguments.step} is {arguments.state}"


def _set(read: RecordsFile, record: IntegrationRecord, section: str, key: str, *, value: Any) -> str:
    """The file with one value set, proved to say just that."""
    index = read.records.integrations.index(record)
    block = [block for block in blocks_of(read.text) if block.name == "integration"][index]
    text = with_value(read.text, block, section, key, literal(value))
    changed = _proved(text, read.path)
    if section:
        given = {"state": value} if isinstance(value, str) else value
        wanted = replace(record, onboarding={**record.onboarding, key: Step(**given)})
    else:
        wanted = replace(record, **{key: value})
    meant = [wanted if each is record else each for each in read.records.integrations]
    if list(changed.records.integrations) != meant:
        raise CannotChange(
            f"'{key}' is written in {read.path} in a way that this command does not change; edit the file"
        )
    return text


def _proved(text: str, path: str) -> RecordsFile:
    changed = read_records(text, path=path)
    if not changed.sound:
        raise CannotChange("that would leave errors:\n" + render_all(changed.diagnostics, changed.source).rstrip())
    return changed


SHOWS: dict[str, Callable[[RecordsFile, argparse.Namespace], str]] = {"list": _list, "show": _show, "check": _check}
CHANGES: dict[str, Callable[[RecordsFile, argparse.Namespace], tuple[str, str]]] = {
    "add": _add,
    "activate": _activate,
    "deactivate": _deactivate,
    "step": _step,
}
