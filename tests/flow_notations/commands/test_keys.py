"""The verbs on a sealed store: with its keys they are as ever, without them they say what is missing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from channel_adapter.clock import SystemClock
from flow_notations import SqliteStore, read_library
from flow_notations.__main__ import main
from flow_notations.errors import StoreUnavailable
from flow_notations.host.plans import plan_from_environment
from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.serving import assemble
from tests.flow_notations.host.embedded import SHOPS, Centre
from tests.flow_notations.host.test_serving import ENVIRONMENT, Server

if TYPE_CHECKING:
    from pathlib import Path

Sealed = tuple[str, str, str, str]
Output = pytest.CaptureFixture[str]


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    """Store, keys, interaction, conversation."""
    store, keys = str(tmp_path / "host.db"), str(tmp_path / "host.keys")

    async def live() -> Sealed:
        centre = Centre()
        await centre.store.close()
        centre.store = SealedStore(SqliteStore.open(store), KeyFile.open(keys))  # type: ignore[assignment]
        await centre.deploy(SHOPS)
        await centre.says("hello there")
        found = await centre.interaction()
        await centre.store.close()
        return store, keys, found.id, found.conversation

    return asyncio.run(live())


def test_verbs_read_a_sealed_store_with_its_keys(
    sealed: Sealed, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named by an option or by the environment."""
    store, keys, interaction, conversation = sealed

    assert main(["inspect", store, "--keys", keys, "--conversation", conversation]) == 0
    assert "hello there" in capsys.readouterr().out
    assert main(["replay", store, interaction, "--keys", keys]) == 0
    assert "the same bit for bit" in capsys.readouterr().err
    assert main(["publish", store, "--keys", keys]) == 0
    assert main(["migrate", store, "shops", "--from", "v1", "--keys", keys]) == 2
    assert "both are shops v1" in capsys.readouterr().err
    monkeypatch.setenv("FLOW_KEYS", keys)
    assert main(["inspect", store, "--interaction", interaction]) == 0


@pytest.mark.parametrize("verb", [["inspect"], ["inspect", "--resume", "x"], ["publish"]])
def test_without_its_keys_a_sealed_store_is_not_met(sealed: Sealed, capsys: Output, verb: list[str]) -> None:
    """The verb says how to name them; nothing is written in the clear beside what is sealed."""
    name, *more = verb

    assert main([name, sealed[0], *more]) == 2
    assert "this store is sealed: say where its keys are, with --keys FILE or FLOW_KEYS" in capsys.readouterr().err


def test_a_key_file_that_is_lost_is_said(sealed: Sealed, tmp_path: Path, capsys: Output) -> None:
    """Gone, or begun anew: a sentence, and no reader begins a new file by mistake."""
    store, _, interaction, _ = sealed
    gone = str(tmp_path / "gone.keys")

    assert main(["inspect", store, "--interaction", interaction, "--keys", gone]) == 2
    assert "gone.keys': No such file" in capsys.readouterr().err
    KeyFile.open(gone).close()
    assert main(["inspect", store, "--interaction", interaction, "--keys", gone]) == 2
    assert "this store is sealed with the keys of ring" in capsys.readouterr().err


def test_a_process_is_served_with_keys(tmp_path: Path) -> None:
    """The environment names them; the store is sealed from then on, and served again only with them."""
    (tmp_path / "shops.flow").write_text(SHOPS)
    environment = {**ENVIRONMENT, "FLOW_STORE": str(tmp_path / "s.db"), "FLOW_KEYS": str(tmp_path / "host.keys")}
    library = read_library([tmp_path])

    async def serve(environment: dict[str, str]) -> str:
        served = await assemble(plan_from_environment(environment), library, SystemClock(), environment)
        server = Server(served.app)
        await server.start()
        await server.stop()
        return type(served.store).__name__

    assert asyncio.run(serve(environment)) == "SealedStore"
    del environment["FLOW_KEYS"]
    with pytest.raises(StoreUnavailable, match="this store is sealed"):
        asyncio.run(serve(environment))


def test_who_was_erased_since_a_sealed_copy_was_made_is_cleared_from_it(
    sealed: Sealed, tmp_path: Path, capsys: Output
) -> None:
    """Their words were lost with the key; now their names go from the copy as well."""
    store, keys, _, conversation = sealed
    copy = str(tmp_path / "copy.db")

    assert main(["backup", store, copy]) == 0
    assert "its words are sealed" in capsys.readouterr().out
    assert main(["erase", copy, "--remains", "--keys", keys]) == 0
    assert "nobody of that name" in capsys.readouterr().out
    assert main(["erase", store, "--conversation", conversation, "--keys", keys]) == 0
    assert main(["inspect", copy, "--conversation", conversation, "--keys", keys]) == 0
    assert "(erased)" in capsys.readouterr().out
    assert main(["erase", copy, "--remains", "--keys", keys]) == 0
    assert "1 conversation erased; its files were searched, and nothing is left" in capsys.readouterr().out
    assert b"15550001111" not in (tmp_path / "copy.db").read_bytes()
