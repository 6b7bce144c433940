"""Slips of operators: each is answered with a sentence that says what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.__main__ import main
from flow_notations.commands import serve

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serve", "--port", "99999"], "'99999' is no port; ports are numbers from 0 to 65535"),
        (["serve", "--port", "65536"], "'65536' is no port"),
        (["serve", "--port", "-1"], "'-1' is no port"),
        (["serve", "--port", "http"], "'http' is no port"),
        (["inspect", "s.db", "--limit", "-5"], "'-5' is no number of rows"),
        (["inspect", "s.db", "--limit", "0"], "'0' is no number of rows"),
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
