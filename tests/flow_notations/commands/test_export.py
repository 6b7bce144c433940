"""``flow export``: what is kept of one customer, for them, whoever works on the store meanwhile."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from channel_adapter.messages import Address
from flow_notations import SqliteStore
from flow_notations.__main__ import main
from flow_notations.commands import export
from flow_notations.host.records import Conversation, Line
from tests.flow_notations.host.embedded import ANA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flow_notations.host.store import Transaction

LeftBehind = tuple[str, str, str]
Output = pytest.CaptureFixture[str]


def also_at(number_id: str, phone: str, body: str) -> Callable[[Transaction], None]:
    """One more conversation with one message in it."""

    def write(tx: Transaction) -> None:
        identity = f"{number_id}-{phone[-4:]}"
        tx.conversations.save(Conversation(id=identity, number_id=number_id, customer=Address(phone=phone)))
        content = json.dumps({"$": "Text", "body": body}, ensure_ascii=False)
        tx.history.add(Line(conversation=identity, direction="in", at=1, content=content))

    return write


def write(store: str, *works: Callable[[Transaction], None]) -> None:
    """Into a store at rest."""

    async def main() -> None:
        opened = SqliteStore.open(store)
        for work in works:
            await opened.transact(work)
        await opened.close()

    asyncio.run(main())


@pytest.mark.parametrize("spelling", [ANA, "15550001111", "+1 (555) 000-1111", "001 555 000 1111"])
def test_everything_of_a_customer_is_given_in_every_spelling(
    left_behind: LeftBehind, capsys: Output, spelling: str
) -> None:
    """Names, the interaction with its session, messages from the oldest on; nothing of anybody else."""
    store, interaction, conversation = left_behind
    write(store, also_at("1001", "+15550002222", "of somebody else"))

    assert main(["export", store, "--customer", spelling]) == 0
    shown = capsys.readouterr().out
    (record,) = json.loads(shown)
    assert (record["conversation"], record["number"], record["names"]) == (conversation, "1001", [f"phone:{ANA}"])
    (one,) = record["interactions"]
    assert (one["id"], one["flow"], one["ended_at"], bool(one["session"])) == (interaction, "shops", None, True)
    assert [(each["direction"], each["content"]["body"][:5]) for each in record["messages"]] == [
        ("in", "hi"),
        ("out", "Which"),
    ]
    assert "of somebody else" not in shown


def test_a_customer_is_found_at_every_number_of_ours(left_behind: LeftBehind, capsys: Output) -> None:
    """A record for each; one number alone when it is named."""
    store, *_ = left_behind
    write(store, also_at("2002", ANA, "Grüße 😀"))

    assert main(["export", store, "--customer", ANA]) == 0
    records = json.loads(capsys.readouterr().out)
    assert [(each["number"], len(each["messages"])) for each in records] == [("1001", 2), ("2002", 1)]
    assert main(["export", store, "--customer", ANA, "--number", "2002"]) == 0
    shown = capsys.readouterr().out
    assert "Grüße 😀" in shown
    assert [each["number"] for each in json.loads(shown)] == ["2002"]


def test_a_customer_is_found_by_their_id(left_behind: LeftBehind, capsys: Output) -> None:
    """Who has no number that we know has an id at the provider."""

    def known_by_id(tx: Transaction) -> None:
        tx.conversations.save(Conversation(id="bo", number_id="1001", customer=Address(user_id="US.1234")))

    write(left_behind[0], known_by_id)
    assert main(["export", left_behind[0], "--customer", "US.1234"]) == 0
    assert [each["conversation"] for each in json.loads(capsys.readouterr().out)] == ["bo"]


def test_a_host_goes_on_meanwhile(left_behind: LeftBehind, capsys: Output) -> None:
    """It holds the store; what it wrote is read, and nothing is written."""
    store, *_ = left_behind
    held = SqliteStore.open(store)

    async def live() -> int:
        try:
            return await asyncio.to_thread(main, ["export", store, "--customer", ANA])
        finally:
            await held.transact(also_at("1001", "+15550002222", "it can be written still"))
            await held.close()

    assert asyncio.run(live()) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_a_file_is_its_owners_alone_and_none_is_written_over(
    left_behind: LeftBehind, tmp_path: Path, capsys: Output
) -> None:
    """The same JSON; a second time it is there already, and stays."""
    store, out = left_behind[0], tmp_path / "ana.json"

    assert main(["export", store, "--customer", ANA]) == 0
    shown = capsys.readouterr().out
    assert main(["export", store, "--customer", ANA, "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 1 conversation; whoever reads this file reads every message of theirs\n"
    assert (out.read_text("utf-8"), out.stat().st_mode & 0o777) == (shown, 0o600)

    out.write_text("mine")
    assert main(["export", store, "--customer", ANA, "--out", str(out)]) == 2
    assert "is there already; an export never replaces a file" in capsys.readouterr().err
    assert out.read_text() == "mine"


def test_a_name_that_leads_elsewhere_is_a_file_too(left_behind: LeftBehind, tmp_path: Path, capsys: Output) -> None:
    """Through a link nothing is written, wherever it leads."""
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    assert main(["export", left_behind[0], "--customer", ANA, "--out", str(tmp_path / "link")]) == 2
    assert "is there already" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_cannot_be_written_is_said(
    left_behind: LeftBehind, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that there is not; a full disk, on which no half of it stays; somebody who was quicker."""
    words = ["export", left_behind[0], "--customer", ANA, "--out"]
    assert main([*words, str(tmp_path / "none" / "ana.json")]) == 2
    assert "ana.json: cannot be written: No such file or directory" in capsys.readouterr().err

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        assert main([*words, str(tmp_path / "ana.json")]) == 2
    assert "ana.json: cannot be written: No space left on device" in capsys.readouterr().err
    assert not (tmp_path / "ana.json").exists()

    (tmp_path / "ana.json").write_text("theirs")
    monkeypatch.setattr(export, "_refuse_existing", lambda _path: None)
    assert main([*words, str(tmp_path / "ana.json")]) == 2
    assert (tmp_path / "ana.json").read_text() == "theirs"


@pytest.mark.parametrize("name", ["+27830000004", "0555 000 1111", "US.nobody", "-"])
def test_nobody_of_that_name_is_said(left_behind: LeftBehind, tmp_path: Path, capsys: Output, name: str) -> None:
    """Exit 1, a sentence for people and none for programs, and no file."""
    out = tmp_path / "nobody.json"

    assert main(["export", left_behind[0], "--customer", name, "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert (said.out, "nobody here is known as" in said.err, out.exists()) == ("", True, False)
    assert "a phone number needs its country code" in said.err


@pytest.mark.parametrize("verb", ["export", "erase"])
@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_nobodys(left_behind: LeftBehind, capsys: Output, verb: str, name: str) -> None:
    """A script whose variable is not set is told so."""
    with pytest.raises(SystemExit):
        main([verb, left_behind[0], "--customer", name])
    assert "it is empty; write a phone number with its country code, or a user id" in capsys.readouterr().err


def test_who_may_not_see_conversations_gets_none(
    left_behind: LeftBehind, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To see them is enough; a supervisor may."""
    monkeypatch.setenv("FLOW_ROLE", "Designer")
    assert main(["export", left_behind[0], "--customer", ANA]) == 2
    said = capsys.readouterr()
    assert ("VIEW_FLOW_DEBUG_LOGS" in said.err, said.out) == (True, "")
    monkeypatch.setenv("FLOW_ROLE", "Supervisor")
    assert main(["export", left_behind[0], "--customer", ANA]) == 0
