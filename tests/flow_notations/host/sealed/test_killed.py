"""Real processes that write under new keys are killed: whatever reached the store opens, and what was durable is there."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sqlite import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path

WRITING = """
import asyncio, sys
from flow_notations.host.records import Notice
from flow_notations.host.sealed import KeyFile, SealedStore, key_file
from flow_notations.host.sqlite import SqliteStore

key_file.DRAWN_AT_ONCE = 2  # so that keys are drawn all the time
first = int(sys.argv[3])

async def main():
    store = SealedStore(SqliteStore.open(sys.argv[1]), KeyFile.open(sys.argv[2]))
    for n in range(first, first + 10_000):
        note = Notice(at=n, kind="k", sentence=f"words {n}", conversation=f"c{n}")
        await store.transact(lambda tx: tx.history.tell(note))
        print(n, flush=True)

asyncio.run(main())
"""


def test_what_was_written_under_a_new_key_opens_after_a_kill(tmp_path: Path) -> None:
    """Three lives on one store, each ended in the middle of its work."""
    store, keys = tmp_path / "s.db", tmp_path / "host.keys"
    acknowledged: list[int] = []
    for life, writes in enumerate((3, 20, 41)):
        words = [sys.executable, "-c", WRITING, str(store), str(keys), str(life * 10_000)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as writing:
            assert writing.stdout is not None
            acknowledged += [int(writing.stdout.readline()) for _ in range(writes)]
            writing.kill()

    async def found() -> list[str]:
        opened = SealedStore(SqliteStore.open(store), KeyFile.open(keys))
        try:
            return [each.sentence for each in await opened.transact(lambda tx: tx.history.notices(limit=99_999))]
        finally:
            await opened.close()

    sentences = asyncio.run(found())
    assert {f"words {n}" for n in acknowledged} <= set(sentences)
    assert all(sentence.startswith("words ") for sentence in sentences)
