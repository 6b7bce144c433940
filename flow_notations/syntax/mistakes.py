"""Beginners' slips in the lines of a flow, each with its own sentence. Fixed wording of codes S101–S119 lives here.

What flows in is a line and where it stands; what flows out is a ``Diagnostic``. It knows no notation.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic

from .limits import COPY_NESTING_MAX, LINE_CHARACTERS_MAX
from .scan import QUOTED, outside

if TYPE_CHECKING:
    from flow_notations.source import Span

    from .lines import Line

_ARROW = re.compile("[→⇒⟶➔➜] ?|[–—―−]>")
_TYPOGRAPHIC = re.compile(rf"{QUOTED.pattern}|(?:^|(?<=\s))#.*|[“„«»][^“”„«»\"]*[”“»«]|[“”„«»]|{_ARROW.pattern}")
_SETTING_LIKE = re.compile(r"[^\W\d][\w.]*(?:\s*=\s*\S.*|\s+[\"\d{].*|\s+\S+)?$")
_BULLET = re.compile(r"[•●◦▪‣·–—-]\s*(?=\w+\s+\")")
"""What other tools put before the items of a list; an option's id and label follow."""
PROSE_WORDS_MIN = 3
"""So many words in a row that no setting begins with are taken for copy whose ``|`` was forgotten."""


def straighten(body: str) -> tuple[str, int | None]:
    """The line with straight quotes and arrows outside its quoted values, and where the first crooked one stood."""
    places: list[int] = []

    def straight(found: re.Match[str]) -> str:
        piece = found[0]
        if piece[0] in '"#':
            return piece
        places.append(found.start())
        if _ARROW.fullmatch(piece):
            return "-> " if piece.endswith(" ") else "->"
        return '"' if len(piece) == 1 else f'"{piece[1:-1]}"'

    mended = _TYPOGRAPHIC.sub(straight, body)
    return mended, places[0] if places else None


def looks_like_prose(text: str) -> bool:
    """Whether a line reads like words for the customer and not like a setting."""
    return len(text.split()) >= PROSE_WORDS_MIN and not _SETTING_LIKE.match(text)


def no_header(head: str, span: Span, path: str) -> Diagnostic:
    """S101: the file opens with something else."""
    example = "flow order_help" if head == "flow" else "centre acme"
    return _error("S101", f"a {head} file begins with '{head}' and its name", span, path, f"write '{example}' first")


def typographic(mended: str, span: Span, path: str) -> Diagnostic:
    """S104: quotes and arrows of a word processor."""
    return _error("S104", "typographic quotes or arrows, as word processors make them", span, path, f"write {mended}")


def tabs(span: Span, path: str) -> Diagnostic:
    """S105: once a file."""
    return _error("S105", "this file is indented with tabs", span, path, "indent with two spaces a level")


def dedent(span: Span, level: int, path: str) -> Diagnostic:
    """S106: between two levels."""
    return _error(
        "S106", "this line is indented like none of the lines above it", span, path, f"indent it by {level} spaces"
    )


def line_too_long(characters: int, span: Span, path: str) -> Diagnostic:
    """S118 for one line."""
    sentence = f"this line has {characters} characters; {LINE_CHARACTERS_MAX} are allowed"
    return _error("S118", sentence, span, path, "break it: copy lines are joined by a trailing \\")


def too_deep(span: Span, path: str) -> Diagnostic:
    """S118 for nesting."""
    sentence = f"this line is nested more than {COPY_NESTING_MAX} levels deep"
    return _error("S118", sentence, span, path, "say it in several nodes")


def too_many(what: str, count: int, limit: int, span: Span, path: str) -> Diagnostic:
    """S118 for a whole file."""
    return _error("S118", f"this file has {count} {what}; {limit} are allowed", span, path, "split it with 'call'")


def broken_sign(code_point: int, span: Span, path: str) -> Diagnostic:
    """S119: no text for people holds it."""
    return _error("S119", f"this file holds a sign that no text has: U+{code_point:04X}", span, path, "delete it")


def hash_in_copy(span: Span, path: str) -> Diagnostic:
    """S111: a warning."""
    return Diagnostic(
        code="S111", sentence="'# …' in copy is no comment: it will be sent", span=span, path=path, severity="warning",
        hint="put the comment on a line of its own, without the |",
    )  # fmt: skip


