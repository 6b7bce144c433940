"""What a customer's words mean: options, yes and no, numbers, texts and opt-out words, in the customer's language.

Flows in: one message and what was asked. Flows out: ``Understood``, ``Ambiguous`` or ``NotUnderstood``, each with its reason. Everything is
deterministic tables and rules; nothing is guessed silently. Knows no flow, no channel, no clock.
"""

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .fold import fold
from .numbers import understand_number
from .options import OptionIndex, OptionWords
from .optout import is_opt_out, opt_out_words
from .text import understand_text
from .yes_no import understand_yes_no

__all__ = [
    "Ambiguous",
    "Answer",
    "NotUnderstood",
    "OptionIndex",
    "OptionWords",
    "Understood",
    "fold",
    "is_opt_out",
    "opt_out_words",
    "understand_number",
    "understand_text",
    "understand_yes_no",
]
