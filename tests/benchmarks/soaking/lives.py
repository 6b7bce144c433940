"""One served process after another: started, watched, killed or asked to stop. It knows no customer and no law."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Final

from .scene import ROOT, SECRETS

START_S_MAX: Final = 240


class NotServingError(Exception):
    """The process ended, or never began to answer; the text is what it said."""


class Lives:
    """The process of the present life. One at a time holds the store."""

    def __init__(self, folder: Path, words: list[str]) -> None:
        self._folder = folder
        self._words = [sys.executable, "-m", "tests.benchmarks.soaking.served", "clock", *words]
        self._child: asyncio.subprocess.Process | None = None
        self.begun = 0
        self.port = 0

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._child is not None and self._child.returncode is None

    async def begin(self) -> None:
        """Start one and wait until it answers. Raises ``NotServingError``."""
        with (self._folder / "errors.log").open("ab") as errors:
            self._child = await asyncio.create_subprocess_exec(
                *self._words, cwd=self._folder, stdout=asyncio.subprocess.PIPE, stderr=errors,
                env={**os.environ, **SECRETS, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        assert self._child.stdout is not None
        try:
            line = (await asyncio.wait_for(self._child.stdout.readline(), START_S_MAX)).decode()
        except TimeoutError as slow:
            raise NotServingError(f"it says nothing in {START_S_MAX} s; {self.last_words()}") from slow
        if "answers at http://127.0.0.1:" not in line:
            raise NotServingError(f"it says {line!r}; {self.last_words()}")
        self.port = int(line.partition("127.0.0.1:")[2].partition("/")[0])
        self.begun += 1

    def kill(self) -> None:
        """``kill -9``: nothing is flushed, nothing is closed."""
        if self._child is not None and self.is_alive:
            self._child.send_signal(signal.SIGKILL)

    async def gone(self) -> int:
        """Wait until it is gone; how it ended."""
        assert self._child is not None
        return await self._child.wait()

    def ask_to_end(self) -> None:
        """SIGTERM; what is on the wire comes to its end first."""
        assert self._child is not None
        self._child.send_signal(signal.SIGTERM)

    def memory_kb(self) -> int:
        """Its resident memory now; 0 when there is none."""
        return memory_kb(self._child.pid) if self._child is not None and self.is_alive else 0

    def last_words(self) -> str:
        """The end of what all lives wrote to standard error."""
        return (self._folder / "errors.log").read_text(errors="replace")[-2000:]


def memory_kb(pid: int | str = "self") -> int:
    """Resident memory of a process."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
