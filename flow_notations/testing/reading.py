"""``.chat`` text to a ``Transcript``: strict, complete, located. A line that means nothing is a diagnostic, never skipped.

A transcript is a sentence a line. Here is one reader for each first word; all complaints of a file come at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic
from flow_notations.expressions import parse_expression, read_duration
from flow_notations.expressions.suggest import closest
from flow_notations.source import Span

from . import transcript as nouns
from .tokens import Token, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.values import Value

CLOCK_DEFAULT = "2026-03-02T09:00:00+00:00"
"""A Monday morning, when a test names no clock."""
MEDIA = ("image", "audio", "voice", "video", "document", "sticker", "location", "contact")

Reader = Callable[["_Reading", list[Token], str], None]


class _Wrong(Exception):  # noqa: N818 - a finding, not a fault of the program
    """One line cannot be read; caught where lines are walked."""

    def __init__(self, code: str, span: Span, sentence: str, hint: str = "") -> None:
        self.code, self.span, self.sentence, self.hint = code, span, sentence, hint


class _Reading:
    """The test being read, line by line."""

    def __init__(self, name: str, span: Span) -> None:
        self.name, self.span = name, span
        self.flow, self.flow_span = "", span
        self.clock = CLOCK_DEFAULT
        self.contact: dict[str, Value] = {}
        self.lines: list[nouns.Line] = []

    def done(self) -> nouns.Test:
        return nouns.Test(
            name=self.name,
            flow=self.flow,
            lines=tuple(self.lines),
            span=self.span,
            flow_span=self.flow_span,
            clock=int(datetime.fromisoformat(self.clock).timestamp() * 1000),
            contact=self.contact,
        )


def read_transcript(text: str, *, path: str) -> tuple[nouns.Transcript, tuple[Diagnostic, ...]]:
    """Read a whole file. With any diagnostic the transcript must not be played."""
    tests: list[_Reading] = []
    found: list[Diagnostic] = []
    for number, line in enumerate(text.split("\n"), 1):
        tokens = tokens_of(line, number)
        if not tokens or tokens[0].text.startswith("#"):
            continue
        try:
            _line(tests, tokens, line)
        except _Wrong as wrong:
            found.append(
                Diagnostic(code=wrong.code, span=wrong.span, sentence=wrong.sentence, hint=wrong.hint, path=path)
            )
    found += [
        Diagnostic(code="X103", span=test.span, sentence=f"test '{test.name}' names no flow", hint="write `flow NAME` under it", path=path)
        for test in tests
        if not test.flow
    ]  # fmt: skip
    if not tests and not found:
        found.append(Diagnostic(code="X104", span=Span(1, 1, 1, 1), sentence="there is no test in this file", hint='begin with `test "name"`', path=path))  # fmt: skip
    return nouns.Transcript(path=path, tests=tuple([test.done() for test in tests if test.flow])), tuple(found)


def _line(tests: list[_Reading], tokens: list[Token], raw: str) -> None:
    head = tokens[0]
    if head.text == "test" and head.span.column == 1:
        tests.append(_Reading(_string(tokens, 1, 'test "name"'), head.span))
        return
    if not tests:
        raise _Wrong("X101", head.span, f"'{head.text}' stands before any test", 'begin with `test "name"`')
    reader = _READERS.get(head.text)
    if reader is None:
        near = closest(head.text, _READERS)
        raise _Wrong(
            "X101", head.span, f"'{head.text}' begins no line of a transcript",
            f"did you mean '{near}'?" if near else f"lines begin with {', '.join(_READERS)}",
        )  # fmt: skip
    reader(tests[-1], tokens, raw)


def _flow(test: _Reading, tokens: list[Token], _raw: str) -> None:
    test.flow, test.flow_span = _word(tokens, 1, "flow NAME"), tokens[1].span
    _nothing_after(tokens, 2)


def _clock(test: _Reading, tokens: list[Token], _raw: str) -> None:
    words = _word(tokens, 1, "clock 2026-03-02T09:00:00Z")
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise _Wrong(
            "X102", tokens[1].span, f"'{words}' is no date and time", "write it like 2026-03-02T09:00:00Z"
        ) from None
    test.clock = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _contact(test: _Reading, tokens: list[Token], _raw: str) -> None:
    rest = tokens[1:]
    if not rest or len(rest) % 2:
        raise _Wrong(
            "X102", tokens[0].span, "a contact is pairs of field and value", 'write `contact first_name "Ana"`'
        )
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        test.contact[name.text] = _plain(value)


def _plain(token: Token) -> Value:
    words: dict[str, Value] = {"yes": True, "true": True, "no": False, "false": False, "null": None}
    if token.kind == "string":
        return token.text
    return int(token.text) if re.fullmatch(r"-?\d+", token.text) else words.get(token.text, token.text)


def _user(test: _Reading, tokens: list[Token], _raw: str) -> None:
    second = _second(tokens, 'user "…", user taps OPTION, user sends image "…"')
    if second.kind == "string":
        test.lines.append(
            nouns.Says(texts=tuple([token.text for token in _listed(tokens[1:], "string")]), span=second.span)
        )
    elif second.text == "taps":
        target = _third(tokens, 'user taps track, or user taps "Track my order"')
        old = len(tokens) > 3 and tokens[3].text == "old"
        _nothing_after(tokens, 4 if old else 3)
        test.lines.append(nouns.Taps(option=target.text, by_label=target.kind == "string", old=old, span=target.span))
    elif second.text == "sends":
        kind = _third(tokens, 'user sends image "a caption"')
        if kind.text not in MEDIA:
            raise _Wrong("X102", kind.span, f"a customer cannot send '{kind.text}'", f"one of {', '.join(MEDIA)}")
        text = tokens[3].text if len(tokens) > 3 else ""
        test.lines.append(nouns.SendsMedia(kind=kind.text, text=text, span=kind.span))
    else:
        raise _Wrong(
            "X102",
            second.span,
            f"a customer does not '{second.text}'",
            'quotes round words: `user "hi"`; or `taps`, `sends`',
        )


def _bot(test: _Reading, tokens: list[Token], _raw: str) -> None:
    second = _second(tokens, 'bot "…", bot has "…", bot …, bot nothing')
    match second.kind, second.text:
        case "ellipsis", _:
            test.lines.append(nouns.BotAny(span=second.span))
            _nothing_after(tokens, 2)
        case "word", "nothing":
            test.lines.append(nouns.BotNothing(span=second.span))
            _nothing_after(tokens, 2)
        case ("string", _) | ("word", "has" | "choices" | "link"):
            test.lines.append(_bot_message(tokens))
        case _:
            raise _Wrong(
                "X102",
                second.span,
                f"'{second.text}' is nothing a bot does",
                'write `bot "…"`, `bot has "…"`, `bot …` or `bot nothing`',
            )


def _bot_message(tokens: list[Token]) -> nouns.Bot:
    part = tokens[1].text == "has" and tokens[1].kind == "word"
    at = 2 if part else 1
    text, link = "", None
    choices: tuple[str, ...] | None = None
    if part or tokens[at].kind == "string":
        text, at = _string(tokens, at, 'bot has "…"'), at + 1
    else:
        part = True
    while at < len(tokens):
        word = tokens[at]
        if word.text == "choices" and word.kind == "word":
            listed = _listed(_until_keyword(tokens[at + 1 :]), "word")
            choices, at = tuple([token.text for token in listed]), at + 2 * len(listed)
        elif word.text == "link" and word.kind == "word":
            link, at = _string(tokens, at + 1, 'link "label"'), at + 2
        else:
            raise _Wrong(
                "X102",
                word.span,
                f"'{word.text}' is not expected here",
                'after the text: `choices a, b` or `link "label"`',
            )
    return nouns.Bot(text=text, part=part, choices=choices, link=link, span=tokens[1].span)


def _until_keyword(tokens: list[Token]) -> list[Token]:
    end = next((at for at, token in enumerate(tokens) if token.kind == "word" and token.text == "link"), len(tokens))
    return tokens[:end]


def _wait(test: _Reading, tokens: list[Token], raw: str) -> None:
    words = raw.split("wait", 1)[1].strip()
    duration = read_duration(words)
    if not isinstance(duration, timedelta) or duration <= timedelta():
        raise _Wrong("X102", tokens[-1].span, f"'{words}' is no length of time", "write it like `wait 22h 55m`")
    test.lines.append(nouns.Pause(milliseconds=duration // timedelta(milliseconds=1), span=tokens[0].span))


def _expect(test: _Reading, tokens: list[Token], raw: str) -> None:
    what = _second(tokens, "expect end NAME, expect vars …, expect at NODE, expect refused REASON")
    match what.text:
        case "end":
            test.lines.append(nouns.ExpectEnd(outcome=_word(tokens, 2, "expect end NAME"), span=what.span))
        case "at":
            test.lines.append(nouns.ExpectAt(node=_word(tokens, 2, "expect at NODE"), span=what.span))
        case "refused":
            test.lines.append(
                nouns.ExpectRefused(reason=_word(tokens, 2, "expect refused window_closed"), span=what.span)
            )
        case "vars":
            test.lines.append(nouns.ExpectVars(conditions=tuple(_conditions(raw, what)), span=what.span))
        case _:
            raise _Wrong("X102", what.span, f"'{what.text}' cannot be expected", "one of end, at, vars, refused")


def _conditions(raw: str, what: Token) -> Iterator[object]:  # type: ignore[misc]
    """Comma-separated conditions; commas inside quotes, brackets and calls do not separate."""
    start = what.span.end_column - 1
    depth, quoted, begin = 0, False, start
    cuts = []
    for at, sign in enumerate(raw[start:], start):
        quoted = quoted != (sign == '"' and raw[at - 1] != "\\")
        depth += 0 if quoted else (sign in "([") - (sign in ")]")
        if sign == "," and not quoted and not depth:
            cuts.append((begin, at))
            begin = at + 1
    for first, last in [*cuts, (begin, len(raw))]:
        words = raw[first:last]
        column = first + len(words) - len(words.lstrip()) + 1
        parsed = parse_expression(words.strip(), path="", line=what.span.line, column=column)
        if parsed.value is None or parsed.diagnostics:
            complaint = parsed.diagnostics[0]
            raise _Wrong(complaint.code, complaint.span, complaint.sentence, complaint.hint)
        yield parsed.value


def _given(test: _Reading, tokens: list[Token], _raw: str) -> None:
    words = tuple(token.text for token in tokens[1:])
    at = tokens[0].span
    match words:
        case ("send", "refused", code, *rest) if code.isdigit():
            test.lines.append(nouns.Mishap(kind="refused", code=int(code), times=_times(rest), span=at))
        case ("send", "fails", "later", code, *rest) if code.isdigit():
            test.lines.append(nouns.Mishap(kind="fails_later", code=int(code), times=_times(rest), span=at))
        case ("send", "unreachable", *rest):
            test.lines.append(nouns.Mishap(kind="not_sent", times=_times(rest), span=at))
        case ("answer", "lost", *rest):
            test.lines.append(nouns.Mishap(kind="answer_lost", times=_times(rest), span=at))
        case ("webhooks", "doubled" | "reordered" as how):
            test.lines.append(nouns.Mishap(kind=how, span=at))  # type: ignore[arg-type]
        case _:
            raise _Wrong(
                "X102", at, f"'given {' '.join(words)}' is not known here",
                "given send refused CODE, given send fails later CODE, given send unreachable, given answer lost, given webhooks doubled",
            )  # fmt: skip


def _times(rest: list[str]) -> int:
    return int(rest[0]) if rest and rest[0].isdigit() else 1


_READERS: dict[str, Reader] = {
    "flow": _flow, "clock": _clock, "contact": _contact, "given": _given, "user": _user, "bot": _bot, "wait": _wait, "expect": _expect,
}  # fmt: skip


def _second(tokens: list[Token], form: str) -> Token:
    return _nth(tokens, 1, form)


def _third(tokens: list[Token], form: str) -> Token:
    return _nth(tokens, 2, form)


def _nth(tokens: list[Token], at: int, form: str) -> Token:
    if len(tokens) <= at:
        raise _Wrong("X102", tokens[-1].span, f"'{tokens[0].text}' is not complete", f"write `{form}`")
    return tokens[at]


def _string(tokens: list[Token], at: int, form: str) -> str:
    token = _nth(tokens, at, form)
    if token.kind != "string":
        raise _Wrong("X102", token.span, f"'{token.text}' needs quotes round it", f"write `{form}`")
    return token.text


def _word(tokens: list[Token], at: int, form: str) -> str:
    token = _nth(tokens, at, form)
    if token.kind != "word":
        raise _Wrong("X102", token.span, f"'{token.text}' is not a name", f"write `{form}`")
    return token.text


def _listed(tokens: list[Token], kind: str) -> list[Token]:
    """``a, b, c``: things of one kind with commas between them."""
    for at, token in enumerate(tokens):
        wanted = kind if at % 2 == 0 else "comma"
        if token.kind != wanted:
            raise _Wrong(
                "X102", token.span, f"'{token.text}' is not expected here", "a list has commas between its items"
            )
    if not tokens or len(tokens) % 2 == 0:
        raise _Wrong(
            "X102",
            tokens[-1].span if tokens else Span(1, 1, 1, 2),
            "the list is not complete",
            "a list has commas between its items",
        )
    return tokens[::2]


def _nothing_after(tokens: list[Token], count: int) -> None:
    if len(tokens) > count:
        raise _Wrong("X102", tokens[count].span, f"'{tokens[count].text}' is not expected here", "one sentence a line")
