"""One reader for each first word of a transcript's lines. In: the tokens of a line. Out: lines of a draft, or ``Wrong``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bot import bot
from .draft import Draft
from .expect import expect
from .given import given
from .header import clock, contact, flow
from .people import agent, user, wait

if TYPE_CHECKING:
    from .draft import Read

READERS: dict[str, Read] = {
    "flow": flow,
    "clock": clock,
    "contact": contact,
    "given": given,
    "user": user,
    "agent": agent,
    "bot": bot,
    "wait": wait,
    "expect": expect,
}
"""By the first word of a line."""

__all__ = ["READERS", "Draft"]
