"""Flows for a contact centre's messaging: a small language, its checks, and a machine that runs it.

The public door. What it names is loaded when it is first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channel_adapter.channel import Accepted, Channel, Refused, Uncertain
    from channel_adapter.clock import Clock, SystemClock, VirtualClock
    from channel_adapter.messages import Address, Outbound, PersonWrote, Received, Text
    from channel_adapter.window import ExpiryRule

    from .diagnostics import Diagnostic
    from .effects import Offer
    from .errors import BrokenFlow, FlowError, StoreUnavailable
    from .host.archive import Archive
    from .host.asgi import HostApp
    from .host.embedding import BlockingHost, CollectingChannel, embed
    from .host.fetching import Fetcher, Reply
    from .host.host import Host
    from .host.people import Answer, People
    from .host.sealed import KeyFile, SealedStore
    from .host.sqlite import SqliteStore
    from .host.store import Store
    from .host.wiring import Integration, Route, Wiring
    from .library import Library, read_library, read_text

_HOMES = {
    "Accepted": "channel_adapter.channel",
    "Address": "channel_adapter.messages",
    "Answer": "flow_notations.host.people",
    "Archive": "flow_notations.host.archive",
    "BlockingHost": "flow_notations.host.embedding",
    "BrokenFlow": "flow_notations.errors",
    "Channel": "channel_adapter.channel",
    "Clock": "channel_adapter.clock",
    "CollectingChannel": "flow_notations.host.embedding",
    "Diagnostic": "flow_notations.diagnostics",
    "ExpiryRule": "channel_adapter.window",
    "Fetcher": "flow_notations.host.fetching",
    "FlowError": "flow_notations.errors",
    "Host": "flow_notations.host.host",
    "HostApp": "flow_notations.host.asgi",
    "Integration": "flow_notations.host.wiring",
    "KeyFile": "flow_notations.host.sealed",
    "Library": "flow_notations.library",
    "Offer": "flow_notations.effects",
    "Outbound": "channel_adapter.messages",
    "People": "flow_notations.host.people",
    "PersonWrote": "channel_adapter.messages",
    "Received": "channel_adapter.messages",
    "Refused": "channel_adapter.channel",
    "Reply": "flow_notations.host.fetching",
    "Route": "flow_notations.host.wiring",
    "SealedStore": "flow_notations.host.sealed",
    "SqliteStore": "flow_notations.host.sqlite",
    "Store": "flow_notations.host.store",
    "StoreUnavailable": "flow_notations.errors",
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
    "Answer",
    "Archive",
    "BlockingHost",
    "BrokenFlow",
    "Channel",
    "Clock",
    "CollectingChannel",
    "Diagnostic",
    "ExpiryRule",
    "Fetcher",
    "FlowError",
    "Host",
    "HostApp",
    "Integration",
    "KeyFile",
    "Library",
    "Offer",
    "Outbound",
    "People",
    "PersonWrote",
    "Received",
    "Refused",
    "Reply",
    "Route",
    "SealedStore",
    "SqliteStore",
    "Store",
    "StoreUnavailable",
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
