"""What a channel carries, what a message breaks of it, and how a long message becomes several.

In: a message and a table of limits. Out: every violation with its measure, or the parts to send. No provider's name is in
the code: another one is another table.
"""

from .checking import cautions, violations
from .media import upload_cautions, upload_violations
from .preparing import Overflow, prepare
from .table import WHATSAPP, ChannelLimits, Count, Limit, Measure, MediaLimit, Quota
from .violation import Violation

__all__ = [
    "WHATSAPP",
    "ChannelLimits",
    "Count",
    "Limit",
    "Measure",
    "MediaLimit",
    "Overflow",
    "Quota",
    "Violation",
    "cautions",
    "prepare",
    "upload_cautions",
    "upload_violations",
    "violations",
]
