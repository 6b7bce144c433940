"""Where things stand in a TOML file of tables of tables, so that a complaint has a line and an edit leaves comments alone.

``tomllib`` says what a file means and never where. This reads no values: only headings and the beginnings of lines. An
edit is one line put in or replaced; whoever edits reads the result again and compares.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from flow_notations.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TABLE: Final = re.compile(r"\s*\[\[\s*([\w.-]+)\s*\]\]")
_SECTION: Final = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
_KEY: Final = re.compile(r'\s*("?)([\w-]+)\1\s*=')


@dataclass(slots=True)
class Block:
    """One ``[[name]]`` with its sections; lines count from 1. ``keys``: by section ("" for its own) and key."""

    name: str
    line: int
    end: int
    sections: dict[str, tuple[int, int]] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)


def blocks_of(text: str) -> list[Block]:
    """Every table of an array of tables, in order."""
    blocks: list[Block] = []
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if opened := _TABLE.match(line):
            section = ""
            blocks.append(Block(name=opened[1], line=number, end=number))
            blocks[-1].sections[""] = (number, number)
        elif (headed := _SECTION.match(line)) and blocks:
            section = headed[1].removeprefix(f"{blocks[-1].name}.")
            blocks[-1].sections[section] = (number, number)
        elif (keyed := _KEY.match(line)) and blocks:
            blocks[-1].keys.setdefault((section, keyed[2]), number)
        if blocks and line.strip() and not line.lstrip().startswith("#"):
            blocks[-1].end = number
            blocks[-1].sections[section] = (blocks[-1].sections[section][0], number)
    return blocks


def block_at(blocks: Sequence[Block], name: str, index: int) -> Block | None:
    """The table number ``index`` (from 0) of that name."""
    named = [block for block in blocks if block.name == name]
    return named[index] if index < len(named) else None


def span_of(text: str, block: Block | None, section: str = "", key: str = "") -> Span:
    """Where a key stands; else its section, its table, or the beginning of the file."""
    if block is None:
        return Span.at(1, 1)
    line = block.keys.get((section, key)) or block.sections.get(section, (block.line, 0))[0]
    words = text.split("\n")[line - 1]
    start = len(words) - len(words.lstrip())
    return Span.at(line, start + 1, max(1, len(words.split("#")[0].strip())))


def with_value(text: str, block: Block, section: str, key: str, literal: str) -> str:
    """The text with one key of one section set; every other line is as it was."""
    lines = text.split("\n")
    at = block.keys.get((section, key))
    row = f"{key} = {literal}"
    if at is not None:
        lines[at - 1] = row
    elif section in block.sections:
        lines.insert(block.sections[section][1], row)
    else:
        lines[block.end : block.end] = ["", f"[{block.name}.{section}]", row]
    return "\n".join(lines)


def literal(value: object) -> str:
    """A value as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            # JSON's escapes are among TOML's; TOML has no escape for halves of a pair, so text stays as it is
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case list() | tuple():
            return "[" + ", ".join(literal(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {literal(item)}" for key, item in value.items()) + " }"
    raise TypeError(f"{type(value).__name__} has no place in these files")


def table_text(name: str, values: Mapping[str, object]) -> str:
    """A whole new table."""
    return "\n".join([f"[[{name}]]", *(f"{key} = {literal(value)}" for key, value in values.items())]) + "\n"
