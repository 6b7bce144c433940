"""Opening a store: a connection under which a promise is a promise, and tables that are up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from flow_notations.errors import StoreUnavailable

from .faults import TROUBLES, unavailable
from .rows import the_one
from .schema import BEING_MIGRATED, MIGRATIONS, MIGRATIONS_TABLE, SCHEMA

if TYPE_CHECKING:
    from .rows import Session

CONNECT_SECONDS_MAX: Final = 5
NOTICING: Final[dict[str, int]] = {
    "connect_timeout": CONNECT_SECONDS_MAX,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 9_000,
}
"""Seconds, but for the last: milliseconds. A server that is gone without a word (a machine lost, a wire cut) is noticed
within a lease; else a worker would wait for it as long as the system does, which may be hours
(https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS)."""
FORM: Final = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"

IDLE_TRANSACTION_SECONDS_MAX: Final = 30
"""A worker that froze inside a transaction loses it, so that its conversations are free for others."""

SETTINGS: Final = (
    f"set search_path = {SCHEMA}",
    "set default_transaction_isolation = 'read committed'",
    f"set idle_in_transaction_session_timeout = '{IDLE_TRANSACTION_SECONDS_MAX}s'",
    # All that works ask for is found by a key; what the planner knows of tables that have just grown misleads it.
    "set enable_seqscan = off",
    "set enable_hashjoin = off",
    "set enable_mergejoin = off",
    "set plan_cache_mode = force_generic_plan",
    # Statements take a millisecond; compiling one, where the planner takes a small table for a costly one, takes a second.
    "set jit = off",
    # A commit is on the disk before it is acknowledged; what a server sets beyond that stays.
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
)


def heedful(address: str) -> str:
    """The address, with how soon an outage is noticed, unless it says so itself. Raises ``StoreUnavailable``."""
    try:
        said = conninfo_to_dict(address)
    except psycopg.ProgrammingError:  # it quotes the address, which may hold a password
        raise StoreUnavailable(f"the PostgreSQL store: its address is not of the form {FORM}") from None
    return make_conninfo(address, **{name: value for name, value in NOTICING.items() if name not in said})


def connect(address: str) -> Session:
    """An open connection. Raises ``StoreUnavailable``."""
    try:
        session = psycopg.connect(heedful(address), autocommit=True)
    except TROUBLES as fault:
        raise unavailable(fault) from fault
    try:
        for setting in SETTINGS:
            session.execute(setting)
    except TROUBLES as fault:
        session.close()
        raise unavailable(fault) from fault
    return session


def bring_up_to_date(session: Session, *, migrate: bool) -> None:
    """Create or upgrade the tables, one worker at a time. Raises ``StoreUnavailable``."""
    try:
        if the_one(session.execute("show fsync")) != "on":
            raise StoreUnavailable(
                "the PostgreSQL store: its server runs with fsync off and would lose what it promised"
            )
        with session.transaction():
            session.execute("select pg_advisory_xact_lock(%s)", (BEING_MIGRATED,))
            _migrate(session, migrate=migrate)
    except TROUBLES as fault:
        raise unavailable(fault) from fault


def _migrate(session: Session, *, migrate: bool) -> None:
    session.execute(f"create schema if not exists {SCHEMA}")
    session.execute(MIGRATIONS_TABLE)
    version = the_one(session.execute("select coalesce(max(version), 0) from migrations"))
    current = len(MIGRATIONS)
    if version > current:
        raise StoreUnavailable(
            f"the PostgreSQL store: its schema is version {version}, newer than this program's {current};"
            " run the newer program"
        )
    if 0 < version < current and not migrate:
        raise StoreUnavailable(
            f"the PostgreSQL store: its schema is version {version}, older than this program's {current};"
            " open it with migrate"
        )
    for number in range(version, current):
        session.execute(MIGRATIONS[number])
        session.execute("insert into migrations (version) values (%s)", (number + 1,))
