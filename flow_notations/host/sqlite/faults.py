"""What SQLite's complaints mean to an operator: a table from result code to a sentence that says what to do."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from flow_notations.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCE_BY_CODE: Final = {
    sqlite3.SQLITE_BUSY: "another process holds it; a store belongs to one process at a time",
    sqlite3.SQLITE_LOCKED: "another process holds it; a store belongs to one process at a time",
    sqlite3.SQLITE_FULL: "the disk is full; free some space, nothing acknowledged is lost",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore it from a backup",
    sqlite3.SQLITE_NOTADB: "the file is not an SQLite database",
    sqlite3.SQLITE_READONLY: "the file or its folder may not be written; check its permissions",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check that its folder exists and may be written",
    sqlite3.SQLITE_IOERR: "the disk gave an error; look at the system's log",
    sqlite3.SQLITE_PERM: "the file may not be accessed; check its permissions",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
}
"""By primary result code (https://www.sqlite.org/rescode.html)."""

PRIMARY_CODE_MASK: Final = 0xFF


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn the database's own troubles into ``StoreUnavailable``; programmer's mistakes stay what they are."""
    try:
        yield
    except sqlite3.Error as fault:
        raise unavailable(path, fault) from fault


def unavailable(path: str, fault: sqlite3.Error) -> StoreUnavailable:
    """The exception for one fault, naming the file and what to do."""
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE_MASK
    return StoreUnavailable(f"store '{path}': {SENTENCE_BY_CODE.get(code, str(fault))}")


def is_trouble(fault: Exception) -> bool:
    """Whether the store itself is in trouble, so that a whole batch is lost and not one work's mistake."""
    code = getattr(fault, "sqlite_errorcode", None)
    return code is not None and code & PRIMARY_CODE_MASK in SENTENCE_BY_CODE
