"""The operators' verbs: publish, migrate, inspect, replay, on a store that a host left behind or still holds."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flow_notations import SqliteStore
from flow_notations.__main__ import main
from flow_notations.errors import StoreUnavailable
from flow_notations.host.stores import look_into, open_store
from tests.flow_notations.host.embedded import SHOPS

if TYPE_CHECKING:
    from pathlib import Path

LeftBehind = tuple[str, str, str]
Output = pytest.CaptureFixture[str]


def flow_file(folder: Path, text: str) -> str:
    """A flow on disk."""
    path = folder / "shops.flow"
    path.write_text(text)
    return str(path)


def test_versions_are_published_listed_and_activated(left_behind: LeftBehind, tmp_path: Path, capsys: Output) -> None:
    """A draft waits; the list tells which is active; a flow with errors is not published."""
    store, *_ = left_behind
    new = flow_file(tmp_path, SHOPS.replace("Thank you", "Thanks"))

    assert main(["publish", store, new, "--draft", "--label", "spring"]) == 0
    assert main(["publish", store]) == 0
    assert main(["publish", store, "--activate", "shops@spring"]) == 0
    assert main(["publish", store, new]) == 0
    words = capsys.readouterr().out
    assert "v2 'spring'" in words
    assert "published\n" in words
    assert "was published already, active" in words
    assert [line.split()[-1] for line in words.splitlines() if line.startswith("shops  v1")] == ["active"]
    assert main(["publish", store, "--activate", "shops@v9"]) == 2
    assert main(["publish", store, flow_file(tmp_path, SHOPS.replace("end bye", ""))]) == 1


def test_an_empty_store_has_nothing_published(tmp_path: Path, capsys: Output) -> None:
    """It says so."""
    path = str(tmp_path / "empty.db")
    asyncio.run(SqliteStore.open(path).close())

    assert main(["publish", path]) == 0
    assert "nothing is published" in capsys.readouterr().out


def test_a_migration_is_planned_first(left_behind: LeftBehind, tmp_path: Path, capsys: Output) -> None:
    """Without --apply nothing changes; what cannot be moved says why; then it is moved."""
    store, interaction, _ = left_behind
    renamed = SHOPS.replace("collect ask", "collect which")
    assert main(["publish", store, flow_file(tmp_path, renamed)]) == 0

    assert main(["migrate", store, "shops", "--from", "v1"]) == 1
    assert "with --rename" in capsys.readouterr().out
    assert main(["migrate", store, "shops", "--from", "v1", "--rename", "ask=which"]) == 0
    assert "1 of 1 sessions can be moved; nothing was changed" in capsys.readouterr().out
    for slip, sentence in (
        ("asc=which", "'asc' is no node of the old version"),
        ("ask=wich", "; did you mean 'which'?"),
        ("asc=nowhere", "renaming asc=nowhere: 'nowhere' is no node of the new version"),
    ):
        for how in ([], ["--apply"]):
            assert main(["migrate", store, "shops", "--from", "v1", "--rename", slip, *how]) == 2
            assert sentence in capsys.readouterr().err
    assert main(["migrate", store, "shops", "--from", "v1", "--rename", "ask=which", "--apply"]) == 0
    assert f"{interaction} at ask: moved" in capsys.readouterr().out
    assert main(["migrate", store, "shops", "--from", "v1"]) == 0
    assert main(["inspect", store, "--interaction", interaction]) == 0
    words = capsys.readouterr().out
    assert "at which" in words
    assert "migrated" in words
    assert main(["replay", store, interaction]) == 0
    for wrong in (["--rename", "ask"], ["--rename", "ask=a", "--rename", "ask=b"], ["--to", "v1"]):
        assert main(["migrate", store, "shops", "--from", "v1", *wrong]) == 2


def test_a_store_is_looked_into_while_a_host_holds_it(left_behind: LeftBehind, capsys: Output) -> None:
    """Reading needs no possession; changing does, and says who is in the way."""
    store, interaction, conversation = left_behind
    held = SqliteStore.open(store)
    try:
        assert main(["inspect", store]) == 0
        assert main(["inspect", store, "--conversation", conversation]) == 0
        assert main(["inspect", store, "--interaction", interaction]) == 0
        assert main(["inspect", store, "--resume", interaction]) == 2
    finally:
        asyncio.run(held.close())
    answer = capsys.readouterr()
    assert "…1111" in answer.out
    assert "5550001111" not in answer.out
    assert "Which shop?" in answer.out
    assert "next timer:" in answer.out
    assert "another process holds it" in answer.err


def test_inspect_shows_every_ledger(left_behind: LeftBehind, capsys: Output) -> None:
    """As a table and as JSON; numbers whole only when asked for."""
    store, interaction, conversation = left_behind
    shown = {}
    for what in ([], ["--outbox"], ["--outbox", "accepted"], ["--outbox", "held"], ["--notices"], ["--kept"],
                 ["--conversation", conversation], ["--interaction", interaction]):  # fmt: skip
        assert main(["inspect", store, *what]) == 0
        capsys.readouterr()
        assert main(["inspect", store, *what, "--json", "--reveal"]) == 0
        shown[" ".join(what[:2])] = json.loads(capsys.readouterr().out)
    assert shown[""][0]["customer"]["phone"] == "+15550001111"
    assert (len(shown["--outbox"]), shown["--outbox held"], shown["--notices"]) == (1, [], [])
    assert shown[f"--interaction {interaction}"]["journal"][0]["explanation"] is not None
    for what in ("--conversation", "--interaction"):
        assert main(["inspect", store, what, "none"]) == 2


def test_what_is_parked_or_refused_goes_on_at_the_next_start(left_behind: LeftBehind) -> None:
    """Once; a second time there is nothing to do."""
    path, interaction, _ = left_behind

    async def park() -> str:
        store = SqliteStore.open(path)
        found = await store.transact(lambda tx: tx.interactions.get(interaction))
        assert found is not None
        await store.transact(lambda tx: tx.interactions.save(replace(found, status="parked")))
        (part,) = await store.transact(lambda tx: tx.outbox.page(state=None, limit=9))
        await store.transact(lambda tx: tx.outbox.save(replace(part, state="refused")))
        await store.close()
        return part.send

    send = asyncio.run(park())
    assert [main(["inspect", path, "--resume", interaction]) for _ in range(2)] == [0, 1]
    assert [main(["inspect", path, "--retry", send]) for _ in range(2)] == [0, 1]


def test_a_replay_is_the_same_or_says_where_not(left_behind: LeftBehind, tmp_path: Path, capsys: Output) -> None:
    """Bit for bit; as a transcript; with the difference, unless it is redacted."""
    path, interaction, _ = left_behind
    assert main(["replay", path, interaction, "--chat"]) == 0
    answer = capsys.readouterr()
    assert 'user "hi"' in answer.out
    assert "bit for bit" in answer.err

    async def spoil() -> None:
        store = SqliteStore.open(path)
        found = await store.transact(lambda tx: tx.interactions.get(interaction))
        assert found is not None
        await store.transact(lambda tx: tx.interactions.save(replace(found, state='{"spoilt":1}')))
        await store.close()

    asyncio.run(spoil())
    assert main(["replay", path, interaction, "--flows", flow_file(tmp_path, SHOPS)]) == 1
    assert '"spoilt"' in capsys.readouterr().err
    assert main(["replay", path, interaction, "--redact"]) == 1
    assert "spoilt" not in capsys.readouterr().err
    assert main(["replay", path, "none"]) == 2
    assert main(["replay", path, interaction, "--flows", flow_file(tmp_path, "flow x\n")]) == 1


def test_a_denial_lists_what_is_missing(
    left_behind: LeftBehind, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is no administrator is told by name what they lack."""
    store, *_ = left_behind
    monkeypatch.setenv("FLOW_PERMISSIONS", "VIEW_ALL_FLOWS")
    assert main(["publish", store]) == 0
    assert main(["inspect", store]) == 2
    assert "VIEW_FLOW_DEBUG_LOGS" in capsys.readouterr().err
    monkeypatch.setenv("FLOW_ROLE", "King")
    assert main(["publish", store]) == 2
    assert "no role 'King'" in capsys.readouterr().err


def test_what_is_no_store_is_said(tmp_path: Path) -> None:
    """A file that is not there, of another kind, or of another schema; a store only looked into is not written."""
    import sqlite3

    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("create table x (y)")
    connection.commit()
    connection.close()
    for path, words in ((tmp_path / "none.db", "there is no store at"), (other, "not a store of flows")):
        with pytest.raises(StoreUnavailable, match=words):
            look_into(str(path))
    path = str(tmp_path / "newer.db")
    asyncio.run(SqliteStore.open(path).close())
    glance = look_into(path)
    with pytest.raises(StoreUnavailable):
        asyncio.run(glance.transact(lambda tx: tx.conversations.save_field("a", "b", "1")))
    asyncio.run(glance.close())
    connection = sqlite3.connect(path)
    connection.execute("insert into migrations (version) values (99)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnavailable, match="version 99"):
        look_into(path)
    with pytest.raises(StoreUnavailable):
        open_store("postgresql://127.0.0.1:1/none")


def test_a_state_that_no_send_has(capsys: pytest.CaptureFixture[str]) -> None:
    """The states are listed, nothing is read."""
    with pytest.raises(SystemExit):
        main(["inspect", "nowhere.db", "--outbox", "foo"])
    assert "queued" in capsys.readouterr().err
