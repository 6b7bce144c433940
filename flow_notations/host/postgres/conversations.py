"""Conversations, identities and saved fields on PostgreSQL. Reading one for a work locks its row; see ``grip``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from channel_adapter.messages import Address
from flow_notations.host.records import Conversation

from .rows import the_one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from channel_adapter.messages import Instant

    from .grip import Grip

SELECT: Final = (
    "select id, number_id, phone, user_id, parent_user_id, latest_inbound_at, live, wake_at from conversations"
)
INSERT: Final = (
    "insert into conversations (number_id, phone, user_id, parent_user_id, latest_inbound_at, live, wake_at, id)"
    " values (%s, %s, %s, %s, %s, %s, %s, %s)"
)
LOCKED: Final = "for no key update"
"""Keeps every other work away, but not new rows that refer to this one
(https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS)."""

OURS: Final = "number_id in (select number_id from numbers where worker = %s)"
"""A number is served by one worker at a time: its pacing is in that worker's memory."""

NEXT_WAKE: Final = (
    "select min(wake_at) from numbers cross join lateral (select wake_at from conversations"
    " where conversations.number_id = numbers.number_id and wake_at is not null order by wake_at limit 1) as first"
    " where worker = %s"
)
"""One look into the index for each number, however many conversations wait."""

OWNED: Final = ("inbox", "interactions", "outbox", "errands", "history", "notices", "identities")
"""Tables whose rows belong to a conversation."""
KEYED: Final = (("planned", "conversation", "key"), ("fields", "scope", "name"))
"""Tables whose rows belong to one under a name; the winner's row stays where both have the name."""


