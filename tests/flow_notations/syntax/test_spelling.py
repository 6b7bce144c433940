"""What an author spelled in a way of his own comes back so, and changes nothing."""

from __future__ import annotations

import json
import pickle
from copy import copy, deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from flow_notations.expressions import Written, parse_expression, print_duration, print_expression, read_written
from flow_notations.notations import STANDARD
from flow_notations.syntax import digest, from_json, from_text, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations import ast

FLOW = """flow lengths
  timeout {long}

anywhere on invalid, timeout, failed -> bye
# apart
anywhere closing {short} -> bye

collect ask as words: text
  | Hi
  remind {short}
    | Still there?
  gather 1 to 5 quiet {short}
  when now() + {short} > now() -> bye
  -> bye

end bye
"""
SPELLED = FLOW.replace("{long}", "30h").replace("{short}", "90s")
CANONICAL = FLOW.replace("{long}", "1d 6h").replace("{short}", "1m 30s")


def flow(text: str) -> ast.Flow:
    """Read, without a complaint."""
    read = from_text(text, path="x", table=STANDARD)
    assert read.value is not None
    assert not read.diagnostics
    return read.value


@pytest.mark.parametrize(
    ("written", "kept"),
    {
        "30h": "30h", "90s": "90s", "90m": "90m", "1h30m": "1h 30m", "22h 55m": "22h 55m", "36h 5m": "36h 5m", "08h": "8h",
        "14d": "14d", "2w": "2w", "1w 2d": "1w 2d", "24h": "24h", "0h 5m": "5m", "0m": "0s", "30m 1h": "1h 30m", "1h 1h": "2h",
        "1500ms": "1500ms",
    }.items(),
)  # fmt: skip
def test_a_duration_comes_back_as_written(written: str, kept: str) -> None:
    """In its own units, largest first; what falls in no order is set in order."""
    duration = read_written(written)

    assert duration is not None
    assert kept == print_duration(duration)
    expression = parse_expression(f"now() + {written}", path="x").value
    assert expression is not None
    assert f"now() + {kept}" == print_expression(expression)


def test_what_is_computed_is_plain() -> None:
    """Words are of the author's line alone."""
    duration = read_written("30h")

    assert duration == timedelta(hours=30)
    assert isinstance(duration, Written)
    assert "1d 6h" == print_duration(duration + timedelta())
    assert read_written("1h") == timedelta(hours=1)
    assert read_written("soon") is None


def test_both_forms_keep_the_units() -> None:
    """Everywhere a duration can stand."""
    tree = flow(SPELLED)

    assert SPELLED == to_text(tree)
    again = from_json(to_json_text(tree), path="x", table=STANDARD).value
    assert again is not None
    assert SPELLED == to_text(again)


def test_units_do_not_make_another_flow() -> None:
    """A version is what a flow does."""
    assert digest(flow(SPELLED)) == digest(flow(CANONICAL))
    assert digest(flow(SPELLED)) != digest(flow(SPELLED.replace("30h", "31h")))


def test_else_stands_in_the_column_of_the_other_arrows() -> None:
    """It is one of them."""
    text = "flow f\n\nchoose which\n  when 1 == first.at -> bye\n  else               -> bye\n\nend bye\n"

    assert text == to_text(flow(text.replace("else               ->", "else ->")))


def to_json_text(tree: ast.Flow) -> str:
    """The JSON form as a file holds it."""
    return json.dumps(to_json(tree), ensure_ascii=False)


@pytest.mark.parametrize("copied", [copy, deepcopy, lambda duration: pickle.loads(pickle.dumps(duration))])
def test_a_copy_keeps_the_words(copied: Callable[[object], object]) -> None:
    """A tree that is copied or sent to another process prints as before."""
    written = read_written("30h")

    assert "30h" == print_duration(copied(written))  # type: ignore[arg-type]
