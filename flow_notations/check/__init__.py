"""Everything that can be known of a flow before a customer meets it: a tree in, a ``CheckedFlow`` and all complaints out.

One rule, one file; what a rule can say stands in ``complaints``, what it means to an author in ``cards``. The table of
notations comes as an argument: no notation is known here by name.
"""

from .cards import Card, card, codes
from .centre import check_centre
from .checked import BACK, RETURN, Checked, CheckedFlow, Exit, Exits
from .checking import check, may_run

__all__ = [
    "BACK",
    "RETURN",
    "Card",
    "Checked",
    "CheckedFlow",
    "Exit",
    "Exits",
    "card",
    "check",
    "check_centre",
    "codes",
    "may_run",
]
