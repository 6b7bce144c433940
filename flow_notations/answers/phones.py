"""Which phone number a customer gives, as E.164.

Flows in: one message and, where known, the customer's country. Flows out: ``Understood("+34600111222")``; two numbers are
``Ambiguous``. A national number without a country is not understood: completing it would be a guess. Knows no carriers and
does not check that a number is in service.
"""

from __future__ import annotations

import re

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .calling_codes import DiallingPlan, dialling_plan
from .fold import FOLD_CHARACTERS_MAX
from .number_literals import plain_signs

PHONE_DIGITS_MIN = 7
"""Digits an international number has at least: the shortest national plans have four after a three-digit code."""

PHONE_DIGITS_MAX = 15
"""ITU-T E.164 §6.1."""

NORTH_AMERICAN_CODE, NORTH_AMERICAN_DIGITS = "1", 11
"""Every number of the North American plan has ten digits behind its code (NPA-NXX-XXXX, North American Numbering Plan)."""

DOMESTIC_DIGITS_MAX = 10
"""Digits of a national number, with few exceptions; a longer one that begins with its country's code was written with it."""

_CANDIDATE = re.compile(r"(?<![\w@.])(?:\+ ?|\()?\d(?:[ ().\-/]{0,3}\d)*(?![\w@])")
_DATE = re.compile(r"(?:\d{4}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2\d{4})\Z")
_DIGIT_ALONE = re.compile(r"[ /]\d\Z")
"""A last digit on its own belongs to something else: "2 adults", or the last digit of a second number."""
_OPTIONAL_ZERO = re.compile(r"\(0\)")
"""The (0) of "+44 (0)20": dialled at home only."""


def understand_phone(text: str, *, country: str | None = None) -> Answer:
    """The one number of the message. ``country``: ``ES``, ``34``, or any international number of that country."""
    plan = dialling_plan(country) if country else None
    found: dict[str, str] = {}
    why = "no phone number in the message"
    plain = plain_signs(text[:FOLD_CHARACTERS_MAX])
    for match in _CANDIDATE.finditer(plain):
        number = _international(match[0], plan)
        if number is None:
            why = f"'{match[0]}' has no country code" if len(match[0]) >= PHONE_DIGITS_MIN else why
        elif (fault := _fault(number)) is not None or _DIGIT_ALONE.search(match[0]):
            why = f"'{match[0]}' {fault or 'ends in a digit on its own'}"
        else:
            found.setdefault(f"+{number}", match[0])
    if len(found) > 1:
        return Ambiguous(tuple(found), "several phone numbers in the message")
    for number, written in found.items():
        return Understood(number, f"phone number '{written}'", exact=plain.strip(" .,") == written)
    return NotUnderstood(why)


def _international(written: str, plan: DiallingPlan | None) -> str | None:
    """Country code and number in digits; None where the country is not known."""
    digits = "".join(filter(str.isdigit, _OPTIONAL_ZERO.sub("", written)))
    if written.startswith("+"):
        return _without_trunk(digits)
    if digits.startswith("00"):
        return _without_trunk(digits[2:])
    if plan is None or _DATE.match(written):
        return None
    if plan.trunk and digits.startswith(plan.trunk):
        return plan.code + digits.removeprefix(plan.trunk)
    if digits.startswith(plan.code) and len(digits) > DOMESTIC_DIGITS_MAX:
        return digits
    return plan.code + digits


def _without_trunk(digits: str) -> str:
    """Code and number without a 0 that is dialled at home only: "+44 020" is "+44 20" (ITU-T E.123)."""
    plan = dialling_plan(digits)
    if plan is None or plan.trunk != "0":
        return digits
    return plan.code + digits.removeprefix(plan.code).removeprefix(plan.trunk)


def _fault(number: str) -> str | None:
    """Why code and number are no phone number."""
    if not PHONE_DIGITS_MIN <= len(number) <= PHONE_DIGITS_MAX:
        return f"has not {PHONE_DIGITS_MIN} to {PHONE_DIGITS_MAX} digits"
    if dialling_plan(number) is None:
        return "begins with no country's code"
    if number.startswith(NORTH_AMERICAN_CODE) and len(number) != NORTH_AMERICAN_DIGITS:
        return f"has not the {NORTH_AMERICAN_DIGITS} digits of a North American number"
    return None
