"""The command line's frame: verbs, help, exit codes, and faults that a person can mend as one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flow_notations.__main__ import VERBS, main
from flow_notations.notations import STANDARD

FLOWS = Path(__file__).resolve().parents[3] / "flows"
BROKEN = "flow small\n\nsend hello\n  | Hi {nmae}\n  -> bey\n\nend bye\n"


def test_alone_it_lists_its_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    """No verb: help, and an exit code that stops a script."""
    assert main([]) == 2

    shown = capsys.readouterr().out
    assert [verb for verb in VERBS if verb not in shown] == []


def test_help_of_every_verb_loads(capsys: pytest.CaptureFixture[str]) -> None:
    """``flow VERB --help`` works for each."""
    for verb in VERBS:
        with pytest.raises(SystemExit) as stopped:
            main([verb, "--help"])
        assert stopped.value.code == 0
    assert "usage: flow" in capsys.readouterr().out


def test_the_package_runs_as_a_module() -> None:
    """``python -m flow_notations`` is the same command."""
    found = subprocess.run(
        [sys.executable, "-m", "flow_notations", "explain", "N101"], capture_output=True, text=True, check=True
    )

    assert found.stdout.startswith("# N101")


def test_check_starts_without_what_it_does_not_need() -> None:
    """Whoever checks a flow at every save waits for no channel and no host."""
    code = f"""
import sys
from flow_notations.__main__ import main
assert main(["check", {str(FLOWS)!r}]) == 0
print(sorted({{name.split(".")[0] for name in sys.modules}} & {{"channel_adapter", "httpx", "asyncio", "jsonschema"}}))
"""
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.splitlines()[-1] == "[]"


def test_check_of_sound_flows(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of sound flows: one line, 0."""
    assert main(["check", str(FLOWS)]) == 0
    assert capsys.readouterr().out == "3 flows: nothing to complain about\n"


def test_check_shows_all_complaints_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two mistakes, two complaints with their places; 1."""
    path = tmp_path / "small.flow"
    path.write_text(BROKEN)

    assert main(["check", str(path)]) == 1
    shown = capsys.readouterr().out
    assert f"{path}:4:9 N201" in shown
    assert f"{path}:5:6 N101" in shown
    assert "did you mean 'bye'" in shown
    assert "`flow explain CODE`" in shown


def test_check_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For editors: an array with line, column and code."""
    path = tmp_path / "small.flow"
    path.write_text(BROKEN)

    assert main(["check", "--json", str(path)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {(item["line"], item["code"]) for item in found} >= {(4, "N201"), (5, "N101")}


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00flow", b"", b"\x00" * 100, b"flow \xf0\x9f\x98\x80\n  \t | x", b"{" * 5_000]
)
def test_check_of_anything_is_a_diagnostic(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes of any kind: a complaint with a place, never a traceback."""
    path = tmp_path / "odd.flow"
    path.write_bytes(content)

    assert main(["check", str(path)]) == 1
    assert str(path) in capsys.readouterr().out


def test_check_of_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A path that leads nowhere is named."""
    assert main(["check", "no_such.flow"]) == 1
    assert "no_such.flow:1:1 S190 there is no such file" in capsys.readouterr().out


def test_explain_shows_a_card_and_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    """One code in any case; all codes; a code that is none."""
    assert main(["explain", "n101"]) == 0
    assert "## Mend" in capsys.readouterr().out
    assert main(["explain"]) == 0
    assert "N101  " in capsys.readouterr().out
    assert main(["explain", "Z999"]) == 1
    assert "there is no code and no notation 'Z999'" in capsys.readouterr().err


def test_a_fault_that_a_person_can_mend_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``flow serve`` without its secrets names every one of them and exits 2."""
    for name in (
        "FLOW_STORE",
        "WHATSAPP_NUMBER_ID",
        "WHATSAPP_ACCESS_TOKEN",
        "WHATSAPP_APP_SECRET",
        "WHATSAPP_VERIFY_TOKEN",
    ):
        monkeypatch.delenv(name, raising=False)

    assert main(["serve", str(FLOWS)]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("flow serve: ")
    assert "WHATSAPP_APP_SECRET" in shown
    assert "WHATSAPP_VERIFY_TOKEN" in shown


@pytest.mark.parametrize("word", [*STANDARD, "Collect"])
def test_explain_shows_a_notation(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What it does, an example, its ways out and every setting, in lines that a terminal holds."""
    assert main(["explain", word]) == 0
    shown = capsys.readouterr().out
    notation = STANDARD[word.lower()]

    assert notation.example.splitlines()[0] in shown
    assert all(f"\n  {name}" in shown for name in (*notation.fragment.fields, *notation.fragment.kinds))
    assert all(f"\n  {outcome.name} " in shown for outcome in notation.outcomes)
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("colect", "did you mean 'collect'?"),
        ("zzzzzz", "notations are send, collect"),
        ("F1001", "did you mean 'F101'?"),
    ],
)
def test_explain_knows_what_was_meant(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the finger, or the whole choice."""
    assert main(["explain", word]) == 1
    assert hint in capsys.readouterr().err
