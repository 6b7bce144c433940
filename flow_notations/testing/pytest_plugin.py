"""pytest collects ``.chat`` files: every test of a transcript is a test item; a difference is shown with its caret.

Entry point ``pytest11``; nothing but pytest is imported until a transcript is met. A file that cannot be read, whose flows
are missing or broken, is one item that fails with all complaints. ``pytest --flow-reopen`` closes the store's file
between any two turns, as ``flow test --reopen`` does. Every item has the marker ``flow`` with the name of its flow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .playing import Played
    from .running import Script
    from .transcript import Test


class ChatDifference(Exception):
    """A transcript that cannot be played, or a conversation that went another way."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """How transcripts are played."""
    group = parser.getgroup("flow", "flows and their transcripts")
    group.addoption("--flow-reopen", action="store_true", help="close and open the store's file between any two turns of a .chat test")  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """The marker by which ``-m`` picks tests of flows."""
    config.addinivalue_line("markers", "flow(name): a test of a .chat file, with the name of its flow")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ChatFile | None:
    """Take ``.chat`` files."""
    return ChatFile.from_parent(parent, path=file_path) if file_path.suffix == ".chat" else None


class ChatFile(pytest.File):
    """One transcript file."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per test; a file that cannot be read is one item that fails with all complaints."""
        from .running import read_script

        script = read_script(self.path)
        if script.diagnostics:
            yield ChatItem.from_parent(self, name="(reading)", script=script, test=None)
            return
        for test in script.transcript.tests:
            yield ChatItem.from_parent(self, name=test.name, script=script, test=test)


class ChatItem(pytest.Item):
    """One test of a transcript."""

    def __init__(self, *, script: Script, test: Test | None, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.script, self.test = script, test
        self.add_marker(pytest.mark.flow(test.flow if test else ""))

    def runtest(self) -> None:
        """Play it."""
        if self.test is None:
            raise ChatDifference(self.script.rendered(self.script.diagnostics))
        played: Played = self.script.play(self.test, reopening=self.config.getoption("flow_reopen"))
        if played.difference is not None:
            lines = "\n".join(f"    {line}" for line in played.conversation)
            raise ChatDifference(f"{lines}\n{self.script.rendered([played.difference])}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """The conversation and the first difference; a traceback only when the program itself failed."""
        if isinstance(excinfo.value, ChatDifference):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test begins."""
        return self.path, self.test.span.line - 1 if self.test else 0, self.name
