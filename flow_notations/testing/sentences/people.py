"""What people do: ``user …`` and ``agent …``, and ``wait``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flow_notations.testing import transcript as nouns
from flow_notations.testing.forms import (
    INCOMPLETE,
    Wrong,
    duration_ms,
    keyword,
    listed,
    nothing_after,
    nth,
    string,
    word,
)

if TYPE_CHECKING:
    from flow_notations.testing.tokens import Token

    from .draft import Draft

MEDIA = ("image", "audio", "voice", "video", "document", "sticker", "location", "contact", "unsupported")
PLACE_FORM = 'user sends location 40.4168 -3.7038 "Plaza Mayor"'
LATITUDE_MAX = 90
LONGITUDE_MAX = 180
"""Degrees, as maps have them."""
TAP_FORM = 'user taps "Label" of template NAME payload "…"'


def user(test: Draft, tokens: list[Token], _raw: str) -> None:
    """``user "hi"``, ``user taps …``, ``user quotes …``, ``user sends …``."""
    after = nth(tokens, 1, 'user "…", user taps OPTION, user sends image "…"')
    match after.kind, after.text:
        case "string", _:
            test.lines.append(_says(tokens))
        case "word", "taps":
            test.lines.append(_taps(tokens))
        case "word", "quotes":
            form = 'user quotes "words of ours" "the answer"'
            part, text = string(tokens, 2, form), string(tokens, 3, form)
            nothing_after(tokens, 4)
            test.lines.append(nouns.Quotes(part=part, text=text, span=after.span))
        case "word", "sends":
            test.lines.append(_sends(tokens))
        case _:
            hint = 'quotes round words: `user "hi"`; or `taps`, `quotes`, `sends`'
            raise Wrong(INCOMPLETE, after.span, f"a customer does not '{after.text}'", hint)


def _says(tokens: list[Token]) -> nouns.Says:
    late = next((at for at in range(len(tokens)) if keyword(tokens, at, "late")), len(tokens))
    late_ms = duration_ms(tokens, late + 1, 'user "hi" late 10m') if late < len(tokens) else 0
    texts = tuple([token.text for token in listed(tokens[1:late], "string", tokens[0])])
    return nouns.Says(texts=texts, late_ms=late_ms, span=tokens[1].span)


def _taps(tokens: list[Token]) -> nouns.Taps | nouns.TapsTemplate:
    target = nth(tokens, 2, 'user taps track, or user taps "Track my order"')
    if target.kind not in ("word", "string"):
        raise Wrong(
            INCOMPLETE, target.span, f"'{target.text}' cannot be tapped", "an option's id, or its label in quotes"
        )
    if keyword(tokens, 3, "of"):
        label = string(tokens, 2, TAP_FORM)
        if not keyword(tokens, 4, "template"):
            raise Wrong(INCOMPLETE, tokens[3].span, "'of' is followed by 'template'", f"write `{TAP_FORM}`")
        name, payload = word(tokens, 5, TAP_FORM), label
        if keyword(tokens, 6, "payload"):
            payload = string(tokens, 7, TAP_FORM)
            nothing_after(tokens, 8)
        else:
            nothing_after(tokens, 6)
        return nouns.TapsTemplate(label=label, template=name, payload=payload, span=target.span)
    old = keyword(tokens, 3, "old")
    nothing_after(tokens, 4 if old else 3)
    return nouns.Taps(option=target.text, by_label=target.kind == "string", old=old, span=target.span)


def _sends(tokens: list[Token]) -> nouns.SendsMedia:
    kind = nth(tokens, 2, 'user sends image "a caption"')
    if kind.text not in MEDIA:
        raise Wrong(INCOMPLETE, kind.span, f"a customer cannot send '{kind.text}'", f"one of {', '.join(MEDIA)}")
    place, at = _place(tokens) if kind.text == "location" else (None, 3)
    text = string(tokens, at, 'user sends image "a caption"') if len(tokens) > at else ""
    nothing_after(tokens, at + 1)
    return nouns.SendsMedia(kind=kind.text, text=text, place=place, span=kind.span)


def _place(tokens: list[Token]) -> tuple[tuple[float, float] | None, int]:
    """``location 40.4168 -3.7038 "Plaza Mayor"``: latitude and longitude, if they are stated, and where the rest begins."""
    numbers = [token for token in tokens[3:] if token.kind not in ("string", "comma")]
    if not numbers:
        return None, 3
    end = tokens.index(numbers[-1]) + 1
    try:
        latitude, longitude = [float(token.text) for token in numbers]
    except ValueError:
        latitude = longitude = math.inf
    if abs(latitude) <= LATITUDE_MAX and abs(longitude) <= LONGITUDE_MAX:
        return (latitude, longitude), end
    words = " ".join(token.text for token in numbers)
    raise Wrong(INCOMPLETE, numbers[0].span, f"'{words}' is no latitude and longitude", f"write `{PLACE_FORM}`")


def agent(test: Draft, tokens: list[Token], _raw: str) -> None:
    """``agent "…"``, ``agent releases [disposition "…"]``, ``agent ends [disposition "…"]``."""
    form = 'agent "Good evening", agent releases disposition "sold", agent ends'
    after = nth(tokens, 1, form)
    if after.kind == "string":
        nothing_after(tokens, 2)
        test.lines.append(nouns.AgentSays(text=after.text, span=after.span))
        return
    if after.text not in ("releases", "ends"):
        raise Wrong(INCOMPLETE, after.span, f"an agent does not '{after.text}'", f"write `{form}`")
    disposition = None
    if keyword(tokens, 2, "disposition"):
        disposition = string(tokens, 3, form)
        nothing_after(tokens, 4)
    else:
        nothing_after(tokens, 2)
    outcome = "released" if after.text == "releases" else "ended"
    test.lines.append(nouns.AgentLeaves(outcome=outcome, disposition=disposition, span=after.span))  # type: ignore[arg-type]


def wait(test: Draft, tokens: list[Token], _raw: str) -> None:
    """``wait 22h 55m``."""
    test.lines.append(nouns.Pause(milliseconds=duration_ms(tokens, 1, "wait 22h 55m"), span=tokens[0].span))
