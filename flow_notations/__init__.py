"""Flows for a contact centre's messaging: a small language, its checks, and a machine that runs it.

The public door. What it names is loaded when it is first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channel_adapter.channel import Accepted, Channel, Outcome, Refused, Uncertain
    from channel_adapter.clock import Clock, SystemClock, VirtualClock
    from channel_adapter.messages import (
        Address,
        Content,
        Instant,
        Item,
        Media,
        Outbound,
        PersonWrote,
        ReadMark,
        Received,
        Template,
        Text,
    )
    from channel_adapter.window import ExpiryRule

    from .diagnostics import Diagnostic
    from .effects import Fetch, Offer
    from .errors import BrokenFlow, FlowError, NotHere, StoreUnavailable
    from .host.archive import Archive
    from .host.asgi import HostApp
    from .host.embedding import BlockingHost, CollectingChannel, embed
    from .host.fetching import Fetcher, Reply
    from .host.host import Host
    from .host.people import Answer, People
    from .host.records import Conversation, Interaction, Line
    from .host.sealed import KeyFile, SealedStore
    from .host.sqlite import SqliteStore
    from .host.store import Store, Transaction
    from .host.wiring import Integration, Route, Wiring
    from .host.writing import Written
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
    "Content": "channel_adapter.messages",
    "Conversation": "flow_notations.host.records",
    "Diagnostic": "flow_notations.diagnostics",
    "ExpiryRule": "channel_adapter.window",
    "Fetch": "flow_notations.effects",
    "Fetcher": "flow_notations.host.fetching",
    "FlowError": "flow_notations.errors",
    "Host": "flow_notations.host.host",
    "HostApp": "flow_notations.host.asgi",
    "Instant": "channel_adapter.messages",
    "Integration": "flow_notations.host.wiring",
    "Interaction": "flow_notations.host.records",
    "Item": "channel_adapter.messages",
    "KeyFile": "flow_notations.host.sealed",
    "Library": "flow_notations.library",
    "Line": "flow_notations.host.records",
    "Media": "channel_adapter.messages",
    "NotHere": "flow_notations.errors",
    "Offer": "flow_notations.effects",
    "Outbound": "channel_adapter.messages",
    "Outcome": "channel_adapter.channel",
    "People": "flow_notations.host.people",
    "PersonWrote": "channel_adapter.messages",
    "ReadMark": "channel_adapter.messages",
    "Received": "channel_adapter.messages",
    "Refused": "channel_adapter.channel",
    "Reply": "flow_notations.host.fetching",
    "Route": "flow_notations.host.wiring",
    "SealedStore": "flow_notations.host.sealed",
    "SqliteStore": "flow_notations.host.sqlite",
    "Store": "flow_notations.host.store",
    "StoreUnavailable": "flow_notations.errors",
    "SystemClock": "channel_adapter.clock",
    "Template": "channel_adapter.messages",
    "Text": "channel_adapter.messages",
    "Transaction": "flow_notations.host.store",
    "Uncertain": "channel_adapter.channel",
    "VirtualClock": "channel_adapter.clock",
    "Wiring": "flow_notations.host.wiring",
    "Written": "flow_notations.host.writing",
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
    "Content",
    "Conversation",
    "Diagnostic",
    "ExpiryRule",
    "Fetch",
    "Fetcher",
    "FlowError",
    "Host",
    "HostApp",
    "Instant",
    "Integration",
    "Interaction",
    "Item",
    "KeyFile",
    "Library",
    "Line",
    "Media",
    "NotHere",
    "Offer",
    "Outbound",
    "Outcome",
    "People",
    "PersonWrote",
    "ReadMark",
    "Received",
    "Refused",
    "Reply",
    "Route",
    "SealedStore",
    "SqliteStore",
    "Store",
    "StoreUnavailable",
    "SystemClock",
    "Template",
    "Text",
    "Transaction",
    "Uncertain",
    "VirtualClock",
    "Wiring",
    "Written",
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
