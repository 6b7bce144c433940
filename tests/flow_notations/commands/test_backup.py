"""``flow backup`` and ``flow erase``: copies of a store, and customers who are in none of them any more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from channel_adapter.messages import Address
from flow_notations import SqliteStore
from flow_notations.__main__ import main
from flow_notations.host.records import Conversation, Line
from tests.flow_notations.host.embedded import ANA

if TYPE_CHECKING:
    from pathlib import Path

    from flow_notations.host.store import Transaction

LeftBehind = tuple[str, str, str]
Output = pytest.CaptureFixture[str]


def test_a_copy_is_taken_and_said(left_behind: LeftBehind, tmp_path: Path, capsys: Output) -> None:
    """What it holds, and who can read it; never over another file."""
    store, *_ = left_behind
    copy = str(tmp_path / "copy.db")

    assert main(["backup", store, copy]) == 0
    said = capsys.readouterr().out
    assert "1 conversation, 2 messages, 0." in said
    assert " MB; whoever reads this file reads every message" in said
    assert main(["inspect", copy, "--reveal"]) == 0
    assert ANA in capsys.readouterr().out
    assert main(["backup", store, copy]) == 2
    assert main(["backup", "postgresql://db/flows", copy]) == 2
    assert "pg_dump" in capsys.readouterr().err


def test_a_customer_is_erased_from_the_store_and_its_copies(
    left_behind: LeftBehind, tmp_path: Path, capsys: Output
) -> None:
    """By number or by conversation; each file has its line; a second time there is nobody."""
    store, _, conversation = left_behind
    copies = [str(tmp_path / "one.db"), str(tmp_path / "two.db")]
    for copy in copies:
        assert main(["backup", store, copy]) == 0
    capsys.readouterr()

    assert main(["erase", store, copies[0], "--customer", ANA]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"{name}: 1 conversation erased; its files were searched, and nothing is left" for name in (store, copies[0])
    ]
    assert main(["erase", copies[1], "--conversation", conversation]) == 0
    assert main(["erase", copies[1], "--conversation", conversation]) == 1
    assert f"there is no conversation '{conversation}' here; nothing was erased" in capsys.readouterr().out
    assert main(["erase", copies[1], "--remains"]) == 2
    assert "is not sealed, so nothing in it shows who was erased" in capsys.readouterr().err


def test_words_that_are_still_there_are_named(left_behind: LeftBehind, capsys: Output) -> None:
    """Somebody else quoted them: the exit code is 1, and it is for people to judge."""
    store, *_ = left_behind

    def quote(tx: Transaction) -> None:
        tx.conversations.save(Conversation(id="bo", number_id="1001", customer=Address(phone="+15550002222")))
        content = '{"$":"Text","body":"call her on 15550001111"}'
        tx.history.add(Line(conversation="bo", direction="in", at=1, content=content))

    async def also() -> None:
        opened = SqliteStore.open(store)
        await opened.transact(quote)
        await opened.close()

    asyncio.run(also())
    assert main(["erase", store, "--customer", ANA, "--number", "1001"]) == 1
    assert "these words are still in its files: '15550001111'; somebody else" in capsys.readouterr().out


@pytest.mark.parametrize("spelling", ["15550001111", "+1 (555) 000-1111", "001 555 000 1111", "+1 (0)555.000.1111"])
def test_a_number_is_known_in_every_spelling(left_behind: LeftBehind, capsys: Output, spelling: str) -> None:
    """Signs between digits, two noughts or nothing for the plus: it is the same customer."""
    assert main(["erase", left_behind[0], "--customer", spelling]) == 0
    assert "1 conversation erased; its files were searched, and nothing is left" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "still"),
    [("+27830000004", False), ("0555 000 1111", True), ("555 000 1111", True), ("US.nobody", False), ("1", False)],
)
def test_a_customer_who_is_not_found_is_said_and_nothing_is_promised(
    left_behind: LeftBehind, capsys: Output, name: str, still: bool
) -> None:
    """A number without its country code stands in the file all the same, and that is said."""
    assert main(["erase", left_behind[0], "--customer", name]) == 1
    said = capsys.readouterr().out
    assert ("nobody here is known as" in said, "nothing was erased" in said, "nothing is left" in said) == (
        True, True, False,
    )  # fmt: skip
    assert ("these words are in its files: '5550001111'" in said) == still


def test_a_customer_is_sought_in_every_file(left_behind: LeftBehind, tmp_path: Path, capsys: Output) -> None:
    """One of the stores never knew them: that is no fault."""
    other = str(tmp_path / "other.db")
    asyncio.run(SqliteStore.open(other).close())

    assert main(["erase", left_behind[0], other, "--customer", ANA]) == 0
    assert "nobody here is known as '+15550001111'" in capsys.readouterr().out


def test_a_store_that_a_host_holds_is_left_alone(left_behind: LeftBehind, capsys: Output) -> None:
    """The host erases, not somebody beside it."""
    store, *_ = left_behind
    held = SqliteStore.open(store)
    try:
        assert main(["erase", store, "--customer", ANA]) == 2
        assert "another process holds it" in capsys.readouterr().err
    finally:
        asyncio.run(held.close())
