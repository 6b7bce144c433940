"""The words of the language, one file each, gathered in one literal table; and two of them for engines of others (``embed``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .call import CALL
from .choose import CHOOSE
from .collect import COLLECT
from .embed import Standing, question, saying
from .end import END
from .handoff import HANDOFF
from .http import HTTP
from .schedule import SCHEDULE
from .send import SEND
from .set import SET
from .wait import WAIT

if TYPE_CHECKING:
    from flow_notations.notation import Table

STANDARD: Table = {
    notation.word: notation for notation in (SEND, COLLECT, CHOOSE, SET, WAIT, HTTP, CALL, HANDOFF, SCHEDULE, END)
}
"""Every notation that comes with the package, by its word."""

__all__ = ["COLLECT", "SEND", "STANDARD", "Standing", "question", "saying"]
