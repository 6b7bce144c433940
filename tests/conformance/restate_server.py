"""A private Restate server of the suite's own: one node on loopback, in a folder of its own."""

from __future__ import annotations

import importlib.util
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
    "restate-server, restate-sdk or hypercorn is not installed:"
    " .ci/servers (npm install @restatedev/restate-server); pip install 'flow-notations[restate]'"
)
START_SECONDS_MAX = 20.0
INSTALLED = Path(__file__).resolve().parents[2] / ".venv/restate/node_modules"


def program() -> Path | None:
    """The server itself, not the script that npm puts before it: that one would survive what kills the server's parent."""
    if not all(importlib.util.find_spec(name) for name in ("restate", "hypercorn")):
        return None
    installed = next(INSTALLED.glob("@restatedev/restate-server-*/bin/restate-server"), None)
    found = shutil.which("restate-server")
    return installed or (Path(found) if found else None)


class RestateServer:
    """``kill`` is ``kill -9``; ``start`` brings it back with what it had kept."""

    def __init__(self, binary: Path) -> None:
        self._binary = binary
        self._folder = Path(tempfile.mkdtemp(prefix="flow-restate-"))
        node, ingress, admin = free_port(), free_port(), free_port()
        self.ingress, self.admin = f"http://127.0.0.1:{ingress}", f"http://127.0.0.1:{admin}"
        self._environment = os.environ | {
            "RESTATE_DISABLE_TELEMETRY": "true",
            "RESTATE_LISTEN_MODE": "tcp",
            "RESTATE_BIND_ADDRESS": f"127.0.0.1:{node}",
            "RESTATE_ADVERTISED_ADDRESS": f"http://127.0.0.1:{node}",
            "RESTATE_INGRESS__BIND_ADDRESS": f"127.0.0.1:{ingress}",
            "RESTATE_ADMIN__BIND_ADDRESS": f"127.0.0.1:{admin}",
            "RESTATE_BASE_DIR": str(self._folder / "kept"),
            "RESTATE_DEFAULT_NUM_PARTITIONS": "4",
            "RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE": "256MB",
        }
        self.start()

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [self._binary, "--node-name", "n1"], stdout=log, stderr=log, env=self._environment, cwd=self._folder
            )
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self._answers():
            assert time.monotonic() < deadline, (self._folder / "log").read_text()[-4000:]
            time.sleep(0.05)

    def address(self) -> str:
        """Of a host on it, which waits for its calls at a port of its own."""
        ingress, admin = (url.removeprefix("http://") for url in (self.ingress, self.admin))
        return f"restate://{ingress}?admin={admin}&listen=127.0.0.1:{free_port()}"

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._running.pid

    def kill(self) -> None:
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.admin}/health", timeout=1), urlopen(f"{self.ingress}/restate/health", timeout=1):
                return True
        except (URLError, OSError):
            return False
