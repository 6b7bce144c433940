"""A twin as a file: ``order_status.es.copy`` beside ``order_status.flow``. Text in, a ``Catalogue`` out, and back.

It is written as a flow is, with the words alone: nodes by name, copy, options, the words of settings and of ``anywhere``. An
arrow, a condition or a kind in it is a complaint: what a flow does is the same in every language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.diagnostics import Diagnostic, arrange
from flow_notations.notation import Fragment, Presence, Reader
from flow_notations.syntax import Read, from_text, to_text
from flow_notations.syntax.scan import outside, without_comment

from .items import FOR_PEOPLE, SAID, WORDED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flow_notations.notation import Notation, Table
    from flow_notations.source import Span

SUFFIX = ".copy"
_ANYWHERE = re.compile(rf"anywhere[ \t]+(?:{'|'.join(verb for verb in SAID if verb != 'optout')})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The words of one flow in one language. ``flow`` is the tree of the twin: its shape without arrows."""

    language: str
    flow: ast.Flow

    @property
    def path(self) -> str:
        """The name of its file."""
        return self.flow.path


def catalogues_beside(path: Path) -> dict[str, Path]:
    """The twins beside a flow's file, by language."""
    found = sorted(path.parent.glob(f"{path.stem}.*{SUFFIX}")) if path.parent.is_dir() else []
    return {twin.name.removeprefix(f"{path.stem}.").removesuffix(SUFFIX): twin for twin in found}


def read_catalogue(text: str, *, path: str, table: Table) -> Read[Catalogue]:
    """Read a twin. Bad text ends in diagnostics."""
    read = from_text(_with_arrows(text), path=path, table={word: _worded(each) for word, each in table.items()})
    if read.value is None:
        return Read(None, read.diagnostics)
    found = [*read.diagnostics, *_strangers(read.value, text)]
    language = read.value.setting("language")
    if language is None or not isinstance(language.value, ast.Word):
        found.append(_complaint("L105", "this twin does not say its language", read.value.name.span, path, "write `language es` under its first line"))  # fmt: skip
        return Read(None, arrange(found))
    return Read(Catalogue(language=language.value.text, flow=_bare(read.value)), arrange(found))


def catalogue_to_text(catalogue: Catalogue) -> str:
    """The canonical file."""
    return to_text(catalogue.flow)


def _worded(notation: Notation) -> Notation:
    """The notation as a twin may write it: only what holds words, and none of it required."""
    fields = {
        key: replace(field, required=False, reader=Reader.FLAG if field.copy else field.reader)
        for key, field in notation.fragment.fields.items()
        if (field.copy and key not in FOR_PEOPLE) or field.reader is WORDED.get(key)
    }
    copy, options = notation.fragment.copy, notation.fragment.options
    spoken = Presence.NEVER if copy is Presence.NEVER else Presence.OPTIONAL
    chosen = Presence.NEVER if options is Presence.NEVER else Presence.OPTIONAL
    return replace(notation, fragment=Fragment(fields=fields, copy=spoken, options=chosen, plain=Presence.OPTIONAL))


def _with_arrows(text: str) -> str:
    """The reader of flows wants an arrow behind words that customers say; a twin has none, so each gets one to nowhere."""
    return "\n".join(_with_arrow(line) if _ANYWHERE.match(line) else line for line in text.split("\n"))


def _with_arrow(line: str) -> str:
    if _has_arrow(line):
        return line
    body, comment = without_comment(line.rstrip("\r"))
    return f"{body} -> back" + ("" if comment is None else f"  # {comment}")


def _has_arrow(line: str) -> bool:
    body, _ = without_comment(line)
    return outside(body, "->") >= 0


def _strangers(flow: ast.Flow, text: str) -> Iterator[Diagnostic]:
    """What a twin must not say."""
    lines = text.split("\n")
    for sentence in flow.sentences:
        if isinstance(sentence, ast.Anywhere):
            arrow = _has_arrow(lines[sentence.span.line - 1])
            places = [sentence.span] if arrow or sentence.verb not in SAID else []
        else:
            arrows = [route.span for route in sentence.routes]
            places = arrows + [option.span for option in sentence.options if _decides(option)]
        for place in places:
            yield _complaint("L106", "a twin holds words; ways out and values stand in the flow", place, flow.path, "leave it out here")  # fmt: skip


def _decides(option: ast.Option | ast.OptionEach) -> bool:
    return option.target is not None or (isinstance(option, ast.Option) and option.value is not None)


def _bare(flow: ast.Flow) -> ast.Flow:
    """Without the arrows to nowhere."""
    return replace(
        flow,
        sentences=tuple(
            replace(sentence, target=None) if isinstance(sentence, ast.Anywhere) else sentence
            for sentence in flow.sentences
        ),
    )


def _complaint(code: str, sentence: str, span: Span, path: str, hint: str) -> Diagnostic:
    return Diagnostic(code=code, sentence=sentence, span=span, path=path, hint=hint)
