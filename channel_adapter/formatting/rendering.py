"""Formatted text for other eyes: plain, HTML, terminal.

In: raw text as it came or went. Out: a string for that surface, safe to show there whatever the text holds. It knows no page
and no colours of anyone's; the HTML carries elements only, no style.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final, TypeAlias

from channel_adapter.text import Block, Span, Style, sanitise, spans

if TYPE_CHECKING:
    from collections.abc import Callable

    _Show: TypeAlias = Callable[[str, Style | None], str]

_TERMINAL: Final[dict[Style, tuple[str, str]]] = {
    Style.BOLD: ("\x1b[1m", "\x1b[22m"),
    Style.ITALIC: ("\x1b[3m", "\x1b[23m"),
    Style.STRIKE: ("\x1b[9m", "\x1b[29m"),
    Style.CODE: ("\x1b[36m", "\x1b[39m"),
    Style.MONO: ("\x1b[36m", "\x1b[39m"),
}
_HTML: Final[dict[Style, tuple[str, str]]] = {
    Style.BOLD: ("<strong>", "</strong>"),
    Style.ITALIC: ("<em>", "</em>"),
    Style.STRIKE: ("<s>", "</s>"),
    Style.CODE: ("<code>", "</code>"),
    Style.MONO: ("<pre>", "</pre>"),
}
_NOTHING: Final[dict[Style, tuple[str, str]]] = dict.fromkeys(Style, ("", ""))

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\"'.,;:!?)\]}*_~`]", re.IGNORECASE)
_REL: Final = "noopener noreferrer nofollow"


def to_plain(text: str) -> str:
    """The words alone: signs of effect removed; quotes, bullets and numbers as typed."""
    return _styled(text, _inline_spans(text), _NOTHING, _as_is)


def to_terminal(text: str) -> str:
    """With ANSI codes for bold, italic and the rest. Control characters of the text itself show as U+FFFD."""
    text = _visible_controls(text)
    return _styled(text, _inline_spans(text), _TERMINAL, _as_is)


def to_html(text: str) -> str:
    """A fragment of HTML: everything escaped, http and https addresses as links, lists and quotes as such.

    The text's own tags, entities and control characters never reach the page as anything but characters.
    """
    text = _visible_controls(text)
    found = spans(text)
    lines = {span.start: span for span in found if isinstance(span.kind, Block)}
    inline = tuple(span for span in found if isinstance(span.kind, Style))
    return _blocks(text, lines, inline)


def _inline_spans(text: str) -> tuple[Span, ...]:
    return tuple(span for span in spans(text) if isinstance(span.kind, Style))


def _visible_controls(text: str) -> str:
    return _CONTROL.sub("\ufffd", sanitise(text.replace("\r\n", "\n")))


def _as_is(text: str, _: Style | None) -> str:
    return text


def _styled(
    text: str,
    inline: tuple[Span, ...],
    signs: dict[Style, tuple[str, str]],
    show: _Show,
    within: tuple[int, int] | None = None,
) -> str:
    """``text[within]`` with the signs of each span exchanged, and what is between passed through ``show``."""
    start, stop = within or (0, len(text))
    written: list[str] = []
    around: list[Style] = []
    for at, opens, resume, style in _edges(inline, start, stop):
        written.append(show(text[start:at], around[-1] if around else None))
        written.append(signs[style][0 if opens else 1])
        if opens:
            around.append(style)
        else:
            around.pop()
        start = resume
    return "".join((*written, show(text[start:stop], None)))


def _edges(inline: tuple[Span, ...], start: int, stop: int) -> list[tuple[int, bool, int, Style]]:
    """Where each span's signs begin, whether they open it, and where they end; in order of the text."""
    found = []
    for span in inline:
        if start <= span.start and span.end <= stop and isinstance(span.kind, Style):
            found.append((span.start, True, span.inner_start, span.kind))
            found.append((span.inner_end, False, span.end, span.kind))
    return sorted(found, key=lambda edge: edge[:2])


def _linked(text: str, style: Style | None) -> str:
    """Escaped; outside code with web addresses as links and line breaks as such."""
    if style in {Style.MONO, Style.CODE}:
        return escape(text)
    written: list[str] = []
    read_to = 0
    for url in _URL.finditer(text):
        address = escape(url.group())
        written += (_broken(text[read_to : url.start()]), f'<a href="{address}" rel="{_REL}">{address}</a>')
        read_to = url.end()
    return "".join((*written, _broken(text[read_to:])))


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _blocks(text: str, lines: dict[int, Span], inline: tuple[Span, ...]) -> str:
    """Line by line where a line is a quote or an item, in one stretch where it is neither."""
    written: list[str] = []
    opened: list[str] = []
    place = 0
    for start in sorted(lines):
        if start < place:
            continue
        if place < start:
            written += (_close(opened, ()), _linked_span(text, inline, place, start))
        line, item = lines[start], lines.get(lines[start].inner_start)
        wanted, inner_start = _elements(line, item)
        written.append(_close(opened, wanted))
        written += (f"<{name}>" for name in wanted[len(opened) :])
        opened[:] = wanted
        copy = _linked_span(text, inline, inner_start, line.end)
        written.append(_item(text, item or line, copy))
        place = min(line.end + 1, len(text))
    written += (_close(opened, ()), _linked_span(text, inline, place, len(text)))
    return "".join(written)


def _elements(line: Span, item: Span | None) -> tuple[tuple[str, ...], int]:
    names = {Block.QUOTE: "blockquote", Block.BULLET: "ul", Block.NUMBERED: "ol"}
    both = [span for span in (line, item) if span and isinstance(span.kind, Block)]
    return tuple(names[span.kind] for span in both if isinstance(span.kind, Block)), both[-1].inner_start


def _item(text: str, span: Span, copy: str) -> str:
    match span.kind:
        case Block.NUMBERED:
            number = int(text[span.start : span.inner_start].rstrip(". "))
            return f'<li value="{number}">{copy}</li>'
        case Block.BULLET:
            return f"<li>{copy}</li>"
        case _:
            return f"<p>{copy}</p>"


def _close(opened: list[str], wanted: tuple[str, ...]) -> str:
    """Close, innermost first, what the next line does not share."""
    shared = 0
    while shared < min(len(opened), len(wanted)) and opened[shared] == wanted[shared]:
        shared += 1
    closing = "".join(f"</{name}>" for name in reversed(opened[shared:]))
    del opened[shared:]
    return closing


def _linked_span(text: str, inline: tuple[Span, ...], start: int, stop: int) -> str:
    return _styled(text, inline, _HTML, _linked, (start, stop))
