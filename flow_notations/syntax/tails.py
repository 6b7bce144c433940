"""What stands behind a key, printed: the mirror of ``readers``. A noun of ``ast`` in, canonical text out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from flow_notations import ast
from flow_notations.expressions import Hole, Template, print_duration, print_expression, print_template

from .types import print_type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flow_notations.values import Number

_TEXT = re.compile(r'"(?:([^"\\\']*)|(?:[^"\\]|\\.)*+)"')


def print_tail(value: ast.SettingValue) -> str:  # noqa: C901, PLR0912 - one case for each noun of the union
    """The text that the field's reader reads back to ``value``; empty for a flag."""
    match value:
        case None:
            return ""
        case int() | str():
            return str(value)
        case ast.Word():
            return value.text
        case timedelta():
            return print_duration(value)
        case Template():
            return print_quoted(value)
        case tuple():
            return ", ".join(_print_item(item) for item in value)
        case ast.Retry():
            return f"{value.times}" + (f" every {print_duration(value.every)}" if value.every is not None else "")
        case ast.Assignment():
            return print_assignment(value)
        case ast.Link():
            return f"{print_quoted(value.label)} {print_quoted(value.address)}"
        case ast.Show():
            return value.how.text + (f" {print_quoted(value.button)}" if value.button is not None else "")
        case ast.Request():
            return f"{value.service} {print_quoted(value.path)}"
        case ast.TemplateUse():
            return value.name.text + (f" with {print_tail(value.arguments)}" if value.arguments else "")
        case ast.Place():
            return _print_place(value)
        case ast.Card():
            return f"{print_quoted(value.name)} {print_quoteds(value.phones)}"
        case ast.Reminder():
            return print_duration(value.delay) + (" before window closes" if value.before_window_closes else "")
        case ast.Gather():
            return _print_gather(value)
        case _:
            return print_expression(value)


def print_quoted(template: Template) -> str:
    """A template in quotes: escapes in its text, none in its holes."""
    words = [_print_hole(part) if isinstance(part, Hole) else _escaped(part) for part in template.parts]
    return f'"{"".join(words)}"'


def print_quoteds(templates: Iterable[Template]) -> str:
    """Several, with commas."""
    return ", ".join(print_quoted(template) for template in templates)


def print_assignment(given: ast.Assignment) -> str:
    """``contact.first_name = trim(name)``."""
    return f"{'.'.join(given.target)} = {print_expression(given.value)}"


def print_declared(declared: ast.Declared) -> str:
    """``level text 10 = "strong"``."""
    default = f" = {print_expression(declared.default)}" if declared.default is not None else ""
    return f"{declared.name} {print_type(declared.type)}{default}"


def print_number(number: Number) -> str:
    """Without an exponent."""
    return f"{number:f}" if not isinstance(number, int) else str(number)


def _print_item(item: ast.Word | Template | ast.Assignment | ast.Declared) -> str:
    match item:
        case ast.Word():
            return item.text
        case Template():
            return print_quoted(item)
        case ast.Assignment():
            return print_assignment(item)
        case ast.Declared():
            return print_declared(item)
        case _:
            assert_never(item)


def _print_place(place: ast.Place) -> str:
    words = [print_quoted(given) for given in (place.name, place.address) if given is not None]
    return " ".join([*words, f"at {print_expression(place.latitude)}, {print_expression(place.longitude)}"])


def _print_gather(gather: ast.Gather) -> str:
    words = [f"{gather.low} to {gather.high}"]
    if gather.quiet is not None:
        words.append(f"quiet {print_duration(gather.quiet)}")
    if gather.until:
        words.append("until " + ", ".join(f'"{_escaped(word)}"' for word in gather.until))
    return " ".join(words)


def _print_hole(hole: Hole) -> str:
    """In quotes, the texts of a hole take single quotes where they can: nested double ones are hard to read."""
    return _TEXT.sub(
        lambda found: f"'{found[1]}'" if found[1] is not None else found[0], print_template(Template((hole,)))
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("{", "{{")
