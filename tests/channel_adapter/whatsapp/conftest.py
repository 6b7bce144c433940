"""What the tests of this room share: recorded exchanges, a number, a scripted wire."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from channel_adapter.clock import VirtualClock
from channel_adapter.messages import Address, Outbound, Text
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from channel_adapter.whatsapp.telemetry import NoMeter
from channel_adapter.whatsapp.wire import WireReply

if TYPE_CHECKING:
    from collections.abc import Callable

    from channel_adapter.messages import Content, Instant
    from channel_adapter.whatsapp.wire import WireResult

SAMPLES = Path(__file__).parent / "samples"
NOW: Instant = 1_800_000_000_000
DAY = 86_400_000
APP_SECRET = "app-secret-for-tests"


@dataclass
class ScriptedWire:
    """Answers from a script; a call beyond its end fails the test."""

    script: list[WireResult]
    bodies: list[dict[str, object]] = field(default_factory=list)
    closed: bool = False
    on_post: Callable[[], None] = lambda: None

    async def post_message(self, body: dict[str, object]) -> WireResult:
        self.on_post()
        self.bodies.append(body)
        return self.script.pop(0)

    async def aclose(self) -> None:
        self.closed = True


@dataclass
class RecordingMeter(NoMeter):
    counts: list[tuple[str, float, dict[str, str]]] = field(default_factory=list)

    def add(self, name: str, amount: float, attributes: dict[str, str]) -> None:
        self.counts.append((name, amount, attributes))


class Room:
    """Everything a test of this room builds with."""

    now = NOW
    day = DAY
    app_secret = APP_SECRET
    wire = ScriptedWire
    meter = RecordingMeter

    @staticmethod
    def reply(case: str) -> WireReply:
        folder = SAMPLES / "replies" / case
        head = json.loads((folder / "status.json").read_text())
        return WireReply(status=head["status"], headers=head["headers"], body=(folder / "body").read_bytes())

    @staticmethod
    def webhook(case: str) -> tuple[dict[str, str], bytes]:
        folder = SAMPLES / "webhooks" / case
        return json.loads((folder / "headers.json").read_text()), (folder / "body").read_bytes()

    @staticmethod
    def cases(kind: str) -> list[str]:
        return sorted(folder.name for folder in (SAMPLES / kind).iterdir())

    @staticmethod
    def settings(**changes: object) -> NumberSettings:
        facts: dict[str, object] = {
            "number_id": "7001",
            "token": Secret("token-for-tests"),
            "app_secrets": (Secret(APP_SECRET),),
            "verify_token": Secret("handshake-for-tests"),
        }
        return NumberSettings(**{**facts, **changes})  # type: ignore[arg-type]

    @staticmethod
    def clock() -> VirtualClock:
        return VirtualClock(NOW)

    @staticmethod
    def outbound(content: Content | str = "hello", *, to: str = "+27820001111", ref: str = "i1/1/0") -> Outbound:
        body = Text(body=content) if isinstance(content, str) else content
        return Outbound(ref=ref, to=Address(phone=to), content=body)


@pytest.fixture
def room() -> Room:
    """What a test of this room builds with."""
    return Room()
