"""What a customer's words mean: options, yes and no, numbers, days, times, addresses, opt-out words, in the customer's language.

Flows in: one message and what was asked. Flows out: ``Understood``, ``Ambiguous`` or ``NotUnderstood``, each with its reason. Everything is
deterministic tables and rules; nothing is guessed silently. Knows no flow, no channel, no clock. The readers of kinds (``dates``,
``numbers``, …) are loaded with the first question that needs them.
"""

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .clashes import Clash, clashes
from .fold import fold
from .options import OptionIndex, OptionWords
from .optout import is_opt_out, opt_out_words

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
]
