"""What sealing rows from before there were keys needs of PostgreSQL: one worker that does it, tables, conversations held."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from .faults import TROUBLES, unavailable
from .opening import connect
from .rows import the_one

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from .rows import Session

BEING_SEALED: Final = 0x464C4F59
"""Advisory lock: one worker seals what was written before there were keys; with its connection it lets go of it."""
HELD: Final = "select id from conversations where id = any(%s) order by id for no key update"
"""In order of their ids, as everybody holds several."""


@asynccontextmanager
async def sole_sealer(address: str) -> AsyncIterator[bool]:
    """Whether nobody else seals this database; then nobody else does until this ends. Raises ``StoreUnavailable``."""
    session = await asyncio.to_thread(connect, address)
    try:
        try:
            chosen: bool = the_one(session.execute("select pg_try_advisory_lock(%s)", (BEING_SEALED,)))
        except TROUBLES as fault:
            raise unavailable(fault) from fault
        yield chosen
    finally:
        session.close()


class PostgresTables:
    """See ``plain_rows.Tables``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._session.execute(sql.replace("?", "%s"), values).fetchall()

    def write(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._session.cursor().executemany(sql.replace("?", "%s"), rows)

    def hold(self, conversations: Iterable[str]) -> None:
        self._session.execute(HELD, (list(conversations),))
