"""How long a rendered template can become: literals plus the declared maxima of what stands in its holes.

``compile_template`` cuts every hole to the same numbers, so the proof holds whatever arrives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.profile import units
from flow_notations.values import TEXT_CHARACTERS_DEFAULT, Type

from .checker import Checker
from .language_words import WORDS
from .moments import DATE_CHARACTERS_MAX, DURATION_CHARACTERS_MAX, TIME_CHARACTERS_MAX
from .rendering import DECIMALS_SHOWN_MAX, NUMBER_CHARACTERS_MAX

if TYPE_CHECKING:
    from .env import Env
    from .nodes import Template

_YES_NO_CHARACTERS_MAX = max(units(word) for words in WORDS.values() for word in (words.yes, words.no))


def units_bound(template: Template, env: Env) -> int:
    """Most UTF-16 units that the template can have in this ``env``."""
    return sum(units(part) for part in template.parts if isinstance(part, str)) + sum(hole_lengths(template, env))


def hole_lengths(template: Template, env: Env) -> tuple[int, ...]:
    """Most UTF-16 units of each hole, in order: hand them to ``compile_template``."""
    return tuple(length_of(Checker("").type_of(hole.expr, env)) for hole in template.holes)


def length_of(type_: Type) -> int:
    """Most UTF-16 units of a value of this type as it reads in a message."""
    match type_.name:
        case "text" if type_.options:
            return max(units(option) for option in type_.options)
        case "text" if type_.length is not None:
            return type_.length
        case "number":
            return _number_length(type_)
        case "yes_no":
            return _YES_NO_CHARACTERS_MAX
        case "date":
            return max(DATE_CHARACTERS_MAX["short"], len("2026-03-04"))
        case "time":
            return TIME_CHARACTERS_MAX
        case "datetime":
            return max(DATE_CHARACTERS_MAX["short"], len("2026-03-04")) + 1 + TIME_CHARACTERS_MAX
        case "duration":
            return DURATION_CHARACTERS_MAX
        case "null":
            return 0
    return TEXT_CHARACTERS_DEFAULT


def _number_length(type_: Type) -> int:
    """Sign, digits of the larger bound, point, decimals; the decimals fall away only for a single value."""
    if type_.low is None or type_.high is None:
        return NUMBER_CHARACTERS_MAX
    if type_.low == type_.high:
        return len(str(type_.low))
    digits = max(len(str(abs(int(bound)))) for bound in (type_.low, type_.high))
    return (type_.low < 0) + digits + 1 + DECIMALS_SHOWN_MAX
