"""Conversations, identities and saved fields on SQLite."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flow_notations.host.json_forms import CHANNEL_FORMS
from flow_notations.host.records import Conversation

from .rows import Table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from channel_adapter.messages import Instant

CONVERSATIONS: Final = Table("conversations", Conversation, key=("id",))
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
        found = CONVERSATIONS.one(self._execute(f"{CONVERSATIONS.select} where id = ?", (conversation,)))
        return None if found is None else _read(found)

    def find(self, number_id: str, keys: Sequence[str]) -> tuple[Conversation, ...]:
        marks = ", ".join("?" for _ in keys)
        found = self._execute(
            f"{CONVERSATIONS.select} where id in"  # noqa: S608  # only question marks are put in
            f" (select conversation from identities where number_id = ? and key in ({marks})) order by id",
            (number_id, *keys),
        )
        return tuple(_read(conversation) for conversation in CONVERSATIONS.all(found))

    def save(self, conversation: Conversation) -> None:
        customer = conversation.customer
        written = replace(conversation, customer=CHANNEL_FORMS.dumps(customer))  # type: ignore[arg-type]  # as a column
        self._execute(CONVERSATIONS.upsert, CONVERSATIONS.row(written))
        for key in customer.keys:
            self._execute(
                "insert into identities (number_id, key, conversation) values (?, ?, ?)"
                " on conflict do update set conversation = excluded.conversation"
                " where conversation != excluded.conversation",
                (conversation.number_id, key, conversation.id),
            )

    def set_live(self, conversation: str, interaction: str | None) -> None:
        self._execute("update conversations set live = ? where id = ?", (interaction, conversation))

    def heard(self, conversation: str, *, latest_inbound_at: Instant | None, wake_at: Instant) -> None:
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
        found = self._execute(f"{CONVERSATIONS.select} where id > ? order by id limit ?", (after, limit))
        return tuple(_read(conversation) for conversation in CONVERSATIONS.all(found))

    def absorb(self, winner: str, loser: str) -> None:
        for table in OWNED:
            self._execute(f"update {table} set conversation = ? where conversation = ?", (winner, loser))  # noqa: S608
        self._execute("update or ignore planned set conversation = ? where conversation = ?", (winner, loser))
        self._execute("update or ignore fields set scope = ? where scope = ?", (winner, loser))
        self._execute("delete from planned where conversation = ?", (loser,))
        self._execute("delete from fields where scope = ?", (loser,))
        self._execute("delete from conversations where id = ?", (loser,))

    def fields(self, scope: str) -> Mapping[str, str]:
        return dict(self._execute("select name, value from fields where scope = ? order by name", (scope,)).fetchall())

    def save_field(self, scope: str, name: str, value: str) -> None:
        self._execute(
            "insert into fields (scope, name, value) values (?, ?, ?) on conflict do update set value = excluded.value",
            (scope, name, value),
        )


def _read(conversation: Conversation) -> Conversation:
    return replace(conversation, customer=CHANNEL_FORMS.loads(str(conversation.customer)))
