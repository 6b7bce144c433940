"""The README is true: its code map is the code's own words, its flow checks, its transcript passes, its commands exist."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

from flow_notations.__main__ import VERBS, main
from flow_notations.host.settings import NEEDED

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
MAP = re.compile(r"(<!-- code map:[^>]*-->\n).*?(<!-- /code map -->)", re.DOTALL)


def rooms(package: str) -> list[Path]:
    """The rooms of a package: folders with a door, and single files."""
    root = ROOT / package
    folders = [path for path in root.iterdir() if (path / "__init__.py").exists()]
    files = [path for path in root.glob("*.py") if path.name != "__init__.py"]
    return sorted(folders + files)


def first_sentence(path: Path) -> str:
    """What a room says of itself first."""
    door = path / "__init__.py" if path.is_dir() else path
    words = (ast.get_docstring(ast.parse(door.read_text())) or "").split("\n\n")[0]
    return " ".join(words.split()).replace("``", "`").replace("|", "\\|")


def code_map() -> str:
    """Both packages as one table."""
    rows = ["| room | in its own words |", "|---|---|"]
    for package in ("flow_notations", "channel_adapter"):
        rows += [f"| `{path.relative_to(ROOT)}` | {first_sentence(path)} |" for path in rooms(package)]
    return "\n".join(rows) + "\n"


def blocks(language: str) -> list[str]:
    """Fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)


def test_the_code_map_is_fresh() -> None:
    """Every room has its row, in its own words. FLOW_UPDATE=1 writes it."""
    text = README.read_text()
    fresh = MAP.sub(lambda found: found[1] + code_map() + found[2], text)
    if os.environ.get("FLOW_UPDATE"):
        README.write_text(fresh)

    assert README.read_text() == fresh


def test_the_flow_and_its_transcript_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a newcomer copies out of the README works as it says."""
    (tmp_path / "opening_times.flow").write_text(blocks("flow")[0])
    (tmp_path / "opening_times.chat").write_text(blocks("chat")[0])

    assert main(["check", str(tmp_path / "opening_times.flow")]) == 0
    assert main(["test", str(tmp_path)]) == 0
    assert "3 passed, 0 failed" in capsys.readouterr().out


def test_every_verb_and_variable_is_mentioned() -> None:
    """No verb of the command line and no variable of the server is a secret."""
    text = README.read_text()

    assert [verb for verb in VERBS if f"`flow {verb}" not in text] == []
    assert [name for name in NEEDED if f"`{name}`" not in text] == []


def test_the_two_commands_are_targets() -> None:
    """``make run`` and ``make test`` exist, and continuous integration calls the second."""
    makefile, integration = (ROOT / "Makefile").read_text(), (ROOT / ".ci" / "run").read_text()

    assert re.search(r"^run:", makefile, re.MULTILINE)
    assert re.search(r"^test:", makefile, re.MULTILINE)
    assert re.search(r"^make .*\btest$", integration, re.MULTILINE)


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.strip().splitlines()[0][:40])
def test_python_blocks_run(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that a reader may paste runs as it stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "opening_times.flow").write_text(blocks("flow")[0])

    exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})
