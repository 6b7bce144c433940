"""What one process serves, from the environment alone or from a file of records: numbers, dispatch, operators, store.

In: an environment and maybe a file. Out: a ``Plan`` with every secret found, or ``MissingSettings`` with all that is
wrong. It opens nothing but files of secrets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from channel_adapter.errors import ConfigurationError
from flow_notations.diagnostics import render_all
from flow_notations.errors import MissingSettings

from .admin_tokens import Admins, admins_of
from .integration_file import read_records_file
from .integrations import DispatchRecord, Records, integration_of, number_settings
from .sealed.opening import KEYS
from .secret_references import read_reference, resolve, unresolved
from .settings import STORE, from_environment, known_secrets
from .wiring import Integration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from channel_adapter.whatsapp.dialect import NumberSettings

    from .integrations import IntegrationRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a process serves. ``dispatch`` is empty when nothing but ``--flow`` says which flow answers.

    ``keys``: the file of the keys under which the store is sealed; ``None`` when it is not. ``warnings``: what a person should
    know of the records, as they read it; empty when there is nothing.
    """

    store: str
    numbers: tuple[NumberSettings, ...]
    integrations: Mapping[str, Integration]
    dispatch: tuple[DispatchRecord, ...] = ()
    admins: Admins = field(default_factory=lambda: Admins(()))
    records: Records = field(default_factory=Records)
    keys: str | None = None
    warnings: str = ""


def plan_from_environment(environment: Mapping[str, str]) -> Plan:
    """One number, from the environment."""
    settings = from_environment(environment)
    number = settings.number
    integration = Integration(number_id=number.number_id, contact_point=settings.contact_point)
    return Plan(
        store=settings.store,
        numbers=(number,),
        integrations={number.number_id: integration},
        admins=admins_of((), environment),
        keys=environment.get(KEYS) or None,
    )


def plan_from_file(path: Path, environment: Mapping[str, str]) -> Plan:
    """Everything a file says. Raises ``MissingSettings`` with the file's complaints, or every secret that is missing."""
    read = read_records_file(path)
    if not read.sound:
        raise MissingSettings("the records have errors:\n" + render_all(read.diagnostics, read.source).rstrip())
    records = read.records
    wrong: list[str] = []
    store = _store(records.store, environment, wrong) or environment.get(STORE, "").strip()
    if not store and not wrong:
        wrong.append(f'no store: write store = "PATH" at the top of {path}, or set {STORE}')
    if not records.integrations:
        wrong.append(f"{path} has no [[integration]]")
    numbers = [found for record in records.integrations if (found := _number(record, environment, wrong)) is not None]
    for admin in records.admins:
        wrong += [f"the operator '{admin.name}': {each}" for each in unresolved([admin.token], environment)]
    if wrong:
        raise MissingSettings("\n  ".join([f"{path} cannot be served:", *wrong]))
    return Plan(
        store=store,
        numbers=tuple(numbers),
        integrations={record.number_id: integration_of(record) for record in records.integrations},
        dispatch=records.dispatch,
        admins=admins_of(records.admins, environment),
        records=records,
        keys=environment.get(KEYS) or None,
        warnings=render_all(read.diagnostics, read.source) if read.diagnostics else "",
    )


def _number(record: IntegrationRecord, environment: Mapping[str, str], wrong: list[str]) -> NumberSettings | None:
    secrets = (record.token, *record.app_secrets, record.verify_token)
    missing = unresolved(secrets, environment)
    wrong += [f"'{record.name}': {each}" for each in missing]
    if missing:
        return None
    try:
        number = number_settings(record, environment)
    except ConfigurationError as mistake:
        wrong.append(f"'{record.name}': {mistake}")
        return None
    words = {
        "token": [number.token.reveal()],
        "verify_token": [number.verify_token.reveal() if number.verify_token else ""],
        "app_secrets": [secret.reveal() for secret in number.app_secrets],
    }
    public = known_secrets(words, record.base_url or "")
    if public:
        wrong.append(f"'{record.name}': {', '.join(public)} are the emulator's secrets, which everybody knows")
    return number


def _store(named: str | None, environment: Mapping[str, str], wrong: list[str]) -> str:
    """Where a file's store is: as it says, or where it says that the address is kept."""
    reference = read_reference(named or "")
    if reference is None:
        return named or ""
    try:
        return resolve(reference, environment).reveal()
    except ConfigurationError as mistake:
        wrong.append(f"the store: {mistake}")
        return ""
