"""Copy and what hangs on it, bound to one ``Utterance``: shared by every notation that speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.effects import Attachment, TemplateCall, Utterance
from flow_notations.expressions import Scope
from flow_notations.notation import Field, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.notation import Binder
    from flow_notations.values import Value

MEDIA = ("image", "audio", "video", "document", "sticker")
POINTING = ("location", "contact")
"""What a message can show instead of words or a medium."""

CAPTIONS = dict.fromkeys(("image", "video", "document"), "; copy is its caption")

SPEAKING_FIELDS: Mapping[str, Field] = {
    **{kind: Field(reader=Reader.QUOTED, doc=f"A public https address of the {kind}{CAPTIONS.get(kind, '')}.") for kind in MEDIA},
    "link": Field(reader=Reader.LINK, doc="A button that opens a web page: its label and its whole address, with https://."),
    "header": Field(reader=Reader.QUOTED, doc="A line above the text, without formatting."),
    "footer": Field(reader=Reader.QUOTED, doc="A small line under the text, without formatting."),
    "from": Field(reader=Reader.QUOTED, doc="The name under which agents and transcripts see this message."),
    "template": Field(
        reader=Reader.TEMPLATE_USE,
        doc="An approved template. With copy beside it, the copy goes out while the window is open and the template when it is closed. Declare a form for every language: `template back en, es (name text 40)` in the centre; where there is none, the centre's language goes out.",
    ),
}  # fmt: skip
"""Settings that every speaking notation shares."""

POINTING_FIELDS: Mapping[str, Field] = {
    "location": Field(reader=Reader.PLACE, doc="A pin on the map: its name, its address, and degrees of latitude and longitude."),
    "contact": Field(reader=Reader.CARD, doc="A contact card to keep: a name and telephone numbers with their country code.", many=True),
}  # fmt: skip
"""Settings of a message that shows a place or a person."""


def bind_utterance(node: ast.Node, binder: Binder) -> Callable[[Scope], Utterance]:
    """What the node says, as a function of the names. Copy that never changes, the usual case, is made once."""
    extras = _extras(node, binder)
    if not extras:
        return bind_text(node.copy, binder)
    text = binder.copy(node.copy)
    return lambda scope: Utterance(text=text(scope), **{key: make(scope) for key, make in extras.items()})  # type: ignore[arg-type]


def bind_text(copy: ast.Copy, binder: Binder) -> Callable[[Scope], Utterance]:
    """Only copy: re-asks, reminders."""
    text = binder.copy(copy)
    if all(isinstance(part, ast.CopyLine) and part.template.literal is not None for part in copy):
        always = Utterance(text=text(Scope()))
        return lambda _scope: always
    return lambda scope: Utterance(text=text(scope))


def speaks_freely(node: ast.Node) -> bool:
    """Whether the node sends something that needs an open window."""
    return bool(node.copy) or any(node.setting(kind) for kind in (*MEDIA, *POINTING, "link"))


def _extras(node: ast.Node, binder: Binder) -> dict[str, Callable[[Scope], object]]:
    extras: dict[str, Callable[[Scope], object]] = {}
    for key, part in (("header", "header"), ("footer", "footer"), ("from", "speaker")):
        if (setting := node.setting(key)) is not None:
            extras[part] = binder.template(setting.value)
    if (setting := node.setting("link")) is not None:
        assert isinstance(setting.value, ast.Link)
        extras["link"] = _link(binder.template(setting.value.label), binder.template(setting.value.address))
    for kind in MEDIA:
        if (setting := node.setting(kind)) is not None:
            extras["attachment"] = _attachment(kind, binder.template(setting.value))
    if (setting := node.setting("location")) is not None:
        assert isinstance(setting.value, ast.Place)
        extras["attachment"] = _place(setting.value, binder)
    if cards := [setting.value for setting in node.settings("contact") if isinstance(setting.value, ast.Card)]:
        extras["attachment"] = _cards(cards, binder)
    if (setting := node.setting("template")) is not None:
        assert isinstance(setting.value, ast.TemplateUse)
        extras["template"] = _template(setting.value, binder)
    return extras


def _link(label: Callable[[Scope], str], address: Callable[[Scope], str]) -> Callable[[Scope], tuple[str, str]]:
    return lambda scope: (label(scope), address(scope))


def _attachment(kind: str, address: Callable[[Scope], str]) -> Callable[[Scope], Attachment]:
    return lambda scope: Attachment(kind=kind, details={"link": address(scope)})  # type: ignore[arg-type]


def _place(place: ast.Place, binder: Binder) -> Callable[[Scope], Attachment]:
    degrees = {"latitude": binder.expression(place.latitude), "longitude": binder.expression(place.longitude)}
    words = {"name": place.name, "address": place.address}
    said = {key: binder.template(given) for key, given in words.items() if given is not None}
    parts = {**degrees, **said}
    return lambda scope: Attachment(kind="location", details={key: make(scope) for key, make in parts.items()})


def _cards(cards: list[ast.Card], binder: Binder) -> Callable[[Scope], Attachment]:
    made = [(binder.template(card.name), [binder.template(phone) for phone in card.phones]) for card in cards]

    def attach(scope: Scope) -> Attachment:
        filled: list[Value] = [
            {"name": name(scope), "phones": tuple([phone(scope) for phone in phones])} for name, phones in made
        ]
        return Attachment(kind="contact", details={"cards": tuple(filled)})

    return attach


def _template(use: ast.TemplateUse, binder: Binder) -> Callable[[Scope], TemplateCall]:
    arguments = [(".".join(given.target), binder.expression(given.value)) for given in use.arguments]
    language = binder.template_language(use.name.text)

    def call(scope: Scope) -> TemplateCall:
        filled = tuple((name, str(value(scope))) for name, value in arguments)
        return TemplateCall(name=use.name.text, language=language, parameters=filled)

    return call
