"""Which plural form a number takes in a language: the CLDR cardinal rules of the languages we know.

Source: https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
Numbers here are canonical, so they never show trailing zeros: CLDR's v and f follow from the value itself.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.values import Number

PLURAL_CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")


def plural_category(language: str, value: Number) -> str:
    """The category of a number: ``one``, ``few``, …; English rules for a language we do not know."""
    size = value if value >= 0 else -value
    whole = int(size)
    rule = _RULES.get(language.replace("_", "-").split("-", 1)[0].lower(), _english)
    return rule(size, whole, not isinstance(value, Decimal) or whole == size)


def _english(_: Number, whole: int, integral: bool) -> str:  # noqa: FBT001
    return "one" if whole == 1 and integral else "other"


def _spanish(size: Number, whole: int, integral: bool) -> str:  # noqa: FBT001
    return "one" if size == 1 else _millions(whole, integral=integral)


def _portuguese(_: Number, whole: int, integral: bool) -> str:  # noqa: FBT001
    return "one" if whole in (0, 1) else _millions(whole, integral=integral)


def _millions(whole: int, *, integral: bool) -> str:
    """``un millón *de* …``: whole millions take a form of their own."""
    return "many" if whole and integral and whole % 1_000_000 == 0 else "other"


def _arabic(size: Number, whole: int, integral: bool) -> str:  # noqa: FBT001
    if not integral:
        return "other"
    if whole in (0, 1, 2):
        return PLURAL_CATEGORIES[whole]
    rest = whole % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


def _hindi(size: Number, whole: int, _: bool) -> str:  # noqa: FBT001
    return "one" if whole == 0 or size == 1 else "other"


_RULES: Final[Mapping[str, Callable[[Number, int, bool], str]]] = {
    "ar": _arabic,
    "de": _english,
    "en": _english,
    "es": _spanish,
    "fr": _portuguese,
    "hi": _hindi,
    "pt": _portuguese,
}
