"""Reading and checking flows for the tests: with the stand-in rows, a small centre, and one flow to call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.check import CheckedFlow, check, check_centre
from flow_notations.diagnostics import Diagnostic, arrange, render_all
from flow_notations.source import Source
from flow_notations.syntax import centre_from_text, from_text
from tests.flow_notations.check.rows import TABLE

if TYPE_CHECKING:
    from flow_notations import ast

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Findings:
    """What came out: the flow when it can run, all complaints, and how a person reads them."""

    flow: CheckedFlow | None
    diagnostics: tuple[Diagnostic, ...]
    text: str

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.diagnostics]


@cache
def centre() -> ast.Centre:
    read = centre_from_text((HERE / "centre.flow").read_text(), path="centre.flow")
    assert read.value is not None
    assert not read.diagnostics
    return read.value


@cache
def callee() -> ast.Flow:
    read = from_text((HERE / "ask_name.flow").read_text(), path="ask_name.flow", table=TABLE)
    assert read.value is not None
    assert not read.diagnostics
    return read.value


def examine(text: str, path: str = "shop.flow") -> Findings:
    """Read and check one flow, or one centre file."""
    sources = {path: Source(path, text)}
    if text.startswith("centre"):
        read_centre = centre_from_text(text, path=path)
        found = arrange((*read_centre.diagnostics, *check_centre(read_centre.value)))
        return Findings(None, found, render_all(found, sources))
    read = from_text(text, path=path, table=TABLE)
    assert read.value is not None
    flows = {read.value.name.text: read.value, "ask_name": callee()}
    checked = check(read.value, table=TABLE, centre=centre(), flows=flows)
    found = arrange((*read.diagnostics, *checked.diagnostics))
    return Findings(checked.flow, found, render_all(found, sources))
