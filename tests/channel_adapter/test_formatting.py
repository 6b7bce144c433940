"""Values cannot set markup, and formatted text is shown safely elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from channel_adapter.formatting import harmless, to_html, to_plain, to_terminal
from channel_adapter.text import Style, spans

SAMPLE = "Hi *bold _it_* <b> ~s~ `c<d`\n- one\n- *two*\n> quoted\n> - item\n3. three\n4. four\nend ```a\n*b*```"
hostile = st.text(alphabet="*_~`>-1. ab\n\r\u2028\u202e\u2069\ufe0f", max_size=20)


@pytest.mark.parametrize(
    "value",
    [
        "", "Ann", "2*3", "5 * 3", "a ~ b", "snake_case", "-5", "1. FC Köln", "john_doe@example.com", "a_@example.com",
        "50% off!", "https://example.com/a_b_c?x=*1", "www.example.com/a_b", "*️⃣ 1️⃣", "Zoë", "#12", "a - b", "👍🏽", "שלום",
    ],
)  # fmt: skip
def test_plain_values_stay_intact(value: str) -> None:
    """Words, numbers, names, sums, addresses and keycaps are not touched."""
    assert harmless(value) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("*bold*", "bold"),
        ("_x_ y~", "x y"),
        ("```rm```", "rm"),
        ("`a` b", "a b"),
        ("a\nb\r\nc\u2028d", "a b c d"),
        ("> quote", "quote"),
        (">", ""),
        (" > ", ""),
        ("-", "–"),
        (" -", "–"),
        ("- ", ""),
        ("- item", "item"),
        ("* - > item", "item"),
        ("  - item", "item"),
        ("\n- item", "item"),
        ("https://x.com/_a_/*", "https://x.com/_a%5F/%2A"),
        ("see https://x.com/a*, *b", "see https://x.com/a%2A, b"),
        ("\u202eevil", "\u202eevil\u202c"),
        ("\u2069out", "out"),
        ("a\0\ud83d", "a\ufffd"),
        ("_john_@x.com", "john_@x.com"),
    ],
)
def test_signs_that_could_act_are_dropped(value: str, expected: str) -> None:
    """Only those; in an address they are encoded so that it leads where it did."""
    assert harmless(value) == expected


@settings(max_examples=300)
@given(hostile)
@example("*️⃣*")
def test_a_value_adds_no_span_wherever_it_is_put(value: str) -> None:
    """At a line's start, in a sentence, in bold: the author's spans are the only ones, and they hold the whole value."""
    value = harmless(value)
    assert "\n" not in value
    assert harmless(value) == value
    assert not [span for span in spans(f"Hello {value}, {value}!") if isinstance(span.kind, Style)]
    for around in ("{}", "{} and more", "{}: more", "- {} and more", "one\n{} two"):
        own, found = spans(around.format("x")), spans(around.format(value))
        assert len([span for span in found if span.kind.value != "numbered"]) <= len(own)
    if value.strip():
        (bold,) = spans(f"*Dear {value}!*")
        assert (bold.kind, bold.start, bold.end) == (Style.BOLD, 0, len(value) + 8)


def test_a_long_address_full_of_signs_is_quick() -> None:
    """60,000 signs are encoded in linear time."""
    assert harmless("https://x.com/" + "_" * 60_000).count("%5F") == 60_000


def test_plain_text_keeps_the_words_and_the_lines() -> None:
    """Signs of effect go, list and quote signs stay."""
    assert to_plain(SAMPLE) == ("Hi bold it <b> s c<d\n- one\n- two\n> quoted\n> - item\n3. three\n4. four\nend a\n*b*")
    assert to_plain("2*3 snake_case") == "2*3 snake_case"


def test_html_shows_the_formatting() -> None:
    """Styles, lists with their numbers, quotes; code uninterpreted."""
    assert to_html(SAMPLE) == (
        "Hi <strong>bold <em>it</em></strong> &lt;b&gt; <s>s</s> <code>c&lt;d</code><br>\n"
        "<ul><li>one</li><li><strong>two</strong></li></ul>"
        "<blockquote><p>quoted</p><ul><li>item</li></ul></blockquote>"
        '<ol><li value="3">three</li><li value="4">four</li></ol>'
        "end <pre>a\n*b*</pre>"
    )


def test_html_links_only_the_web() -> None:
    """http and https addresses become links that tell nothing; scripts, quotes and tags stay words."""
    rel = 'rel="noopener noreferrer nofollow"'
    assert to_html("see https://a.com/x?y=1&z=2.") == (
        f'see <a href="https://a.com/x?y=1&amp;z=2" {rel}>https://a.com/x?y=1&amp;z=2</a>.'
    )
    assert to_html("*http://a.com*") == f'<strong><a href="http://a.com" {rel}>http://a.com</a></strong>'
    assert to_html("javascript:alert(1)") == "javascript:alert(1)"
    assert to_html("<script>'\"") == "&lt;script&gt;&#x27;&quot;"
    assert to_html('https://a.com/"onload=x') == f'<a href="https://a.com/" {rel}>https://a.com/</a>&quot;onload=x'
    assert to_html("a\0\x1bb\ud83d\r\n") == "a\ufffdb\ufffd<br>\n"


class Tags(HTMLParser):
    """Checks that elements are known and close in order."""

    known = frozenset({"strong", "em", "s", "code", "pre", "br", "ul", "ol", "li", "blockquote", "p", "a"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.known
        assert dict(attrs).get("href", "http")[:4].lower() == "http"
        assert {name for name, _ in attrs} <= {"href", "rel", "value"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([*"*_~`>-1. ab<\"'&\n", "http://x.y/z", "```", "> ", "\n- ", "\n2. ", "\n> - "])).map(
        "".join
    )
)
def test_any_text_makes_well_formed_html(text: str) -> None:
    """Only known elements, each closed in order, and every word of the plain text in it."""
    reader = Tags()
    reader.feed(to_html(text))
    reader.close()
    assert reader.open == []


def test_a_terminal_shows_formatting_and_nothing_else() -> None:
    """ANSI codes for the styles; codes in the text itself are made visible."""
    assert to_terminal("*b* _i_ ~s~ `c`") == "\x1b[1mb\x1b[22m \x1b[3mi\x1b[23m \x1b[9ms\x1b[29m \x1b[36mc\x1b[39m"
    assert to_terminal("a\x1b[2Jb\x9b") == "a\ufffd[2Jb\ufffd"
    assert re.sub("\x1b\\[\\d+m", "", to_terminal(SAMPLE)) == to_plain(SAMPLE)
