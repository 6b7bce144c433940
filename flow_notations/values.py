"""The values a flow can hold, their types, and their JSON.

Values are plain Python: ``None``, ``bool``, ``int`` | ``Decimal`` (one number type, exact), ``str``, ``date``, ``time``,
``datetime``, ``timedelta``, a tuple (list) and a dict (record). Types are what the checker knows of them before a flow
runs. This file knows no expressions and no flow.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Instant: TypeAlias = int
"""A moment: whole milliseconds since 1970-01-01T00:00:00Z."""

Number: TypeAlias = int | Decimal
Value: TypeAlias = (
    None | bool | int | Decimal | str | date | time | datetime | timedelta | tuple["Value", ...] | dict[str, "Value"]
)

TEXT_CHARACTERS_DEFAULT = 256
"""Length in UTF-16 units of a text whose type states none; checked at run time, longer is cut with … and reported."""

NUMBER_DIGITS_MAX = 400
"""Most zeros, and one, that an exponent may stand for: more than a float can hold. Without it
``1e999999999``, eleven signs of an answer from the network, is an integer of a gigabyte."""

TypeName: TypeAlias = Literal[
    "text", "number", "yes_no", "date", "time", "datetime", "duration", "list", "record", "null", "any"
]


@dataclass(frozen=True, slots=True)
class Type:
    """What is known of a value before the flow runs.

    ``nullable``: may be null (written ``?``). ``length``: most UTF-16 units of a text, or most items of a list. ``item``: of a list.
    ``fields``: of a record. ``options``: the closed set of ids a choice can give. ``low``/``high``: bounds of a number.
    ``unset``: on some path that reaches here nothing was assigned; reading it needs ``??`` or ``is known``.
    ``open``: of a record, it may have other fields, of which nothing is known.
    """

    name: TypeName
    nullable: bool = False
    length: int | None = None
    item: Type | None = None
    fields: Mapping[str, Type] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    low: Number | None = None
    high: Number | None = None
    unset: bool = False
    open: bool = False

    def or_null(self) -> Type:
        """The same, but it may be null."""
        return self if self.nullable else replace(self, nullable=True)

    def known(self) -> Type:
        """The same, once ``is known`` has been established."""
        return replace(self, nullable=False, unset=False) if self.nullable or self.unset else self

    def __str__(self) -> str:
        """As an author writes it."""
        match self.name:
            case "text" if self.length is not None:
                words = f"text {self.length}"
            case "list" if self.item is not None:
                words = f"list of {self.item}"
            case "record" if self.fields:
                words = "(" + ", ".join(f"{key} {value}" for key, value in self.fields.items()) + ")"
            case _:
                words = self.name
        return words + ("?" if self.nullable else "")


TEXT = Type("text")
NUMBER = Type("number")
YES_NO = Type("yes_no")
DATE = Type("date")
TIME = Type("time")
DATETIME = Type("datetime")
DURATION = Type("duration")
NULL = Type("null", nullable=True)
ANY = Type("any", nullable=True)


def text_of(length: int) -> Type:
    """A text of at most ``length`` UTF-16 units."""
    return Type("text", length=length)


def list_of(item: Type) -> Type:
    """A list of such items."""
    return Type("list", item=item)


def record_of(fields: Mapping[str, Type]) -> Type:
    """A record with these fields."""
    return Type("record", fields=dict(fields))


def number(value: int | float | str | Decimal) -> Number:
    """The canonical number: an ``int`` when whole, else a ``Decimal`` without trailing zeros.

    Raises ``ValueError`` for what is not a finite number.
    """
    if isinstance(value, int):
        return int(value)
    try:
        exact = Decimal(str(value))
    except ArithmeticError as mistake:
        raise ValueError(f"'{value}' is not a number") from mistake
    if not exact.is_finite():
        raise ValueError(f"'{value}' is not a finite number")
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= NUMBER_DIGITS_MAX:
        raise ValueError(f"'{value}' has more than {NUMBER_DIGITS_MAX} digits")
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()


def to_json(value: Value) -> object:
    """A JSON form that ``from_json`` reads back to an equal value.

    What JSON has not is a record with one ``$`` key, which no author's record can have.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return {"$number": str(value)}
        case datetime():
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case time():
            return {"$time": value.isoformat()}
        case timedelta():
            return {"$duration": value // timedelta(milliseconds=1)}
        case tuple():
            return [to_json(item) for item in value]
        case dict():
            return {key: to_json(item) for key, item in value.items()}


def from_json(data: object) -> Value:
    """Read what ``to_json`` wrote. Raises ``ValueError`` naming what it could not read."""
    match data:
        case None | bool() | int() | str():
            return data
        case float():
            return number(data)
        case list():
            return tuple(from_json(item) for item in data)
        case {"$number": str(digits)}:
            return number(digits)
        case {"$datetime": str(words)}:
            return datetime.fromisoformat(words)
        case {"$date": str(words)}:
            return date.fromisoformat(words)
        case {"$time": str(words)}:
            return time.fromisoformat(words)
        case {"$duration": int(milliseconds)}:
            return timedelta(milliseconds=milliseconds)
        case dict():
            return {str(key): from_json(item) for key, item in data.items()}
    raise ValueError(f"a value of type {type(data).__name__} has no place in a flow")
