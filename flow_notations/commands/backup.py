"""``flow backup STORE FILE``: a copy of a store, taken while a host works on it, and read back before it counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.errors import MissingSettings
from flow_notations.host.backups import back_up
from flow_notations.host.permissions import MANAGE_FLOWS, VIEW_JOURNALS
from flow_notations.host.store_names import POSTGRES, RESTATE, there

from .operator import permit
from .wording import counted

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.backups import Copied

MEGABYTE = 1_000_000
SEALED = "its words are sealed: keep the key file elsewhere, in one copy; numbers, ids and times can be read"
PARTLY = (
    "{count} rows in it were written before the store was sealed: whoever reads this file reads them; all else is sealed."
    " flow serve --keys seals the store's own; make copies after that, and do away with this one"
)
IN_THE_CLEAR = "whoever reads this file reads every message; flow serve --keys seals a store"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The store and the copy."""
    parser.add_argument("store", help="path of the store; a host may be using it")
    parser.add_argument("file", type=Path, metavar="FILE", help="the copy; it must not be there yet")


def run(arguments: argparse.Namespace) -> int:
    """0 when the copy is whole, sound and on the disk."""
    permit(MANAGE_FLOWS, VIEW_JOURNALS)
    if arguments.store.startswith(POSTGRES):
        raise MissingSettings("a PostgreSQL database is copied with its own tools: pg_dump, or a continuous archive")
    if arguments.store.startswith(RESTATE):
        raise MissingSettings("a Restate cluster is copied with its own tools: snapshots, or its disks")
    copied = back_up(there(arguments.store), arguments.file)
    print(
        f"{arguments.file}: {counted(copied.conversations, 'conversation')}, {counted(copied.lines, 'message')},"
        f" {copied.size_bytes / MEGABYTE:.1f} MB; {_readable(copied)}"
    )
    return 0


def _readable(copied: Copied) -> str:
    if copied.plain:
        return PARTLY.format(count=copied.plain)
    return SEALED if copied.sealed else IN_THE_CLEAR