class PostgresConversations:
    """See ``ledgers.Conversations``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip
        self._execute = grip.session.execute

    def get(self, conversation: str) -> Conversation:
        found = self.find_one(conversation)
        assert found is not None, f"no conversation '{conversation}'"
        return found

    def find_one(self, conversation: str) -> Conversation | None:
        row = self._execute(f"{SELECT} where id = %s {LOCKED}", (conversation,)).fetchone()
        return None if row is None else self._held(row)

    def find(self, number_id: str, keys: Sequence[str]) -> tuple[Conversation, ...]:
        found = self._execute(
            f"{SELECT} where id in (select conversation from identities where number_id = %s and key = any(%s))"  # noqa: S608
            f" order by id {LOCKED}",
            (number_id, list(keys)),
        )
        return tuple([self._held(row) for row in found.fetchall()])

    def save(self, conversation: Conversation) -> None:
        customer = conversation.customer
        names = (customer.phone, customer.user_id, customer.parent_user_id)
        if self._grip.holds(conversation.id):
            self._execute(
                "update conversations set phone = %s, user_id = %s, parent_user_id = %s where id = %s",
                (*names, conversation.id),
            )
            on_conflict = (
                " on conflict (number_id, key) do update set conversation = excluded.conversation"
                " where identities.conversation != excluded.conversation"
            )
        else:  # a stranger whom someone else writes down meanwhile breaks a unique key: the work is run again
            happened = (conversation.latest_inbound_at, conversation.live, conversation.wake_at)
            self._execute(INSERT, (conversation.number_id, *names, *happened, conversation.id))
            self._execute(
                "insert into numbers (number_id, worker) values (%s, (select id from workers where id = %s))"
                " on conflict do nothing",
                (conversation.number_id, self._grip.worker),
            )
            self._grip.held(conversation.id, conversation.number_id)
            on_conflict = ""
        for key in customer.keys:
            self._execute(
                f"insert into identities (number_id, key, conversation) values (%s, %s, %s){on_conflict}",  # noqa: S608
                (conversation.number_id, key, conversation.id),
            )

    def set_live(self, conversation: str, interaction: str | None) -> None:
        self._execute("update conversations set live = %s where id = %s", (interaction, conversation))

    def heard(self, conversation: str, *, latest_inbound_at: Instant | None, wake_at: Instant) -> None:
        self._execute(
            "update conversations set latest_inbound_at = %s, wake_at = %s where id = %s",
            (latest_inbound_at, wake_at, conversation),
        )
        self._grip.wake(conversation)

    def rest(self, conversation: str, wake_at: Instant | None) -> None:
        self._execute(
            "update conversations set wake_at = %(wake_at)s"
            " where id = %(id)s and wake_at is distinct from %(wake_at)s::bigint",
            {"id": conversation, "wake_at": wake_at},
        )
        if wake_at is not None:
            self._grip.wake(conversation)

    def known_keys(self, conversation: str) -> tuple[str, ...]:
        found = self._execute("select key from identities where conversation = %s order by key", (conversation,))
        return tuple([key for (key,) in found])

    def due(self, now: Instant, *, limit: int) -> tuple[str, ...]:
        """Of this worker's numbers only."""
        found = self._execute(
            f"select id from conversations where wake_at <= %s and {OURS} order by wake_at, id limit %s",  # noqa: S608
            (now, self._grip.worker, limit),
        )
        return tuple([identity for (identity,) in found])

    def next_wake(self) -> Instant | None:
        """At this worker's numbers only."""
        wake: int | None = the_one(self._execute(NEXT_WAKE, (self._grip.worker,)))
        return wake

    def page(self, *, after: str, limit: int) -> tuple[Conversation, ...]:
        found = self._execute(f"{SELECT} where id > %s order by id limit %s", (after, limit))
        return tuple([_read(row) for row in found])

    def absorb(self, winner: str, loser: str) -> None:
        for table in OWNED:
            self._execute(f"update {table} set conversation = %s where conversation = %s", (winner, loser))  # noqa: S608
        for table, owner, name in KEYED:
            self._execute(
                f"update {table} as lost set {owner} = %(winner)s where {owner} = %(loser)s and not exists"  # noqa: S608
                f" (select from {table} as kept where kept.{owner} = %(winner)s and kept.{name} = lost.{name})",
                {"winner": winner, "loser": loser},
            )
            self._execute(f"delete from {table} where {owner} = %s", (loser,))  # noqa: S608
        self._execute("delete from conversations where id = %s", (loser,))

    def erase(self, conversation: str) -> None:
        self._grip.hold(conversation)
        own = "(select id from interactions where conversation = %s)"
        for table in ("journal", "timers"):
            self._execute(f"delete from {table} where interaction in {own}", (conversation,))  # noqa: S608
        self._execute(f"delete from fields where scope = %s or scope in {own}", (conversation, conversation))  # noqa: S608
        self._execute("update inbox set state = 'done', body = '' where conversation = %s", (conversation,))
        for key in self.known_keys(conversation):  # what was kept beside the conversation names them somewhere
            name = key.partition(":")[2]
            self._execute("delete from kept where strpos(body, %s) > 0 or strpos(reason, %s) > 0", (name, name))
        for table in (*OWNED[1:], "planned"):
            self._execute(f"delete from {table} where conversation = %s", (conversation,))  # noqa: S608
        self._execute("delete from conversations where id = %s", (conversation,))

    def prune(self, number_id: str, *, before: Instant, limit: int) -> int:
        ended = self._execute(
            "select interactions.id, conversation from interactions"
            " join conversations on conversations.id = conversation"
            " where number_id = %s and status = 'ended' and ended_at < %s limit %s",
            (number_id, before, limit),
        ).fetchall()
        for interaction, conversation in ended:
            for table in ("journal", "timers"):
                self._execute(f"delete from {table} where interaction = %s", (interaction,))  # noqa: S608
            self._execute("delete from fields where scope = %s", (interaction,))
            for table in ("history", "notices", "outbox"):
                where = "conversation = %s and interaction = %s"
                self._execute(f"delete from {table} where {where}", (conversation, interaction))  # noqa: S608
            self._execute("delete from interactions where id = %s", (interaction,))
        return len(ended)

    def fields(self, scope: str) -> Mapping[str, str]:
        return dict(self._execute("select name, value from fields where scope = %s order by name", (scope,)).fetchall())

    def save_field(self, scope: str, name: str, value: str) -> None:
        self._execute(
            "insert into fields (scope, name, value) values (%s, %s, %s)"
            " on conflict (scope, name) do update set value = excluded.value",
            (scope, name, value),
        )

    def _held(self, row: Sequence[Any]) -> Conversation:
        conversation = _read(row)
        self._grip.held(conversation.id, conversation.number_id)
        return conversation


def _read(row: Sequence[Any]) -> Conversation:
    identity, number_id, phone, user_id, parent_user_id, latest_inbound_at, live, wake_at = row
    return Conversation(
        id=identity,
        number_id=number_id,
        customer=Address(phone=phone, user_id=user_id, parent_user_id=parent_user_id),
        latest_inbound_at=latest_inbound_at,
        live=live,
        wake_at=wake_at,
    )
