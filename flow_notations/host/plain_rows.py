"""Rows that a sealed store holds in the clear: those from before it had keys. Counted, and sealed.

In: a connection, or an open store with its keys. Out: how many there are, or were. A row is sealed under the key of the
conversation whose it is, as if it had been written just now; what belongs to nobody (versions of flows) stays as it is.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from flow_notations.errors import StoreUnavailable

from .sealed.places import COUNT, ROWS
from .sqlite import SqliteStore
from .sqlite.transaction import SqliteTransaction
from .store import RING_SCOPE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from .postgres import PostgresStore
    from .postgres.transaction import PostgresTransaction
    from .sealed import SealedStore
    from .sealed.places import Rows
    from .sealed.transaction import SealedTransaction
    from .store import Transaction

LOGGER: Final = logging.getLogger(__name__)
BATCH: Final = 500
"""Rows sealed in one transaction; a process that dies between two goes on with the rest at its next start."""
PASSES_MAX: Final = 3
"""Looks at the whole store. What a worker beside moves while it is sealed is met by the next look."""
PROGRESS_SECONDS: Final = 10.0
"""Between two words about how far it is."""
KEEP_COMING: Final = "this database still holds rows in the clear: a worker on it runs without --keys; stop it and start it again with them"
WHOLE: Final = "whole"
"""The saved field of a store that holds nothing in the clear, so that nobody has to look again."""


class Tables(Protocol):
    """A store's tables as its transaction reaches them, its SQL with ``?`` for values."""

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query finds."""
        ...

    def write(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for each of many."""
        ...

    def hold(self, conversations: Iterable[str]) -> None:
        """Nobody else works on them until this transaction ends."""
        ...


def plain_rows(connection: sqlite3.Connection) -> int:
    """How many rows hold words of somebody's in the clear. It reads the whole file."""
    count: int = connection.execute(COUNT).fetchone()[0]
    return count


async def seal_plain_rows(store: SealedStore) -> int:
    """Seal what a store holds in the clear, and scrub it, once in its life; how many rows there were.

    Of several workers that start at once one does it, while the others go on. Raises ``StoreUnavailable``.
    """
    if await store.transact(_is_whole):
        return 0
    if isinstance(store.inner, SqliteStore):
        return await _seal_all(store)
    from .postgres.sealing import sole_sealer

    async with sole_sealer(cast("PostgresStore", store.inner).address) as chosen:
        return await _seal_all(store) if chosen and not await store.transact(_is_whole) else 0


async def _seal_all(store: SealedStore) -> int:
    sealed = 0
    for _ in range(PASSES_MAX):
        if not (left := await store.transact(_count)):
            break
        sealed += await _seal_each(store, left)
    else:
        if await store.transact(_count):
            LOGGER.warning(KEEP_COMING)
            return sealed
    try:
        await store.scrub()
    except StoreUnavailable as fault:
        LOGGER.warning(
            "what was written before there were keys is sealed; the next start removes its traces: %s", fault
        )
        return sealed
    await store.transact(lambda tx: tx.conversations.save_field(RING_SCOPE, WHOLE, "true"))
    return sealed


async def _seal_each(store: SealedStore, total: int) -> int:
    """Walk through all tables once, in order of their keys."""
    sealed, said_at = 0, time.monotonic()
    for rows in ROWS:
        after: tuple[Any, ...] | None = ()
        while after is not None:
            count, after = await store.transact(
                lambda tx, rows=rows, after=after: _seal_some(cast("SealedTransaction", tx), rows, after)  # type: ignore[misc]
            )
            sealed += count
            if time.monotonic() - said_at >= PROGRESS_SECONDS:
                said_at = time.monotonic()
                LOGGER.warning("%d of %d rows from before there were keys are sealed", sealed, total)
    return sealed


def _seal_some(tx: SealedTransaction, rows: Rows, after: tuple[Any, ...]) -> tuple[int, tuple[Any, ...] | None]:
    """The next batch of a table, after the row of this key: how many, and the last one's key, ``None`` after the last.

    They are read again once their conversations are held: whatever was moved or changed until then is left alone.
    """
    tables, width = tables_of(tx), len(rows.key)
    marks = f"({', '.join('?' * width)})"
    beyond = [f"> {marks}"] if after else []
    found = tables.read(rows.select(*beyond, limit=BATCH), after)
    if not found:
        return 0, None
    last, whose = found[-1][:width], {row[width] for row in found}
    tables.hold([each for each in whose if each is not None])
    held = [
        row
        for row in tables.read(rows.select(*beyond, f"<= {marks}", limit=BATCH), (*after, *last))
        if row[width] in whose
    ]
    tables.write(rows.update, [(*_sealed(tx, rows, row[width], row[width + 1 :]), *row[:width]) for row in held])
    return len(held), last


def _sealed(tx: SealedTransaction, rows: Rows, conversation: str | None, texts: Sequence[str | None]) -> list[Any]:
    keeper = tx.keeper
    number = keeper.draw() if conversation is None else keeper.of_conversation(conversation)
    return [
        text and keeper.seal_text(number, place, text, owner=conversation)
        for (_, place), text in zip(rows.cells, texts, strict=True)
    ]


def tables_of(tx: SealedTransaction) -> Tables:
    """The tables below a sealed transaction."""
    if isinstance(tx.inner, SqliteTransaction):
        return _File(tx.inner.connection)
    from .postgres.sealing import PostgresTables

    return PostgresTables(cast("PostgresTransaction", tx.inner).session)


class _File:
    """See ``Tables``. Whoever writes a file is alone with it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def write(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)

    def hold(self, conversations: Iterable[str]) -> None:
        pass


def _count(tx: Transaction) -> int:
    ((count,),) = tables_of(cast("SealedTransaction", tx)).read(COUNT)
    return int(count)


def _is_whole(tx: Transaction) -> bool:
    return WHOLE in tx.conversations.fields(RING_SCOPE)
