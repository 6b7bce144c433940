"""``flow reference``: the reference of the language, made from the code that runs it, so that it is never behind.

Notations, settings, functions, complaints and limits are printed from their tables; what no table says (the forms of values,
the verbs of ``anywhere``) stands in ``reference_forms``, and tests read every form.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import flow_notations
from channel_adapter.limits import WHATSAPP
from flow_notations import testing
from flow_notations.check import card, codes
from flow_notations.expressions import FUNCTIONS
from flow_notations.notation import Missing, Notation, Presence
from flow_notations.notations import STANDARD
from flow_notations.syntax.fields import HEADER

from .files import write_words
from .reference_calls import calls_chapter
from .reference_centre import centre_chapter
from .reference_forms import (
    ANYWHERE_FORMS,
    BODY_FORMS,
    FAMILIES,
    KINDS,
    LANGUAGE_FORMS,
    OPERATOR_FORMS,
    SETTING_FORMS,
    TWIN_EXAMPLE,
    TYPE_FORMS,
    VALUE_FORMS,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping

    from flow_notations.check import Card
    from flow_notations.notation import Field

PLACE = Path(flow_notations.__file__).with_name("REFERENCE.md")
"""Where the reference is kept: with the package that it describes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where it goes."""
    parser.add_argument("-o", "--output", type=Path, default=PLACE, metavar="OUT", help=f"default: {PLACE.name} of the package; - is standard output")  # fmt: skip
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file is behind the code")


def run(arguments: argparse.Namespace) -> int:
    """0 when the file says what the code does now; 1 when ``--check`` finds it behind; 2 when it cannot be written."""
    text = reference()
    if str(arguments.output) == "-":
        sys.stdout.write(text)
        return 0
    if arguments.check:
        fresh = arguments.output.is_file() and arguments.output.read_bytes() == text.encode()
        print(f"{arguments.output}: {'fresh' if fresh else 'behind the code; `flow reference` writes it anew'}")
        return 0 if fresh else 1
    if not write_words(arguments.output, text):
        return 2
    print(f"{arguments.output}: written")
    return 0


def reference() -> str:
    """The whole page."""
    rows = [
        "# Reference of the flow language",
        "",
        "Made by `flow reference` from the code; a test keeps it fresh.",
        "",
    ]
    rows += [f"- [{title}](#{title.lower().replace(',', '').replace(' ', '-')})" for title in _SECTIONS]
    for title, part in _SECTIONS.items():
        rows += ["", f"## {title}", "", *part()]
    return "\n".join(rows) + "\n"


# --- notations --------------------------------------------------------------------------------------------------------


def _notations() -> Iterator[str]:
    yield "A node is a notation with a name. Its body holds copy, options, settings and its ways out."
    for notation in STANDARD.values():
        yield from ["", f"### {notation.word}", "", notation.doc, "", _form(notation), "", "```flow"]
        yield from [notation.example.rstrip("\n"), "```", ""]
        yield from _outcomes(notation)
        if notation.fragment.fields:
            yield ""
            yield from _fields(notation.fragment.fields)


def _form(notation: Notation) -> str:
    """What may be written, in one line."""
    fragment = notation.fragment
    said = {"copy": fragment.copy, "options": fragment.options, "`as` a variable": fragment.variable}
    may = [what for what, presence in said.items() if presence is Presence.OPTIONAL]
    must = [what for what, presence in said.items() if presence is Presence.REQUIRED]
    must += ["a kind after a colon"] if fragment.kinds else []
    must += ["`name = value` lines"] if fragment.free is not None else []
    words = [f"In JSON `{notation.type}`."]
    words += [f"Has {', '.join(must)}."] if must else []
    words += [f"May have {', '.join(may)}."] if may else []
    return " ".join(words)


_MISSING = {
    Missing.ERROR: "must lead somewhere",
    Missing.AS_FAILED: "leaves as `failed` where it has no way out",
    Missing.HANDLED: "dealt with by the node itself where it has no way out",
}


def _outcomes(notation: Notation) -> Iterator[str]:
    if notation.fragment.plain is Presence.NEVER and not notation.outcomes:
        yield "No way out."
        return
    yield from ["| outcome | when | without a route |", "|---|---|---|"]
    if notation.fragment.plain is not Presence.NEVER:
        yield f"| `{notation.main}` | The main outcome: `when … ->`, then the plain `->`. | {_MISSING[Missing.ERROR]} |"
    for outcome in notation.outcomes:
        yield f"| `{outcome.name}` | {_cell(outcome.doc)} | {_MISSING[outcome.missing]} |"


def _fields(fields: Mapping[str, Field]) -> Iterator[str]:
    yield from ["| setting | written | what it does |", "|---|---|---|"]
    for key, field in fields.items():
        form = SETTING_FORMS.get((key, field.reader), VALUE_FORMS[field.reader])
        notes = ["Required."] if field.required else []
        notes += ["May be written several times."] if field.many else []
        notes += ["May own copy."] if field.copy else []
        yield f"| `{key}` | {_code(f'{key} {form}'.strip())} | {' '.join([_cell(field.doc), *notes])} |"


def _body() -> Iterator[str]:
    yield "What stands in a node's body, indented by two spaces, one thought a line."
    yield ""
    yield from _rows(("written", "what it does"), BODY_FORMS)


def _operators() -> Iterator[str]:
    yield "Expressions are checked before a flow runs: every name must be known, and types must agree."
    yield ""
    yield from _rows(("written", "what it gives"), OPERATOR_FORMS)


def _types() -> Iterator[str]:
    yield "What stands behind a name in `gives`, `takes` and the fields of the centre. A `?` at the end belongs to the whole type."
    yield ""
    yield from _rows(("written", "what it holds"), TYPE_FORMS)


def _languages() -> Iterator[str]:
    yield "`X.es.copy` beside `X.flow` or `X.json` is its twin: the same nodes with their words in Spanish, and no arrows."
    yield "`flow i18n extract` writes it and keeps it up to date, `check` tells what is missing, stale or too long, and PO files go out to"
    yield "translators and come back. A twin has no JSON form: for machines there is PO."
    yield ""
    yield "A twin is written like its flow, with the words alone: node names, copy, option ids with their labels and aliases, the copy of"
    yield "`retry`, `remind` and other settings, and the words of `anywhere`, in the order of the flow:"
    yield from ["", "```flow", *TWIN_EXAMPLE.split("\n"), "```", ""]
    yield "What it says takes the place of the flow's own words, also behind `anywhere says`, `hears` and in aliases: who is spoken to in"
    yield "Spanish says “persona”, and “person” no longer works, unless the twin lists it, too. What it leaves out stays as in the flow, and"
    yield "is reported. A twin with an error is not spoken at all; `flow check` shows why. Words that opt out are built in for every language."
    yield ""
    yield from _rows(("written", "what it does"), LANGUAGE_FORMS)


def _rows(head: tuple[str, str], forms: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from [f"| {head[0]} | {head[1]} |", "|---|---|"]
    yield from (f"| {_code(form)} | {_cell(doc)} |" for form, doc in forms)


def _kinds() -> Iterator[str]:
    yield "What stands after the colon of a `collect`: how an answer is understood, and what the variable holds."
    yield from ["", "| kind | what counts as an answer |", "|---|---|"]
    yield from (f"| `{name}` | {_cell(doc)} |" for name, doc in KINDS.items())


def _header() -> Iterator[str]:
    yield "The first sentence is `flow name`; its settings are defaults for every node that has such a setting."
    yield ""
    yield from _fields(HEADER.fields)


def _anywhere() -> Iterator[str]:
    yield "Flow-wide sentences hold at every wait, on the first message too, and not while people hold the conversation."
    yield ""
    yield from _rows(("written", "what it does"), ANYWHERE_FORMS.values())


# --- expressions, complaints, tests, limits ---------------------------------------------------------------------------


def _functions() -> Iterator[str]:
    yield "Every example is run by the tests."
    yield from ["", "| function | what it gives | example |", "|---|---|---|"]
    for name, function in FUNCTIONS.items():
        example, value = function.example
        yield f"| {_code(function.signature(name))} | {_cell(function.doc)} | {_code(example)} is {_code(value)} |"


def _complaints() -> Iterator[str]:
    yield "`flow explain CODE` shows the whole card, with a flow that provokes it."
    family = ""
    for code in codes():
        if code[0] != family:
            family = code[0]
            yield from [
                "",
                f"### {family}: {FAMILIES[family]}",
                "",
                "| code | complaint | how to mend it |",
                "|---|---|---|",
            ]
        found = card(code)
        assert found is not None, "a listed code has a card"
        yield f"| `{code}` | {_cell(found.title)} | {_mend(found)} |"


def _mend(found: Card) -> str:
    return _cell(found.sections.get("Mend", ""))


def _transcripts() -> Iterator[str]:
    """What the room of transcripts says of itself: its example has every line, and is read by a test."""
    about = inspect.getdoc(testing) or ""
    before, _, rest = about.partition("::\n\n")
    example, _, after = rest.partition("\n\nStrict:")
    yield before.replace("``", "`") + ":"
    yield from ["", "```chat", *textwrap.dedent(example).split("\n"), "```", ""]
    yield "Strict:" + after.replace("``", "`")


def _limits() -> Iterator[str]:
    yield f"What {WHATSAPP.channel} carries, each with where it is written and when it was read there."
    yield from ["", "| what | at most | counted in | source | read |", "|---|---|---|---|---|"]
    for limit in WHATSAPP.every():
        page = limit.source.rsplit("/whatsapp/", 1)[-1]
        yield f"| {limit.name} | {limit.maximum:,} | {limit.unit.value} | [{page}]({limit.source}) | {limit.dated} |"
    yield from ["", "| medium | at most | types | caption |", "|---|---|---|---|"]
    for kind, media in sorted(WHATSAPP.media.items()):
        types = ", ".join(sorted(media.mime_types))
        yield f"| {kind} | {media.bytes_max:,} bytes | {types} | {'yes' if media.caption else 'no'} |"


_SECTIONS = {
    "Notations": _notations,
    "Copy, options and ways out": _body,
    "Kinds of answer": _kinds,
    "Types": _types,
    "The header": _header,
    "Anywhere": _anywhere,
    "The centre": centre_chapter,
    "Expressions": _operators,
    "Functions": _functions,
    "Languages": _languages,
    "Transcripts": _transcripts,
    "Complaints": _complaints,
    "Limits of the channel": _limits,
    "Calls of an embedded host": calls_chapter,
}


def _code(text: str) -> str:
    """Code in a cell of a table: a bar there would end the cell."""
    return f"`{text}`".replace("|", "\\|") if "`" not in text else _cell(text)


def _cell(text: str) -> str:
    """Words in one line of a table; bars are escaped, fenced blocks left to the card."""
    words = " ".join(text.split("```", maxsplit=1)[0].split())
    return words.replace("|", "\\|")
