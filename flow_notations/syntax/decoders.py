"""How the value of a setting is read from JSON: one function for each ``Reader``, in one literal table; the mirror of
``readers``. A located value of the right shape goes in; the noun of ``ast`` comes out, or a ``Slip``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.notation import Reader

from .readers import SHOWS
from .reading import Slip
from .types import read_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from .located import Located


def decode_duration(at: Located) -> timedelta:
    """``"1h 30m"``."""
    cursor = at.cursor()
    duration = cursor.duration("a duration")
    cursor.finish()
    return duration


def decode_assignment(at: Located) -> ast.Assignment:
    """``{"target": "contact.first_name", "value": "trim(name)"}``."""
    cursor = at["target"].cursor()
    target = [cursor.word("a name").text]
    while cursor.sign("."):
        target.append(cursor.word("a field's name").text)
    cursor.finish()
    return ast.Assignment(target=tuple(target), value=at["value"].expression(), span=at.span)


def _integer(at: Located) -> int:
    return int(at.value)


def _assignments(at: Located) -> tuple[ast.Assignment, ...]:
    return tuple([decode_assignment(item) for item in at])


def _retry(at: Located) -> ast.Retry:
    every = at.get("every")
    return ast.Retry(times=int(at.value["times"]), every=decode_duration(every) if every else None)


def _link(at: Located) -> ast.Link:
    return ast.Link(label=at["label"].template(), address=at["address"].template())


def _show(at: Located) -> ast.Show:
    how = at["how"].word(f"one of {', '.join(SHOWS)}")
    if how.text not in SHOWS:
        raise Slip("S117", f"'{how}' is no way to show options", how.span, f"one of {', '.join(SHOWS)}")
    button = at.get("button")
    return ast.Show(how=how, button=button.template() if button else None)


def _request(at: Located) -> ast.Request:
    return ast.Request(service=at["service"].word("a service of the centre"), path=at["path"].template())


def _declared(at: Located) -> tuple[ast.Declared, ...]:
    return tuple([_declaration(item) for item in at])


def _declaration(at: Located) -> ast.Declared:
    cursor = at["type"].cursor()
    type_ = read_type(cursor)
    cursor.finish()
    default = at.get("default")
    return ast.Declared(name=at["name"].word("a name"), type=type_, default=default.expression() if default else None)


def _template_use(at: Located) -> ast.TemplateUse:
    arguments = tuple([decode_assignment(item) for item in at.items("arguments")])
    return ast.TemplateUse(name=at["name"].word("a template of the centre"), arguments=arguments)


def _place(at: Located) -> ast.Place:
    name, address = at.get("name"), at.get("address")
    return ast.Place(
        latitude=at["latitude"].expression(),
        longitude=at["longitude"].expression(),
        name=name.template() if name else None,
        address=address.template() if address else None,
    )


def _card(at: Located) -> ast.Card:
    return ast.Card(name=at["name"].template(), phones=at["phones"].templates())


def _reminder(at: Located) -> ast.Reminder:
    before = bool(at.value.get("before_window_closes", False))
    return ast.Reminder(delay=decode_duration(at["delay"]), before_window_closes=before)


def _gather(at: Located) -> ast.Gather:
    quiet = at.get("quiet")
    until = tuple([item.text() for item in at.items("until")])
    low, high = int(at.value["low"]), int(at.value["high"])
    return ast.Gather(low=low, high=high, quiet=decode_duration(quiet) if quiet else None, until=until)


DECODERS: Mapping[Reader, Callable[[Located], ast.SettingValue]] = {
    Reader.FLAG: lambda _at: None,
    Reader.NAME: lambda at: at.word("a name"),
    Reader.NAMES: lambda at: at.words("a name"),
    Reader.QUOTED: lambda at: at.template(),
    Reader.INTEGER: _integer,
    Reader.DURATION: decode_duration,
    Reader.EXPRESSION: lambda at: at.expression(),
    Reader.RETRY: _retry,
    Reader.ASSIGNMENT: decode_assignment,
    Reader.ASSIGNMENTS: _assignments,
    Reader.LINK: _link,
    Reader.SHOW: _show,
    Reader.REQUEST: _request,
    Reader.DECLARED: _declared,
    Reader.TEMPLATE_USE: _template_use,
    Reader.PLACE: _place,
    Reader.CARD: _card,
    Reader.REMINDER: _reminder,
    Reader.GATHER: _gather,
}
