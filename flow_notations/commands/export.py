"""``flow export STORE --customer NAME``: everything that is kept of one customer, as JSON, for whoever asks what we know of them.

It reads beside a running host and writes nothing but the file that ``--out`` names, which must not be there yet.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.errors import MissingSettings
from flow_notations.host.customer_record import customer_records
from flow_notations.host.erasing import conversations_of
from flow_notations.host.permissions import VIEW_JOURNALS

from .operator import add_keys, customer_name, nobody, permit, with_store
from .wording import counted

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.store import Store

OWNER_ONLY = 0o600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The store, who, and where to."""
    parser.add_argument("store", help="path of the store, postgresql://… or restate://…; a host may be using it")
    parser.add_argument(
        "--customer",
        required=True,
        type=customer_name,
        metavar="NAME",
        help="a phone number with its country code, or a user id, that they have or had",
    )
    parser.add_argument("--number", metavar="ID", help="at this number of ours only")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="a file that is not there yet (default: standard output)"
    )
    add_keys(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 with a JSON array, one record for each number of ours; 1 when nobody is known by that name."""
    permit(VIEW_JOURNALS)
    if arguments.out is not None:
        _refuse_existing(arguments.out)
    count, text = with_store(
        arguments.store, lambda store: _exported(store, arguments), reading=True, keys=arguments.keys
    )
    if not count:
        print(nobody(arguments.customer), file=sys.stderr)
        return 1
    if arguments.out is None:
        print(text)
        return 0
    _write(arguments.out, text + "\n")
    print(f"{arguments.out}: {counted(count, 'conversation')}; whoever reads this file reads every message of theirs")
    return 0


async def _exported(store: Store, arguments: argparse.Namespace) -> tuple[int, str]:
    found = await conversations_of(store, arguments.customer, number_id=arguments.number)
    return len(found), await store.transact(lambda tx: customer_records(tx, found))


def _refuse_existing(path: Path) -> None:
    """Before anything is read."""
    if os.path.lexists(path):
        raise MissingSettings(f"'{path}' is there already; an export never replaces a file")


def _write(path: Path, text: str) -> None:
    """The whole file or none of it, its owner's alone from the first byte on."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(descriptor)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise MissingSettings(f"{path}: cannot be written: {fault.strerror}") from fault
