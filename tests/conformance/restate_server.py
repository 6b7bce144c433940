"""A private Restate server of the suite's own, of one node or several, on loopback, in a folder of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.conformance.postgres_server import free_port

HINT = (
    "restate-server, restate-sdk or granian is not installed:"
    " .ci/servers (npm install @restatedev/restate-server); pip install 'flow-notations[restate]'"
)
START_SECONDS_MAX = 20.0
INSTALLED = Path(__file__).resolve().parents[2] / ".venv/restate/node_modules"


def program() -> Path | None:
    """The server itself, not the script that npm puts before it: that one would survive what kills the server's parent."""
    if not importlib.util.find_spec("restate") or not any(map(importlib.util.find_spec, ("granian", "hypercorn"))):
        return None
    installed = next(INSTALLED.glob("@restatedev/restate-server-*/bin/restate-server"), None)
    found = shutil.which("restate-server")
    return installed or (Path(found) if found else None)


class RestateServer:
    """One node, or several that replicate to each other. ``kill`` is ``kill -9``; ``start`` brings back what is not there.

    Settings of a cluster: https://docs.restate.dev/server/clusters.
    """

    def __init__(self, binary: Path, *, nodes: int = 1) -> None:
        self._binary = binary
        self._folder = Path(tempfile.mkdtemp(prefix="flow-restate-"))
        self._ports = [(free_port(), free_port(), free_port()) for _ in range(nodes)]
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        _, ingress, admin = self._ports[0]
        self.ingress, self.admin = f"http://127.0.0.1:{ingress}", f"http://127.0.0.1:{admin}"
        self.start()

    def start(self) -> None:
        for number in range(len(self._ports)):
            if number not in self._running:
                with self._log(number).open("ab") as log:
                    self._running[number] = subprocess.Popen(
                        [self._binary, "--node-name", f"n{number}"],
                        stdout=log, stderr=log, env=self._environment(number), cwd=self._folder,
                    )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS_MAX
        for number in self._running:
            while not self._answers(number):
                assert time.monotonic() < deadline, self._log(number).read_text()[-4000:]
                time.sleep(0.05)

    def address(self) -> str:
        """Of a host on it, which knows every node and waits for its calls at a port of its own."""
        ingress = ",".join(f"127.0.0.1:{port}" for _, port, _ in self._ports)
        admin = ",".join(f"127.0.0.1:{port}" for _, _, port in self._ports)
        return f"restate://{ingress}?admin={admin}&listen=127.0.0.1:{free_port()}"

    @property
    def pid(self) -> int:
        """Of the first node."""
        return self._running[0].pid

    def kill(self, number: int | None = None) -> None:
        """One node, or all."""
        for each in [number] if number is not None else list(self._running):
            killed = self._running.pop(each)
            killed.send_signal(signal.SIGKILL)
            killed.wait()

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def _environment(self, number: int) -> dict[str, str]:
        node, ingress, admin = self._ports[number]
        together = {
            "RESTATE_CLUSTER_NAME": "flows",
            "RESTATE_AUTO_PROVISION": "true" if number == 0 else "false",
            "RESTATE_DEFAULT_REPLICATION": "2",
            "RESTATE_METADATA_CLIENT__ADDRESSES": json.dumps(
                [f"http://127.0.0.1:{port}" for port, _, _ in self._ports]
            ),
        }
        return {
            **os.environ,
            "RESTATE_DISABLE_TELEMETRY": "true",
            "RESTATE_LISTEN_MODE": "tcp",
            "RESTATE_BIND_ADDRESS": f"127.0.0.1:{node}",
            "RESTATE_ADVERTISED_ADDRESS": f"http://127.0.0.1:{node}",
            "RESTATE_INGRESS__BIND_ADDRESS": f"127.0.0.1:{ingress}",
            "RESTATE_ADMIN__BIND_ADDRESS": f"127.0.0.1:{admin}",
            "RESTATE_BASE_DIR": str(self._folder / f"kept{number}"),
            "RESTATE_DEFAULT_NUM_PARTITIONS": "4",
            "RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE": "256MB",
            **(together if len(self._ports) > 1 else {}),
        }

    def _log(self, number: int) -> Path:
        return self._folder / f"log{number}"

    def _answers(self, number: int) -> bool:
        _, ingress, admin = self._ports[number]
        try:
            with (
                urlopen(f"http://127.0.0.1:{admin}/health", timeout=1),
                urlopen(f"http://127.0.0.1:{ingress}/restate/health", timeout=1),
            ):
                return True
        except (URLError, OSError):
            return False
