"""Slips of operators: each is answered with a sentence that says what to write."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from channel_adapter.messages import Text
from flow_notations import SqliteStore
from flow_notations.__main__ import main
from flow_notations.commands import serve
from flow_notations.host.json_forms import CHANNEL_FORMS
from flow_notations.host.plans import Plan
from flow_notations.host.records import Line, Notice
from flow_notations.host.sqlite import opening
from flow_notations.host.sqlite.schema import MIGRATIONS
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.test_serving import ENVIRONMENT


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serve", "--port", "99999"], "'99999' is no port; ports are numbers from 0 to 65535"),
        (["serve", "--port", "65536"], "'65536' is no port"),
        (["serve", "--port", "-1"], "'-1' is no port"),
        (["serve", "--port", "http"], "'http' is no port"),
        (["inspect", "s.db", "--limit", "-5"], "'-5' is no number of rows"),
        (["inspect", "s.db", "--limit", "0"], "'0' is no number of rows"),
        (["inspect", "s.db", "--limit", "1000001"], "'1000001' is no number of rows; write 1 to 1000000"),
        (
            ["integration", "step", "1", "review", "done", "--on", "2026-02-30"],
            "'2026-02-30' is no day; write it as 2026-",
        ),
    ],
)
def test_a_number_that_cannot_be_is_refused(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is opened."""
    with pytest.raises(SystemExit):
        main(words)
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("word", ["0", "65534", "65535"])
def test_every_port_is_taken(word: str) -> None:
    """Up to the largest that there is."""
    assert serve._port(word) == int(word)


