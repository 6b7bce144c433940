"""Which numbers a worker gives back and which it takes: one statement, the whole rule.

A worker *has* a number when its channel is connected there; while an operator adds one, some workers have it and others do
not yet. *Able* to serve a number is whoever has it, or everybody when nobody who lives does: its timers and expiries must
come true all the same, though nothing can be sent. Each number counts for all who are able, in equal parts; the sum of
these, rounded up, is a worker's share, and *room* is what it lacks of it. Nothing stays unserved for the sake of a share:
what nobody else has room for is taken beyond it, and given back once somebody has room.

Workers of an older release write down no numbers. They are able where nobody has the number, and keep what they have.
"""

from __future__ import annotations

from typing import Final

ALIVE: Final = "select id, numbers from workers where lease_until > clock_timestamp() or id = %(id)s"
"""Whoever asks is, even when its lease ran out while it waited for the database."""

ABLE: Final = (
    "select number_id, connected.worker, numbers.worker as holder, count(*) over (partition by number_id) as among"
    " from connected join numbers using (number_id)"
    " union all select number_id, alive.id, numbers.worker, (select count(*) from alive)"
    " from numbers cross join alive where number_id not in (select number_id from connected)"
)
ROOM: Final = (
    "select worker, ceil(round(sum(1.0 / among), 9)) - count(*) filter (where holder = worker) as room"
    " from able group by worker"
)
"""Rounded first: three thirds are one. Negative beyond the share."""
ELSEWHERE: Final = "select number_id from able join room using (worker) where worker != %(id)s and room > 0"
"""Numbers that somebody else has room for."""
KEPT: Final = (
    "select number_id from able where holder = worker"
    " union all select number_id from numbers join alive on alive.id = numbers.worker where alive.numbers = '{}'"
)
"""Numbers that nobody takes from whoever has them. Another living one has no channel for it, and nothing on the wire."""

UNABLE: Final = (
    "select number_id from numbers where worker = %(id)s"
    " and number_id not in (select number_id from able where worker = %(id)s)"
)
BEYOND: Final = (
    "select number_id from able where worker = %(id)s and holder = %(id)s"
    " and number_id in (select number_id from elsewhere) order by number_id desc"
    " limit (select greatest(0, least(-max(room) filter (where worker = %(id)s),"
    " sum(greatest(0, room)) filter (where worker != %(id)s)))::bigint from room)"
)
FREE: Final = (
    "select number_id, row_number() over (order by among, number_id) as place from able"
    " where worker = %(id)s and number_id not in (select number_id from kept)"
)
"""First those that few are able to serve."""
TAKEN: Final = (
    "select number_id from free where place <= (select room from room where worker = %(id)s)"
    " or number_id not in (select number_id from elsewhere)"
)

_STEPS: Final = {
    "alive": ALIVE,
    "connected": "select unnest(numbers) as number_id, id as worker from alive",
    "able": ABLE,
    "room": ROOM,
    "elsewhere": ELSEWHERE,
    "kept": KEPT,
    "free": FREE,
    "wanted": f"(select number_id, null as worker from ({UNABLE}) as unable)"  # noqa: S608  # constants of ours
    f" union all (select number_id, null from ({BEYOND}) as beyond)"
    f" union all (select number_id, %(id)s from ({TAKEN}) as taken)",
}

SHARE: Final = (
    "with " + ", ".join(f"{name} as materialized ({step})" for name, step in _STEPS.items())  # noqa: S608  # as above
    + " update numbers set worker = wanted.worker from wanted where numbers.number_id = wanted.number_id"
)  # fmt: skip
"""Gives back and takes for the worker ``id``. Two workers never run it at a time; see ``Membership.beat``."""