def forgotten_mark(line: Line, path: str) -> Diagnostic:
    """S103: words for the customer without their ``|``; S102 where an arrow shows that they are no such words."""
    if outside(line.text, "->") > 0:
        condition = line.text.partition(" ")[2]
        sentence = f"no way out begins with '{line.text.split()[0]}'"
        return _error("S102", sentence, line.span, path, f"did you mean `when`? write when {condition}")
    return _error(
        "S103", "this looks like words for the customer; they carry a mark", line.span, path, f"write | {line.text}"
    )


def explain_junk(line: Line, path: str) -> Diagnostic:
    """A line that begins like nothing in the language."""
    text = line.text
    if text[0].isspace() or unicodedata.category(text[0]) == "Cf":
        return _blank_sign(text[0], line.span, path)
    if line.depth and _BULLET.match(text):
        return _error("S102", f"an option begins with '*', not with '{text[0]}'", line.span, path,
                      f"write {_BULLET.sub('* ', text)}")  # fmt: skip
    if text.startswith("else if"):
        again = "write a second 'when … -> node'" if "->" in text else "write a second 'if …' with its copy"
        return _error("S113", "there is no 'else if'", line.span, path, again)
    if text.startswith("else"):
        return _error("S113", "'else' stands alone above copy, or has an arrow in a 'choose'", line.span, path,
                      "write 'else' and indent the copy under it, or 'else -> node'")  # fmt: skip
    if line.depth and not text.startswith(("-", "=", ">", ":", "@", "/")):
        return forgotten_mark(line, path)
    expected = (
        "a line of copy (|), an option (*), a setting or a way out (->)"
        if line.depth
        else "a sentence such as 'send welcome'"
    )
    return _error("S102", f"a line cannot begin with '{text[0]}'", line.span, path, f"expected {expected}")


def _blank_sign(sign: str, span: Span, path: str) -> Diagnostic:
    """A sign that looks like a space or like nothing, as web pages and word processors make them."""
    name = f"{unicodedata.name(sign, 'a sign that cannot be seen').lower()}, U+{ord(sign):04X}"
    return _error("S102", f"this line begins with a sign that looks like a space ({name})", span, path,
                  "delete it, and indent with plain spaces")  # fmt: skip


def explain(line: Line, type_: str, previous: Line | None, path: str) -> Diagnostic:
    """Why the grammar stopped at ``line``; ``type_`` is the terminal it stopped at, ``previous`` the line before."""
    match type_:
        case "_INDENT" if previous is not None:
            sentence = f"this line is indented deeper, and the line above owns nothing: '{_short(previous.text)}'"
            return _error("S107", sentence, line.span, path, "indent it like the line above")
        case "HEADER":
            return _error("S120", "a file holds one flow", line.span, path, "move this one to a file of its own")
        case "ELSE":
            return _error("S113", "this 'else' has no 'if' above it", line.span, path,
                          "'else' follows the copy of an 'if', indented like it")  # fmt: skip
        case _:
            sentence = f"this line does not belong here: '{_short(line.text)}'"
            return _error("S102", sentence, line.span, path, _PLACES.get(type_, "sentences stand at the margin"))


def at_the_margin(line: Line, path: str) -> Diagnostic:
    """S121: it is taken as if indented once."""
    sentence = "copy, options and arrows belong to a node: this line stands at the margin"
    return _error("S121", sentence, line.span, path, "indent it under its node by two spaces")


def owns_lines(line: Line, path: str) -> Diagnostic:
    """S122: ``if``, ``else`` or ``each`` without copy."""
    sentence = f"nothing is indented under '{_short(line.text)}'"
    return _error("S122", sentence, line.span, path, "indent its copy under it by two spaces")


_PLACES = {
    "COPY": "copy stands in a node, or under a setting that owns copy",
    "OPTION": "options stand in a node, indented once",
    "WHEN": "ways out stand in a node, indented once",
    "ON": "ways out stand in a node, indented once",
    "ARROW": "ways out stand in a node, indented once",
    "OTHERWISE": "ways out stand in a node, indented once",
    "IF": "'if' owns copy inside a node",
    "EACH": "'each' owns copy inside a node",
    "KEY": "settings stand in a node or under the header, indented once; under a setting stands copy (|)",
}


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _error(code: str, sentence: str, span: Span, path: str, hint: str) -> Diagnostic:
    return Diagnostic(code=code, sentence=sentence, hint=hint, span=span, path=path)
