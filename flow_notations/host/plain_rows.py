"""Rows that a sealed SQLite store holds in the clear: those from before it had keys. Counted, and sealed.

In: a connection, or an open store with its keys. Out: how many there are, or were. A row is sealed under the key of the
conversation whose it is, as if it had been written just now; what belongs to nobody (versions of flows) stays as it is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flow_notations.errors import StoreUnavailable

from .records import Errand, Interaction, JournalEntry, Kept, Line, Notice, Part, Planned, Queued
from .sealed.cells import MARK
from .sealed.keeper import FIELD, KEY_FIELD
from .sealed.shapes import SEALED
from .sqlite import SqliteStore
from .store import RING_SCOPE

if TYPE_CHECKING:
    import sqlite3

    from .postgres.transaction import PostgresTransaction
    from .sealed import SealedStore
    from .sealed.keeper import Keeper
    from .sealed.transaction import SealedTransaction
    from .sqlite.transaction import SqliteTransaction
    from .store import Transaction

LOGGER: Final = logging.getLogger(__name__)
BATCH: Final = 500
"""Rows sealed in one transaction; a process that dies between two goes on with the rest at its next start."""
IN_A_DATABASE: Final = (
    "this database holds rows from before there were keys, which are in the clear: each is sealed when it is next written,"
    " and goes when its customer is erased or its retention ends"
)
WHOLE: Final = "whole"
"""The saved field of a store that holds nothing in the clear, so that nobody has to look again."""

OF_SOMEBODY: Final = "(scope in (select id from conversations) or scope in (select id from interactions))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Where rows of one kind stand. ``owner``: the column that says whose a row is, ``None`` for one with a key of its own.

    ``cells``: each sealed column with the place it is sealed for. ``others``: what makes a row nobody's, or no words.
    """

    table: str
    key: tuple[str, ...]
    owner: str | None
    cells: tuple[tuple[str, str], ...]
    others: str = "true"

    @property
    def plain(self) -> str:
        """The condition under which a row is in the clear."""
        columns = [f"({column} != '' and substr({column}, 1, {len(MARK)}) != '{MARK}')" for column, _ in self.cells]
        return f"({' or '.join(columns)}) and {self.others}"


def _rows(kind: type, table: str, owner: str | None, *key: str, others: str = "true") -> Rows:
    cells = tuple([(column, f"{kind.__name__}.{column}") for column in SEALED[kind]])
    return Rows(table=table, key=key, owner=owner, cells=cells, others=others)


ROWS: Final = (
    _rows(Queued, "inbox", "conversation", "rowid"),
    _rows(Interaction, "interactions", "conversation", "rowid"),
    _rows(JournalEntry, "journal", "interaction", "rowid", others="interaction in (select id from interactions)"),
    _rows(Part, "outbox", "conversation", "rowid"),
    _rows(Errand, "errands", "conversation", "rowid"),
    _rows(Planned, "planned", "conversation", "conversation", "key"),
    _rows(Line, "history", "conversation", "rowid"),
    _rows(Notice, "notices", "conversation", "rowid", others="conversation is not null"),
    _rows(Kept, "kept", None, "rowid"),
    Rows(
        table="fields", key=("scope", "name"), owner="scope", cells=(("value", FIELD),),
        others=f"substr(name, 1, {len(KEY_FIELD)}) != '{KEY_FIELD}' and {OF_SOMEBODY}",
    ),
)  # fmt: skip


def plain_rows(connection: sqlite3.Connection) -> int:
    """How many rows hold words of somebody's in the clear. It reads the whole file."""
    counts = [f"(select count(*) from {rows.table} where {rows.plain})" for rows in ROWS]  # noqa: S608  # names are ours
    count: int = connection.execute(f"select {' + '.join(counts)}").fetchone()[0]
    return count


async def seal_plain_rows(store: SealedStore) -> int:
    """Seal what a file holds in the clear, and scrub the file, once in its life; how many rows there were.

    Raises ``StoreUnavailable``. In a PostgreSQL database they stay as they are, and that is said.
    """
    if await store.transact(_is_whole):
        return 0
    if not isinstance(store.inner, SqliteStore):
        return await _warned(store)
    count = 0
    for rows in ROWS:
        while sealed := await store.transact(lambda tx, rows=rows: _seal_some(cast("SealedTransaction", tx), rows)):  # type: ignore[misc]
            count += sealed
    try:
        await store.scrub()
    except StoreUnavailable as fault:
        LOGGER.warning(
            "what was written before there were keys is sealed; the next start removes its traces: %s", fault
        )
        return count
    await store.transact(lambda tx: tx.conversations.save_field(RING_SCOPE, WHOLE, "true"))
    return count


async def _warned(store: SealedStore) -> int:
    """Say at every start that there are such rows, until there are none."""
    if await store.transact(_holds_plain):
        LOGGER.warning(IN_A_DATABASE)
    else:
        await store.transact(lambda tx: tx.conversations.save_field(RING_SCOPE, WHOLE, "true"))
    return 0


def _holds_plain(tx: Transaction) -> bool:
    session = cast("PostgresTransaction", cast("SealedTransaction", tx).inner).session
    exist = [f"exists (select 1 from {rows.table} where {rows.plain})" for rows in ROWS]  # noqa: S608  # names are ours
    row = session.execute(f"select {' or '.join(exist)}").fetchone()
    return row is not None and bool(row[0])


def _is_whole(tx: Transaction) -> bool:
    return WHOLE in tx.conversations.fields(RING_SCOPE)


def _seal_some(tx: SealedTransaction, rows: Rows) -> int:
    connection = cast("SqliteTransaction", tx.inner).connection
    columns = [column for column, _ in rows.cells]
    read = ", ".join([*rows.key, rows.owner or "null", *columns])
    found = connection.execute(
        f"select {read} from {rows.table} where {rows.plain} limit {BATCH}"  # noqa: S608  # names are ours
    ).fetchall()
    news, which = ", ".join([f"{column} = ?" for column in columns]), " and ".join([f"{key} = ?" for key in rows.key])
    for row in found:
        key, owner, texts = row[: len(rows.key)], row[len(rows.key)], row[len(rows.key) + 1 :]
        number = _key_of(tx.keeper, rows, owner)
        sealed = [
            text and tx.keeper.seal_text(number, place, text, owner=owner)
            for (_, place), text in zip(rows.cells, texts, strict=True)
        ]
        connection.execute(f"update {rows.table} set {news} where {which}", (*sealed, *key))  # noqa: S608
    return len(found)


def _key_of(keeper: Keeper, rows: Rows, owner: str | None) -> int:
    if owner is None:
        return keeper.draw()
    if rows.owner == "interaction":
        return keeper.of_interaction(owner)
    number = keeper.of_scope(owner) if rows.owner == "scope" else keeper.of_conversation(owner)
    assert number is not None, f"fields of '{owner}' are nobody's"
    return number
