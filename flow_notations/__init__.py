"""Flows for a contact centre's messaging: a small language, its checks, and a machine that runs it.

The public door. What it names is loaded when it is first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channel_adapter.channel import Accepted, Channel, Refused, Uncertain
    from channel_adapter.clock import Clock, SystemClock, VirtualClock
    from channel_adapter.messages import Address, Received, Text

    from .diagnostics import Diagnostic
    from .errors import BrokenFlow, FlowError
    from .host.embedding import BlockingHost, CollectingChannel, embed
    from .host.host import Host
    from .host.sealed import KeyFile, SealedStore
    from .host.sqlite import SqliteStore
    from .host.store import Store
    from .host.wiring import Integration, Route, Wiring
    from .library import Library, read_library, read_text

_HOMES = {
    "Accepted": "channel_adapter.channel",
    "Address": "channel_adapter.messages",
    "BlockingHost": "flow_notations.host.embedding",
    "BrokenFlow": "flow_notations.errors",
    "Channel": "channel_adapter.channel",
    "Clock": "channel_adapter.clock",
    "CollectingChannel": "flow_notations.host.embedding",
    "Diagnostic": "flow_notations.diagnostics",
    "FlowError": "flow_notations.errors",
    "Host": "flow_notations.host.host",
    "Integration": "flow_notations.host.wiring",
    "KeyFile": "flow_notations.host.sealed",
    "Library": "flow_notations.library",
    "Received": "channel_adapter.messages",
    "Refused": "channel_adapter.channel",
    "Route": "flow_notations.host.wiring",
    "SealedStore": "flow_notations.host.sealed",
    "SqliteStore": "flow_notations.host.sqlite",
    "Store": "flow_notations.host.store",
    "SystemClock": "channel_adapter.clock",
    "Text": "channel_adapter.messages",
    "Uncertain": "channel_adapter.channel",
    "VirtualClock": "channel_adapter.clock",
    "Wiring": "flow_notations.host.wiring",
    "embed": "flow_notations.host.embedding",
    "read_library": "flow_notations.library",
    "read_text": "flow_notations.library",
}
"""Where each public name lives."""

__all__ = [
    "Accepted",
    "Address",
    "BlockingHost",
    "BrokenFlow",
    "Channel",
    "Clock",
    "CollectingChannel",
    "Diagnostic",
    "FlowError",
    "Host",
    "Integration",
    "KeyFile",
    "Library",
    "Received",
    "Refused",
    "Route",
    "SealedStore",
    "SqliteStore",
    "Store",
    "SystemClock",
    "Text",
    "Uncertain",
    "VirtualClock",
    "Wiring",
    "embed",
    "read_library",
    "read_text",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'flow_notations' has no attribute '{name}'")
    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """What the door names."""
    return sorted({*globals(), *__all__})
