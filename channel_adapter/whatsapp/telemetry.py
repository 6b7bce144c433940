"""What operators see: structured log records and, where OpenTelemetry is installed, counters and durations.

In: outcomes and counts. Out: records of the logger ``channel_adapter.whatsapp`` with fields in ``extra``. Never a
message's text, a whole phone number, a secret or a signature.
"""

from __future__ import annotations

import logging
from collections import Counter
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, assert_never

from channel_adapter.channel import Accepted, Refused, Uncertain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Address, Item

LOGGER: Final = logging.getLogger("channel_adapter.whatsapp")
LOGGER.addHandler(logging.NullHandler())
VISIBLE_CHARACTERS: Final = 4


class Meter(Protocol):
    """Where numbers go: the one thing of a metrics library that is needed."""

    def add(self, name: str, amount: float, attributes: dict[str, str]) -> None:
        """Add ``amount`` to the counter ``name``."""
        ...

    def record(self, name: str, milliseconds: float, attributes: dict[str, str]) -> None:
        """Note one duration in the histogram ``name``."""
        ...


class NoMeter:
    """Counts nothing."""

    def add(self, name: str, amount: float, attributes: dict[str, str]) -> None:
        """Do nothing."""

    def record(self, name: str, milliseconds: float, attributes: dict[str, str]) -> None:
        """Do nothing."""


class OpenTelemetryMeter:
    """Counters and histograms of the OpenTelemetry API; which exporter reads them is the operator's choice."""

    def __init__(self) -> None:
        """Raise ``ImportError`` when ``opentelemetry`` is not installed."""
        meter = import_module("opentelemetry.metrics").get_meter("channel_adapter.whatsapp")
        self._counter, self._histogram = cache(meter.create_counter), cache(partial(meter.create_histogram, unit="ms"))

    def add(self, name: str, amount: float, attributes: dict[str, str]) -> None:
        """Add ``amount`` to the counter ``name``."""
        self._counter(name).add(amount, attributes)

    def record(self, name: str, milliseconds: float, attributes: dict[str, str]) -> None:
        """Note one duration in the histogram ``name``, whose unit is ``ms``."""
        self._histogram(name).record(milliseconds, attributes)


def best_meter() -> Meter:
    """Return the OpenTelemetry meter when its API is installed, else one that counts nothing."""
    try:
        return OpenTelemetryMeter()
    except ImportError:
        return NoMeter()


def masked(name: str | None) -> str:
    """Return a phone number or user id of which only the last four signs are left: ``…4567``."""
    return "" if not name else f"…{name[-VISIBLE_CHARACTERS:]}" if len(name) > VISIBLE_CHARACTERS else "…"


def masked_address(to: Address) -> str:
    """Return a customer's steadiest name, masked."""
    return masked(to.phone or to.user_id or to.parent_user_id)


def word_of(outcome: Outcome) -> str:
    """Return an outcome in one word, as logs, counters and spans name it."""
    match outcome:
        case Accepted():
            return "accepted"
        case Refused():
            return outcome.reason.value
        case Uncertain():
            return "uncertain"
        case _:
            assert_never(outcome)


def sent(outcome: Outcome, *, number_id: str, to: Address, ref: str, meter: Meter) -> None:
    """Report one finished send: quiet when it went well, a warning when a person or operator may have to act."""
    word = word_of(outcome)
    level = logging.DEBUG if isinstance(outcome, Accepted) else logging.WARNING
    meter.add("whatsapp.sends", 1, {"outcome": word, "number_id": number_id})
    if LOGGER.isEnabledFor(level):
        fields: dict[str, object] = {"number_id": number_id, "to": masked_address(to), "ref": ref, "outcome": word}
        if isinstance(outcome, Refused):
            fields |= {"code": outcome.code, "trace": outcome.trace, "retry_at": outcome.retry_at}
        LOGGER.log(level, "send %s", word, extra=fields)


def arrived(items: Iterable[Item], *, fresh: int, meter: Meter) -> None:
    """Report one webhook body by the kinds of its items."""
    kinds = Counter(type(item).__name__ for item in items)
    for kind, count in kinds.items():
        meter.add("whatsapp.items", count, {"kind": kind})
    LOGGER.debug("webhook accepted", extra={"kinds": dict(kinds), "fresh": fresh})
    if kinds["Unreadable"]:
        LOGGER.warning("webhook holds unreadable items", extra={"unreadable": kinds["Unreadable"]})
