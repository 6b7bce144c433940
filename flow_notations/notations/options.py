"""Options of a question: how they show (buttons, list, numbers) and how an answer finds its option.

Literal options are settled when the flow is bound. Options from data are settled when they are asked, and what was
offered then is kept in the wait's memory, so that a tap after a restart still finds its item.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flow_notations import ast, values
from flow_notations.answers import OptionIndex, OptionWords
from flow_notations.effects import Choice, Menu
from flow_notations.expressions import Scope
from flow_notations.profile import units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flow_notations.effects import Show
    from flow_notations.notation import Binder
    from flow_notations.profile import ChannelProfile
    from flow_notations.values import Value

LIST_BUTTONS = {
    "en": "Options", "es": "Opciones", "pt": "Opções", "fr": "Options", "de": "Auswahl", "ar": "الخيارات", "hi": "विकल्प",
}  # fmt: skip
"""The label of the button that opens a list, when the author wrote none."""

YES_NO_LABELS = {
    "en": ("Yes", "No"), "es": ("Sí", "No"), "pt": ("Sim", "Não"), "fr": ("Oui", "Non"), "de": ("Ja", "Nein"),
    "ar": ("نعم", "لا"), "hi": ("हाँ", "नहीं"),
}  # fmt: skip
"""Buttons of a yes/no question without options of its own."""

YES_NO_VALUES: dict[str, Value] = {"yes": True, "no": False}
NAMED_BY_OPTION = ("choice", "yes_no")
"""Kinds whose answer is the option itself. Beside any other kind an option gives its ``= value``, or only its arrow."""
_NO_NAMES = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The options as they stand in one ask. ``lines`` is the numbered text, when they show as numbers."""

    menu: Menu
    index: OptionIndex
    items: dict[str, Item]
    lines: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One option made ready: words, value, arrow. A ``value`` of null gives the variable nothing."""

    id: str
    label: str
    value: Value
    target: str | None = None
    also: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    description: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What decides how options show."""

    profile: ChannelProfile
    language: str
    show: str | None = None
    button: str | None = None
    positions: bool = True


def offer(items: Sequence[Item], style: Style) -> Offered:
    """Lay options out by the channel's limits."""
    choices = tuple(
        [Choice(id=item.id, label=item.label, description=item.description, section=item.section) for item in items]
    )
    show = resolve_show(choices, style.show, style.profile)
    lines = (
        "\n".join(_numbered(number, choice) for number, choice in enumerate(choices, 1)) if show == "numbers" else ""
    )
    label = (style.button or LIST_BUTTONS.get(style.language, LIST_BUTTONS["en"])) if show == "list" else None
    words = [OptionWords(id=item.id, label=item.label, also=item.also, hears=item.hears) for item in items]
    return Offered(
        menu=Menu(show=show, choices=choices, button=label),
        index=OptionIndex(words, style.language, positions=style.positions),
        items={item.id: item for item in items},
        lines=lines,
    )


def resolve_show(choices: Sequence[Choice], wanted: str | None, profile: ChannelProfile) -> Show:
    """How options show: as the author says where the channel can carry it, else the first form that carries them."""
    forms: dict[Show, bool] = {
        "buttons": len(choices) <= profile.buttons_max
        and all(units(choice.label) <= profile.button_label_units_max and not choice.description for choice in choices)
        and _distinct(choices),
        "list": len(choices) <= profile.rows_max
        and all(units(choice.label) <= profile.row_label_units_max for choice in choices)
        and all(units(choice.description or "") <= profile.row_description_units_max for choice in choices),
        "numbers": True,
    }
    fitting = [form for form, fits in forms.items() if fits]
    return next((form for form in fitting if form == wanted), fitting[0])


def bind_options(node: ast.Node, binder: Binder, style: Style) -> Callable[[Scope], Offered] | Offered | None:
    """Literal options give an ``Offered`` at once; others a function of the names; no options ``None``."""
    written = node.options
    if not written:
        return _yes_no_buttons(node, style)
    named = node.kind is not None and node.kind.name.text in NAMED_BY_OPTION
    makers = [_maker(option, binder, named=named) for option in written]
    if all(isinstance(option, ast.Option) and _literal(option) for option in written):
        return offer([item for make in makers for item in make(_NO_NAMES)], style)
    return lambda scope: offer([item for make in makers for item in make(scope)], style)


def remember(offered: Offered) -> list[dict[str, Any]]:
    """What was offered, as JSON for the wait's memory."""
    return [
        {
            "id": item.id,
            "label": item.label,
            "value": values.to_json(item.value),
            "target": item.target,
            "also": item.also,
            "hears": item.hears,
            "description": item.description,
        }
        for item in offered.items.values()
    ]


def recall(memory: list[dict[str, Any]], style: Style) -> Offered:
    """The options as they were offered before."""
    return offer([Item(**{**item, "value": values.from_json(item["value"])}) for item in memory], style)


def _distinct(choices: Sequence[Choice]) -> bool:
    """Button labels must differ (the channel refuses two alike)."""
    return len({choice.label for choice in choices}) == len(choices)


def _numbered(number: int, choice: Choice) -> str:
    described = f" – {choice.description}" if choice.description else ""
    return f"{number}. {choice.label}{described}"


def _literal(option: ast.Option) -> bool:
    """Whether nothing of the option depends on names."""
    templates = [option.label, *option.also, *option.hears]
    templates += [part for part in (option.describe, option.section) if part is not None]
    return option.value is None and all(template.literal is not None for template in templates)


def _maker(option: ast.Option | ast.OptionEach, binder: Binder, *, named: bool) -> Callable[[Scope], list[Item]]:
    return _each(option, binder) if isinstance(option, ast.OptionEach) else _single(option, binder, named=named)


def _single(option: ast.Option, binder: Binder, *, named: bool) -> Callable[[Scope], list[Item]]:
    label = binder.template(option.label)
    also = [binder.template(template) for template in option.also]
    hears = [binder.template(template) for template in option.hears]
    describe = binder.template(option.describe) if option.describe else None
    section = binder.template(option.section) if option.section else None
    value = binder.expression(option.value) if option.value else None
    target = option.target.text if option.target else None

    def make(scope: Scope) -> list[Item]:
        return [
            Item(
                id=option.id.text,
                label=label(scope),
                value=value(scope) if value else option.id.text if named else None,
                target=target,
                also=tuple([word(scope) for word in also]),
                hears=tuple([word(scope) for word in hears]),
                description=describe(scope) if describe else None,
                section=section(scope) if section else None,
            )
        ]

    return make


def _each(option: ast.OptionEach, binder: Binder) -> Callable[[Scope], list[Item]]:
    items = binder.expression(option.items)
    key = binder.expression(option.key)
    label = binder.template(option.label)
    describe = binder.template(option.describe) if option.describe else None
    target = option.target.text if option.target else None
    name = option.variable.text

    def make(scope: Scope) -> list[Item]:
        found = items(scope)
        made = []
        for value in found if isinstance(found, tuple) else ():
            scope.names[name] = value
            description = describe(scope) if describe else None
            made.append(
                Item(id=str(key(scope)), label=label(scope), value=value, target=target, description=description)
            )
        scope.names.pop(name, None)
        return made

    return make


def _yes_no_buttons(node: ast.Node, style: Style) -> Offered | None:
    if node.kind is None or node.kind.name.text != "yes_no":
        return None
    labels = YES_NO_LABELS.get(style.language, YES_NO_LABELS["en"])
    pairs = zip(YES_NO_VALUES, labels, strict=True)
    return offer([Item(id=key, label=label, value=key) for key, label in pairs], style)
