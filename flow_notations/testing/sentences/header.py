"""One reader for each first word of a transcript's lines. In: the tokens of a line. Out: a line of the test, or ``Wrong``."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from flow_notations.expressions import parse_expression, read_duration

from . import transcript as nouns
from .forms import Wrong, listed, nothing_after, second, string, third, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Expr
    from flow_notations.source import Span
    from flow_notations.values import Value

    from .tokens import Token

CLOCK_DEFAULT = "2026-03-02T09:00:00+00:00"
"""A Monday morning, when a test names no clock."""
MEDIA = ("image", "audio", "voice", "video", "document", "sticker", "location", "contact")


class Draft:
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


Read: TypeAlias = "Callable[[Draft, list[Token], str], None]"


def _flow(test: Draft, tokens: list[Token], _raw: str) -> None:
    test.flow, test.flow_span = word(tokens, 1, "flow NAME"), tokens[1].span
    nothing_after(tokens, 2)


def _clock(test: Draft, tokens: list[Token], _raw: str) -> None:
    words = word(tokens, 1, "clock 2026-03-02T09:00:00Z")
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise Wrong(
            "X102", tokens[1].span, f"'{words}' is no date and time", "write it like 2026-03-02T09:00:00Z"
        ) from None
    test.clock = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _contact(test: Draft, tokens: list[Token], _raw: str) -> None:
    rest = tokens[1:]
    if not rest or len(rest) % 2:
        raise Wrong("X102", tokens[0].span, "a contact is pairs of field and value", 'write `contact first_name "Ana"`')
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        test.contact[name.text] = _plain(value)


def _plain(token: Token) -> Value:
    words: dict[str, Value] = {"yes": True, "true": True, "no": False, "false": False, "null": None}
    if token.kind == "string":
        return token.text
    return int(token.text) if re.fullmatch(r"-?\d+", token.text) else words.get(token.text, token.text)


def _user(test: Draft, tokens: list[Token], _raw: str) -> None:
    after = second(tokens, 'user "…", user taps OPTION, user sends image "…"')
    if after.kind == "string":
        test.lines.append(
            nouns.Says(texts=tuple([token.text for token in listed(tokens[1:], "string")]), span=after.span)
        )
    elif after.text == "taps":
        target = third(tokens, 'user taps track, or user taps "Track my order"')
        old = len(tokens) > 3 and tokens[3].text == "old"
        nothing_after(tokens, 4 if old else 3)
        test.lines.append(nouns.Taps(option=target.text, by_label=target.kind == "string", old=old, span=target.span))
    elif after.text == "sends":
        kind = third(tokens, 'user sends image "a caption"')
        if kind.text not in MEDIA:
            raise Wrong("X102", kind.span, f"a customer cannot send '{kind.text}'", f"one of {', '.join(MEDIA)}")
        text = tokens[3].text if len(tokens) > 3 else ""
        test.lines.append(nouns.SendsMedia(kind=kind.text, text=text, span=kind.span))
    else:
        raise Wrong(
            "X102",
            after.span,
            f"a customer does not '{after.text}'",
            'quotes round words: `user "hi"`; or `taps`, `sends`',
        )


def _bot(test: Draft, tokens: list[Token], _raw: str) -> None:
    after = second(tokens, 'bot "…", bot has "…", bot …, bot nothing')
    match after.kind, after.text:
        case "ellipsis", _:
            test.lines.append(nouns.BotAny(span=after.span))
            nothing_after(tokens, 2)
        case "word", "nothing":
            test.lines.append(nouns.BotNothing(span=after.span))
            nothing_after(tokens, 2)
        case ("string", _) | ("word", "has" | "choices" | "link"):
            test.lines.append(_bot_message(tokens))
        case _:
            raise Wrong(
                "X102",
                after.span,
                f"'{after.text}' is nothing a bot does",
                'write `bot "…"`, `bot has "…"`, `bot …` or `bot nothing`',
            )


def _bot_message(tokens: list[Token]) -> nouns.Bot:
    part = tokens[1].text == "has" and tokens[1].kind == "word"
    at = 2 if part else 1
    text, link = "", None
    choices: tuple[str, ...] | None = None
    if part or tokens[at].kind == "string":
        text, at = string(tokens, at, 'bot has "…"'), at + 1
    else:
        part = True
    while at < len(tokens):
        word = tokens[at]
        if word.text == "choices" and word.kind == "word":
            found = listed(_until_keyword(tokens[at + 1 :]), "word")
            choices, at = tuple([token.text for token in found]), at + 2 * len(found)
        elif word.text == "link" and word.kind == "word":
            link, at = string(tokens, at + 1, 'link "label"'), at + 2
        else:
            raise Wrong(
                "X102",
                word.span,
                f"'{word.text}' is not expected here",
                'after the text: `choices a, b` or `link "label"`',
            )
    return nouns.Bot(text=text, part=part, choices=choices, link=link, span=tokens[1].span)


def _until_keyword(tokens: list[Token]) -> list[Token]:
    end = next((at for at, token in enumerate(tokens) if token.kind == "word" and token.text == "link"), len(tokens))
    return tokens[:end]


def _wait(test: Draft, tokens: list[Token], raw: str) -> None:
    words = raw.split("wait", 1)[1].strip()
    duration = read_duration(words)
    if not isinstance(duration, timedelta) or duration <= timedelta():
        raise Wrong("X102", tokens[-1].span, f"'{words}' is no length of time", "write it like `wait 22h 55m`")
    test.lines.append(nouns.Pause(milliseconds=duration // timedelta(milliseconds=1), span=tokens[0].span))


def _expect(test: Draft, tokens: list[Token], raw: str) -> None:
    what = second(tokens, "expect end NAME, expect vars …, expect at NODE, expect refused REASON")
    match what.text:
        case "end":
            test.lines.append(nouns.ExpectEnd(outcome=word(tokens, 2, "expect end NAME"), span=what.span))
        case "at":
            test.lines.append(nouns.ExpectAt(node=word(tokens, 2, "expect at NODE"), span=what.span))
        case "refused":
            test.lines.append(
                nouns.ExpectRefused(reason=word(tokens, 2, "expect refused window_closed"), span=what.span)
            )
        case "vars":
            test.lines.append(nouns.ExpectVars(conditions=tuple(_conditions(raw, what)), span=what.span))
        case _:
            raise Wrong("X102", what.span, f"'{what.text}' cannot be expected", "one of end, at, vars, refused")


def _conditions(raw: str, what: Token) -> Iterator[Expr]:
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
            raise Wrong(complaint.code, complaint.span, complaint.sentence, complaint.hint)
        yield parsed.value


def _given(test: Draft, tokens: list[Token], _raw: str) -> None:
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
            test.lines.append(nouns.Mishap(kind=how, span=at))
        case _:
            raise Wrong(
                "X102", at, f"'given {' '.join(words)}' is not known here",
                "given send refused CODE, given send fails later CODE, given send unreachable, given answer lost, given webhooks doubled",
            )  # fmt: skip


def _times(rest: list[str]) -> int:
    return int(rest[0]) if rest and rest[0].isdigit() else 1


READERS: dict[str, Read] = {
    "flow": _flow, "clock": _clock, "contact": _contact, "given": _given, "user": _user, "bot": _bot, "wait": _wait, "expect": _expect,
}  # fmt: skip


"""By the first word of a line."""
