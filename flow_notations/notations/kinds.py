"""The kinds of a ``collect``: what a message has to be, and how its words become a value. One row a kind.

What reads a kind is loaded when the first question of that kind is bound: few flows ask for a date and a phone number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from flow_notations import values
from flow_notations.answers import NotUnderstood, Understood

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations import ast
    from flow_notations.answers import Answer
    from flow_notations.events import Message
    from flow_notations.expressions import Scope
    from flow_notations.values import Type

Read: TypeAlias = "Callable[[Message, Scope], Answer]"

WORDS = frozenset({"text", "tap"})
MEDIA = frozenset({"image", "document", "audio", "video", "sticker"})
LOCATION = values.record_of(
    {
        "latitude": values.NUMBER,
        "longitude": values.NUMBER,
        "name": values.TEXT.or_null(),
        "address": values.TEXT.or_null(),
    }
)
MEDIUM = values.record_of(
    {
        "kind": values.text_of(16),
        "id": values.TEXT.or_null(),
        "mime_type": values.text_of(128).or_null(),
        "filename": values.TEXT.or_null(),
        "url": values.TEXT.or_null(),
        "caption": values.TEXT.or_null(),
    }
)
ANYTHING = values.record_of({"kind": values.text_of(16), "text": values.TEXT.or_null()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. ``accepts``: kinds of message that can be an answer; another is ``unsupported``.

    ``bind`` makes the reader for one written kind. ``ranged``: ``low to high`` may follow.
    """

    type: Type
    accepts: frozenset[str]
    bind: Callable[[ast.Kind], Read]
    ranged: bool = False


def _text(_kind: ast.Kind) -> Read:
    from flow_notations.answers.text import understand_text

    return lambda message, _scope: understand_text(message.text)


def _choice(_kind: ast.Kind) -> Read:
    return lambda _message, _scope: NotUnderstood("none of the options")


def _yes_no(_kind: ast.Kind) -> Read:
    from flow_notations.answers.yes_no import understand_yes_no

    return lambda message, scope: understand_yes_no(message.text, scope.language)


def _number(kind: ast.Kind) -> Read:
    from flow_notations.answers.numbers import understand_number

    return lambda message, scope: understand_number(message.text, scope.language, low=kind.low, high=kind.high)


def _integer(kind: ast.Kind) -> Read:
    from flow_notations.answers.numbers import understand_number

    return lambda message, scope: understand_number(
        message.text, scope.language, integer=True, low=kind.low, high=kind.high
    )


def _date(_kind: ast.Kind) -> Read:
    from flow_notations.answers.dates import understand_date

    def read(message: Message, scope: Scope) -> Answer:
        today = datetime.fromtimestamp(scope.at / 1000, tz=ZoneInfo(scope.zone)).date()
        return understand_date(message.text, scope.language, today=today)

    return read


def _time(_kind: ast.Kind) -> Read:
    from flow_notations.answers.times import understand_time

    return lambda message, scope: understand_time(message.text, scope.language)


def _email(_kind: ast.Kind) -> Read:
    from flow_notations.answers.emails import understand_email

    return lambda message, _scope: understand_email(message.text)


def _phone(_kind: ast.Kind) -> Read:
    from flow_notations.answers.phones import understand_phone

    return lambda message, _scope: understand_phone(message.text)


def _location(_kind: ast.Kind) -> Read:
    def read(message: Message, _scope: Scope) -> Answer:
        place = {name: message.details.get(name) for name in LOCATION.fields}
        return Understood(value=place, how="a shared location", exact=True)

    return read


def _media(_kind: ast.Kind) -> Read:
    def read(message: Message, _scope: Scope) -> Answer:
        medium = {name: message.details.get(name) for name in MEDIUM.fields}
        value = {**medium, "kind": message.kind, "caption": message.text or None}
        return Understood(value=value, how=f"a {message.kind}", exact=True)

    return read


def _any(_kind: ast.Kind) -> Read:
    def read(message: Message, _scope: Scope) -> Answer:
        return Understood(
            value={"kind": message.kind, "text": message.text or None}, how=f"a {message.kind}", exact=True
        )

    return read


KINDS: Mapping[str, Kind] = {
    "text": Kind(type=values.TEXT, accepts=WORDS, bind=_text),
    "choice": Kind(type=values.TEXT, accepts=WORDS, bind=_choice),
    "yes_no": Kind(type=values.YES_NO, accepts=WORDS, bind=_yes_no),
    "number": Kind(type=values.NUMBER, accepts=WORDS, bind=_number, ranged=True),
    "integer": Kind(type=values.NUMBER, accepts=WORDS, bind=_integer, ranged=True),
    "date": Kind(type=values.DATE, accepts=WORDS, bind=_date),
    "time": Kind(type=values.TIME, accepts=WORDS, bind=_time),
    "email": Kind(type=values.text_of(254), accepts=WORDS, bind=_email),
    "phone": Kind(type=values.text_of(16), accepts=WORDS, bind=_phone),
    "location": Kind(type=LOCATION, accepts=frozenset({"location", "tap"}), bind=_location),
    "media": Kind(type=MEDIUM, accepts=MEDIA | {"tap"}, bind=_media),
    "any": Kind(
        type=ANYTHING,
        accepts=WORDS | MEDIA | {"location", "contacts", "order", "form", "unsupported"},
        bind=_any,
    ),
}
"""Every word that may stand after the colon of a ``collect``."""


def type_of(kind: ast.Kind) -> Type:
    """What the variable holds, with the bounds as written."""
    found = KINDS.get(kind.name.text)
    return values.ANY if found is None else replace(found.type, low=kind.low, high=kind.high)
