"""What really happened, as the world outside saw it and as journals tell it: rows on disk, for the laws to be judged by.

Everything that grows with the run is in this file's database, so that the driver's memory does not.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SCHEMA: Final = """
    pragma journal_mode = off;
    pragma synchronous = off;
    create table wrote (id text, conversation text, at integer);
    create table acknowledged (id text, at integer);
    create table reached (ref text, send text, conversation text, at integer, closed integer);
    create table steps (interaction text, seq integer, at integer);
    create table began (interaction text, conversation text);
    create table heard (id text, interaction text);
    create table sends (ref text, interaction text);
    create table outcomes (ref text, kind text, reason text, parts integer, interaction text);
    create table ended (interaction text);
    create table notices (kind text, sentence text, interaction text);
    create table down (since integer, until integer);
"""
COLUMNS: Final = {
    "wrote": 3, "acknowledged": 2, "reached": 5, "steps": 3, "began": 2, "heard": 2, "sends": 2, "outcomes": 5,
    "ended": 1, "notices": 3, "down": 2,
}  # fmt: skip
ROWS_HELD_MAX: Final = 2_000
WRONGS_SHOWN_MAX: Final = 40


class Account:
    """Rows by table, and counts that need no rows. ``wrongs``: laws seen broken on the way."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(SCHEMA)
        self._held: dict[str, list[Sequence[Any]]] = {table: [] for table in COLUMNS}
        self.counts: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.wrongs: list[str] = []
        self.broken = 0

    def law(self, holds: object, sentence: str) -> None:
        """What is not so is remembered; of very many, the first."""
        if not holds:
            self.broken += 1
            if len(self.wrongs) < WRONGS_SHOWN_MAX:
                self.wrongs.append(sentence)

    def wrote(self, identity: str, conversation: str, at: int) -> None:
        """A customer's message left their phone."""
        self.counts["messages of customers"] += 1
        self.add("wrote", (identity, conversation, at))

    def acknowledged(self, identities: Iterable[str], at: int) -> None:
        """A webhook with these messages was answered 200."""
        for identity in identities:
            self.add("acknowledged", (identity, at))

    def reached(self, ref: str, conversation: str, at: int, *, closed: bool) -> None:
        """The provider took a send. ``closed``: free-form, and outside the reply window."""
        self.counts["sends that the provider took"] += 1
        self.add("reached", (ref, "/".join(ref.split("/")[:3]), conversation, at, closed))

    def add(self, table: str, row: Sequence[Any]) -> None:
        """One more row."""
        held = self._held[table]
        held.append(row)
        if len(held) >= ROWS_HELD_MAX:
            self.flush(table)

    def flush(self, *tables: str) -> None:
        """Write what is held; of all tables when none is named."""
        for table in tables or COLUMNS:
            held = self._held[table]
            marks = ",".join("?" * COLUMNS[table])
            self.connection.execute("begin")
            self.connection.executemany(f"insert into {table} values ({marks})", held)
            self.connection.execute("commit")
            held.clear()
