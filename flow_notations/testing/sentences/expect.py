"""What must be so: ``expect …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.expressions import closest, parse_expression
from flow_notations.testing import transcript as nouns
from flow_notations.testing.forms import INCOMPLETE, Wrong, keyword, nothing_after, nth, string, whole, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flow_notations.expressions import Expr
    from flow_notations.testing.tokens import Token

    from .draft import Draft

HTTP_FORM = "expect http NODE attempts 2 calls 1 with one key last body {…}"
HANDOFF_FORM = 'expect handoff queue NAME note "…"'
REASONS = ("window_closed", "limit", "refused", "uncertain", "undelivered")


def expect(test: Draft, tokens: list[Token], raw: str) -> None:
    """One expectation."""
    what = nth(tokens, 1, f"expect {', expect '.join(_READERS)}, expect vars …")
    if what.text == "vars":
        test.lines.append(nouns.ExpectVars(conditions=tuple(_conditions(raw, what)), span=what.span))
        return
    reader = _READERS.get(what.text)
    if reader is None:
        known = (*_READERS, "vars")
        near = closest(what.text, known)
        hint = f"did you mean '{near}'?" if near else f"one of {', '.join(known)}"
        raise Wrong(INCOMPLETE, what.span, f"'{what.text}' cannot be expected", hint)
    test.lines.append(reader(tokens, what))


def _end(tokens: list[Token], what: Token) -> nouns.Expectation:
    nothing_after(tokens, 3)
    return nouns.ExpectEnd(outcome=word(tokens, 2, "expect end NAME"), span=what.span)


def _at(tokens: list[Token], what: Token) -> nouns.Expectation:
    nothing_after(tokens, 3)
    return nouns.ExpectAt(node=word(tokens, 2, "expect at NODE"), span=what.span)


def _refused(tokens: list[Token], what: Token) -> nouns.Expectation:
    reason = word(tokens, 2, "expect refused window_closed")
    if reason not in REASONS:
        raise Wrong(
            INCOMPLETE, tokens[2].span, f"nothing is ever refused as '{reason}'", f"one of {', '.join(REASONS)}"
        )
    nothing_after(tokens, 3)
    return nouns.ExpectRefused(reason=reason, span=what.span)


def _scheduled(tokens: list[Token], what: Token) -> nouns.Expectation:
    nothing_after(tokens, 3)
    return nouns.ExpectScheduled(flow=word(tokens, 2, "expect scheduled FLOW"), span=what.span)


def _handoff(tokens: list[Token], what: Token) -> nouns.Expectation:
    at, queue, note = 2, None, None
    if keyword(tokens, at, "queue"):
        queue, at = word(tokens, at + 1, HANDOFF_FORM), at + 2
    if keyword(tokens, at, "note"):
        note, at = string(tokens, at + 1, HANDOFF_FORM), at + 2
    nothing_after(tokens, at)
    return nouns.ExpectHandoff(queue=queue, note=note, span=what.span)


def _http(tokens: list[Token], what: Token) -> nouns.Expectation:
    node, at = word(tokens, 2, HTTP_FORM), 3
    attempts = calls = None
    one_key = has_body = False
    body = None
    while at < len(tokens):
        match [token.text for token in tokens[at : at + 3]]:
            case ["attempts", *_]:
                attempts, at = whole(tokens, at + 1, HTTP_FORM), at + 2
            case ["calls", *_]:
                calls, at = whole(tokens, at + 1, HTTP_FORM), at + 2
            case ["with", "one", "key"]:
                one_key, at = True, at + 3
            case ["last", "body", _]:
                if tokens[at + 2].kind != "json":
                    raise Wrong(INCOMPLETE, tokens[at + 2].span, "this is no JSON", f"write `{HTTP_FORM}`")
                has_body, body, at = True, tokens[at + 2].value, at + 3
            case _:
                raise Wrong(INCOMPLETE, tokens[at].span, f"'{tokens[at].text}' is not expected here", f"write `{HTTP_FORM}`")  # fmt: skip
    return nouns.ExpectHttp(
        node=node, attempts=attempts, calls=calls, one_key=one_key, has_body=has_body, body=body, span=tokens[2].span
    )


_READERS: dict[str, Callable[[list[Token], Token], nouns.Expectation]] = {
    "end": _end,
    "at": _at,
    "refused": _refused,
    "http": _http,
    "handoff": _handoff,
    "scheduled": _scheduled,
}


def _conditions(raw: str, what: Token) -> Iterator[Expr]:
    """Comma-separated conditions; commas inside quotes, brackets and calls do not separate."""
    for first, last in _cuts(raw, what.span.end_column - 1):
        words = raw[first:last]
        column = first + len(words) - len(words.lstrip()) + 1
        parsed = parse_expression(words.strip(), path="", line=what.span.line, column=column)
        if parsed.value is None or parsed.diagnostics:
            complaint = parsed.diagnostics[0]
            raise Wrong(complaint.code, complaint.span, complaint.sentence, complaint.hint)
        yield parsed.value


def _cuts(raw: str, start: int) -> list[tuple[int, int]]:
    depth, quote, begin = 0, "", start
    cuts = []
    for at, sign in enumerate(raw[start:], start):
        if quote:
            quote = "" if sign == quote and raw[at - 1] != "\\" else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "," and not depth:
            cuts.append((begin, at))
            begin = at + 1
        else:
            depth += (sign in "([") - (sign in ")]")
    return [*cuts, (begin, len(raw))]
