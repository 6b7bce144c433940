"""The channel's limits, after the worst that can stand in every hole.

Flows in: a ``Case`` and what was ``Reached``. Flows out: complaints B101 to B103 and B105. Lengths are UTF-16 units, as the channel counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions import Template, print_expression
from flow_notations.profile import units

from .lengths import can_be_empty, copy_bound, template_bound, values_shown
from .speech import each_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Env
    from flow_notations.profile import ChannelProfile
    from flow_notations.source import Span

    from .case import Case
    from .reach import Reached

CAPTIONED = ("image", "audio", "video", "document", "sticker")
"""Settings whose copy is a caption."""
LONGEST_NAMED = 3
"""Values that a hint names."""


def check_bounds(case: Case, reached: Reached) -> None:
    """Complain of everything that can be longer, or more, than the channel carries."""
    for name, env in reached.entering.items():
        node = case.nodes[name]
        _message(case, node, env)
        _settings(case, node, env)
        _options(case, node, env)


def text_limit(node: ast.Node, profile: ChannelProfile) -> tuple[str, int]:
    """What a node's copy is to the channel, and how much of it fits."""
    if any(node.setting(kind) for kind in CAPTIONED):
        return "caption", profile.caption_units_max
    if node.options or node.setting("link") or (node.kind is not None and node.kind.name.text == "yes_no"):
        return "text beside buttons or a list", profile.menu_text_units_max
    return "message", profile.text_units_max


def _message(case: Case, node: ast.Node, env: Env) -> None:
    copy, (what, most) = node.copy, text_limit(node, case.profile)
    if not copy:
        return
    _copy(case, copy, what, most, env)
    captioned = any(node.setting(kind) for kind in CAPTIONED)
    if can_be_empty(copy, env) and not captioned:
        case.complain("B103", _span(copy))


def _copy(case: Case, copy: ast.Copy, what: str, most: int, env: Env) -> None:
    bound = copy_bound(copy, env) - 1
    if bound > most:
        case.complain("B101", _span(copy), what=what, units=bound, most=most, longest=_longest(copy, env))


def _span(copy: ast.Copy) -> Span:
    return copy[0].span


def _longest(copy: ast.Copy, env: Env) -> str:
    """Which values can take most of the room: the author sees only short names."""
    shown = sorted(values_shown(copy, env), key=lambda each: -each[0])[:LONGEST_NAMED]
    if not shown:
        return ""
    named = ", ".join(
        f"{{{print_expression(hole.expr)}}} on line {hole.span.line} ({length})" for length, hole in shown
    )
    lists = "; a list counts as ten items, first(list, 3) as three" if _repeats(copy) else ""
    return f"; the most room is for {named}{lists}"


def _repeats(copy: ast.Copy) -> bool:
    return any(
        isinstance(part, ast.CopyEach)
        or (isinstance(part, ast.CopyIf) and (_repeats(part.then) or _repeats(part.otherwise)))
        for part in copy
    )


def _settings(case: Case, node: ast.Node, env: Env) -> None:
    profile = case.profile
    _, most = text_limit(node, profile)
    for setting in node.items(ast.Setting):
        match setting.key.text, setting.value:
            case "header", value:
                _words(case, "header", value, setting.value_span, profile.header_units_max, env)
            case "footer", value:
                _words(case, "footer", value, setting.value_span, profile.footer_units_max, env)
            case _, ast.Link(label=label):
                _words(case, "label of a link", label, setting.value_span, profile.link_label_units_max, env)
            case _, ast.Show(button=button):
                _words(case, "button of a list", button, setting.value_span, profile.list_button_units_max, env)
            case _:
                pass
        if setting.copy and setting.key.text != "note":
            _copy(case, setting.copy, "message", most, env)
            if can_be_empty(setting.copy, env):
                case.complain("B103", _span(setting.copy))


def _words(case: Case, what: str, template: object, span: Span, most: int, env: Env) -> None:
    bound = template_bound(template, env) if isinstance(template, Template) else 0
    if bound > most:
        case.complain("B101", span, what=what, units=bound, most=most, longest="")


def _options(case: Case, node: ast.Node, env: Env) -> None:
    """A way to show that the author chose must fit; left to us, numbered text always does."""
    shown = _shown(node)
    profile = case.profile
    limits = {"buttons": profile.button_label_units_max, "list": profile.row_label_units_max}
    counts = {"buttons": profile.buttons_max, "list": profile.rows_max}
    for option, inner in _with_env(node, env):
        if shown in limits:
            what = f"label of option '{_id(option)}' in {'buttons' if shown == 'buttons' else 'a list'}"
            _words(case, what, option.label, option.label_span, limits[shown], inner)
        if isinstance(option, ast.Option):
            _id_fits(case, option, profile.option_id_units_max)
        if shown == "list" and option.describe is not None:
            _words(case, "description", option.describe, option.span, profile.row_description_units_max, inner)
        if isinstance(option, ast.Option) and option.section is not None:
            _words(case, "section title", option.section, option.span, profile.section_title_units_max, inner)
    if not shown:
        _numbered(case, node)
    if shown in counts and len(node.options) > counts[shown]:
        hint = (
            "write `show list`"
            if shown == "buttons" and len(node.options) <= profile.rows_max
            else "write `show numbers`"
        )
        span = node.options[counts[shown]].span
        case.complain("B102", span, count=len(node.options), how=shown, most=counts[shown], hint=hint)


def _numbered(case: Case, node: ast.Node) -> None:
    """B105: few enough for buttons or a list, and one label too long for it; the author may not know what customers get."""
    profile = case.profile
    pictured = any(node.setting(kind) for kind in CAPTIONED)
    most = profile.button_label_units_max if pictured else profile.row_label_units_max
    lengths = [(units(option.label.literal or ""), option) for option in node.options]
    if not lengths or len(lengths) > (profile.buttons_max if pictured else profile.rows_max):
        return
    length, longest = max(lengths, key=lambda each: each[0])
    if length > most:
        limits = {"button": profile.button_label_units_max, "row": profile.row_label_units_max}
        case.complain("B105", longest.label_span, option=_id(longest), units=length, **limits)


def _shown(node: ast.Node) -> str:
    """The way the author chose, or none."""
    setting = node.setting("show")
    return setting.value.how.text if setting is not None and isinstance(setting.value, ast.Show) else ""


def _with_env(node: ast.Node, env: Env) -> Iterator[tuple[ast.Option | ast.OptionEach, Env]]:
    for option in node.options:
        yield option, each_item(option.variable, option.items, env) if isinstance(option, ast.OptionEach) else env


def _id(option: ast.Option | ast.OptionEach) -> str:
    return option.id.text if isinstance(option, ast.Option) else f"each {option.variable}"


def _id_fits(case: Case, option: ast.Option, most: int) -> None:
    if units(option.id.text) > most:
        case.complain(
            "B101", option.id.span, what="id of an option", units=units(option.id.text), most=most, longest=""
        )
