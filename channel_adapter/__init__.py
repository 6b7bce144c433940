"""Messages over a channel: sent within its limits and its reply window, received without loss.

This is the public door to what every channel shares: nouns, outcomes, text, formatting, limits, window, receipts. Clocks
are in ``channel_adapter.clock``, the HTTP client and the web application in ``channel_adapter.whatsapp``, a model of the
provider in ``channel_adapter.emulator``; none of them is imported here. Nothing in this package has heard of flows.
"""

from .channel import Accepted, Channel, Intake, Outcome, Reason, Refused, Uncertain
from .errors import AdapterError, BodyTooLarge, ConfigurationError, SignatureMismatch
from .formatting import harmless, to_html, to_plain, to_terminal
from .limits import WHATSAPP, ChannelLimits, Limit, Violation, cautions, prepare, violations
from .messages import Address, Content, Instant, Item, Outbound, Received, StatusChange, Text
from .statuses import Standing, climb
from .text import Unit, is_blank, length, sanitise, split
from .window import ExpiryRule, WindowPolicy, is_open, window_until

__all__ = [
    "WHATSAPP",
    "Accepted",
    "AdapterError",
    "Address",
    "BodyTooLarge",
    "Channel",
    "ChannelLimits",
    "ConfigurationError",
    "Content",
    "ExpiryRule",
    "Instant",
    "Intake",
    "Item",
    "Limit",
    "Outbound",
    "Outcome",
    "Reason",
    "Received",
    "Refused",
    "SignatureMismatch",
    "Standing",
    "StatusChange",
    "Text",
    "Uncertain",
    "Unit",
    "Violation",
    "WindowPolicy",
    "cautions",
    "climb",
    "harmless",
    "is_blank",
    "is_open",
    "length",
    "prepare",
    "sanitise",
    "split",
    "to_html",
    "to_plain",
    "to_terminal",
    "violations",
    "window_until",
]
