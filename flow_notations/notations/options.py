"""Options of a question: how they show (buttons, list, pages of lists, numbers) and how an answer finds its option.

Literal options are settled when the flow is bound. Options from data are settled when they are asked, and what was
offered then is kept in the wait's memory, so that a tap after a restart still finds its item.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

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

MORE_LABELS = {
    "en": "More options", "es": "Más opciones", "pt": "Mais opções", "fr": "Plus d'options", "de": "Mehr Auswahl",
    "ar": "المزيد من الخيارات", "hi": "और विकल्प",
}  # fmt: skip
"""The row that turns the page."""
MORE = "+more"
"""Id of that row; no author's id can hold a plus."""

EACH_OPTIONS_MAX = 50
"""Options from one list of data; more is a search, not a choice. The rest is left out."""

YES_NO_VALUES: dict[str, Value] = {"yes": True, "no": False}
NAMED_BY_OPTION = ("choice", "yes_no")
"""Kinds whose answer is the option itself. Beside any other kind an option gives its ``= value``, or only its arrow."""
_NO_NAMES = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The options as they stand in one ask. ``menus``: one, or the pages of them. ``lines`` is the numbered text, when
    they show as numbers. ``bare``: there were to be options from data, and there are none.
    """

    menus: tuple[Menu, ...]
    index: OptionIndex
    items: dict[str, Item]
    style: Style
    lines: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One option made ready: words, value, arrow. A ``value`` of null gives the variable nothing. ``data``: not written out."""

    id: str
    label: str
    value: Value
    target: str | None = None
    also: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    description: str | None = None
    section: str | None = None
    data: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What decides how options show. ``extras``: rows that every list of the flow has besides: id and label."""

    profile: ChannelProfile
    language: str
    show: str | None = None
    button: str | None = None
    positions: bool = True
    extras: tuple[tuple[str, str], ...] = ()
    pictured: bool = False
    """A medium stands above the text: the channel shows it beside buttons and plain text, beside a list never."""


def offer(items: Sequence[Item], style: Style, *, bare: bool = False) -> Offered:
    """Lay options out by the channel's limits. Of two with one id the first stays: a tap has to mean one thing."""
    kept = {item.id: item for item in reversed(items)}
    items = [item for item in items if kept[item.id] is item]
    choices = tuple(
        [Choice(id=item.id, label=item.label, description=item.description, section=item.section) for item in items]
    )
    show = resolve_show(choices, style.show, style.profile, listed=not style.pictured)
    words = [OptionWords(id=item.id, label=item.label, also=item.also, hears=item.hears) for item in items]
    return Offered(
        menus=_menus(show, choices, style),
        index=OptionIndex(words, style.language, positions=style.positions),
        items={item.id: item for item in items},
        style=style,
        lines="\n".join([_numbered(place, each) for place, each in enumerate(choices, 1)]) if show == "numbers" else "",
        bare=bare,
    )


def _menus(show: Show | Literal["pages"], choices: tuple[Choice, ...], style: Style) -> tuple[Menu, ...]:
    """A list takes the flow's own rows where there is room; one that is too long is cut into pages."""
    if show == "buttons" or show == "numbers":  # noqa: PLR1714 - the type checker follows this form
        return (Menu(show=show, choices=choices),)
    button = style.button or LIST_BUTTONS.get(style.language, LIST_BUTTONS["en"])
    section = choices[-1].section if choices else None
    extras = tuple([Choice(id=option, label=label, section=section) for option, label in style.extras])
    if show == "list":
        room = len(choices) + len(extras) <= style.profile.rows_max
        return (Menu(show="list", choices=choices + extras if room else choices, button=button),)
    more = Choice(id=MORE, label=more_label(style.language), section=section)
    rows = style.profile.rows_max - 1 - len(extras)
    pages = [choices[start : start + rows] for start in range(0, len(choices), rows)]
    return tuple([Menu(show="list", choices=(*page, *extras, more), button=button) for page in pages])


def more_label(language: str) -> str:
    """What the row that turns the page is called."""
    return MORE_LABELS.get(language.partition("-")[0], MORE_LABELS["en"])


def resolve_show(
    choices: Sequence[Choice], wanted: str | None, profile: ChannelProfile, *, listed: bool = True
) -> Show | Literal["pages"]:
    """How options show: as the author says where the channel can carry it, else the first form that carries them.

    ``listed``: whether a list is one of the forms.
    """
    rows_fit = listed and all(
        units(choice.label) <= profile.row_label_units_max
        and units(choice.description or "") <= profile.row_description_units_max
        for choice in choices
    )
    if wanted == "pages":
        wanted = "list"
        if rows_fit and len(choices) > profile.rows_max:
            return "pages"
    forms: dict[Show, bool] = {
        "buttons": len(choices) <= profile.buttons_max
        and all(units(choice.label) <= profile.button_label_units_max and not choice.description for choice in choices)
        and _distinct(choices),
        "list": rows_fit and len(choices) <= profile.rows_max,
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
    from_data = any(isinstance(option, ast.OptionEach) for option in written)

    def made(scope: Scope) -> Offered:
        items = [item for make in makers for item in make(scope)]
        return offer(items, style, bare=from_data and not any(item.data for item in items))

    return made


def remember(offered: Offered) -> list[dict[str, Any]]:
    """What was offered, as JSON for the wait's memory; what an option has not is left out."""
    return [
        {"id": item.id, "label": item.label, "value": values.to_json(item.value)}
        | {name: found for name in _REMEMBERED if (found := getattr(item, name))}
        for item in offered.items.values()
    ]


def recall(memory: list[dict[str, Any]], style: Style) -> Offered:
    """The options as they were offered before."""
    return offer([_recalled(item) for item in memory], style)


def _recalled(item: dict[str, Any]) -> Item:
    words = {name: tuple(item.get(name, ())) for name in ("also", "hears")}
    return Item(**{**item, **words, "value": values.from_json(item["value"])})


_REMEMBERED = ("target", "also", "hears", "description", "section")


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

    def item(value: Value, scope: Scope) -> Item:
        scope.names[name] = value
        description = describe(scope) if describe else None
        words = label(scope).strip()
        return Item(id=str(key(scope)), label=words, value=value, target=target, description=description, data=True)

    def make(scope: Scope) -> list[Item]:
        found = items(scope)
        shadowed = {name: scope.names[name]} if name in scope.names else {}
        made = [item(value, scope) for value in (found[:EACH_OPTIONS_MAX] if isinstance(found, tuple) else ())]
        scope.names.pop(name, None)
        scope.names.update(shadowed)
        return [each for each in made if each.label]

    return make


def _yes_no_buttons(node: ast.Node, style: Style) -> Offered | None:
    if node.kind is None or node.kind.name.text != "yes_no":
        return None
    labels = YES_NO_LABELS.get(style.language, YES_NO_LABELS["en"])
    pairs = zip(YES_NO_VALUES, labels, strict=True)
    return offer([Item(id=key, label=label, value=key) for key, label in pairs], style)
