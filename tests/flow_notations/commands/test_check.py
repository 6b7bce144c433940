"""``flow check`` in a tree of folders: which centre is used, what is said where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

FLOW = "flow {name}\n\nhandoff people\n  queue {queue}\n  on released, ended, no_agent -> bye\n\nend bye\n"
CALLS = "flow caller\n\ncall it\n  flow a\n  -> bye\n\nend bye\n"
QUIET = 'flow quiet\n\nsend hello\n  | Hi {contact.first_name ?? "there"}\n  on failed -> bye\n  -> bye\n\nend bye\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with flows two folders down."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "deep" / "a.flow").write_text(FLOW.format(name="a", queue="support"))
    (tmp_path / "b" / "b.flow").write_text(FLOW.format(name="b", queue="suport"))
    return tmp_path


def test_a_centre_above_is_found_and_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest upwards; a misspelt queue is found, in every folder below the one named."""
    (tree / "centre.flow").write_text("centre acme\nqueue support\n")

    assert main(["check", str(tree)]) == 1
    shown = capsys.readouterr().out
    assert "b.flow:4:9 N104 there is no queue 'suport'" in shown
    assert f"2 flows with {tree / 'centre.flow'}: 1 error" in shown
    assert main(["check", str(tree / "a" / "deep" / "a.flow")]) == 0
    assert f"1 flow with {tree.resolve() / 'centre.flow'}: nothing to complain about" in capsys.readouterr().out


def test_each_folder_may_have_a_centre_of_its_own(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearer one counts; flows of one centre know each other."""
    (tree / "centre.flow").write_text("centre acme\nqueue support\n")
    (tree / "b" / "centre.flow").write_text("centre beta\nqueue suport\n")
    (tree / "a" / "caller.flow").write_text(CALLS)

    assert main(["check", str(tree)]) == 0
    assert "3 flows with" in capsys.readouterr().out


def test_without_a_centre_what_is_borrowed_is_said_once(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One warning a flow, none for a flow that borrows nothing; one above the repository is another's."""
    (tree.parent / "centre.flow").write_text("centre stray\n")
    (tree / "a" / "quiet.flow").write_text(QUIET)
    try:
        assert main(["check", str(tree)]) == 0
    finally:
        (tree.parent / "centre.flow").unlink()

    shown = capsys.readouterr().out
    assert shown.count("C210 warning: no centre file: queues, services, templates and fields are not checked") == 2
    assert "quiet.flow" not in shown
    assert "3 flows: 2 warnings" in shown


def test_a_folder_without_flows_is_an_error(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It may be the wrong one."""
    (tree / "empty").mkdir()

    assert main(["check", str(tree / "empty")]) == 1
    assert capsys.readouterr() == ("", f"no flows found in {tree / 'empty'}\n")
