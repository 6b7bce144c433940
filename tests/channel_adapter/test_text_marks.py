"""Formatting signs take effect exactly where WhatsApp lets them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channel_adapter.text import Block, Style, balanced, spans

KINDS = {
    "*bold*": [(Style.BOLD, "bold")],
    "_italic_ and ~struck~": [(Style.ITALIC, "italic"), (Style.STRIKE, "struck")],
    "`code` ```mono```": [(Style.CODE, "code"), (Style.MONO, "mono")],
    "*_x_*": [(Style.BOLD, "_x_"), (Style.ITALIC, "x")],
    "*a _b ~c~_*": [(Style.BOLD, "a _b ~c~_"), (Style.ITALIC, "b ~c~"), (Style.STRIKE, "c")],
    "say *it*!": [(Style.BOLD, "it")],
    "*a* b*": [(Style.BOLD, "a")],
    "*a*b*": [(Style.BOLD, "a*b")],
    "2*3*4": [],
    "5 * 3 * 2": [],
    "snake_case_name": [],
    "http://x.com/a_b_c": [],
    "*a\nb*": [],
    "* a*": [(Block.BULLET, "a*")],
    "**": [],
    "*️⃣ and *️⃣": [],
    "```a\n*b*```": [(Style.MONO, "a\n*b*")],
    "``` ```": [],
    "`*x*`": [(Style.CODE, "*x*")],
    "*a `b* c` d*": [(Style.BOLD, "a `b* c` d"), (Style.CODE, "b* c")],
    "*a ```b* c``` d": [(Style.MONO, "b* c")],
    "_a *b_ c*": [(Style.ITALIC, "a *b")],
    "- one\n* two\n12. three": [(Block.BULLET, "one"), (Block.BULLET, "two"), (Block.NUMBERED, "three")],
    "> - *q*": [(Block.QUOTE, "- *q*"), (Block.BULLET, "*q*"), (Style.BOLD, "q")],
    "123. no\n-no\n>no\n- ": [],
    "> a ```b\n- c``` d": [(Style.MONO, "b\n- c")],
    "*x* *y*\n*z*": [(Style.BOLD, "x"), (Style.BOLD, "y"), (Style.BOLD, "z")],
    "plain": [],
}


@pytest.mark.parametrize("text", KINDS)
def test_signs_take_effect_where_observed(text: str) -> None:
    """Kind and inner text of every span, in order."""
    assert [(span.kind, text[span.inner_start : span.inner_end]) for span in spans(text)] == KINDS[text]


@given(st.text(alphabet="*_~`> -1.ab\n", max_size=40))
def test_styled_spans_nest_or_are_apart(text: str) -> None:
    """Whatever the signs: no two styles cross, none is empty, each has its signs on both sides."""
    found = [span for span in spans(text) if isinstance(span.kind, Style)]
    for span in found:
        sign = span.kind.value
        assert text[span.start : span.inner_start] == sign == text[span.inner_end : span.end]
        assert text[span.inner_start : span.inner_end].strip()
    for first, second in pairwise(found):
        assert second.start >= first.end or second.end <= first.inner_end


def test_many_signs_are_read_in_linear_time() -> None:
    """A hostile text of 60,000 signs is read; it does not hang."""
    assert spans("*a " * 20_000) == ()
    assert spans("*a_ `b ~" * 10_000) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("\u202eabc", "\u202eabc\u202c"),
        ("\u2067a\u202bb", "\u2067a\u202bb\u202c\u2069"),
        ("a\u2069b\u202c", "ab"),
        ("\u2067a\u202bb\u2069c", "\u2067a\u202bb\u2069c"),
        ("\u202ba\u2069b\u202c", "\u202bab\u202c"),
        ("\u2067a\u202cb\u2069", "\u2067ab\u2069"),
    ],
)
def test_directions_are_closed_in_what_opened_them(text: str, expected: str) -> None:
    """No control leaks out of a balanced text."""
    assert balanced(text) == expected
