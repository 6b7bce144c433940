"""The reference says what the code does: it is fresh, complete, and every form in it can be read."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.limits import WHATSAPP
from flow_notations import ast
from flow_notations.__main__ import main
from flow_notations.catalogues import read_catalogue
from flow_notations.check import codes
from flow_notations.commands.reference import PLACE, reference
from flow_notations.commands.reference_calls import CALLS, calls_chapter
from flow_notations.commands.reference_centre import CENTRE_FORMS, CENTRE_HEADER, centre_example
from flow_notations.commands.reference_forms import (
    ANYWHERE_FORMS,
    BODY_FORMS,
    FAMILIES,
    KINDS,
    OPERATOR_FORMS,
    SETTING_FORMS,
    TWIN_EXAMPLE,
    TYPE_FORMS,
    VALUE_FORMS,
)
from flow_notations.expressions import FUNCTIONS, parse_expression
from flow_notations.notation import Field, Fragment, Notation, Presence, Reader
from flow_notations.notations import STANDARD
from flow_notations.syntax import centre_from_text, from_json, from_text, to_json, to_text
from flow_notations.syntax.centre_from_text import _DEFAULTS, _ENTRIES
from flow_notations.syntax.fields import HEADER
from flow_notations.syntax.schema import VERBS
from flow_notations.testing.reading import read_transcript
from flow_notations.testing.sentences import READERS

if TYPE_CHECKING:
    from pathlib import Path

Out = pytest.CaptureFixture[str]


def test_the_reference_is_fresh(capsys: Out) -> None:
    """What the package carries is what the code says now; `flow reference`, or FLOW_UPDATE=1, writes it anew."""
    if os.environ.get("FLOW_UPDATE"):
        assert main(["reference"]) == 0
        capsys.readouterr()
    assert main(["reference", "--check"]) == 0
    assert capsys.readouterr().out == f"{PLACE}: fresh\n"


def test_a_reference_that_is_behind_is_found(tmp_path: Path, capsys: Out) -> None:
    """An older file, or none; writing it mends that."""
    path = tmp_path / "R.md"

    assert main(["reference", "--check", "-o", str(path)]) == 1
    path.write_text("old")
    assert main(["reference", "--check", "-o", str(path)]) == 1
    assert "behind the code" in capsys.readouterr().out
    assert main(["reference", "-o", str(path)]) == 0
    assert main(["reference", "--check", "-o", str(path)]) == 0
    assert main(["reference", "-o", str(tmp_path / "no" / "R.md")]) == 2


def test_it_can_be_printed(capsys: Out) -> None:
    """A dash is standard output."""
    assert main(["reference", "-o", "-"]) == 0
    assert capsys.readouterr().out == reference()


def test_nothing_is_left_out() -> None:
    """Every notation, setting, outcome, function, complaint, limit and medium has its row."""
    text = reference()
    wanted = [f"### {word}" for word in STANDARD]
    wanted += [f"| `{key}` |" for notation in STANDARD.values() for key in notation.fragment.fields]
    wanted += [f"| `{outcome.name}` |" for notation in STANDARD.values() for outcome in notation.outcomes]
    wanted += [f"| `{function.signature(name)}` |" for name, function in FUNCTIONS.items()]
    wanted += [f"| `{code}` |" for code in codes()]
    wanted += [f"| {limit.name} | {limit.maximum:,} |" for limit in WHATSAPP.every()]
    wanted += [f"| {kind} |" for kind in WHATSAPP.media]

    assert [each for each in wanted if each not in text] == []


def test_each_call_of_an_embedded_host_says_what_it_does_and_what_it_raises() -> None:
    """In its own words, with the errors that its docstring names."""
    rows = [line for line in calls_chapter() if line.startswith("| `")]
    for call, row in zip(CALLS, rows, strict=True):
        assert f"{call.__name__}(" in row
        raised = re.findall(r"``(\w+)``", (call.__doc__ or "").partition("Raises")[2])
        assert [name for name in raised if f"`{name}`" not in row] == []
        assert row.count("Raises") == ("Raises" in (call.__doc__ or ""))


def test_tables_are_tables() -> None:
    """Every row of a table has as many cells as its head."""
    width = 0
    for line in reference().splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert width in (0, cells) or not cells, line
        width = cells


def test_links_lead_somewhere() -> None:
    """The list at the top names sections that exist."""
    text = reference()
    anchors = {
        title.lower().replace(",", "").replace(" ", "-") for title in re.findall(r"^## (.+)$", text, re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#(.+?)\)", text)) == anchors


@pytest.mark.parametrize("word", STANDARD)
def test_the_example_of_a_notation_is_in_both_forms(word: str) -> None:
    """It reads without a complaint, and its JSON form reads back to the same text."""
    text = f"flow example\n\n{STANDARD[word].example}"
    read = from_text(text, path="<example>", table=STANDARD)
    assert read.value is not None
    again = from_json(to_json(read.value), path="<example>", table=STANDARD)
    assert again.value is not None

    assert read.diagnostics == again.diagnostics == ()
    assert to_text(again.value) == to_text(read.value)


def read_body(line: str, reader: Reader = Reader.FLAG) -> tuple[ast.Node, list[str]]:
    """A node of a notation that may hold anything, with one line; its complaints."""
    never: Any = None
    fields = {"key": Field(reader=reader, doc="")}
    fragment = Fragment(fields=fields, copy=Presence.OPTIONAL, options=Presence.OPTIONAL, plain=Presence.OPTIONAL)
    notation = Notation(
        word="try", type="try", main="done", doc="", fragment=fragment, facts=never, bind=never, begin=never, hear=never
    )
    read = from_text(f"flow x\ntry it\n  {line}\n", path="<form>", table={"try": notation})
    assert read.value is not None
    return read.value.nodes["it"], [each.sentence for each in read.diagnostics]


def test_every_way_to_write_a_value_has_its_form() -> None:
    """And the reader of that value reads it."""
    assert set(VALUE_FORMS) == set(Reader)
    written = {(field.reader, key) for notation in STANDARD.values() for key, field in notation.fragment.fields.items()}
    written |= {(field.reader, key) for key, field in HEADER.fields.items()}
    assert {(reader, key) for key, reader in SETTING_FORMS} <= written
    forms = [*VALUE_FORMS.items(), *((reader, form) for (_, reader), form in SETTING_FORMS.items())]
    for reader, form in forms:
        node, complaints = read_body(f"key {form}", reader)

        assert (form, complaints) == (form, [])
        assert node.setting("key") is not None


def test_every_line_of_a_body_can_be_read() -> None:
    """Copy, options and ways out, as the reference writes them."""
    for form, _ in BODY_FORMS:
        owned = "\n    | words" if form.startswith(("if", "each")) else ""
        node, complaints = read_body(form + owned)

        assert (form, complaints) == (form, [])
        assert len(node.body) == 1


def test_every_expression_can_be_read() -> None:
    """As the reference writes them."""
    for form, _ in OPERATOR_FORMS:
        parsed = parse_expression(form, path="<form>")

        assert (form, parsed.diagnostics) == (form, ())
        assert parsed.value is not None


def test_every_kind_is_explained() -> None:
    """Those of the notations, and no others."""
    assert set(KINDS) == {kind for notation in STANDARD.values() for kind in notation.fragment.kinds}


def test_every_verb_of_anywhere_has_its_form() -> None:
    """And it reads as that verb."""
    assert set(ANYWHERE_FORMS) == set(VERBS)
    for verb, (form, _) in ANYWHERE_FORMS.items():
        read = from_text(f"flow x\n{form}\n", path="<form>", table={})

        assert read.diagnostics == ()
        assert [sentence.verb for sentence in (read.value or ast.Flow).anywhere] == [verb]  # type: ignore[union-attr]


def test_every_line_of_a_transcript_has_its_example() -> None:
    """And all of them are read."""
    example = re.findall(r"```chat\n(.*?)```", reference(), re.DOTALL)[0]
    _, complaints = read_transcript(example, path="<example>")

    assert [each.sentence for each in complaints] == []
    assert {line.split()[0] for line in example.splitlines() if line.strip()} >= set(READERS)


def test_every_family_of_complaints_is_named() -> None:
    """By its letter."""
    assert set(FAMILIES) == {code[0] for code in codes()}


@pytest.mark.parametrize("form", [form for form, _ in TYPE_FORMS])
def test_types_are_written_so(form: str) -> None:
    """Each reads, and prints as it stands."""
    text = f"flow f\n  takes it {form}\n\nend bye\n"
    read = from_text(text, path="x", table=STANDARD)

    assert not read.diagnostics
    assert read.value is not None
    assert text == to_text(read.value)


def test_a_record_in_braces_is_told_its_brackets() -> None:
    """The slip of everybody who writes JSON."""
    read = from_text("flow f\n  takes it {id text}\n\nend bye\n", path="x", table=STANDARD)

    assert ["a record stands in round brackets"] == [found.sentence for found in read.diagnostics]


def test_the_chapter_of_the_centre_is_complete_and_can_be_read() -> None:
    """Every sentence that a centre can hold, each in a file that reads without a complaint."""
    read = centre_from_text(centre_example(), path="centre.flow")

    assert () == read.diagnostics
    assert set(CENTRE_FORMS) == set(_ENTRIES)
    assert set(CENTRE_HEADER) | {"name"} == set(_DEFAULTS)
    assert read.value is not None
    assert [("delivery", "en"), ("delivery", "es")] == list(read.value.templates)


def test_the_twin_in_the_reference_can_be_read() -> None:
    """As `flow i18n` writes twins."""
    assert () == read_catalogue(TWIN_EXAMPLE, path="help.es.copy", table=STANDARD).diagnostics
