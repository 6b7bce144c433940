"""One broken limit, and the sentence that says so to a designer or an agent."""

from __future__ import annotations

from dataclasses import dataclass

from .table import Count, Measure

_QUOTED_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What is wrong with one field of one message.

    ``name`` is the limit's or rule's, ``where`` the field's path (``buttons[2].label``), ``value`` what stands there. When
    something was counted, ``measured`` of ``unit`` stand against ``limit``; else ``rule`` says what is asked.
    """

    name: str
    where: str
    channel: str
    value: str = ""
    measured: int | None = None
    limit: int | None = None
    unit: Measure | None = None
    rule: str = ""

    @property
    def sentence(self) -> str:
        """``button title 'Order a taxi to the airport' has 27 UTF-16 units; WhatsApp carries 20``."""
        subject = f"{self.name} {_quoted(self.value)}" if self.value else self.name
        if self.unit is None:
            return f"{subject} {self.rule}"
        if isinstance(self.unit, Count):
            subject = "message"
        return f"{subject} has {self.measured:,} {self.unit.value}; {self.channel} carries {self.limit:,}"

    def __str__(self) -> str:
        return self.sentence


def _quoted(value: str) -> str:
    """The value in quotes, its middle left out when it is long."""
    shown = value if len(value) <= _QUOTED_MAX else f"{value[:40]}…{value[-10:]}"
    return repr(shown)
