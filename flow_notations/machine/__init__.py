"""The machine: a bound program, a session's state, and one pure step between them.

Flows in: a ``CheckedFlow`` with the table of notations (``bind``), then events (``step``). Flows out: states, effects and
explanations. It knows no notation by name, no channel, no clock.
"""

from .bind import bind
from .codec import decode, encode
from .program import Interrupts, Placed, Program
from .state import Phase, State
from .step import Step, step

__all__ = ["Interrupts", "Phase", "Placed", "Program", "State", "Step", "bind", "decode", "encode", "step"]
