"""The house's form: sizes, names, docstrings, doors. One test a rule, walking every module."""

from __future__ import annotations

import ast
import importlib
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for package in ("flow_notations", "channel_adapter") for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

FILE_LINES_MAX = 300
TEST_LINES_MAX = 500
FILE_LINES_MEDIAN_MAX = 110
FUNCTION_LINES_MAX = 40
NOUN_LINES_MAX = 8
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def name_of(path: Path) -> str:
    """A path as people name it."""
    return str(path.relative_to(ROOT))


def lines_of_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = node.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def is_nouns(tree: ast.Module) -> bool:
    """Whether a module is tables and nouns only, with nothing longer than a line or two to run: a list of facts."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return all(lines_of_function(node) <= NOUN_LINES_MAX for node in functions)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short_and_documented(path: Path) -> None:
    """No file over the ceiling, no function over forty lines, every public thing says what it is."""
    text = path.read_text()
    tree = ast.parse(text)

    assert text.count("\n") <= FILE_LINES_MAX or is_nouns(tree), f"{text.count(chr(10))} lines"
    assert ast.get_docstring(tree), "a module says what flows in, what out, and what it refuses to know"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert lines_of_function(node) <= FUNCTION_LINES_MAX, f"{node.name} has {lines_of_function(node)} lines"
    undocumented = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert undocumented == []


def test_files_are_small() -> None:
    """Half of all files fit on two screens."""
    lengths = [path.read_text().count("\n") for path in MODULES]

    assert statistics.median(lengths) <= FILE_LINES_MEDIAN_MAX


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_a_test_file_is_bounded_and_says_what_it_tests(path: Path) -> None:
    """Tests are read too; each test's docstring states a behaviour."""
    text = path.read_text()
    tree = ast.parse(text)
    silent = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]

    assert text.count("\n") <= TEST_LINES_MAX
    assert silent == []


def test_no_room_is_called_a_drawer() -> None:
    """Nothing is named for not having a name."""
    named = {part for path in MODULES for part in path.relative_to(ROOT).with_suffix("").parts}

    assert named & BANNED_NAMES == set()


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.name == "__init__.py" and "__all__" in path.read_text()], ids=name_of
)
def test_a_door_opens(path: Path) -> None:
    """Everything that ``__all__`` promises is there."""
    module = importlib.import_module(".".join(path.parent.relative_to(ROOT).parts))

    assert [name for name in module.__all__ if not hasattr(module, name)] == []
