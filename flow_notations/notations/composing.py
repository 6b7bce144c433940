"""What fits into one message, and what does not: the channel shows one medium, few kinds of it beside buttons, copy under some.

Flows in: a node that speaks. Flows out: complaints F218, F219 and F225 to F229 about what a customer would never see.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions import Constant, Template, Unary, print_template

from .saying import MEDIA, POINTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Expr
    from flow_notations.notation import Complain
    from flow_notations.source import Span
    from flow_notations.values import Number

SHOWN: Final = (*MEDIA, *POINTING)
"""Of these a message has one."""
UNCAPTIONED: Final = ("audio", "sticker", *POINTING)
"""Messages that carry no words. Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages"""
HEADING: Final = ("image", "video", "document")
"""Media that can stand above a text with buttons or a link."""
FRAMES: Final = ("header", "footer")
CARDS_MAX: Final = 257
"""Contact cards in one message. Source: …/whatsapp/messages/contacts-messages"""
DEGREES_MAX: Final = (("latitude", 90), ("longitude", 180))


def examine_parts(node: ast.Node, complain: Complain) -> None:
    """Complain of parts that cannot go out together."""
    shown = [setting for setting in node.items(ast.Setting) if setting.key.text in SHOWN]
    kinds = list(dict.fromkeys(setting.key.text for setting in shown))
    _together(node, shown, kinds, complain)
    if kinds and kinds[0] in UNCAPTIONED and node.copy:
        sentence = f"{_an(kinds[0])} carries no copy"
        complain("F219", node.copy[0].span, sentence, "say it in a `send` of its own, before it or after it")
    if not (node.options or node.setting("link") or _asks_yes_no(node)):
        for frame in (setting for setting in node.items(ast.Setting) if setting.key.text in FRAMES):
            sentence = f"a {frame.key} shows beside buttons, a list or a link alone"
            complain("F225", frame.span, sentence, "make it a line of copy", warning=True)
    _places(node, complain)
    _labels(node, complain)
    _addresses(node, complain)
    cards = node.settings("contact")
    if len(cards) > CARDS_MAX:
        sentence = f"{len(cards)} contact cards; a message carries {CARDS_MAX}"
        complain("F227", cards[CARDS_MAX].span, sentence, "send the rest in another message")


def _together(node: ast.Node, shown: list[ast.Setting], kinds: list[str], complain: Complain) -> None:
    """F218: two things of which the customer would see one."""
    hint = "write two nodes, one after the other"
    for setting in shown:
        if setting.key.text != kinds[0]:
            complain("F218", setting.span, f"one message carries {_an(kinds[0])} or {_an(setting.key.text)}", hint)
    link = node.setting("link")
    if link is not None and node.options:
        complain("F218", link.span, "one message carries options or a link", hint)
    if not kinds or not (link or node.options):
        return
    what = "a link" if link else "options"
    if kinds[0] not in HEADING:
        complain("F218", shown[0].span, f"one message carries {what} or {_an(kinds[0])}", hint)
    elif _as_list(node):
        complain("F218", shown[0].span, f"one message carries a list or {_an(kinds[0])}", "show buttons, or numbers")


def _as_list(node: ast.Node) -> bool:
    show = node.setting("show")
    return show is not None and isinstance(show.value, ast.Show) and show.value.how.text in ("list", "pages")


def _asks_yes_no(node: ast.Node) -> bool:
    return node.kind is not None and node.kind.name.text == "yes_no"


def _labels(node: ast.Node, complain: Complain) -> None:
    """F228: buttons and rows without a word, which the channel refuses together with their message."""
    labels = [(option.label, option.label_span) for option in node.options]
    for setting in node.items(ast.Setting):
        match setting.value:
            case ast.Link(label=label) if setting.key.text == "link":
                labels.append((label, setting.value_span))
            case ast.Show(button=button) if button is not None:
                labels.append((button, setting.value_span))
            case _:
                pass
    for label, span in labels:
        if label.literal is not None and not label.literal.strip():
            complain("F228", span, "this label is empty; the channel refuses such a message", "write what it says")


def _addresses(node: ast.Node, complain: Complain) -> None:
    """F229: addresses from which the channel fetches nothing, or that it does not open."""
    for setting in node.items(ast.Setting):
        match setting.key.text, setting.value:
            case kind, Template() as address if kind in MEDIA:
                _address(address, ("https://",), setting.value_span, complain)
            case "link", ast.Link(address=address):
                _address(address, ("https://", "http://"), setting.value_span, complain)
            case _:
                pass


def _address(address: Template, schemes: tuple[str, ...], span: Span, complain: Complain) -> None:
    """A value at the very beginning may hold all of it."""
    written = address.parts[0] if address.parts else ""
    if isinstance(written, str) and not written.lower().startswith(schemes):
        whole = print_template(address)
        known = whole.startswith("www.") or "://" in whole
        hint = f"write {schemes[0]}{whole.rpartition('://')[2]}" if known else "write the whole address: https://…"
        complain("F229", span, f"'{whole}' is no {schemes[0].partition(':')[0]} address", hint)


def _places(node: ast.Node, complain: Complain) -> None:
    """F226: written degrees that are not on the globe."""
    for setting in node.settings("location"):
        for name, degrees, most in _degrees(setting.value):
            number = _written(degrees)
            if number is not None and not -most <= number <= most:
                sentence = f"{name} {number} is not between -{most} and {most} degrees"
                complain("F226", degrees.span, sentence, "latitude comes first, then longitude")


def _degrees(place: ast.SettingValue) -> Iterator[tuple[str, Expr, int]]:
    if isinstance(place, ast.Place):
        for (name, most), degrees in zip(DEGREES_MAX, (place.latitude, place.longitude), strict=True):
            yield name, degrees, most


def _written(degrees: Expr) -> Number | None:
    match degrees:
        case Constant(bool()):
            return None
        case Constant(int() | Decimal() as number):
            return number
        case Unary("-", operand):
            positive = _written(operand)
            return None if positive is None else -positive
        case _:
            return None


def _an(kind: str) -> str:
    return {"contact": "a contact card", "image": "an image", "audio": "an audio"}.get(kind, f"a {kind}")