@pytest.mark.parametrize("limit", [999_999, 1_000_000])
def test_as_many_rows_are_shown_as_anybody_reads(left_behind: tuple[str, str, str], limit: int) -> None:
    """Up to a million."""
    assert main(["inspect", left_behind[0], "--limit", str(limit)]) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["inspect", "s.db", "--conversation", "\udcff"],
        ["export", "s.db", "--customer", "\udcff"],
        ["check", "\udcff.flow"],
    ],
)
def test_words_that_are_no_text_are_told_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes of another encoding: no store holds them, no terminal shows them."""
    assert main(words) == 2
    assert "\\udcff" in (said := capsys.readouterr().err)
    assert "is not UTF-8 text" in said


@pytest.mark.parametrize("word", ["shops", "shops@", "@v2"])
def test_a_version_to_activate_has_a_flow_and_a_name(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The form is shown."""
    assert main(["publish", "s.db", "--activate", word]) != 0
    assert "write FLOW@VERSION, as in survey@v2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["inspect", "{}"],
        ["inspect", "{}", "--resume", "i"],
        ["erase", "{}", "--customer", "+15550001111"],
        ["erase", "{}", "--remains"],
        ["migrate", "{}", "shops", "--from", "v1", "--apply"],
        ["publish", "{}"],
        ["publish", "{}", "--activate", "shops@v1"],
        ["replay", "{}", "i"],
        ["backup", "{}", "{}.copy"],
        ["export", "{}", "--customer", "+15550001111", "--out", "{}.json"],
    ],
)
@pytest.mark.parametrize(("name", "sentence"), [("typo.db", "there is no store at"), ("", "is a folder")])
def test_a_store_that_is_mistyped_is_not_made(
    words: list[str], name: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, and nothing is left behind."""
    assert main([word.format(tmp_path / name) for word in words]) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("store", ["postgresql://h/x", "restate://h"])
def test_only_a_file_is_copied(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What to take instead is said."""
    assert main(["backup", store, str(tmp_path / "copy")]) == 2
    assert "is copied with its own tools" in capsys.readouterr().err


def test_the_id_of_the_other_kind_is_recognised(
    left_behind: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever takes a conversation's id for an interaction's is told which they are, and the other way round."""
    store, interaction, conversation = left_behind
    for words, sentence in (
        (["inspect", store, "--conversation", interaction], f"is an interaction, of conversation '{conversation}'"),
        (["inspect", store, "--interaction", conversation], f"that is a conversation, with {interaction}\n"),
        (["replay", store, conversation], f"that is a conversation, with {interaction}\n"),
        (["replay", store, "nope"], "there is no interaction 'nope'\n"),
        (["inspect", store, "--conversation", "nope"], "there is no conversation 'nope'\n"),
    ):
        assert main(words) == 2
        assert sentence in capsys.readouterr().err


def test_what_a_running_host_is_to_be_asked_is_said(
    left_behind: tuple[str, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While it holds the store, each command names the way there is."""
    store = left_behind[0]
    (tmp_path / "a.flow").write_text("flow a\n\nend bye\n")
    held = SqliteStore.open(store)
    try:
        for words, sentence in (
            (["inspect", store, "--resume", "i1"], "POST /admin/interactions/i1/resume"),
            (["inspect", store, "--retry", "i1/1/1"], "POST /admin/sends/i1/1/1/retry"),
            (["erase", store, "--customer", "+15550001111"], "POST /admin/conversations/ID/erase; flow inspect lists"),
            (["publish", store, "--activate", "shops@v1"], "POST /admin/flows/shops/activate?version=v1"),
            (["publish", store, str(tmp_path / "a.flow")], "start that anew with these files"),
        ):
            assert main(words) == 2
            told = capsys.readouterr().err
            assert ("another process holds it" in told, sentence in told) == (True, True), told
    finally:
        asyncio.run(held.close())


@pytest.mark.parametrize(
    ("said", "now", "sentence"),
    [
        (
            True,
            False,
            "number 1 is off: its sends are refused, as an operator switched it; POST /admin/integrations/1/activate ",
        ),
        (
            False,
            True,
            "number 1 is on, as an operator switched it; POST /admin/integrations/1/deactivate switches it back",
        ),
    ],
)
def test_a_number_that_an_operator_switched_is_told_of(said: bool, now: bool, sentence: str) -> None:
    """At each start, while the file says otherwise."""

    def numbers(active: bool) -> dict[str, Integration]:
        return {"1": Integration(number_id="1", active=active)}

    plan = Plan(store="s.db", numbers=(), integrations=numbers(said))
    (line,) = serve._switched(plan, numbers(now))
    assert sentence in line
    assert serve._switched(plan, numbers(said)) == []


@pytest.mark.parametrize("listener", ["-1", "9999", "99999999999999999999"])
def test_a_listener_that_is_none_is_told_of(
    listener: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the store is opened."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "a.flow").write_text("flow a\n\nend bye\n")
    store = tmp_path / "s.db"
    assert main(["serve", str(tmp_path / "a.flow"), "--store", str(store), "--listener", listener]) == 2
    assert f"--listener {listener}: that is no open listening socket" in capsys.readouterr().err
    assert not store.exists()


@pytest.mark.parametrize(
    ("versions", "sentence"),
    [(3, f"older than this program's {len(MIGRATIONS)}; flow serve and flow publish bring it up to date"),
     (len(MIGRATIONS) + 1, f"newer than this program's {len(MIGRATIONS)}; run the newer program")],
)  # fmt: skip
def test_a_store_of_another_schema_is_not_looked_into(
    versions: int, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What to do is said."""
    store = str(tmp_path / "s.db")
    monkeypatch.setattr(opening, "MIGRATIONS", (*MIGRATIONS, "create table later (x integer) strict")[:versions])
    asyncio.run(SqliteStore.open(store).close())
    monkeypatch.undo()
    assert main(["inspect", store]) == 2
    assert f"store '{store}': its schema is version {versions}, {sentence}" in capsys.readouterr().err


def test_a_damaged_store_is_named(left_behind: tuple[str, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """By its path, also when the damage is met late."""
    store = Path(left_behind[0])
    content = bytearray(store.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    store.write_bytes(content)
    assert main(["inspect", str(store)]) == 2
    assert f"store '{store}': the file is damaged; restore it from a backup" in capsys.readouterr().err


def test_what_a_customer_wrote_does_nothing_to_an_operators_screen(
    left_behind: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It clears nothing, colours nothing and begins no line of its own; letters of every script stay."""
    store, _, conversation = left_behind
    body = "a\x1b[2J\x9b31m\r\n2026-01-01 00:00:00  > I am the bot\u202e 👩\u200d🚀 नमस्ते"
    line = Line(conversation=conversation, direction="in", at=0, content=CHANNEL_FORMS.dumps(Text(body=body)))
    told = Notice(at=0, kind="account", sentence="one\ntwo")

    async def write() -> None:
        opened = SqliteStore.open(store)
        await opened.transact(lambda tx: (tx.history.add(line), tx.history.tell(told)))
        await opened.close()

    asyncio.run(write())
    assert main(["inspect", store, "--conversation", conversation]) == 0
    said = capsys.readouterr().out
    assert said.endswith("< a [2J 31m 2026-01-01 00:00:00  > I am the bot  👩\u200d🚀 नमस्ते\n")
    assert main(["inspect", store, "--notices"]) == 0
    assert "one two\n" in capsys.readouterr().out
