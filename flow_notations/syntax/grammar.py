"""Pass 1: lines in, blocks out, by the grammar of ``flow.lark``; every structural mistake at once.

A file that parses is parsed once. One that does not is taken sentence by sentence, each by the same grammar; where a sentence
stops, the line is taken out with everything indented under it and the rest is tried again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from . import mistakes
from .limits import RECOVERIES_MAX
from .lines import Line, indented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark import Lark

    from flow_notations.diagnostics import Diagnostic

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


def parse_lines(lines: list[Line], *, head: Head, path: str, complaints: list[Diagnostic]) -> Blocks:
    """Group lines into blocks; what cannot be grouped is left out, with its diagnostic."""
    readable = [line for line in lines if line.type != "JUNK"]
    complaints.extend(mistakes.explain_junk(line, path) for line in lines if line.type == "JUNK")
    if readable and readable[0].type == "HEADER" and isinstance(whole := _parse(readable, head), Blocks):
        return whole
    return _by_sentence(readable, head, path, complaints)


def _by_sentence(lines: list[Line], head: Head, path: str, complaints: list[Diagnostic]) -> Blocks:
    heading: Block | None = None
    sentences: list[Line | Block] = []
    rule = "sentence" if head == "flow" else "entry"
    for place, chunk in enumerate(_chunks(lines)):
        opening = place == 0 and chunk[0].type == "HEADER"
        block = _recover(chunk, "heading" if opening else rule, path, complaints)
        if opening:
            heading = block if isinstance(block, Block) else None
        elif block is not None:
            sentences.append(block)
    return Blocks(heading, tuple(sentences))


def _chunks(lines: list[Line]) -> Iterator[list[Line]]:
    """Each line at the margin with what is indented under it."""
    chunk: list[Line] = []
    for line in lines:
        if line.depth == 0 and chunk:
            yield chunk
            chunk = []
        chunk.append(line)
    if chunk:
        yield chunk


def _recover(chunk: list[Line], rule: str, path: str, complaints: list[Diagnostic]) -> Line | Block | None:
    """Parse one sentence, leaving out what stops it."""
    for _ in range(RECOVERIES_MAX):
        if not chunk:
            return None
        read = _parse(chunk, rule)
        if not isinstance(read, _Stop):
            assert not isinstance(read, Blocks), "a sentence is no file"
            return read
        place = next(number for number, line in enumerate(chunk) if line.line == read.line)
        if read.type in ("_DEDENT", "$END"):
            place = max(0, place - (read.type == "_DEDENT"))
        elif read.type not in ("_INDENT", chunk[place].type):
            raise AssertionError(read)
        complaints.append(mistakes.explain(chunk[place], read.type, chunk[place - 1] if place else None, path))
        chunk = _without(chunk, place)
    return None


def _without(chunk: list[Line], place: int) -> list[Line]:
    """The chunk without one line and what is indented under it."""
    end = place + 1
    while end < len(chunk) and chunk[end].depth > chunk[place].depth:
        end += 1
    return chunk[:place] + chunk[end:]


class _Stop(NamedTuple):
    """Where the grammar stopped."""

    type: str
    line: int


def _parse(lines: list[Line], rule: str) -> Line | Block | Blocks | _Stop:
    from lark.exceptions import UnexpectedToken

    try:
        return parser().parse(lines, start=rule)  # type: ignore[return-value]
    except UnexpectedToken as mistake:
        return _Stop(mistake.token.type, mistake.line)


@cache
def parser() -> Lark:
    """The parser, built once a process when first needed (about 20 ms)."""
    from importlib.resources import files

    from lark import Lark, Transformer, v_args
    from lark.lexer import Lexer

    class GivenLines(Lexer):
        """Hands on the lines that were read before; no regular expression has to be tried."""

        __future_interface__ = 2

        def __init__(self, _settings: Any) -> None:
            """Nothing to prepare."""

        def lex(self, given: Any, _state: Any) -> Iterator[Any]:
            return indented(given.text)

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

    text = (files("flow_notations.syntax") / "flow.lark").read_text(encoding="utf-8")
    starts = ["flow", "centre", "heading", "sentence", "entry"]
    return Lark(text, parser="lalr", lexer=GivenLines, strict=True, start=starts, transformer=Grouping())
