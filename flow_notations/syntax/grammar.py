"""The grammar of lines, built once, and what it makes of them: lines in, blocks out, or the place where it stopped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from flow_notations.expressions.grammars import built

from .lines import AT_END, Line

if TYPE_CHECKING:
    from lark import Lark, Transformer


Head: TypeAlias = Literal["flow", "centre"]


class Block(NamedTuple):
    """A line with the lines under it; ``other`` is the ``else`` of an ``if``."""

    head: Line
    body: tuple[Line | Block, ...] = ()
    other: Line | None = None
    other_body: tuple[Line | Block, ...] = ()


class Blocks(NamedTuple):
    """A file after pass 1. ``heading`` is absent when the file opens with something else."""

    heading: Block | None
    sentences: tuple[Line | Block, ...]


class Stop(NamedTuple):
    """Where the grammar stopped: at a line of this type, or behind the last line when ``ended``."""

    type: str
    line: int
    ended: bool


def parse(lines: list[Line], rule: str) -> Line | Block | Blocks | Stop:
    """The lines as one ``rule`` of the grammar, or where they stop being one."""
    from lark.exceptions import UnexpectedToken

    try:
        return parser().parse(lines, start=rule)  # type: ignore[return-value]
    except UnexpectedToken as mistake:
        ended = mistake.token.type == "$END" or getattr(mistake.token, "depth", 0) == AT_END
        return Stop(mistake.token.type, mistake.line, ended)


@cache
def parser() -> Lark:
    """The parser, built once a process when first needed."""
    from .given_lines import GivenLines

    starts = ["flow", "centre", "heading", "sentence", "entry"]
    return built(
        "flow_notations.syntax", "flow.lark", lexer=GivenLines, strict=True, start=starts, transformer=_grouping()
    )


def _grouping() -> Transformer[Any, Any]:
    """What becomes of each rule; made here because lark is loaded only when a flow is read."""
    from lark import Transformer, v_args

    @v_args(inline=True)
    class Grouping(Transformer[Any, Any]):
        """One method for each rule of the grammar."""

        def flow(self, heading: Block, *sentences: Line | Block) -> Blocks:
            return Blocks(heading, sentences)

        centre = flow

        def heading(self, head: Line, *body: Line | Block) -> Block:
            return Block(head, body)

        node = entry = heading

        def copy(self, *parts: Line | Block) -> tuple[Line | Block, ...]:
            return parts

        def owner(self, head: Line, body: tuple[Line | Block, ...]) -> Block:
            return Block(head, body)

        repeated = owner

        def kept(
            self,
            head: Line,
            body: tuple[Line | Block, ...],
            other: Line | None = None,
            other_body: tuple[Line | Block, ...] = (),
        ) -> Block:
            return Block(head, body, other, other_body)

    return Grouping()
