"""Opening a store: take possession of the file, check what it is, bring its tables up to date."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from flow_notations.errors import StoreUnavailable

from .faults import translated
from .schema import APPLICATION_ID, MIGRATIONS, MIGRATIONS_TABLE, PRAGMAS

OWNERS_ALONE: Final = 0o600
"""Of the store's files: whoever can read them reads what customers wrote. SQLite gives its log the mode of the file."""
OTHERS: Final = 0o007
"""What is taken from everybody in older files; an owner's group may have been let in on purpose."""
MEMORY: Final = ":memory:"
OWNER_SUFFIX: Final = "-owner"
CHECKED_BYTES_MAX: Final = 64 * 1024 * 1024
"""Up to here a file is read whole at its opening and checked for damage; a larger one would hold up the start, and its
damage is met, and said, by whoever reads the page."""


def take_possession(path: str) -> sqlite3.Connection | None:
    """Hold the file ``<path>-owner`` locked for as long as the connection given back stays open.

    The lock is an SQLite transaction that never ends: the operating system lets go of it when the process dies, however
    it dies, and it works wherever SQLite works. Raises ``StoreUnavailable`` when another store holds it.
    """
    if path == MEMORY:
        return None
    for each in (path, f"{path}-wal", f"{path}-shm", path + OWNER_SUFFIX):
        _keep_from_others(Path(each), create=each in (path, path + OWNER_SUFFIX))
    with translated(path):
        owner = sqlite3.connect(path + OWNER_SUFFIX, isolation_level=None, timeout=0, check_same_thread=False)
        try:
            owner.execute("begin exclusive")
        except sqlite3.Error:
            owner.close()
            raise
        return owner


def _keep_from_others(path: Path, *, create: bool) -> None:
    """What cannot be done here is said by SQLite, which meets the same trouble; another owner's file is their business.

    A file that is there is not opened: to close it again would end the locks that this process has on it
    (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    """
    with suppress(OSError):
        if create and not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNERS_ALONE))
        mode = path.stat().st_mode
        if mode & OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)


def connect(path: str, *, migrate: bool) -> sqlite3.Connection:
    """An open connection to a file whose tables are up to date. Raises ``StoreUnavailable``."""
    with translated(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)
        try:
            _check_kind(path, connection)
            for pragma in PRAGMAS:
                connection.execute(pragma)
            _bring_up_to_date(path, connection, migrate=migrate)
        except BaseException:
            connection.close()
            raise
        return connection


def _check_kind(path: str, connection: sqlite3.Connection) -> None:
    tables = connection.execute("select count(*) from sqlite_schema").fetchone()[0]
    if tables and connection.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnavailable(f"store '{path}': this database belongs to something else")
    damage = connection.execute("pragma quick_check(1)").fetchone()[0] if tables and _is_small(connection) else "ok"
    if damage != "ok":
        raise StoreUnavailable(f"store '{path}': the file is damaged ({damage}); restore it from a backup")


def _is_small(connection: sqlite3.Connection) -> bool:
    pages = connection.execute("pragma page_count").fetchone()[0]
    size = connection.execute("pragma page_size").fetchone()[0]
    return bool(pages * size <= CHECKED_BYTES_MAX)


def _bring_up_to_date(path: str, connection: sqlite3.Connection, *, migrate: bool) -> None:
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute(MIGRATIONS_TABLE)
    version = connection.execute("select coalesce(max(version), 0) from migrations").fetchone()[0]
    current = len(MIGRATIONS)
    if version > current:
        raise StoreUnavailable(
            f"store '{path}': its schema is version {version}, newer than this program's {current}; run the newer program"
        )
    if 0 < version < current and not migrate:
        raise StoreUnavailable(
            f"store '{path}': its schema is version {version}, older than this program's {current}; open it with migrate"
        )
    for number in range(version, current):
        applied = f"insert into migrations (version) values ({number + 1})"  # noqa: S608  # a number of ours
        connection.executescript(";".join(("begin immediate", MIGRATIONS[number].rstrip("; \n"), applied, "commit;")))
