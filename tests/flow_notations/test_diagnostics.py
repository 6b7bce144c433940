"""What the author is told: order, rendering, the cap, the machine's form."""

from __future__ import annotations

from flow_notations.diagnostics import DIAGNOSTICS_MAX, Diagnostic, arrange, as_json, has_errors, render, render_all
from flow_notations.source import Source, Span

SOURCE = Source("a.flow", "flow a\n\tsend 你好 -> bye\nend bye\n")
SOURCES = {"a.flow": SOURCE}


def complaint(line: int = 2, column: int = 7, length: int = 2, **fields: object) -> Diagnostic:
    """A diagnostic about the second line."""
    given = {
        "code": "N101",
        "sentence": "there is no node '你好'",
        "path": "a.flow",
        "span": Span.at(line, column, length),
    }
    return Diagnostic(**(given | fields))  # type: ignore[arg-type]


def test_a_rendering_shows_place_code_line_caret_and_hint() -> None:
    """The caret stands under the words, also where they are wide and a tab comes before them."""
    assert render(complaint(hint="did you mean 'bye'?"), SOURCES) == (
        "a.flow:2:7 N101 there is no node '你好'\n  | \tsend 你好 -> bye\n  | \t     ^^^^\n  = did you mean 'bye'?"
    )


def test_combining_and_invisible_signs_take_no_caret() -> None:
    """A caret is as wide as what is drawn."""
    source = Source("b.flow", "e\u0301\u200dx\n")

    assert render(complaint(line=1, column=1, length=4, path="b.flow"), {"b.flow": source}).split("\n")[2] == "  | ^^"


def test_a_span_over_lines_is_marked_to_the_end_of_its_first() -> None:
    """Only the first line is shown."""
    found = render(complaint(span=Span(3, 1, 4, 1)), SOURCES)

    assert found.endswith("  | end bye\n  | ^^^^^^^")


def test_without_its_source_the_sentence_stands_alone() -> None:
    """A file that is not at hand still has its complaint."""
    assert render(complaint(path="c.flow"), SOURCES) == "c.flow:2:7 N101 there is no node '你好'"


def test_a_warning_says_so_and_forbids_nothing() -> None:
    """Only errors keep a flow from running."""
    warning = complaint(severity="warning")

    assert "N101 warning: " in render(warning, SOURCES)
    assert not has_errors([warning])
    assert has_errors([warning, complaint()])


def test_complaints_are_sorted_by_place_and_said_once() -> None:
    """File, line, column, code; an exact repetition is dropped."""
    late, early, other = complaint(line=3), complaint(line=1), complaint(path="A.flow", line=9)

    assert arrange([late, early, late, other]) == (other, early, late)


def test_the_list_is_capped_and_the_rest_is_counted() -> None:
    """n−1, n and n+1 complaints."""
    for count, more in ((DIAGNOSTICS_MAX - 1, False), (DIAGNOSTICS_MAX, False), (DIAGNOSTICS_MAX + 1, True)):
        rendered = render_all([complaint(line=line) for line in range(10, 10 + count)], SOURCES)

        assert ("… and 1 more" in rendered) is more
    assert render_all([], SOURCES) == ""


def test_editors_get_every_field() -> None:
    """The JSON form holds place, code, severity and words."""
    assert as_json(complaint(hint="mend it")) == {
        "path": "a.flow", "line": 2, "column": 7, "end_line": 2, "end_column": 9, "code": "N101", "severity": "error",
        "sentence": "there is no node '你好'", "hint": "mend it",
    }  # fmt: skip


def test_a_source_knows_its_lines() -> None:
    """Lines count from one; beyond the end there is nothing; a carriage return is not part of a line."""
    source = Source("d.flow", "one\r\ntwo")

    assert [source.line(number) for number in (0, 1, 2, 3)] == ["", "one", "two", ""]


def test_spans_join() -> None:
    """From the start of one to the end of the other."""
    assert Span.at(1, 2, 3).to(Span.at(4, 5, 6)) == Span(1, 2, 4, 11)
