"""A private PostgreSQL of the suite's own, on loopback, as a user that may run one (``initdb`` refuses root)."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HINT = "PostgreSQL or psycopg is not installed: apt-get install postgresql; pip install 'flow-notations[postgres]'"
SWITCH = "FLOW_SERVERS"
"""Set to 1, tests start real servers; ``make conformance`` sets it."""
SWITCH_HINT = "tests with real servers are a target of their own: make conformance"
ROLE = "flow"
UNPRIVILEGED = ("postgres", "nobody")
START_SECONDS_MAX = 90.0
"""After a ``kill -9`` it recovers first, and on a busy machine that takes its time."""


def programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``; Debian keeps them out of the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def session() -> Iterator[PostgresServer]:
    """The body of a fixture: one server for a session of tests, or a skip with the way to get it."""
    if os.environ.get(SWITCH) != "1":
        pytest.skip(SWITCH_HINT)
    binaries = programs()
    if binaries is None or importlib.util.find_spec("psycopg") is None:
        pytest.skip(HINT)
    server = PostgresServer(binaries)
    yield server
    server.remove()


class PostgresServer:
    """One cluster in a folder of its own; ``kill`` is ``kill -9``, ``start`` brings it back."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="flow-postgres-"))
        self.port = free_port()
        self._as: dict[str, Any] = {"cwd": self.folder}
        if os.geteuid() == 0:
            user = next(name for name in UNPRIVILEGED if _exists(name))
            os.chown(self.folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
            self._as |= {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
        subprocess.run(
            [binaries / "initdb", "-D", self.folder / "data", "-U", ROLE, "-A", "trust", "-E", "UTF8",
             "--no-locale", "--no-sync"],
            check=True, capture_output=True, **self._as,
        )  # fmt: skip
        self.start()

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait for it; after a kill it may take a moment until the last life has let go."""
        import psycopg

        deadline = time.monotonic() + START_SECONDS_MAX
        self._launch()
        while True:
            try:
                psycopg.connect(self.address(), connect_timeout=1).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                if self._running.poll() is not None:
                    self._launch()
                time.sleep(0.02)
            else:
                return

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._running.pid

    def _launch(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port),
                 "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=100",
                 # One call for each file system, where each file of each database would be synchronised by itself.
                 "-c", "recovery_init_sync_method=syncfs"],
                stdout=log, stderr=log, **self._as,
            )  # fmt: skip

    def create(self, database: str) -> str:
        """A new database; its address."""
        import psycopg

        with psycopg.connect(self.address(), autocommit=True) as session:
            session.execute(f"create database {database}")
        return self.address(database)

    def kill(self) -> None:
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()

    def remove(self) -> None:
        self._running.send_signal(signal.SIGQUIT)
        self._running.wait()
        shutil.rmtree(self.folder)


def _exists(user: str) -> bool:
    return any(entry.pw_name == user for entry in pwd.getpwall())
