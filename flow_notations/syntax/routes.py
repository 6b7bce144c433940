"""Ways out of a node: ``-> node``, ``when …``, ``on …``, ``else …``. A line in, a route of the tree out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flow_notations import ast

from .reading import Slip
from .scan import OUTCOME, Cursor

if TYPE_CHECKING:
    from .lines import Line
    from .scan import Page

_LAST_ARROW = re.compile(r"->\s*[^\W\d]\w*$")


def read_target(cursor: Cursor, *, hint: str = "write -> and the name of a node") -> ast.Word:
    """``-> node``, and nothing after it."""
    if not cursor.sign("->"):
        if cursor.done:
            raise Slip("S115", "this line has no way out", cursor.here(), hint)
        raise cursor.expected("an arrow ->", hint)
    target = cursor.word("the name of a node")
    if not cursor.done:
        place = cursor.span(cursor.at, len(cursor.text))
        raise Slip("S114", f"'{cursor.text[cursor.at :]}' stands after the way out", place, "the arrow ends its line")
    return target


def read_arrow(line: Line, page: Page) -> ast.Otherwise:
    """``-> node``: the main way out."""
    """The plain ``-> node``."""
    return ast.Otherwise(target=read_target(Cursor(line, page)), span=line.span, trivia=line.trivia)


def read_else(line: Line, page: Page) -> ast.Otherwise:
    """``else -> node``."""
    """``else -> node``."""
    target = read_target(Cursor(line, page, len("else")))
    return ast.Otherwise(target=target, written_else=True, span=line.span, trivia=line.trivia)


def read_on(line: Line, page: Page) -> ast.On:
    """``on outcome, … -> node``."""
    """``on timeout, failed -> node``."""
    cursor = Cursor(line, page, len("on"))
    outcomes = cursor.words("an outcome", OUTCOME)
    return ast.On(outcomes=outcomes, target=read_target(cursor), span=line.span, trivia=line.trivia)


def read_when(line: Line, page: Page) -> ast.When:
    """``when condition -> node``."""
    """``when condition -> node``."""
    cursor = Cursor(line, page, len("when"))
    condition = cursor.expression(before_arrow(cursor))
    return ast.When(condition=condition, target=read_target(cursor), span=line.span, trivia=line.trivia)


def before_arrow(cursor: Cursor) -> int:
    """Where the arrow of this line stands, or the end of the line."""
    found = _LAST_ARROW.search(cursor.text, cursor.at)
    return found.start() if found and '"' not in cursor.text[found.start() :] else cursor.until("->")
