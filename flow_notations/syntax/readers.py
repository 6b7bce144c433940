"""How the tail of a setting is read: one function for each ``Reader``, in one literal table.

A cursor behind the key goes in; the noun of ``ast`` that the reader promises comes out, or a ``Slip``. Which key has which
reader is the notation's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from flow_notations import ast
from flow_notations.notation import Reader

from .reading import Slip
from .scan import WORD, outside
from .types import read_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .scan import Cursor

SHOWS = ("buttons", "list", "numbers", "pages")
"""Ways to show options; only a list has a button of its own."""


def read_flag(_cursor: Cursor) -> None:
    """Nothing follows."""


def read_assignment(cursor: Cursor) -> ast.Assignment:
    """``contact.first_name = trim(name)``."""
    start = cursor.at
    target = [cursor.word("a name").text]
    while cursor.sign("."):
        target.append(cursor.word("a field's name", WORD).text)
    if cursor.peek("==") or not cursor.sign("="):
        leads = outside(cursor.text, "->") > 0
        hint = "a way out begins with 'when', 'on' or '->'" if leads else "for example: name = value"
        raise cursor.expected("'=' and a value", hint)
    value = cursor.expression(cursor.until(","))
    return ast.Assignment(target=tuple(target), value=value, span=cursor.span(start))


def read_assignments(cursor: Cursor) -> tuple[ast.Assignment, ...]:
    """``customer = who.customer, reason = why``."""
    found = [read_assignment(cursor)]
    while cursor.sign(","):
        found.append(read_assignment(cursor))
    return tuple(found)


def read_retry(cursor: Cursor) -> ast.Retry:
    """``2`` or ``2 every 1s``."""
    times = cursor.integer("how often to try again")
    every = cursor.duration("how long to wait between two tries") if cursor.keyword("every") else None
    return ast.Retry(times=times, every=every)


def read_link(cursor: Cursor) -> ast.Link:
    """``"Label" "address"``."""
    return ast.Link(label=cursor.quoted("a label"), address=cursor.quoted("an address"))


def read_show(cursor: Cursor) -> ast.Show:
    """``list "See times"``."""
    how = cursor.word(f"one of {', '.join(SHOWS)}")
    if how.text not in SHOWS:
        raise Slip("S117", f"'{how}' is no way to show options", how.span, f"one of {', '.join(SHOWS)}")
    return ast.Show(how=how, button=cursor.quoted("the label of the button") if cursor.peek('"') else None)


def read_request(cursor: Cursor) -> ast.Request:
    """``parcels "/{code}/slots"``."""
    return ast.Request(service=cursor.word("a service of the centre"), path=cursor.quoted("a path"))


def read_declared(cursor: Cursor) -> tuple[ast.Declared, ...]:
    """``id text 20, total number?``, each perhaps with ``= value``."""
    found = [_declared(cursor)]
    while cursor.sign(","):
        found.append(_declared(cursor))
    return tuple(found)


def _declared(cursor: Cursor) -> ast.Declared:
    name = cursor.word("a name")
    type_ = read_type(cursor)
    default = cursor.expression(cursor.until(",")) if cursor.sign("=") else None
    return ast.Declared(name=name, type=type_, default=default)


def read_template_use(cursor: Cursor) -> ast.TemplateUse:
    """``delivery_open with name = x``."""
    name = cursor.word("a template of the centre")
    return ast.TemplateUse(name=name, arguments=read_assignments(cursor) if cursor.keyword("with") else ())


def read_place(cursor: Cursor) -> ast.Place:
    """``"Our shop" "12 Market Street" at 51.5, -0.12``; the words may be left out, or the address alone."""
    name = cursor.quoted("the name of the place") if cursor.peek('"') else None
    address = cursor.quoted("its address") if cursor.peek('"') else None
    if not cursor.keyword("at"):
        raise cursor.expected("'at' and the place on the map", 'for example: location "Our shop" at 51.5, -0.12')
    latitude = cursor.expression(cursor.until(","))
    if not cursor.sign(","):
        raise cursor.expected("a comma and the longitude", 'for example: location "Our shop" at 51.5, -0.12')
    return ast.Place(latitude=latitude, longitude=cursor.expression(), name=name, address=address)


def read_card(cursor: Cursor) -> ast.Card:
    """``"Support" "+15550001111"``, with more numbers after commas."""
    return ast.Card(name=cursor.quoted("a name"), phones=cursor.quoteds("a telephone number"))


def read_reminder(cursor: Cursor) -> ast.Reminder:
    """``10m`` or ``1h before window closes``."""
    delay = cursor.duration("a duration")
    before = cursor.keyword("before")
    if before and not (cursor.keyword("window") and cursor.keyword("closes")):
        raise cursor.expected("'window closes'", "write: remind 1h before window closes")
    return ast.Reminder(delay=delay, before_window_closes=before)


def read_gather(cursor: Cursor) -> ast.Gather:
    """``1 to 5 quiet 20s until "done"``."""
    low = cursor.integer("the fewest messages")
    if not cursor.keyword("to"):
        raise cursor.expected("'to' and the most messages", "for example: gather 1 to 5")
    high = cursor.integer("the most messages")
    quiet = cursor.duration("how long a silence ends it") if cursor.keyword("quiet") else None
    until = tuple([_plain(cursor) for _ in [0]]) if cursor.keyword("until") else ()
    while until and cursor.sign(","):
        until = (*until, _plain(cursor))
    return ast.Gather(low=low, high=high, quiet=quiet, until=until)


def _plain(cursor: Cursor) -> str:
    start = cursor.at
    literal = cursor.quoted("a quoted word").literal
    if literal is None:
        raise Slip("S117", "these words are compared as they stand; they hold no {…}", cursor.span(start))
    return literal


ReadTail: TypeAlias = "Callable[[Cursor], ast.SettingValue]"

READERS: Mapping[Reader, ReadTail] = {
    Reader.FLAG: read_flag,
    Reader.NAME: lambda cursor: cursor.word("a name"),
    Reader.NAMES: lambda cursor: cursor.words("a name"),
    Reader.QUOTED: lambda cursor: cursor.quoted("a quoted text"),
    Reader.INTEGER: lambda cursor: cursor.integer("a whole number"),
    Reader.DURATION: lambda cursor: cursor.duration("a duration"),
    Reader.EXPRESSION: lambda cursor: cursor.expression(),
    Reader.RETRY: read_retry,
    Reader.ASSIGNMENT: read_assignment,
    Reader.ASSIGNMENTS: read_assignments,
    Reader.LINK: read_link,
    Reader.SHOW: read_show,
    Reader.REQUEST: read_request,
    Reader.DECLARED: read_declared,
    Reader.TEMPLATE_USE: read_template_use,
    Reader.PLACE: read_place,
    Reader.CARD: read_card,
    Reader.REMINDER: read_reminder,
    Reader.GATHER: read_gather,
}
