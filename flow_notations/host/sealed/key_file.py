"""Keys in a file: a head, then 32 bytes a key. A key is destroyed by writing over it, where it stands.

Not a database: journals and split pages keep copies of what was removed, and a key must have none. A new key is on the disk
before its number is known to anybody; a tail torn by a power cut was known to nobody. What a disk or a copy-on-write file
system keeps of a block that was written over, no program can tell.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flow_notations.errors import StoreUnavailable

from .keys import KeyDestroyed

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY_BYTES: Final = 32
"""AES-256."""
MAGIC: Final = b"flow keys 1\n"
RING_CHARACTERS: Final = 16
HEAD_BYTES: Final = 64
DESTROYED: Final = b"this key was destroyed for good."
"""Stands in place of a key: no damage of a disk looks like it."""
DRAWN_AT_ONCE: Final = 256
"""Keys written with one sync; those that a process did not need are used by nobody else."""
OPEN_TO_OTHERS: Final = 0o077


class KeyFile:
    """See ``keys.Keys``. Several processes of one machine may use one file. Open it with ``KeyFile.open``."""

    def __init__(self, path: str, descriptor: int, ring: str) -> None:
        self.path = path
        self.ring = ring
        self._file = descriptor
        self._fresh: list[int] = []
        self._door = threading.Lock()

    @classmethod
    def open(cls, path: Path | str, *, create: bool = True) -> KeyFile:
        """Open a key file, or begin one. Raises ``StoreUnavailable`` with what to do."""
        path = str(path)
        with _said(path):
            if create:
                _begin(path)
            mode = os.O_RDWR if create or os.access(path, os.W_OK) else os.O_RDONLY
            descriptor = os.open(path, mode | os.O_CLOEXEC)
        try:
            return cls(path, descriptor, _ring_of(path, descriptor))
        except BaseException:
            os.close(descriptor)
            raise

    @property
    def drawn(self) -> int:
        """See ``keys.Keys``."""
        return (os.fstat(self._file).st_size - HEAD_BYTES) // KEY_BYTES

    def draw(self) -> int:
        """See ``keys.Keys``."""
        with self._door:
            if not self._fresh:
                self._fresh = self._write_more()
            return self._fresh.pop()

    def key(self, number: int) -> bytes:
        """See ``keys.Keys``."""
        try:  # once a transaction, so without the ceremony of ``_said``
            found = os.pread(self._file, KEY_BYTES, HEAD_BYTES + number * KEY_BYTES)
        except OSError as fault:
            raise _trouble(self.path, fault) from fault
        if found == DESTROYED:
            raise KeyDestroyed(number)
        if len(found) != KEY_BYTES:
            raise StoreUnavailable(
                f"keys '{self.path}': key {number} is not in this file; put back the newest copy of the key file"
            )
        return found

    def destroy(self, numbers: Iterable[int]) -> None:
        """See ``keys.Keys``."""
        with _said(self.path):
            for number in numbers:
                if os.pread(self._file, KEY_BYTES, _place(number)) not in (DESTROYED, b""):
                    os.pwrite(self._file, DESTROYED, _place(number))
            os.fsync(self._file)

    def close(self) -> None:
        """See ``keys.Keys``."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write_more(self) -> list[int]:
        """New keys at the end, on the disk; their numbers, the least last."""
        import fcntl  # where there is none, nothing but this is missing

        with _said(self.path):
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                first = -(-(os.fstat(self._file).st_size - HEAD_BYTES) // KEY_BYTES)  # past a torn tail
                written = os.pwrite(self._file, secrets.token_bytes(KEY_BYTES * DRAWN_AT_ONCE), _place(first))
                os.fsync(self._file)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        if written < KEY_BYTES:
            raise StoreUnavailable(f"keys '{self.path}': the disk is full; free some space")
        return list(range(first + written // KEY_BYTES - 1, first - 1, -1))


def _place(number: int) -> int:
    return HEAD_BYTES + number * KEY_BYTES


def _begin(path: str) -> None:
    """Write the head of a new file, whole or not at all, for nobody but its owner."""
    if Path(path).exists():
        return
    beginning = f"{path}.{secrets.token_hex(4)}"
    ring = secrets.token_hex(RING_CHARACTERS // 2).encode()
    descriptor = os.open(beginning, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, (MAGIC + ring).ljust(HEAD_BYTES, b"\0"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(beginning, path)  # unlike a rename, it never replaces what another process began meanwhile
    except FileExistsError:
        return
    finally:
        Path(beginning).unlink()
    folder = os.open(Path(path).parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _ring_of(path: str, descriptor: int) -> str:
    head = os.pread(descriptor, HEAD_BYTES, 0)
    if not head.startswith(MAGIC) or len(head) < HEAD_BYTES:
        raise StoreUnavailable(f"keys '{path}': this file holds no keys of flows")
    if os.fstat(descriptor).st_mode & OPEN_TO_OTHERS:
        raise StoreUnavailable(f"keys '{path}': others may read this file; say chmod 600 {path}")
    return head[len(MAGIC) : len(MAGIC) + RING_CHARACTERS].decode("ascii", "replace")


@contextmanager
def _said(path: str) -> Iterator[None]:
    """The operating system's troubles, with the file's name."""
    try:
        yield
    except OSError as fault:
        raise _trouble(path, fault) from fault


def _trouble(path: str, fault: OSError) -> StoreUnavailable:
    return StoreUnavailable(f"keys '{path}': {fault.strerror}")
