"""Values in copy, judged by the adapter's reader of formatting: the author's spans are the only ones, and they hold."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from channel_adapter.text import Style, spans
from flow_notations.expressions import Scope, compile_template, parse_template

HOSTILE = st.text(alphabet="*_~`>-1. abé你\n\r\u2028…)(", max_size=16)
AROUND = (
    "{}", "{} and more", "Hello {}, you", "*{}*", "_{}_ then", "*Dear {}!*", "~{}~ *b*", "a *b* {} *c*", "*b {} c* {}", "> {} x", "- {} x",
    "{}: *b*", "```{}```", "x ({})", "*_{}_*", "{} * {}", "* {} and", "_a {}",
)  # fmt: skip


def filled(around: str, value: str, length: int) -> str:
    """The copy with the value in every hole."""
    template = parse_template(around.replace("{}", "{x}"), path="x").value
    assert template is not None
    holes = around.count("{}")
    return compile_template(template, lengths=(length,) * holes)(Scope(names={"x": value}))


def shape(text: str) -> list[str]:
    """The formatted stretches in order. A number at a line's start changes no words: `1. FC Köln` may stay."""
    return [str(span.kind.value) for span in spans(text) if span.kind.value != "numbered"]


@pytest.mark.parametrize("around", AROUND)
@settings(max_examples=60)
@given(HOSTILE, st.sampled_from([3, 8, 256]))
@example("5 * 3", 256)
@example("5 * 3", 3)
@example("aa2*3", 5)
@example("2*你", 256)
@example(" a ", 256)
@example("- a", 256)
def test_a_value_makes_and_breaks_no_span(around: str, value: str, length: int) -> None:
    """Whatever a customer wrote, wherever an author shows it, however short it is cut."""
    shown = filled("{}", value, length).strip()
    assume(shown)
    found = filled(around, value, length)

    assert shape(found) == shape(filled(around, "x", length)), found


@pytest.mark.parametrize("value", ["5 * 3", "a ~ b", "snake_case", "2*3", "a - b", "-5"])
def test_signs_that_cannot_act_stay(value: str) -> None:
    """Sums, names and ranges are shown as they were written, at a line's start and within."""
    assert value == filled("{}", value, 256)
    assert f"*{value}*" == filled("*{}*", value, 256)
    assert [Style.BOLD] == [span.kind for span in spans(filled("*{}*", value, 256))]


@pytest.mark.parametrize(("value", "shown"), [("- a", "a"), ("> > a", "a"), ("-", "–"), (">", ""), ("* a", "a")])
def test_a_value_begins_no_quote_and_no_list(value: str, shown: str) -> None:
    """At the start of a line alone; within one a dash is a dash."""
    assert f"{shown} b" == filled("{} b", value, 256)
    assert "a - b" == filled("a {}", "- b", 256)
