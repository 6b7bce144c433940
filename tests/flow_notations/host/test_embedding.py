"""A host inside somebody else's program: few lines, their channel, their loop or none; a door that costs nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import flow_notations
from flow_notations import (
    Accepted,
    Address,
    BlockingHost,
    BrokenFlow,
    CollectingChannel,
    Library,
    Received,
    Route,
    Text,
    VirtualClock,
    embed,
    read_library,
    read_text,
)
from flow_notations.errors import StoreUnavailable
from flow_notations.host.embedding import LINES_SHOWN_MAX
from flow_notations.host.sqlite import SqliteStore
from tests.flow_notations.host.embedded import ANA, NUMBER, SHOPS, START, library_of

if TYPE_CHECKING:
    from pathlib import Path

    from flow_notations.host.store import Store

MINUTE = 60_000
IMPORT_MS_MAX = 60


def test_a_few_lines_run_a_flow_in_a_loop_of_somebody_else() -> None:
    """Read, embed, accept, settle: the customer is answered; ``run`` serves until it is told to stop."""

    async def main() -> None:
        channel = CollectingChannel()
        host = embed(library_of(SHOPS), {NUMBER: channel})
        stopping = asyncio.Event()
        running = asyncio.ensure_future(host.run(stopping))
        now = host.clock.now()
        received = Received(id="m1", number_id=NUMBER, sender=Address(phone=ANA), at=now, content=Text(body="hi"))
        assert await host.accept([received, received], arrived_at=now) == 1
        while not channel.sent:
            await asyncio.sleep(0.001)
        stopping.set()
        await running
        await host.store.close()
        assert channel.sent[0].content.body == "Which shop?"  # type: ignore[union-attr]

    asyncio.run(main())


class Theirs:
    """A channel of somebody else, without a base class."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def prepare(self, message: Any) -> Any:
        return (message,)

    async def send(self, part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
        self.said.append(part.content.body)
        return Accepted(message_id=part.ref)

    async def mark_read(self, mark: Any) -> None:
        """Nothing."""


def test_a_script_needs_no_asyncio() -> None:
    """Every call works until nothing is due; time passes when the script says so; the store is closed at the end."""
    clock, channel = VirtualClock(START), Theirs()
    with BlockingHost(embed(library_of(SHOPS), {NUMBER: channel}, clock=clock)) as script:
        assert script.says("hi", number_id=NUMBER, phone=ANA, message_id="m1") == 1
        assert script.says("hi", number_id=NUMBER, phone=ANA, message_id="m1") == 0
        script.says("station road", number_id=NUMBER, phone=ANA, message_id="m2")
        (conversation,) = script.conversations()
        assert channel.said == ["Which shop?", "Thank you.", "What do you wish for?"]
        assert len(script.history(conversation.id)) == 5
        clock.advance_to(START + 16 * MINUTE)
        script.settle()
        (interaction,) = script.run(script.host.interactions(conversation.id))
        assert interaction.outcome == "bye"
    with pytest.raises(RuntimeError):
        script.settle()


def test_a_sealed_file_is_refused_without_its_keys(tmp_path: Path) -> None:
    """Nobody could read it, and what was written beside it would not be sealed; behind its keys it is taken."""
    pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")
    from flow_notations.host.sealed import KeyFile, SealedStore

    def behind_keys(store: SqliteStore) -> SealedStore:
        return SealedStore(store, KeyFile.open(tmp_path / "host.keys"))

    def host_on(store: Store) -> BlockingHost:
        return BlockingHost(embed(library_of(SHOPS), {NUMBER: CollectingChannel()}, store=store))

    for message_id in ("m1", "m2"):
        with host_on(behind_keys(SqliteStore.open(tmp_path / "s.db"))) as script:
            script.says("hi", number_id=NUMBER, phone=ANA, message_id=message_id)
    plain = SqliteStore.open(tmp_path / "s.db")
    with pytest.raises(StoreUnavailable, match="this store is sealed: hand over SealedStore"):
        host_on(plain)
    asyncio.run(plain.close())


def test_flows_that_cannot_be_read_are_shown(tmp_path: Path) -> None:
    """A file with errors, or none at all: the first diagnostics, instead of a question which flow answers."""
    bad = tmp_path / "bad.flow"
    bad.write_text("flow bad\n\nsend hello\n  -> nowhere\n")
    with pytest.raises(BrokenFlow, match="nowhere"):
        embed(read_library([bad]), {NUMBER: CollectingChannel()})
    with pytest.raises(BrokenFlow, match="there is no such file"):
        embed(read_library([tmp_path / "absent.flow"]), {NUMBER: CollectingChannel()})


def test_a_folder_without_flows_and_a_path_that_is_not_there_are_named(tmp_path: Path) -> None:
    """One exception of ours, with the place and what to look at."""
    with pytest.raises(BrokenFlow, match=r"is there a .flow file at the paths"):
        embed(read_library(tmp_path), {NUMBER: CollectingChannel()})
    with pytest.raises(BrokenFlow, match=r"no flow can run:\n.*absent:1:1 S190 there is no such file"):
        embed(read_library(str(tmp_path / "absent")), {NUMBER: CollectingChannel()})


def test_a_broken_flow_beside_a_sound_one_is_shown_unless_one_is_named(tmp_path: Path) -> None:
    """Nobody has said which answers, and it may be the broken one; whoever names the sound one gets it."""
    (tmp_path / "shops.flow").write_text(SHOPS)
    (tmp_path / "bad.flow").write_text("flow bad\n\nsend hello\n  -> nowhere\n")
    with pytest.raises(BrokenFlow, match=r"flow 'bad' cannot run:\n.*bad.flow:3:6 F201") as caught:
        embed(read_library(tmp_path), {NUMBER: CollectingChannel()})
    assert "write a line of copy" in str(caught.value)
    asyncio.run(embed(read_library(tmp_path), {NUMBER: CollectingChannel()}, flow="shops").store.close())


def test_what_is_no_library_and_no_channel_by_number_is_refused_in_words() -> None:
    """The sentence says what to write."""
    with pytest.raises(TypeError, match="flows is a NoneType; write read_library"):
        embed(None, {})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"channels is a CollectingChannel; write \{number_id: channel\}"):
        embed(library_of(SHOPS), CollectingChannel())  # type: ignore[arg-type]


