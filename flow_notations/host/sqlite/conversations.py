"""Conversations, identities and saved fields on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from channel_adapter.messages import Address
from flow_notations.host.fading import faded, spellings
from flow_notations.host.records import Conversation

from . import retention

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from channel_adapter.messages import Instant

COLUMNS: Final = ("id", "number_id", "phone", "user_id", "parent_user_id", "latest_inbound_at", "live", "wake_at")
"""In the order of ``read_conversation``."""
SELECT: Final = f"select {', '.join(COLUMNS)} from conversations"  # noqa: S608  # names are ours
BY_ID: Final = f"{SELECT} where id = ?"
BY_KEY: Final = f"{SELECT} where id = (select conversation from identities where number_id = ? and key = ?)"  # noqa: S608
UPSERT: Final = (
    "insert into conversations (id, number_id, phone, user_id, parent_user_id, latest_inbound_at, live, wake_at)"
    " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set phone = excluded.phone,"
    " user_id = excluded.user_id, parent_user_id = excluded.parent_user_id"
)
"""What a customer is called may change; what happens in the conversation is written by the narrower verbs."""

OWNED: Final = ("inbox", "interactions", "outbox", "errands", "history", "notices", "identities")
"""Tables whose rows belong to a conversation."""


class SqliteConversations:
    """See ``ledgers.Conversations``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def get(self, conversation: str) -> Conversation:
        found = self.find_one(conversation)
        assert found is not None, f"no conversation '{conversation}'"
        return found

    def find_one(self, conversation: str) -> Conversation | None:
        found = self._execute(BY_ID, (conversation,)).fetchone()
        return None if found is None else read_conversation(found)

    def find(self, number_id: str, keys: Sequence[str]) -> tuple[Conversation, ...]:
        rows = [self._execute(BY_KEY, (number_id, key)).fetchone() for key in keys]
        known = {row[0]: row for row in rows if row is not None}
        return tuple([read_conversation(known[identity]) for identity in sorted(known)])

    def save(self, conversation: Conversation) -> None:
        customer = conversation.customer
        happened = (conversation.latest_inbound_at, conversation.live, conversation.wake_at)
        names = (customer.phone, customer.user_id, customer.parent_user_id)
        self._execute(UPSERT, (conversation.id, conversation.number_id, *names, *happened))
        for key in customer.keys:
            self._execute(
                "insert into identities (number_id, key, conversation) values (?, ?, ?)"
                " on conflict do update set conversation = excluded.conversation"
                " where conversation != excluded.conversation",
                (conversation.number_id, key, conversation.id),
            )

    def set_live(self, conversation: str, interaction: str | None) -> None:
        self._execute("update conversations set live = ? where id = ?", (interaction, conversation))

    def heard(self, conversation: str, *, latest_inbound_at: Instant | None, wake_at: Instant | None) -> None:
        self._execute(
            "update conversations set latest_inbound_at = ?, wake_at = ? where id = ?",
            (latest_inbound_at, wake_at, conversation),
        )

    def rest(self, conversation: str, wake_at: Instant | None) -> None:
        self._execute(
            "update conversations set wake_at = ? where id = ? and wake_at is not ?", (wake_at, conversation, wake_at)
        )

    def known_keys(self, conversation: str) -> tuple[str, ...]:
        found = self._execute("select key from identities where conversation = ? order by key", (conversation,))
        return tuple(key for (key,) in found)

    def due(self, now: Instant, *, limit: int) -> tuple[str, ...]:
        found = self._execute(
            "select id from conversations where wake_at is not null and wake_at <= ? order by wake_at, id limit ?",
            (now, limit),
        )
        return tuple(identity for (identity,) in found)

    def next_wake(self) -> Instant | None:
        wake: int | None = self._execute("select min(wake_at) from conversations where wake_at is not null").fetchone()[
            0
        ]
        return wake

    def page(self, *, after: str, limit: int) -> tuple[Conversation, ...]:
        found = self._execute(f"{SELECT} where id > ? order by id limit ?", (after, limit))
        return tuple(read_conversation(row) for row in found)

    def absorb(self, winner: str, loser: str) -> None:
        for table in OWNED:
            self._execute(f"update {table} set conversation = ? where conversation = ?", (winner, loser))  # noqa: S608
        self._execute("update or ignore planned set conversation = ? where conversation = ?", (winner, loser))
        self._execute("update or ignore fields set scope = ? where scope = ?", (winner, loser))
        self._execute("delete from planned where conversation = ?", (loser,))
        self._execute("delete from fields where scope = ?", (loser,))
        self._execute("delete from conversations where id = ?", (loser,))

    def erase(self, conversation: str) -> None:
        own = "(select id from interactions where conversation = ?)"
        for table in ("journal", "timers"):
            self._execute(f"delete from {table} where interaction in {own}", (conversation,))  # noqa: S608
        self._execute(f"delete from fields where scope = ? or scope in {own}", (conversation, conversation))  # noqa: S608
        queued = self._execute("select id, position from inbox where conversation = ?", (conversation,)).fetchall()
        for identity, position in queued:
            self._execute(
                "update inbox set state = 'done', body = '', id = ? where position = ?", (faded(identity), position)
            )
        for key in self.known_keys(conversation):  # what was kept beside the conversation names them somewhere
            for name in spellings(key.partition(":")[2].removeprefix("+")):  # the channel's own numbers have no sign
                self._execute("delete from kept where instr(id, ?1) or instr(body, ?1) or instr(reason, ?1)", (name,))
        for table in ("interactions", "outbox", "errands", "history", "notices", "identities", "planned"):
            self._execute(f"delete from {table} where conversation = ?", (conversation,))  # noqa: S608
        self._execute("delete from conversations where id = ?", (conversation,))

    def prune(self, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
        return retention.prune(self._execute, number_id, before=before, limit=limit)

    def prune_apart(self, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
        return retention.prune_apart(self._execute, number_id, before=before, limit=limit)

    def let_go(self, conversation: str, *, beside: str = "") -> bool:
        return retention.let_go(self._execute, conversation, beside=beside)

    def fields(self, scope: str) -> Mapping[str, str]:
        return dict(self._execute("select name, value from fields where scope = ? order by name", (scope,)).fetchall())

    def save_field(self, scope: str, name: str, value: str) -> None:
        self._execute(
            "insert into fields (scope, name, value) values (?, ?, ?) on conflict do update set value = excluded.value",
            (scope, name, value),
        )


def read_conversation(row: tuple[Any, ...]) -> Conversation:
    """The conversation of a row."""
    identity, number_id, phone, user_id, parent_user_id, latest_inbound_at, live, wake_at = row
    return Conversation(
        id=identity,
        number_id=number_id,
        customer=Address(phone=phone, user_id=user_id, parent_user_id=parent_user_id),
        latest_inbound_at=latest_inbound_at,
        live=live,
        wake_at=wake_at,
    )
