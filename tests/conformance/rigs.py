"""Hosts under test: each starts its nodes as processes on loopback, feeds them, kills them with ``kill -9``, reads them."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.conformance.postgres_server import PostgresServer
    from tests.conformance.restate_server import RestateServer

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0

Message = dict[str, Any]


class Gone(Exception):
    """The node did not answer: it was killed, or could not keep what it was given."""


class Node:
    """One process of a host."""

    def __init__(self, command: Sequence[str]) -> None:
        self._running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._running.stdout is not None
        said = self._running.stdout.readline()
        self.up = bool(said)
        self.killed = False
        if self.up:
            self._port = int(said)

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._running.pid

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """One question over a connection of its own. Raises ``Gone``."""
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_SECONDS) as connection:
                connection.sendall((json.dumps(question) + "\n").encode())
                line = connection.makefile().readline()
        except OSError as gone:
            raise Gone from gone
        reply: dict[str, Any] = json.loads(line) if line else {"fault": "no answer"}
        if "fault" in reply:
            raise Gone(reply["fault"])
        return reply

    def kill(self) -> int:
        """``kill -9``; the exit code it leaves."""
        self.killed = True
        self._running.send_signal(signal.SIGKILL)
        return self.wait()

    def wait(self) -> int:
        code = self._running.wait(PATIENCE_SECONDS)
        assert self._running.stdout is not None
        self._running.stdout.close()
        return code


class Rig:
    """A host under test in a world of its own. ``nodes_max``: how many processes of it may serve one store."""

    kind = ""
    nodes_max = 1
    has_server = False

    def __init__(self, folder: Path, place: str) -> None:
        self._folder = folder
        self._place = place
        self._began = str(time.time())
        self._nodes: list[Node] = []
        self._server_kills = 0

    def start(self) -> Node:
        """One more node."""
        arguments = [self.kind, self._place, str(self._folder), f"node{len(self._nodes)}", self._began]
        node = Node([sys.executable, "-m", "tests.conformance.node", *arguments])
        self._nodes.append(node)
        return node

    @property
    def kills(self) -> int:
        """How often something of it was killed."""
        return self._server_kills + sum(node.killed for node in self._nodes)

    def sent(self) -> list[tuple[str, str, str, int, str]]:
        """What reached customers, in order: ref, phone, body, when, by which node."""
        path = self._folder / "sent"
        return [tuple(json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []

    def kill_server(self) -> None:
        """Kill what the nodes keep things in, and start it again."""

    def stop(self) -> None:
        for node in self._nodes:
            if node.up and node._running.poll() is None:
                node.kill()


class SqliteRig(Rig):
    """One process, one file."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, str(folder / "store.db"))


class PostgresRig(Rig):
    """Two processes on one database."""

    kind = "postgres"
    nodes_max = 2
    has_server = True

    def __init__(self, folder: Path, server: PostgresServer, database: str) -> None:
        super().__init__(folder, server.create(database))
        self._server = server

    def kill_server(self) -> None:
        self._server_kills += 1
        self._server.kill()
        self._server.start()


class RestateRig(Rig):
    """Two processes behind one address, and a server of one node."""

    kind = "restate"
    nodes_max = 2
    has_server = True

    def __init__(self, folder: Path, server: RestateServer) -> None:
        super().__init__(folder, server.address())
        self._server = server

    def kill_server(self) -> None:
        self._server_kills += 1
        self._server.kill()
        self._server.start()

    def kill_server_node(self, number: int) -> None:
        """One of several; the others go on without it."""
        self._server_kills += 1
        self._server.kill(number)

    def revive(self) -> None:
        """The servers that were killed come back."""
        self._server.start()

    def stop(self) -> None:
        super().stop()
        self._server.remove()


def until(condition: Callable[[], bool], what: str | Callable[[], str]) -> None:
    """Wait until it holds; bounded, so that a failure is a failure."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {PATIENCE_SECONDS} s: {what if isinstance(what, str) else what()}")
        time.sleep(0.02)


def deliver(node: Callable[[], Node], batch: list[Message]) -> int:
    """As a provider does: again and again until it is acknowledged; how many were new."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fresh: int = node().ask({"accept": batch})["fresh"]
        except Gone:
            assert time.monotonic() < deadline, "a webhook was never acknowledged"
            time.sleep(0.05)
        else:
            return fresh
