"""Opening a store: take possession of the file, check what it is, bring its tables up to date."""

from __future__ import annotations

import sqlite3
from typing import Final

from flow_notations.errors import StoreUnavailable

from .faults import translated
from .schema import APPLICATION_ID, MIGRATIONS, MIGRATIONS_TABLE, PRAGMAS

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
    with translated(path):
        owner = sqlite3.connect(path + OWNER_SUFFIX, isolation_level=None, timeout=0, check_same_thread=False)
        try:
            owner.execute("begin exclusive")
        except sqlite3.Error:
            owner.close()
            raise
        return owner


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
