"""Built grammars are kept where Python keeps compiled modules."""

from __future__ import annotations

import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flow_notations import expressions, syntax
from flow_notations.expressions.grammars import built
from flow_notations.syntax.grammar import parser as line_parser
from flow_notations.syntax.lines import read_lines

if TYPE_CHECKING:
    from lark import Lark

SENTENCE = 'order.total > 10 and not (topic == "lost" or visits(ask) >= 3)'
FLOW = """flow order
  timeout 15m

send hello
  | Hi
  if 1 > 2
    | there
  else
    | you
  -> bye

end bye
"""


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the table of expressions goes when Python may write compiled files."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for package in (expressions, syntax):
        Path(cache_from_source(str(package.__file__))).parent.mkdir(parents=True, exist_ok=True)
    return Path(cache_from_source(str(Path(str(expressions.__file__)).with_name("expression.lark")))).with_suffix(
        ".lark"
    )


def expression_parser() -> Lark:
    """The parser as `parse_expression` has it."""
    return built("flow_notations.expressions", "expression.lark", maybe_placeholders=True)


def test_the_next_process_reads_the_kept_table_and_understands_the_same(kept: Path) -> None:
    """The table is written once; a parser made from it gives the same tree."""
    first = expression_parser().parse(SENTENCE)
    written = kept.read_bytes()
    assert expression_parser().parse(SENTENCE) == first
    assert kept.read_bytes() == written


def test_a_torn_table_is_built_again(kept: Path) -> None:
    """A process that was killed while it wrote leaves nothing that the next one trips over."""
    tree = expression_parser().parse(SENTENCE)
    half = kept.stat().st_size // 2
    kept.write_bytes(kept.read_bytes()[:half])
    assert expression_parser().parse(SENTENCE) == tree
    assert kept.stat().st_size > half


def test_a_package_that_may_not_be_written_to_is_no_fault(kept: Path) -> None:
    """Without a folder for compiled files the grammar is built in every process, and nothing is said."""
    kept.parent.rmdir()
    assert expression_parser().parse(SENTENCE)
    assert not kept.parent.exists()


def test_nothing_is_kept_where_python_keeps_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTHONDONTWRITEBYTECODE holds for grammars, too."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    expression_parser()
    assert not kept.exists()


def test_lines_are_read_alike_from_the_kept_table(kept: Path) -> None:
    """The grammar of lines, which has a lexer and a transformer of ours, comes back whole."""
    lines = read_lines(FLOW, head="flow", path="a.flow", complaints=[]).lines
    first = line_parser.__wrapped__().parse(lines, start="flow")
    assert [path.name for path in kept.parent.parent.parent.rglob("flow.*.lark")]
    assert line_parser.__wrapped__().parse(lines, start="flow") == first
