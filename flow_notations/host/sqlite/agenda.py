"""A conversation's agenda on SQLite: five tables looked at by one statement, because each statement costs as much as a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.agenda import Agenda

from .conversations import COLUMNS, read_conversation
from .inbox import INBOX
from .interactions import INTERACTIONS, TIMERS
from .outbox import PLANNED

if TYPE_CHECKING:
    import sqlite3

FIRST_QUEUED: Final = (
    "select position from inbox where conversation = c.id and state != 'done' and state = 'queued'"
    " order by position limit 1"
)
FIRST_TIMER: Final = (
    "select name from timers where interaction = c.live"
    " and deadline = (select min(deadline) from timers where interaction = c.live) order by name limit 1"
)
FIRST_PLANNED: Final = (
    "select key from planned where conversation = c.id"
    " and at = (select min(at) from planned where conversation = c.id) order by key limit 1"
)
"""To sort by both columns would take a table of its own each time, which costs more than all the rest."""

AGENDA: Final = (
    f"select {', '.join([f'c.{column}' for column in COLUMNS])}, {INTERACTIONS.columns('live')},"  # noqa: S608  # names are ours
    f" {INBOX.columns('queued')}, {TIMERS.columns('timer')}, {PLANNED.columns('planned')}"
    " from conversations c"
    " left join interactions live on live.id = c.live"
    f" left join inbox queued on queued.position = ({FIRST_QUEUED})"
    f" left join timers timer on timer.interaction = c.live and timer.name = ({FIRST_TIMER})"
    f" left join planned on live.id is null and planned.conversation = c.id and planned.key = ({FIRST_PLANNED})"
    " where c.id = ?"
)
LIVE: Final = len(COLUMNS)
QUEUED: Final = LIVE + INTERACTIONS.width
TIMER: Final = QUEUED + INBOX.width
PLAN: Final = TIMER + TIMERS.width
"""Where the columns of each begin."""


def read_agenda(connection: sqlite3.Connection, conversation: str) -> Agenda | None:
    """See ``store.Transaction.agenda``."""
    row = connection.execute(AGENDA, (conversation,)).fetchone()
    if row is None:
        return None
    return Agenda(
        conversation=read_conversation(row[:LIVE]),
        live=INTERACTIONS.joined(row[LIVE:QUEUED]),
        queued=INBOX.joined(row[QUEUED:TIMER]),
        timer=TIMERS.joined(row[TIMER:PLAN]),
        planned=PLANNED.joined(row[PLAN:]),
    )
