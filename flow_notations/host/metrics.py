"""Numbers for operators, as the text that Prometheus and its kin read. Counted in memory, since the process began.

The channel reports to a ``Tally`` through the meter's port; where OpenTelemetry is installed it hears the same. Events
of sessions are counted where they are stepped. Nothing here ever holds a customer's number or words.
Format: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.channel import HearsReceipts, Paces, Recalls
from channel_adapter.whatsapp.telemetry import NoMeter, best_meter
from flow_notations.events import Unsent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from channel_adapter.channel import Channel, Outcome
    from channel_adapter.messages import Instant, Outbound
    from channel_adapter.whatsapp.telemetry import Meter
    from flow_notations.events import Event

    from .wiring import Machine

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
HELP: Final[dict[str, str]] = {
    "whatsapp_sends_total": "Messages handed to the channel, by outcome; window_closed among them.",
    "whatsapp_items_total": "Items of webhooks, by kind.",
    "flow_events_total": "Events that sessions stepped, by kind: Heard are customers' messages.",
    "flow_unsent_total": "Sends that a session was told did not go out, by reason.",
    "flow_send_retries_total": "Messages handed to the channel again after a refusal.",
    "flow_queue_age_seconds": "How long the conversation that is due longest has been due.",
}
_ESCAPED: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


class Tally:
    """Counters and sums of durations, by name and labels: a ``Meter``."""

    def __init__(self) -> None:
        self._counts: defaultdict[tuple[str, tuple[tuple[str, str], ...]], float] = defaultdict(float)

    def add(self, name: str, amount: float, attributes: dict[str, str]) -> None:
        """Add ``amount`` to the counter ``name``."""
        self._counts[f"{_plain(name)}_total", tuple(sorted(attributes.items()))] += amount

    def record(self, name: str, milliseconds: float, attributes: dict[str, str]) -> None:
        """Note one duration: its sum in seconds and its count."""
        labels = tuple(sorted(attributes.items()))
        self._counts[f"{_plain(name)}_seconds_sum", labels] += milliseconds / 1000
        self._counts[f"{_plain(name)}_seconds_count", labels] += 1

    def exposition(self, gauges: Mapping[str, float]) -> str:
        """Everything as text, with ``gauges`` measured just now."""
        rows: list[str] = []
        last = ""
        for (name, labels), value in sorted(self._counts.items()):
            if name != last:
                rows += _heading(name, "counter")
                last = name
            rows.append(f"{name}{_labels(labels)} {value:.15g}")
        for name, value in gauges.items():
            rows += [*_heading(name, "gauge"), f"{name} {value:.15g}"]
        return "\n".join(rows) + "\n"


class Both:
    """A meter that tells several."""

    def __init__(self, meters: Iterable[Meter]) -> None:
        self._meters = tuple(meters)

    def add(self, name: str, amount: float, attributes: dict[str, str]) -> None:
        """Add ``amount`` to the counter ``name``."""
        for meter in self._meters:
            meter.add(name, amount, attributes)

    def record(self, name: str, milliseconds: float, attributes: dict[str, str]) -> None:
        """Note one duration."""
        for meter in self._meters:
            meter.record(name, milliseconds, attributes)


def meter_for(tally: Tally) -> Meter:
    """The tally, and OpenTelemetry beside it when it is installed."""
    best = best_meter()
    return tally if isinstance(best, NoMeter) else Both([tally, best])


class CountedMachine:
    """A machine whose events are counted. A step that is tried again counts again."""

    def __init__(self, machine: Machine, meter: Meter) -> None:
        self._meter = meter
        self._step = machine.step
        self.encode = machine.encode
        self.decode = machine.decode

    def step(self, program: Any, state: Any, event: Event, /) -> Any:
        """See ``wiring.Machine``."""
        self._meter.add("flow.events", 1, {"kind": type(event).__name__})
        if isinstance(event, Unsent):
            self._meter.add("flow.unsent", 1, {"reason": event.reason})
        return self._step(program, state, event)


class CountedChannel:
    """A channel whose repeated sends are counted; whatever else the channel can do, it does."""

    def __init__(self, channel: Channel, meter: Meter) -> None:
        self._channel, self._meter = channel, meter
        self.prepare, self.mark_read = channel.prepare, channel.mark_read
        if isinstance(channel, HearsReceipts):
            self.hear = channel.hear
        if isinstance(channel, Recalls):
            self.recall = channel.recall
        if isinstance(channel, Paces):
            self.number_per_second = channel.number_per_second

    async def send(self, part: Outbound, *, window_until: Instant | None, attempt: int = 0) -> Outcome:
        """See ``channel.Channel``."""
        if attempt:
            self._meter.add("flow.send.retries", 1, {})
        return await self._channel.send(part, window_until=window_until, attempt=attempt)


def _plain(name: str) -> str:
    return name.replace(".", "_")


def _heading(name: str, kind: str) -> list[str]:
    return [*([f"# HELP {name} {HELP[name]}"] if name in HELP else []), f"# TYPE {name} {kind}"]


def _labels(labels: tuple[tuple[str, str], ...]) -> str:
    return "{" + ",".join(f'{name}="{value.translate(_ESCAPED)}"' for name, value in labels) + "}" if labels else ""
