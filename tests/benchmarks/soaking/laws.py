"""The laws, judged when all is over: by the account of what happened outside, and by what the store still holds.

Each law is a query that finds what breaks it, with the sentence for each row found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from .account import Account
    from .harvest import Harvest

DAY_MS: Final = 24 * 60 * 60 * 1000
LATE_MS: Final = DAY_MS - 61_000
"""Webhooks tell whole seconds, so a message may be a day old almost a second before it is. And its turn comes a little
after it was acknowledged, when its day may be over: a minute of the soak is a third of a second."""
SECOND_MS: Final = 1000
MINUTE_MS: Final = 60 * SECOND_MS
"""A third of a second. What was acknowledged so shortly before a process died may wait until the next one; where that comes
a day later, people are told, and nobody is answered."""

INDEXES: Final = """
    create index wrote_by_id on wrote (id);
    create index acknowledged_by_id on acknowledged (id);
    create index heard_by_id on heard (id);
    create index reached_by_send on reached (send);
    create index sends_by_ref on sends (ref);
    create index outcomes_by_ref on outcomes (ref);
    create index ended_by_interaction on ended (interaction);
    create index began_by_interaction on began (interaction);
    create index steps_by_interaction on steps (interaction, seq);
"""


class Law(NamedTuple):
    """A query for rows that break it, and what is said of each."""

    broken_by: str
    sentence: str


WITHIN: Final = (
    Law("select id, count(*) from heard group by id having count(*) > 1", "message {0} was heard {1} times"),
    Law(
        "select id, wrote, acknowledged from (select id, wrote.at as wrote, min(acknowledged.at) as acknowledged"
        " from acknowledged join wrote using (id) where id not in (select id from heard) group by id)"
        f" where acknowledged - wrote < {LATE_MS} and not exists (select 1 from down where"
        f" since between acknowledged and acknowledged + {MINUTE_MS} and until - wrote >= {LATE_MS})",
        "message {0}, written at {1} and acknowledged at {2}, was never heard",
    ),
    Law("select ref, count(*) from reached group by ref having count(*) > 1", "{0} was sent {1} times"),
    Law("select ref, at from reached where closed", "{0} left at {1}, outside the reply window"),
    Law(
        "select ref, conversation from reached where send not in (select ref from sends)",
        "{0} to {1}: nobody asked for it",
    ),
    Law(
        "select ref, count(*) from outcomes where kind = 'Sent' group by ref having count(*) > 1",
        "the flow heard {1} times that {0} was sent",
    ),
    Law(
        "select ref, interaction from sends where ref not in (select ref from outcomes)"
        " and interaction not in (select interaction from ended)",
        "{0}: what became of it was never told",
    ),
    Law(
        "select outcomes.ref, reason, parts, count(*) from outcomes join reached on send = outcomes.ref"
        " where kind = 'Unsent' and reason in ('refused', 'limit')"
        " group by outcomes.ref, reason having count(*) != parts",
        "{0} was reported {1} after {2} parts, and {3} arrived",
    ),
    Law(
        "select interaction, count(*), min(seq), max(seq), count(distinct seq) from steps group by interaction"
        " having min(seq) != 1 or max(seq) != count(*) or count(distinct seq) != count(*)",
        "the journal of {0} has {1} entries from {2} to {3}, {4} different",
    ),
    Law(
        f"select interaction, seq, at from steps where at < (select min(at) - {SECOND_MS} from wrote)",
        "the journal of {0} says that entry {1} was at {2}, before anybody wrote",
    ),
    Law(
        "select interaction, sentence from notices where kind in ('parked', 'failed')",
        "people were told about {0}: {1}",
    ),
)
"""Of the account alone."""

AT_REST: Final = (
    Law("select ref, state from outbox where settled = 0", "{0} is still {1}"),
    Law("select id, state from inbox where state != 'done'", "{0} waits to be heard: {1}"),
    Law("select ref, attempts from errands", "errand {0} still waits"),
    Law("select id, status from interactions where status = 'parked'", "{0} is {1}"),
    Law(
        "select id, began_at from interactions where status = 'live' and expires_at is null"
        " and id not in (select interaction from timers)",
        "{0}, begun at {1}, waits for ever",
    ),
    Law(
        "select id, live from conversations where live is not null and live not in (select id from interactions where status = 'live')",
        "conversation {0} holds {1}, which is over",
    ),
)
"""Of the store, after a calm time."""


def judge(account: Account, harvest: Harvest, now: int) -> None:
    """Everything; what is broken stands in the account."""
    account.flush()
    account.connection.executescript(INDEXES)
    _queries(account, account.connection, WITHIN)
    _order(account)
    _tell_doubts(account)
    store = harvest.open()
    try:
        _queries(account, store, AT_REST)
        _timers(account, harvest, store, now)
        damage = store.execute("pragma integrity_check(1)").fetchone()[0]
        account.law(damage == "ok", f"the store is damaged: {damage}")
    finally:
        store.close()


def _queries(account: Account, connection: sqlite3.Connection, laws: Iterable[Law]) -> None:
    for law in laws:
        for row in connection.execute(law.broken_by):
            account.law(False, law.sentence.format(*row))


def _order(account: Account) -> None:
    """Sends of a conversation left in order: of its interactions, of their steps, of their parts."""
    rows = account.connection.execute(
        "select reached.conversation, ref, began.rowid from reached"
        " join began on began.interaction = substr(ref, 1, instr(ref, '/') - 1) order by reached.rowid"
    )
    latest: dict[str, tuple[int, ...]] = {}
    for conversation, ref, order in rows:
        place = (order, *(int(word) for word in ref.split("/")[1:]))
        account.law(latest.get(conversation, ()) < place, f"{ref} to {conversation} overtook another")
        latest[conversation] = place


def _timers(account: Account, harvest: Harvest, store: sqlite3.Connection, now: int) -> None:
    """What was set and neither fired nor was cancelled still waits, and nothing that waits is overdue."""
    waiting = {(interaction, name): deadline for interaction, name, deadline in store.execute("select * from timers")}
    for (interaction, name), deadline in waiting.items():
        account.law(deadline > now, f"timer {name} of {interaction} was due at {deadline}")
    for interaction, timers in harvest.armed.items():
        for name, deadline in timers.items():
            found = waiting.get((interaction, name))
            account.law(found == deadline, f"timer {name} of {interaction}, set for {deadline}, was lost ({found})")


def _tell_doubts(account: Account) -> None:
    """No law: a lost answer is proved by whatever the customer writes next, which may have been for another reason."""
    believed = "select count(*) from outcomes where kind = 'Sent' and ref not in (select send from reached)"
    late = "select count(*) from acknowledged join wrote using (id) where id not in (select id from heard)"
    account.counts["believed sent on a later message alone"] = account.connection.execute(believed).fetchone()[0]
    account.counts["came a day late, shown and not heard"] = account.connection.execute(late).fetchone()[0]
