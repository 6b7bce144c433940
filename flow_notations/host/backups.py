"""A copy of a store while a host works on it: one consistent moment, proved sound, and without what was erased before.

In: the path of a SQLite store and of the copy. Out: what the copy holds. The copy is written anew, row by row, so that no
page brings remains of erased rows along; it appears under its name when it is whole and on the disk, or not at all.
"""

from __future__ import annotations

import mmap
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flow_notations.errors import MissingSettings, StoreUnavailable

from .plain_rows import plain_rows
from .sqlite.faults import translated
from .sqlite.schema import APPLICATION_ID
from .store import RING_SCOPE
from .stores import BUSY_SECONDS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable

BEGUN_SUFFIX: Final = ".begun"
PART_OF: Final = ("", "-wal", "-journal", "-owner")
"""Endings of the files that belong to a store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A copy as it was read back. ``lines``: messages in both directions. ``sealed``: its words need keys, but for ``plain``
    rows from before there were any.
    """

    conversations: int
    lines: int
    size_bytes: int
    sealed: bool
    plain: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """Whether a file has keys, and how many rows hold somebody's words in the clear."""

    sealed: bool
    plain: int


def back_up(store: str, copy: Path) -> Copied:
    """Copy ``store``, which a host may be writing to meanwhile, to the new file ``copy``, for its owner's eyes alone.

    Raises ``MissingSettings`` when ``copy`` is there already, ``StoreUnavailable`` when the store cannot be read or the copy
    not be written or read back.
    """
    if copy.exists():
        raise MissingSettings(f"'{copy}' is there already; a copy never replaces a file")
    begun = copy.with_name(copy.name + BEGUN_SUFFIX)
    try:
        with translated(store), closing(_reading(store)) as source:
            _check_kind(store, source)
            _empty(begun)
            source.execute("vacuum into ?", (str(begun),))
        with translated(str(copy)), closing(_reading(str(begun))) as made:
            copied = _read_back(copy, made, begun.stat().st_size)
        _settle(begun, copy)
    except OSError as fault:
        raise StoreUnavailable(f"copy '{copy}': {fault.strerror}") from fault
    finally:
        with suppress(OSError):
            begun.unlink()
    return copied


def sealing_of(store: str) -> Sealing:
    """What of a file is sealed; a host may be using it. Raises ``StoreUnavailable`` when it cannot be read."""
    with translated(store), closing(_reading(store)) as source:
        _check_kind(store, source)
        sealed = source.execute("select exists (select 1 from fields where scope = ?)", (RING_SCOPE,)).fetchone()[0]
        return Sealing(sealed=bool(sealed), plain=plain_rows(source))


def traces(store: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of ``words`` that some byte of the store's files still spells."""
    wanted, found = list(words), set[str]()
    for path in [Path(store + ending) for ending in PART_OF]:
        if path.exists() and path.stat().st_size:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
                found |= {word for word in wanted if held.find(word.encode()) >= 0}
    return tuple([word for word in wanted if word in found])


def _reading(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None, timeout=BUSY_SECONDS_MAX)


def _check_kind(store: str, source: sqlite3.Connection) -> None:
    if source.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnavailable(f"store '{store}': this file is not a store of flows")


def _empty(begun: Path) -> None:
    """The file, nobody else's to read from the first byte on; what a copy that was broken off had left is gone."""
    with suppress(FileNotFoundError):
        begun.unlink()
    os.close(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _read_back(copy: Path, made: sqlite3.Connection, size: int) -> Copied:
    damage = made.execute("pragma integrity_check(1)").fetchone()[0]
    if damage != "ok":
        raise StoreUnavailable(f"copy '{copy}': it does not read back ({damage})")
    conversations, lines, sealed = made.execute(
        "select (select count(*) from conversations), (select count(*) from history),"
        " exists (select 1 from fields where scope = ?)",
        (RING_SCOPE,),
    ).fetchone()
    plain = plain_rows(made) if sealed else 0
    return Copied(conversations=conversations, lines=lines, size_bytes=size, sealed=bool(sealed), plain=plain)


def _settle(begun: Path, copy: Path) -> None:
    """On the disk, then under its name, then the name on the disk."""
    for path in (begun, copy.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if path == begun:
            os.link(begun, copy)
