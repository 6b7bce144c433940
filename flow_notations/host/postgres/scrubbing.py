"""Making sure that what was erased is gone from the tables' files: each table and its indexes are written anew.

A deleted row stays in its page until a vacuum, and its bytes beyond that: pages are tidied, not zeroed
(https://www.postgresql.org/docs/current/routine-vacuuming.html). ``vacuum full`` copies what is alive to a new file and
cuts the old one to nothing; it waits for whoever works on the table, and they for it. It keeps what an older transaction
may still see, so those are waited for first.

What this cannot reach: the server's write-ahead log, until its segments are used again; archives, backups and standbys;
the server's own log, should it name a key that was written twice. Their keeping is the operator's affair; where that is not
enough, customers are sealed under keys of their own, which an erasing destroys.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from psycopg import errors

from flow_notations.errors import StoreUnavailable

from .rows import the_one
from .schema import SCHEMA

if TYPE_CHECKING:
    from .rows import Session

READERS_SECONDS_MAX: Final = 10.0
"""How long older transactions are waited for."""
LOOK_SECONDS: Final = 0.05
STILL_READ: Final = "the PostgreSQL store: somebody still reads what was erased, so traces of it stay; try again"
NOT_THE_OWNER: Final = "the PostgreSQL store: its role may not write all tables anew, so traces of what was erased stay; make it their owner"

TABLES: Final = "select tablename from pg_tables where schemaname = %s order by tablename"
OLDER: Final = (
    "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint < %(mark)s or exists (select from pg_stat_activity"
    " where datname = current_database() and pid != pg_backend_pid() and age(backend_xmin) > age(%(mark)s::text::xid))"
)
"""Whether a transaction or a snapshot from before the mark is still there."""


def scrub(session: Session) -> None:
    """Leave no trace in the tables' files of anything erased so far. Raises ``StoreUnavailable`` when somebody reads it."""
    mark = the_one(session.execute("select pg_current_xact_id()::text::bigint"))
    until = time.monotonic() + READERS_SECONDS_MAX
    while the_one(session.execute(OLDER, {"mark": mark})):
        if time.monotonic() >= until:
            raise StoreUnavailable(STILL_READ)
        time.sleep(LOOK_SECONDS)
    passed_over: list[object] = []
    session.add_notice_handler(passed_over.append)
    for (table,) in session.execute(TABLES, (SCHEMA,)).fetchall():
        session.execute(f"vacuum (full, analyze) {table}")
    if passed_over:  # no error for the server, which only warns: the table is another role's
        raise StoreUnavailable(NOT_THE_OWNER)
    # Else the server makes one by itself within minutes: https://www.postgresql.org/docs/current/sql-checkpoint.html
    with suppress(errors.InsufficientPrivilege):
        session.execute("checkpoint")
