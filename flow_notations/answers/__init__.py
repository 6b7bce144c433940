"""What a customer's words mean: options, yes and no, numbers, days, times, addresses, opt-out words, in the customer's language.

Flows in: one message and what was asked. Flows out: ``Understood``, ``Ambiguous`` or ``NotUnderstood``, each with its reason. Everything is
deterministic tables and rules; nothing is guessed silently. Knows no flow, no channel, no clock.
"""

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .clashes import Clash, clashes
from .dates import understand_date
from .emails import understand_email
from .fold import fold
from .numbers import understand_number
from .options import OptionIndex, OptionWords
from .optout import is_opt_out, opt_out_words
from .phones import understand_phone
from .text import understand_text
from .times import understand_time
from .yes_no import understand_yes_no

__all__ = [
    "Ambiguous",
    "Answer",
    "Clash",
    "NotUnderstood",
    "OptionIndex",
    "OptionWords",
    "Understood",
    "clashes",
    "fold",
    "is_opt_out",
    "opt_out_words",
    "understand_date",
    "understand_email",
    "understand_number",
    "understand_phone",
    "understand_text",
    "understand_time",
    "understand_yes_no",
]
