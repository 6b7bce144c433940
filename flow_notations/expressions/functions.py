"""Every function of the language, in one literal table. The reference page is made from it and its examples are run.

A row says what it takes and gives; the code stands in ``texts``, ``numerals``, ``days`` and ``plurals``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flow_notations.values import (
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TEXT_CHARACTERS_DEFAULT,
    TIME,
    YES_NO,
    Type,
    text_of,
)

from . import days, numerals, texts
from .moments import (
    DATE_CHARACTERS_MAX,
    DATE_STYLES,
    TIME_CHARACTERS_MAX,
    WEEKDAY_CHARACTERS_MAX,
)
from .plurals import PLURAL_CATEGORIES, plural_category
from .rendering import NUMBER_CHARACTERS_MAX, rendered
from .signatures import (
    Function,
    Parameter,
    extreme,
    gives,
    like_first,
    longest_form,
    pieces,
    replaced,
    shortened,
    shown,
    text_like_first,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.values import Number

    from .scope import Scope


def _plural(scope: Scope, count: Number, **forms: str) -> str:
    category = plural_category(scope.language, count)
    if count == 0 and "zero" in forms:
        category = "zero"
    return forms.get(category, forms["other"])


def _label(scope: Scope, name: str) -> str | None:
    chosen = scope.names.get(name)
    return scope.labels.get(name, {}).get(chosen, chosen) if isinstance(chosen, str) else None


_TEXT = Parameter(name="text", types=("text",))
_PART = Parameter(name="part", types=("text",))
_THINGS = Parameter(name="things", types=("list",))
_VALUE = Parameter(name="value", types=("text", "list"))
_NUMBER = Parameter(name="number", types=("number",))
_COUNT = Parameter(name="count", types=("number",))
_PLACES = Parameter(name="places", types=("number",), optional=True)
_DAY = Parameter(name="day", types=("date", "datetime"))
_CLOCK = Parameter(name="time", types=("time", "datetime"))
_SPAN = Parameter(name="duration", types=("duration",))
_ORDERED = Parameter(name="values", types=("number", "date", "datetime", "time", "duration", "list"), repeated=True)
_HOURS = Parameter(name="hours", refers="hours")
_FORMS = tuple(
    Parameter(name=category, types=("text",), named=True, optional=category != "other")
    for category in PLURAL_CATEGORIES
)  # fmt: skip
_BOUNDED = replace(NUMBER, low=0)


def _row(
    run: object, parameters: tuple[Parameter, ...], result: object, doc: str, example: str, value: str
) -> Function:
    rule = gives(result) if isinstance(result, Type) else result
    return Function(parameters=parameters, result=rule, run=run, doc=doc, example=(example, value))  # type: ignore[arg-type]


FUNCTIONS: Final[Mapping[str, Function]] = {
    # text
    "upper": _row(lambda _, text: text.upper(), (_TEXT,), text_like_first,
                  "the text in capitals", 'upper("ab-1")', '"AB-1"'),
    "lower": _row(lambda _, text: text.lower(), (_TEXT,), text_like_first,
                  "the text in small letters", 'lower("AB-1")', '"ab-1"'),
    "trim": _row(lambda _, text: text.strip(), (_TEXT,), text_like_first,
                 "the text without spaces around it", 'trim("  hello ")', '"hello"'),
    "remove": _row(lambda scope, text, part: texts.replaced(scope, text, part, ""), (_TEXT, _PART), text_like_first,
                   "the text without every such part", 'remove("AB 12 34", " ")', '"AB1234"'),
    "replace": _row(texts.replaced, (_TEXT, _PART, Parameter(name="by", types=("text",))), replaced,
                    "the text with every such part replaced", 'replace("1,5", ",", ".")', '"1.5"'),
    "digits": _row(texts.digits, (_TEXT,), text_like_first,
                   "the digits of the text alone", 'digits("+34 900-100")', '"34900100"'),
    "starts_with": _row(lambda _, text, part: text.startswith(part), (_TEXT, _PART), YES_NO,
                        "whether the text begins so", 'starts_with("AB-12", "AB")', "true"),
    "ends_with": _row(lambda _, text, part: text.endswith(part), (_TEXT, _PART), YES_NO,
                      "whether the text ends so", 'ends_with("AB-12", "12")', "true"),
    "same": _row(texts.same, (_TEXT, Parameter(name="other", types=("text",))), YES_NO,
                 "whether two texts are equal but for case, accents, width and spaces around",
                 'same(" MÉXICO", "mexico")', "true"),
    "split": _row(texts.split, (_TEXT, Parameter(name="by", types=("text",))), pieces,
                  "the trimmed parts of a text as a list, without empty ones", 'split("a, b,,c", ",")', '["a", "b", "c"]'),
    "join": _row(texts.joined, (replace(_THINGS, item=("text",)), Parameter(name="by", types=("text",))),
                 gives(text_of(TEXT_CHARACTERS_DEFAULT)),
                 "the texts of a list as one, with a text between them", 'join(["a", "b"], " and ")', '"a and b"'),
    "text": _row(lambda scope, value: rendered(value, scope),
                 (Parameter(name="value", types=("text", "number", "yes_no", "date", "time", "datetime", "duration",
                                                 "list")),),
                 shown,
                 "the value as it reads in a message", "text(12.50)", '"12.5"'),
    "length": _row(texts.length, (_VALUE,), _BOUNDED,
                   "how many characters a text has, or items a list", 'length("Ana")', "3"),
    "first": _row(texts.first, (_VALUE, _COUNT), shortened,
                  "the first so many items of a list, or characters of a text", 'first(["a", "b", "c"], 2)', '["a", "b"]'),
    "last": _row(texts.last, (_VALUE, _COUNT), shortened,
                 "the last so many items of a list, or characters of a text", 'last("AB12345678", 4)', '"5678"'),
    # numbers
    "number": _row(texts.number_in, (_TEXT,), NUMBER.or_null(),
                   "the number that a text spells in figures; null when it is none", 'number(" 12.50 ")', "12.5"),
    "round": _row(numerals.rounded, (_NUMBER, _PLACES), NUMBER,
                  "the number with so many decimals (none unless said), halves away from zero", "round(2.345, 2)", "2.35"),
    "floor": _row(numerals.floor, (_NUMBER,), NUMBER, "the whole number at or below", "floor(2.9)", "2"),
    "ceil": _row(numerals.ceil, (_NUMBER,), NUMBER, "the whole number at or above", "ceil(2.1)", "3"),
    "abs": _row(lambda _, number: abs(number), (_NUMBER,), _BOUNDED, "the number without its sign", "abs(-3)", "3"),
    "min": _row(numerals.least, (_ORDERED,), extreme, "the smallest of the values, or of one list", "min(3, 1, 2)", "1"),
    "max": _row(numerals.greatest, (_ORDERED,), extreme,
                "the largest of the values, or of one list", "max([3, 1, 2])", "3"),
    "sum": _row(numerals.total, (replace(_THINGS, item=("number",)),), NUMBER,
                "the numbers of a list added up; 0 when it is empty", "sum([1.5, 2])", "3.5"),
    "format": _row(numerals.formatted, (_NUMBER, _PLACES), text_of(NUMBER_CHARACTERS_MAX + 15),
                   "the number with the language's separators and so many decimals", "format(1234.5, 2)", '"1,234.50"'),
    # days and times
    "today": _row(days.today, (), DATE, "the day of the event, in the centre's zone", "today()", "date_of(\"2026-03-04\")"),
    "now": _row(days.now, (), DATETIME, "the moment of the event, in the centre's zone", "time(now())", '"10:30"'),
    "date": _row(days.written_date,
                 (_DAY, Parameter(name="style", types=("text",), optional=True, words=DATE_STYLES)),
                 gives(text_of(max(DATE_CHARACTERS_MAX.values()))),
                 "a day in the customer's language: 'short' (unless said), 'long' or 'relative', which adds the hour of a moment",
                 "date(today() + 1d, 'relative')", '"tomorrow"'),
    "time": _row(days.written_time, (_CLOCK,), text_of(TIME_CHARACTERS_MAX),
                 "the time of a moment, as 24 hours", "time(now())", '"10:30"'),
    "weekday": _row(days.weekday, (_DAY,), text_of(WEEKDAY_CHARACTERS_MAX),
                    "the name of a day's weekday", "weekday(today())", '"Wednesday"'),
    "weekday_number": _row(days.weekday_number, (_DAY,), replace(NUMBER, low=1, high=7),
                           "1 for Monday to 7 for Sunday", "weekday_number(today())", "3"),
    "day": _row(days.day, (_DAY,), replace(NUMBER, low=1, high=31), "the day of the month", "day(today())", "4"),
    "month": _row(days.month, (_DAY,), replace(NUMBER, low=1, high=12), "the month of the year", "month(today())", "3"),
    "year": _row(days.year, (_DAY,), replace(NUMBER, low=1, high=9999), "the year", "year(today())", "2026"),
    "hour": _row(days.hour, (_CLOCK,), replace(NUMBER, low=0, high=23), "the hour of the day, 0 to 23", "hour(now())", "10"),
    "date_of": _row(days.date_of, (Parameter(name="value", types=("text", "date", "datetime")),),
                    lambda given: DATE.or_null() if given[0].name == "text" else DATE,
                    "the day of a moment, or that a text such as 2026-12-25 spells (null when it spells none)",
                    'weekday(date_of("2026-03-05") ?? today())', '"Thursday"'),
    "time_of": _row(days.time_of, (Parameter(name="value", types=("text", "datetime")),),
                    lambda given: TIME.or_null() if given[0].name == "text" else TIME,
                    "the time of a moment, or that a text such as 09:00 spells (null when it spells none)",
                    'time(time_of("09:00") ?? time_of(now()))', '"09:00"'),
    "moment": _row(days.moment_at, (_DAY, Parameter(name="time", types=("time",))), DATETIME,
                   "a day and a time of the day as a moment, in the centre's zone",
                   'date(moment(today() + 1d, 09:00), "relative")', '"tomorrow at 09:00"'),
    "days": _row(days.days, (_SPAN,), NUMBER, "the whole days of a duration", "days(36h)", "1"),
    "hours": _row(days.hours, (_SPAN,), NUMBER, "the whole hours of a duration", "hours(90m)", "1"),
    "minutes": _row(days.minutes, (_SPAN,), NUMBER, "the whole minutes of a duration", "minutes(1h 30m)", "90"),
    # lists
    "sort": _row(numerals.in_order, (replace(_THINGS, item=("number", "text", "date", "datetime", "time", "duration")),),
                 like_first, "the list from its smallest item", "sort([3, 1, 2])", "[1, 2, 3]"),
    "reverse": _row(lambda _, things: things[::-1], (_THINGS,), like_first,
                    "the list from its end", "reverse([1, 2])", "[2, 1]"),
    # the flow
    "plural": _row(_plural, (_COUNT, *_FORMS), longest_form,
                   "the form that goes with a number in the customer's language",
                   'plural(3, one: "day", other: "days")', '"days"'),
    "visits": _row(lambda scope, name: scope.visits.get(name, 0), (Parameter(name="node", refers="node"),), _BOUNDED,
                   "how many times that node was entered", "visits(ask)", "2"),
    "open": _row(days.opened, (_HOURS,), YES_NO, "whether those hours are open now", "open(desk)", "true"),
    "next_open": _row(days.next_open, (_HOURS,), DATETIME,
                      "when those hours open next; now, when they are open", "time(next_open(desk))", '"10:30"'),
    "label": _row(_label, (Parameter(name="choice", refers="choice"),), TEXT,
                  "the label of the option chosen, in the customer's language", "label(topic)", '"Track my order"'),
}  # fmt: skip

SYNONYMS: Final[Mapping[str, str]] = {
    "size": "length", "len": "length", "count": "length", "uppercase": "upper", "lowercase": "lower",
    "strip": "trim", "substring": "first", "left": "first", "right": "last", "concat": "join", "average": "sum",
    "mean": "sum", "str": "text", "string": "text", "int": "number", "weekday_name": "weekday", "equals": "same",
    "is_open": "open", "datevalue": "date_of", "datetime": "moment", "combine": "moment", "moment_of": "moment",
}  # fmt: skip
"""What other languages call our functions; for the hint."""
