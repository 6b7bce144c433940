"""What goes wrong with a send, drawn from the seed by its ref and how often it was tried: rates, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from channel_adapter.emulator.faults import BareAnswer, FailLater, LoseAnswer, NeverReport, Refuse, Slow

if TYPE_CHECKING:
    from channel_adapter.emulator.chance import Chance
    from channel_adapter.emulator.faults import Fault

SLOW: Final = Slow(milliseconds=0)
RATES: Final[tuple[tuple[float, str, Fault], ...]] = (
    (0.008, "131000 something went wrong", Refuse(code=131000)),
    (0.005, "131056 pair too fast", Refuse(code=131056)),
    (0.003, "130429 number too fast", Refuse(code=130429)),
    (0.003, "131016 unavailable", Refuse(code=131016)),
    (0.002, "2 api service", Refuse(code=2, http_status=503)),
    (0.003, "131026 undeliverable", Refuse(code=131026)),
    (0.002, "131047 window closed", Refuse(code=131047)),
    (0.002, "502 not carried out", BareAnswer()),
    (0.002, "500 carried out", BareAnswer(status=500, carried_out=True)),
    (0.006, "answer lost, carried out", LoseAnswer()),
    (0.004, "dropped, not carried out", LoseAnswer(carried_out=False)),
    (0.004, "131026 late", FailLater(code=131026)),
    (0.002, "131047 late", FailLater(code=131047, after_sent=True)),
    (0.003, "131000 late", FailLater(code=131000, after=120_000, after_sent=True)),
    (0.003, "never reported", NeverReport()),
    (0.010, "slow answer", SLOW),
)
"""How often, what it is called in the report, and the emulator's fault."""

SLOW_S_MAX: Final = 0.4


def mishap(chance: Chance, ref: str, tries: int) -> tuple[str, Fault] | None:
    """What goes wrong with this try of this send, if anything."""
    drawn = chance.draw("mishap", ref, tries) / (1 << 64)
    for rate, name, fault in RATES:
        if drawn < rate:
            return name, fault
        drawn -= rate
    return None


def slowness(chance: Chance, ref: str, tries: int) -> float:
    """How many seconds a slow answer takes, on the wall's clock."""
    return chance.below(1000, "slow", ref, tries) / 1000 * SLOW_S_MAX