def test_only_the_first_diagnostics_are_shown(tmp_path: Path) -> None:
    """A file full of errors fits on a screen."""
    bad = tmp_path / "bad.flow"
    bad.write_text("flow bad\n" + "".join(f"\nsend hello{n}\n  -> nowhere{n}\n" for n in range(30)))
    with pytest.raises(BrokenFlow) as caught:
        embed(read_library([bad]), {NUMBER: CollectingChannel()})
    assert caught.value.renderings[LINES_SHOWN_MAX:] == ("… (all of them: flow check FILE)",)


def test_a_path_is_no_library_and_no_store(tmp_path: Path) -> None:
    """The sentence says what to write instead."""
    with pytest.raises(TypeError, match=r"write read_library\('hd'\)"):
        embed("hd", {NUMBER: CollectingChannel()})  # type: ignore[arg-type]
    for path in ("host.db", tmp_path / "host.db"):
        with pytest.raises(TypeError, match=r"SqliteStore.open\("):
            embed(library_of(SHOPS), {NUMBER: CollectingChannel()}, store=path)  # type: ignore[arg-type]


def test_the_door_names_what_the_ports_of_embed_need() -> None:
    """Types for one's own fetcher, desk, channel and archive are importable from the package."""
    for name in ("Fetcher", "Reply", "People", "Answer", "Offer", "Archive", "StoreUnavailable", "ExpiryRule",
                 "PersonWrote", "HostApp", "Outbound"):  # fmt: skip
        assert getattr(flow_notations, name).__name__ == name
        assert name in flow_notations.__all__


def test_a_blocking_host_has_no_place_in_a_loop() -> None:
    """The sentence says what to do instead."""
    script = BlockingHost(embed(library_of(SHOPS), {NUMBER: CollectingChannel()}))

    async def main() -> None:
        with pytest.raises(RuntimeError, match="await the host's own calls"):
            script.settle()

    asyncio.run(main())
    script.close()


def test_the_collecting_channel_is_a_whole_channel() -> None:
    """It takes read marks, too."""
    channel = CollectingChannel()
    asyncio.run(channel.mark_read(None))  # type: ignore[arg-type]
    assert channel.sent == []


def test_which_flow_answers_has_to_be_said() -> None:
    """One flow answers by itself; of several one is named; a broken one is refused with its complaints."""
    programs = library_of(SHOPS).programs
    several = {**programs, "other": programs["shops"]}
    with pytest.raises(ValueError, match="there are other, shops"):
        embed(several, {})
    with pytest.raises(ValueError, match="there are none"):
        embed({}, {})
    with pytest.raises(BrokenFlow, match="no flow can run:\nnothing was read"):
        embed(Library(), {})
    with pytest.raises(BrokenFlow):
        embed(read_text("flow shops\n"), {}, flow="shops")
    with pytest.raises(BrokenFlow, match="taxi"):
        embed(library_of(SHOPS), {}, dispatch=[Route(flow="taxi")])
    for host in (embed(several, {}, flow="other"), embed(several, {}, dispatch=[Route(flow="other")])):
        assert [route.flow for route in host.wiring.dispatch] == ["other"]
        asyncio.run(host.store.close())


def test_importing_costs_next_to_nothing() -> None:
    """Less than 60 ms of processor time, and neither an HTTP client nor a parser is loaded."""
    words = (
        "import sys, time; began = time.process_time(); import flow_notations;"
        "spent = (time.process_time() - began) * 1000;"
        "print(spent, [name for name in ('httpx', 'httpx2', 'lark', 'tenacity', 'asyncio') if name in sys.modules])"
    )
    found = [
        subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True) for _ in range(3)
    ]
    spent = [float(each.stdout.split(" ", 1)[0]) for each in found]

    assert min(spent) < IMPORT_MS_MAX
    assert found[0].stdout.split(" ", 1)[1].strip() == "[]"


def test_a_host_loads_no_http_client() -> None:
    """Only a message that leaves over HTTP does."""
    words = "import sys; from flow_notations import embed, read_library, Host, SqliteStore; print([n for n in ('httpx', 'httpx2', 'lark') if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
