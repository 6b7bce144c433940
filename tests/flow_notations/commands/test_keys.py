"""The verbs on a sealed store: with its keys they are as ever, without them they say what is missing."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")

from channel_adapter.clock import SystemClock
from flow_notations import SqliteStore, read_library
from flow_notations.__main__ import main
from flow_notations.errors import StoreUnavailable
from flow_notations.host.plans import plan_from_environment
from flow_notations.host.sealed import KeyFile, SealedStore
from flow_notations.host.sealed.opening import with_keys
from flow_notations.host.serving import assemble
from tests.flow_notations.host.embedded import ANA, SHOPS, Centre
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


def test_a_customer_of_a_sealed_store_is_exported_with_its_keys(sealed: Sealed, tmp_path: Path, capsys: Output) -> None:
    """Their words are whole; of a copy from before they were erased only what a copy still shows."""
    store, keys, interaction, conversation = sealed
    copy = str(tmp_path / "copy.db")
    assert main(["backup", store, copy]) == 0
    capsys.readouterr()

    assert main(["export", store, "--customer", ANA, "--keys", keys]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert (record["messages"][0]["content"]["body"], record["interactions"][0]["id"]) == ("hello there", interaction)
    assert main(["erase", store, "--conversation", conversation, "--keys", keys]) == 0
    assert main(["export", store, "--customer", ANA, "--keys", keys]) == 1
    capsys.readouterr()
    assert main(["export", copy, "--customer", ANA, "--keys", keys]) == 0
    shown = capsys.readouterr().out
    assert ("hello there" in shown, json.loads(shown)[0]["conversation"]) == (False, conversation)


@pytest.mark.parametrize(
    "verb", [["inspect"], ["inspect", "--resume", "x"], ["publish"], ["export", "--customer", "+15550001111"]]
)
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
    assert "nobody is here whose key was destroyed; nothing was erased" in capsys.readouterr().out
    assert main(["erase", store, "--conversation", conversation, "--keys", keys]) == 0
    assert main(["inspect", copy, "--conversation", conversation, "--keys", keys]) == 0
    assert "(erased)" in capsys.readouterr().out
    assert main(["erase", copy, "--remains", "--keys", keys]) == 0
    assert "1 conversation erased; its files were searched, and nothing is left" in capsys.readouterr().out
    assert b"15550001111" not in (tmp_path / "copy.db").read_bytes()


def test_what_was_written_before_there_were_keys_is_out_of_reach_of_remains(tmp_path: Path, capsys: Output) -> None:
    """A copy from before, and one from between: neither is called clear, and the way that reaches them is named."""
    store, keys, before, between = [str(tmp_path / name) for name in ("s.db", "host.keys", "before.db", "between.db")]

    async def live(sealed: bool) -> None:
        centre = Centre()
        await centre.store.close()
        plain = SqliteStore.open(store)
        centre.store = SealedStore(plain, KeyFile.open(keys)) if sealed else plain  # type: ignore[assignment]
        await centre.deploy(SHOPS)
        if not sealed:
            await centre.says("hello there")
        await centre.store.close()

    asyncio.run(live(sealed=False))
    assert main(["backup", store, before]) == 0
    asyncio.run(live(sealed=True))
    assert main(["backup", store, between]) == 0
    assert "rows in it were written before the store was sealed" in capsys.readouterr().out
    assert main(["erase", store, "--customer", ANA, "--keys", keys]) == 0
    capsys.readouterr()

    assert main(["erase", before, "--remains", "--keys", keys]) == 2
    assert "is not sealed" in capsys.readouterr().err
    assert main(["erase", between, "--remains", "--keys", keys]) == 1
    said = capsys.readouterr().out
    assert "rows in it were written before the store was sealed and are in the clear" in said
    assert "flow erase COPY --customer NAME" in said
    assert main(["erase", before, "--customer", ANA]) == 0
    assert main(["erase", between, "--customer", ANA, "--keys", keys]) == 0
    assert b"15550001111" not in (tmp_path / "before.db").read_bytes() + (tmp_path / "between.db").read_bytes()


def test_no_verb_begins_a_key_file_but_serve(sealed: Sealed, tmp_path: Path, capsys: Output) -> None:
    """A slip in its name leaves no file behind; nor does serve beside a store whose keys are lost."""
    store, *_ = sealed
    gone = tmp_path / "gone.keys"

    assert main(["erase", store, "--customer", ANA, "--keys", str(gone)]) == 2
    with pytest.raises(StoreUnavailable, match="put the key file back"):
        asyncio.run(with_keys(SqliteStore.open(store), gone, create=True))
    assert not gone.exists()
