"""What stands behind the flow in a test, and what goes wrong there: ``given …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.testing import transcript as nouns
from flow_notations.testing.forms import INCOMPLETE, Wrong, keyword, nothing_after, nth, whole, word

if TYPE_CHECKING:
    from flow_notations.source import Span
    from flow_notations.testing.tokens import Token
    from flow_notations.values import Value

    from .draft import Draft

HTTP_FORM = "given http NODE replies timeout, 500, 200 {…}"
CALL_FORM = "given call NODE ends OUTCOME {…}"
MISHAPS: dict[tuple[str, ...], nouns.MishapKind] = {
    ("send", "refused", "CODE"): "refused",
    ("send", "fails", "later", "CODE"): "fails_later",
    ("send", "unreachable"): "not_sent",
    ("answer", "lost"): "answer_lost",
    ("statuses", "lost"): "statuses_lost",
    ("webhooks", "doubled"): "doubled",
    ("webhooks", "reordered"): "reordered",
    ("crash", "before", "send"): "crash_before_send",
    ("crash", "after", "send"): "crash_after_send",
    ("crash", "after", "saves"): "crash_after_saves",
}
"""The words after ``given`` of everything that can go wrong; a number of times may follow."""
LASTING = ("statuses_lost", "doubled", "reordered")
"""Those that hold until the test ends: a number of times means nothing there."""


def given(test: Draft, tokens: list[Token], _raw: str) -> None:
    """``given http …``, ``given call …``, ``given nobody on duty``, or a mishap."""
    what = nth(tokens, 1, HTTP_FORM)
    match what.text:
        case "http":
            test.lines.append(_http(tokens))
        case "call":
            test.calls.append(_call(tokens))
        case "nobody":
            test.lines.append(nouns.GivenNobody(span=what.span))
            if not (keyword(tokens, 2, "on") and keyword(tokens, 3, "duty")):
                raise Wrong(INCOMPLETE, what.span, "nobody is what?", "write `given nobody on duty`")
            nothing_after(tokens, 4)
        case _:
            test.lines.append(_mishap(tokens))


def _http(tokens: list[Token]) -> nouns.GivenHttp:
    node = word(tokens, 2, HTTP_FORM)
    if word(tokens, 3, HTTP_FORM) != "replies":
        raise Wrong(INCOMPLETE, tokens[3].span, f"'{tokens[3].text}' is not expected here", f"write `{HTTP_FORM}`")
    nth(tokens, 4, HTTP_FORM)
    replies: list[nouns.Scripted] = []
    at = 4
    while at < len(tokens):
        reply, at = _reply(tokens, at)
        replies.append(reply)
        if at < len(tokens) and tokens[at].kind != "comma":
            raise Wrong(INCOMPLETE, tokens[at].span, f"'{tokens[at].text}' is not expected here", "replies have commas between them")  # fmt: skip
        at += 1
    if tokens[-1].kind == "comma":
        raise Wrong(INCOMPLETE, tokens[-1].span, "the list is not complete", f"write `{HTTP_FORM}`")
    return nouns.GivenHttp(node=node, replies=tuple(replies), span=tokens[2].span)


def _reply(tokens: list[Token], at: int) -> tuple[nouns.Scripted, int]:
    token = tokens[at]
    if token.text == "timeout":
        return nouns.Scripted(status=None), at + 1
    if not (token.text.isdecimal() and 100 <= int(token.text) <= 599):
        raise Wrong(INCOMPLETE, token.span, f"a service does not reply '{token.text}'", "an HTTP status, or `timeout`")
    has_body = at + 1 < len(tokens) and tokens[at + 1].kind in ("json", "string", "broken")
    if not has_body:
        return nouns.Scripted(status=int(token.text)), at + 1
    return nouns.Scripted(status=int(token.text), body=_body(tokens[at + 1])), at + 2


def _body(token: Token) -> Value:
    if token.kind == "broken":
        raise Wrong(INCOMPLETE, token.span, "this is no JSON", 'names and texts in double quotes: {"state": "late"}')
    return token.text if token.kind == "string" else token.value


def _call(tokens: list[Token]) -> nouns.GivenCall:
    node = word(tokens, 2, CALL_FORM)
    if word(tokens, 3, CALL_FORM) != "ends":
        raise Wrong(INCOMPLETE, tokens[3].span, f"'{tokens[3].text}' is not expected here", f"write `{CALL_FORM}`")
    outcome = word(tokens, 4, CALL_FORM)
    values = _body(tokens[5]) if len(tokens) > 5 else {}
    if not isinstance(values, dict):
        raise Wrong(INCOMPLETE, tokens[5].span, "what an end gives is a record", f"write `{CALL_FORM}`")
    nothing_after(tokens, 6)
    return nouns.GivenCall(node=node, outcome=outcome, values=values, span=tokens[2].span)


def _mishap(tokens: list[Token]) -> nouns.Mishap:
    words = tuple(token.text for token in tokens[1:])
    for form, kind in MISHAPS.items():
        if len(words) >= len(form) and all(wanted in ("CODE", word) for wanted, word in zip(form, words, strict=False)):
            return _of_kind(tokens, form, kind)
    known = ", ".join(f"given {' '.join(form)}" for form in MISHAPS)
    at: Span = tokens[1].span
    raise Wrong(INCOMPLETE, at, f"'given {' '.join(words)}' is not known here", f"{HTTP_FORM}, {CALL_FORM}, {known}")


def _of_kind(tokens: list[Token], form: tuple[str, ...], kind: nouns.MishapKind) -> nouns.Mishap:
    written = f"given {' '.join(form)}"
    code = whole(tokens, len(form), written) if "CODE" in form else None
    after = len(form) + 1
    times = 1
    if len(tokens) > after and kind not in LASTING:
        times, after = whole(tokens, after, f"{written} 2"), after + 1
    nothing_after(tokens, after)
    return nouns.Mishap(kind=kind, code=code, times=times, span=tokens[1].span)
