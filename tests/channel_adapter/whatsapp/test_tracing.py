"""Where the time went, as spans."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

import pytest

from channel_adapter.whatsapp import tracing
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.webhook_app import WebhookApp


class Recorder:
    """A tracing library that writes down its spans: name, kind, attributes, and which was open around it."""

    def __init__(self) -> None:
        self.spans, self.open = [], []

    @contextmanager
    def start_as_current_span(self, name, *, kind, attributes):
        span = SimpleNamespace(
            name=name, kind=kind, facts=dict(attributes), parent=self.open[-1] if self.open else None
        )
        span.set_attribute = span.facts.__setitem__
        self.spans.append(span)
        self.open.append(name)
        yield span
        self.open.pop()


@pytest.fixture
def recorder(monkeypatch):
    """OpenTelemetry's API, as far as it is used."""
    recorder = Recorder()
    module = ModuleType("opentelemetry.trace")
    module.get_tracer = lambda name: recorder
    module.SpanKind = SimpleNamespace(CLIENT="client", INTERNAL="internal")
    monkeypatch.setitem(sys.modules, "opentelemetry", ModuleType("opentelemetry"))
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", module)
    return recorder


def test_a_send_is_a_span_and_its_request_another_inside(room, recorder):
    """With the ref, the outcome and the vendor's code; with neither text nor customer."""
    channel = WhatsAppChannel(
        room.settings(), room.wire([room.reply("token_expired")]), clock=room.clock(), meter=room.meter()
    )

    asyncio.run(channel.send(room.outbound("my secret"), window_until=room.now + room.day))

    send, request = recorder.spans
    assert (send.name, send.kind, send.parent) == ("whatsapp.send", "internal", None)
    assert send.facts == {"number_id": "7001", "ref": "i1/1/0", "attempt": 0, "outcome": "paused", "code": 190}
    assert (request.name, request.kind, request.parent) == ("whatsapp.request", "client", "whatsapp.send")
    assert "secret" not in str(recorder.spans)
    assert "27820001111" not in str(recorder.spans)


def test_a_webhook_is_a_span(room, recorder):
    """With the answer that was given; the handshake is none."""
    app = WebhookApp([room.settings()], SimpleNamespace(), clock=room.clock(), meter=room.meter())
    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}

    async def receive():
        return {"type": "http.request", "body": b"{}"}

    async def send(event):
        return None

    asyncio.run(app(scope, receive, send))
    asyncio.run(app({**scope, "method": "GET", "query_string": b""}, receive, send))

    assert [(span.name, span.facts) for span in recorder.spans] == [("whatsapp.webhook", {"answer": 401})]


def test_without_open_telemetry_nothing_is_traced(monkeypatch):
    """The work is done all the same."""
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    tracer = tracing.best_tracer()

    with tracer.span("whatsapp.send", {}) as span:
        span.set_attribute("outcome", "accepted")

    assert isinstance(tracer, tracing.NoTracer)


def test_the_real_library_takes_our_spans():
    """Its own exporter reads them, parents and all."""
    sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="pip install opentelemetry-sdk")
    export = pytest.importorskip("opentelemetry.sdk.trace.export")
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter").InMemorySpanExporter()
    provider = sdk.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(memory))
    tracer = tracing.OpenTelemetryTracer()
    tracer._start = provider.get_tracer("t").start_as_current_span

    with tracer.span("outer", {"ref": "r"}), tracer.span("inner", {}, client=True) as inner:
        inner.set_attribute("code", 190)

    found = {span.name: span for span in memory.get_finished_spans()}
    assert found["inner"].parent.span_id == found["outer"].context.span_id
    assert found["inner"].attributes == {"code": 190}
    assert found["outer"].attributes == {"ref": "r"}
