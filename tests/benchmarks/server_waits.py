"""What the backends of a PostgreSQL server wait for while somebody works: looked at twenty times a second."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from types import TracebackType

LOOK_SECONDS = 0.05

LOOK = (
    "select state, wait_event_type, wait_event from pg_stat_activity"
    " where datname = %s and pid != pg_backend_pid() and backend_type = 'client backend' and state != 'idle'"
)
"""Backends inside a transaction (https://www.postgresql.org/docs/current/monitoring-stats.html#WAIT-EVENT-TABLE)."""


def kind(state: str, wait_type: str | None, wait: str | None) -> str:
    """What a backend does at a moment, in words that tell whose time it is."""
    if wait_type is None:
        return "works"
    if wait_type == "Client" or state.startswith("idle in transaction"):
        return "waits for its worker"
    if wait_type == "Lock":
        return f"waits for another worker ({wait})"
    return f"waits for the log's disk ({wait})" if "WAL" in (wait or "") else f"{wait_type} {wait}"


class ServerWaits:
    """Within ``with``, counts what the backends of one database do; ``shares`` afterwards."""

    def __init__(self, address: str, database: str) -> None:
        self._address, self._database = address, database
        self._found: Counter[str] = Counter()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> ServerWaits:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def shares(self) -> str:
        """The commonest first, as shares of all looks at a backend inside a transaction."""
        total = sum(self._found.values()) or 1
        return ", ".join(f"{what} {count / total:.0%}" for what, count in self._found.most_common(5))

    def _look(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as session:
            while not self._over.wait(LOOK_SECONDS):
                rows: list[tuple[Any, ...]] = session.execute(LOOK, (self._database,)).fetchall()
                self._found.update(kind(*row) for row in rows)
