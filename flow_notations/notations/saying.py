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

MEDIA = ("image", "audio", "video", "document", "sticker")

SPEAKING_FIELDS: Mapping[str, Field] = {
    **{kind: Field(reader=Reader.QUOTED, doc=f"A public https address of the {kind}; copy is its caption.") for kind in MEDIA},
    "link": Field(reader=Reader.LINK, doc="A button that opens a web page: its label and its address."),
    "header": Field(reader=Reader.QUOTED, doc="A line above the text, without formatting."),
    "footer": Field(reader=Reader.QUOTED, doc="A small line under the text, without formatting."),
    "from": Field(reader=Reader.QUOTED, doc="The name under which agents and transcripts see this message."),
    "template": Field(
        reader=Reader.TEMPLATE_USE,
        doc="An approved template. With copy beside it, the copy goes out while the window is open and the template when it is closed.",
    ),
}  # fmt: skip
"""Settings that every speaking notation shares."""


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
    return bool(node.copy) or any(node.setting(kind) for kind in (*MEDIA, "link"))


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
    if (setting := node.setting("template")) is not None:
        assert isinstance(setting.value, ast.TemplateUse)
        extras["template"] = _template(setting.value, binder)
    return extras


def _link(label: Callable[[Scope], str], address: Callable[[Scope], str]) -> Callable[[Scope], tuple[str, str]]:
    return lambda scope: (label(scope), address(scope))


def _attachment(kind: str, address: Callable[[Scope], str]) -> Callable[[Scope], Attachment]:
    return lambda scope: Attachment(kind=kind, details={"link": address(scope)})  # type: ignore[arg-type]


def _template(use: ast.TemplateUse, binder: Binder) -> Callable[[Scope], TemplateCall]:
    arguments = [(".".join(given.target), binder.expression(given.value)) for given in use.arguments]

    def call(scope: Scope) -> TemplateCall:
        filled = tuple((name, str(value(scope))) for name, value in arguments)
        return TemplateCall(name=use.name.text, language=binder.language, parameters=filled)

    return call
