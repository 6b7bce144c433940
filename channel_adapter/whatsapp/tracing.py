"""Where the time of a send or of a webhook went: spans of OpenTelemetry where its API is installed, else nothing.

In: a name and attributes, none of which ever holds a message's text, a whole phone number or a secret. Out: a context in
which the work is done. Which exporter reads the spans is the operator's choice.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

Attribute: TypeAlias = "str | int"


class Span(Protocol):
    """One stretch of work."""

    def set_attribute(self, key: str, value: Attribute) -> None:
        """Add what is known only later: the outcome, a code."""
        ...


class Tracer(Protocol):
    """Where spans go: the one thing of a tracing library that is needed."""

    def span(
        self, name: str, attributes: dict[str, Attribute], *, client: bool = False
    ) -> AbstractContextManager[Span]:
        """The stretch of work done inside the context; ``client``: it waits for another machine."""
        ...


class NoTracer:
    """Traces nothing; it is its own span."""

    def span(
        self, name: str, attributes: dict[str, Attribute], *, client: bool = False
    ) -> AbstractContextManager[Span]:
        """Do nothing."""
        return nullcontext(self)

    def set_attribute(self, key: str, value: Attribute) -> None:
        """Do nothing."""


class OpenTelemetryTracer:
    """Spans of the OpenTelemetry API, children of whatever span is current."""

    def __init__(self) -> None:
        """Raise ``ImportError`` when ``opentelemetry`` is not installed."""
        trace: Any = import_module("opentelemetry.trace")
        self._start = trace.get_tracer("channel_adapter.whatsapp").start_as_current_span
        self._kinds = {True: trace.SpanKind.CLIENT, False: trace.SpanKind.INTERNAL}

    @contextmanager
    def span(self, name: str, attributes: dict[str, Attribute], *, client: bool = False) -> Iterator[Span]:
        """A span that is current while the context lasts; an exception that passes is recorded by the library."""
        with self._start(name, kind=self._kinds[client], attributes=attributes) as span:
            yield span


def best_tracer() -> Tracer:
    """Return the OpenTelemetry tracer when its API is installed, else one that traces nothing."""
    try:
        return OpenTelemetryTracer()
    except ImportError:
        return NoTracer()
