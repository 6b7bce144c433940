"""The file of keys: each is there before it is used, and gone when it is destroyed."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations.errors import StoreUnavailable
from flow_notations.host.sealed import KeyFile, key_file
from flow_notations.host.sealed.key_file import DESTROYED, DRAWN_AT_ONCE, HEAD_BYTES, KEY_BYTES
from flow_notations.host.sealed.keys import KeyDestroyed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "host.keys"


def test_a_key_outlives_its_process_and_no_two_are_alike(path: Path) -> None:
    """Across batches and processes numbers and keys are drawn once."""
    with closing(KeyFile.open(path)) as first, closing(KeyFile.open(path)) as second:
        numbers = [each.draw() for _ in range(DRAWN_AT_ONCE + 1) for each in (first, second)]
        keys = {number: first.key(number) for number in numbers}
    with closing(KeyFile.open(path, create=False)) as later:
        assert {number: later.key(number) for number in numbers} == keys
        assert later.ring == first.ring
    assert len(set(keys.values())) == len(numbers) == 2 * (DRAWN_AT_ONCE + 1)
    assert {len(key) for key in keys.values()} == {KEY_BYTES}


def test_a_destroyed_key_is_in_no_byte_of_the_file(path: Path) -> None:
    """Its neighbours are; destroying it again, or what never was, changes nothing."""
    with closing(KeyFile.open(path)) as keys:
        before, gone, after = keys.draw(), keys.draw(), keys.draw()
        secret = keys.key(gone)
        keys.destroy([gone])
        keys.destroy([gone, 10**6])
        with pytest.raises(KeyDestroyed, match=f"key {gone}"):
            keys.key(gone)
        assert secret not in path.read_bytes()
        assert path.read_bytes().count(DESTROYED) == 1
        assert len({keys.key(before), keys.key(after)}) == 2
        assert keys.drawn == DRAWN_AT_ONCE


def test_a_key_is_destroyed_for_a_process_that_has_the_file_open(path: Path) -> None:
    """Nobody keeps it in memory from one transaction to the next."""
    with closing(KeyFile.open(path)) as keys, closing(KeyFile.open(path)) as other:
        number = keys.draw()
        assert other.key(number) == keys.key(number)
        keys.destroy([number])
        with pytest.raises(KeyDestroyed):
            other.key(number)


def test_a_tail_torn_by_a_power_cut_is_passed_over(path: Path) -> None:
    """What was written half was never drawn; the next key begins behind it."""
    with closing(KeyFile.open(path)) as keys:
        first = keys.draw()
    whole = path.read_bytes()
    path.write_bytes(whole[: HEAD_BYTES + KEY_BYTES] + b"torn")
    with closing(KeyFile.open(path)) as keys:
        second = keys.draw()
        assert keys.key(second) not in whole
        assert keys.key(first) == whole[HEAD_BYTES : HEAD_BYTES + KEY_BYTES]
    assert (first, second) == (0, 2)


def test_a_key_that_an_older_copy_does_not_have_is_named(path: Path) -> None:
    """With what to do about it."""
    with (
        closing(KeyFile.open(path)) as keys,
        pytest.raises(StoreUnavailable, match="key 7 is not in this file; put back"),
    ):
        keys.key(7)


@pytest.mark.parametrize(
    "content", [b"", b"something else altogether, and long enough to be a head of keys, if it were", b"flow keys 1\n"]
)
def test_a_file_of_something_else_is_refused(path: Path, content: bytes) -> None:
    """Nothing is written into it."""
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StoreUnavailable, match="holds no keys of flows"):
        KeyFile.open(path)
    assert path.read_bytes() == content


def test_keys_that_others_may_read_are_refused(path: Path) -> None:
    """A new file is for its owner alone."""
    KeyFile.open(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(StoreUnavailable, match="others may read this file; say chmod 600"):
        KeyFile.open(path)


def test_a_file_that_is_not_there_or_cannot_be_is_said(path: Path, tmp_path: Path) -> None:
    """With its name and the system's reason."""
    with pytest.raises(StoreUnavailable, match=r"host\.keys': No such file"):
        KeyFile.open(path, create=False)
    with pytest.raises(StoreUnavailable, match="No such file"):
        KeyFile.open(tmp_path / "nowhere" / "host.keys")


def test_two_that_begin_a_file_at_once_use_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that comes second takes what the first began."""
    link = os.link

    def late(source: str, target: str) -> None:
        monkeypatch.setattr(key_file.os, "link", link)
        KeyFile.open(path).close()
        link(source, target)

    monkeypatch.setattr(key_file.os, "link", late)
    with closing(KeyFile.open(path)) as keys, closing(KeyFile.open(path)) as again:
        assert keys.ring == again.ring
    assert [each.name for each in path.parent.iterdir()] == ["host.keys"]


def test_a_full_disk_draws_no_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one that is written in part, nor one that is not."""
    with closing(KeyFile.open(path)) as keys:
        monkeypatch.setattr(key_file.os, "pwrite", lambda *_: 5)
        with pytest.raises(StoreUnavailable, match="the disk is full"):
            keys.draw()

        def full(*_: Any) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(key_file.os, "pwrite", full)
        with pytest.raises(StoreUnavailable, match="No space left"):
            keys.draw()
        monkeypatch.setattr(key_file.os, "pwrite", lambda file, keys, place: KEY_BYTES * 2 + 1)
        assert (keys.draw(), keys.draw()) == (0, 1)
    keys.close()
    with pytest.raises(StoreUnavailable, match="Bad file descriptor"):
        keys.key(0)
