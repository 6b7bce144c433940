"""Values of settings in JSON: one form for each ``Reader``, in one literal table, and its schema beside it.

Templates and expressions are their own text; names are strings; what has parts is an object.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, assert_never

from flow_notations import ast
from flow_notations.expressions import Template, print_duration, print_expression, print_template

from .types import print_type

if TYPE_CHECKING:
    from flow_notations.values import Number


def number_to_json(number: Number) -> int | str:
    """Whole numbers as they are; others as text, so that no reader rounds them."""
    return f"{number:f}" if isinstance(number, Decimal) else number


def value_to_json(value: ast.SettingValue) -> Any:  # noqa: C901, PLR0912 - one case for each noun of the union
    """The JSON form of a setting's value; a flag is ``true``."""
    match value:
        case None:
            return True
        case int() | str():
            return value
        case ast.Word():
            return value.text
        case timedelta():
            return print_duration(value)
        case Template():
            return print_template(value)
        case tuple():
            return [_item(item) for item in value]
        case ast.Retry():
            return {"times": value.times} | _given("every", value.every)
        case ast.Assignment():
            return {"target": ".".join(value.target), "value": print_expression(value.value)}
        case ast.Link():
            return {"label": print_template(value.label), "address": print_template(value.address)}
        case ast.Show():
            button = {} if value.button is None else {"button": print_template(value.button)}
            return {"how": value.how.text} | button
        case ast.Request():
            return {"service": value.service.text, "path": print_template(value.path)}
        case ast.TemplateUse():
            arguments = {"arguments": [_item(given) for given in value.arguments]} if value.arguments else {}
            return {"name": value.name.text} | arguments
        case ast.Place():
            return _place(value)
        case ast.Card():
            return {"name": print_template(value.name), "phones": [print_template(phone) for phone in value.phones]}
        case ast.Reminder():
            before = {"before_window_closes": True} if value.before_window_closes else {}
            return {"delay": print_duration(value.delay)} | before
        case ast.Gather():
            until = {"until": list(value.until)} if value.until else {}
            return {"low": value.low, "high": value.high} | _given("quiet", value.quiet) | until
        case _:
            return print_expression(value)


def _place(place: ast.Place) -> dict[str, str]:
    degrees = {"latitude": print_expression(place.latitude), "longitude": print_expression(place.longitude)}
    words = {"name": place.name, "address": place.address}
    return degrees | {key: print_template(given) for key, given in words.items() if given is not None}


def _given(key: str, duration: timedelta | None) -> dict[str, str]:
    return {} if duration is None else {key: print_duration(duration)}


def _item(item: ast.Word | Template | ast.Assignment | ast.Declared) -> Any:
    match item:
        case ast.Word():
            return item.text
        case Template():
            return print_template(item)
        case ast.Assignment():
            return value_to_json(item)
        case ast.Declared():
            default = {} if item.default is None else {"default": print_expression(item.default)}
            return {"name": item.name.text, "type": print_type(item.type)} | default
        case _:
            assert_never(item)
