"""Every reader of answers, for the laws that hold for all of them: the fuzzer's and the suite's one list.

A message and a language in, what each reader makes of it out.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flow_notations.answers.dates import understand_date
from flow_notations.answers.emails import understand_email
from flow_notations.answers.numbers import understand_number
from flow_notations.answers.phones import understand_phone
from flow_notations.answers.text import understand_text
from flow_notations.answers.times import understand_time
from flow_notations.answers.yes_no import understand_yes_no

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.answers import Answer, OptionIndex

TODAY = date(2026, 3, 4)

READERS: Mapping[str, Callable[[str, str], tuple[Answer, ...]]] = {
    "understand_date": lambda text, language: (understand_date(text, language, today=TODAY),),
    "understand_email": lambda text, _language: (understand_email(text),),
    "understand_number": lambda text, language: (
        understand_number(text, language),
        understand_number(text, language, integer=True, low=0, high=10),
    ),
    "understand_phone": lambda text, _language: (understand_phone(text), understand_phone(text, country="ES")),
    "understand_text": lambda text, _language: (understand_text(text),),
    "understand_time": lambda text, language: (understand_time(text, language),),
    "understand_yes_no": lambda text, language: (understand_yes_no(text, language),),
}
"""By the name it has at the door."""


def readings(text: str, language: str, index: OptionIndex) -> tuple[Answer, ...]:
    """What every reader, and the options of one question, make of a message."""
    return (index.understand(text), *(answer for read in READERS.values() for answer in read(text, language)))
