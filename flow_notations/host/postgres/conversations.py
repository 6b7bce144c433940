"""Conversations, identities and saved fields on PostgreSQL. Reading one for a work locks its row; see ``grip``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.fading import FADED, spellings
from flow_notations.host.records import changed

from . import retention
from .foresight import LOCKED
from .known import Ask
from .rows import storable, the_one
from .sheets import CONVERSATIONS
from .written import Field, Identity, Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from channel_adapter.messages import Instant
    from flow_notations.host.records import Conversation

    from .grip import Grip
    from .rows import Found

OF_KEYS: Final = (
    f"{CONVERSATIONS.select} where id in (select conversation from identities where number_id = %s and key = any(%s))"  # noqa: S608
)
LEADS_HERE: Final = (
    "insert into identities (number_id, key, conversation) values (%s, %s, %s)"
    " on conflict (number_id, key) do update set conversation = excluded.conversation"
    " where identities.conversation != excluded.conversation"
)

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
FADE: Final = (
    f"update inbox set state = 'done', body = '', id = '{FADED}' || encode(sha256(convert_to(id, 'UTF8')), 'hex')"  # noqa: S608
    f" where conversation = %s and not starts_with(id, '{FADED}')"
)
"""As ``fading.faded`` does."""


class PostgresConversations:
    """See ``ledgers.Conversations``."""

    def __init__(self, grip: Grip) -> None:
        self._grip = grip

    def get(self, conversation: str) -> Conversation:
        found = self.find_one(conversation)
        assert found is not None, f"no conversation '{conversation}'"
        return found

    def find_one(self, conversation: str) -> Conversation | None:
        self._grip.asks(Ask(conversations=(conversation,)))
        known = self._grip.known.conversations.get(conversation)
        if known is not None:
            return known
        found = self._grip.execute(f"{CONVERSATIONS.select} where id = %s {LOCKED}", (storable(conversation),))
        return next(self._held(found), None)

    def find(self, number_id: str, keys: Sequence[str]) -> tuple[Conversation, ...]:
        self._grip.asks(Ask(customers=tuple([(number_id, key) for key in keys])))
        known = self._grip.known.whose(number_id, keys)
        if known is not None:
            return tuple([self._grip.known.conversations[identity] for identity in known])
        return tuple(self._held(self._grip.execute(f"{OF_KEYS} order by id {LOCKED}", (number_id, list(keys)))))

    def save(self, conversation: Conversation) -> None:
        if not self._grip.holds(conversation.id):
            self._add(conversation)
            return
        self._grip.known.conversations[conversation.id] = conversation
        names = Person.of(conversation)
        self._grip.sheets.conversations.change(
            conversation.id, phone=names.phone, user_id=names.user_id, parent_user_id=names.parent_user_id
        )
        for key in conversation.customer.keys:
            self._grip.execute(LEADS_HERE, (conversation.number_id, key, conversation.id))
            self._grip.known.customers[(conversation.number_id, key)] = conversation.id

    def set_live(self, conversation: str, interaction: str | None) -> None:
        self._change(conversation, live=interaction)

    def heard(self, conversation: str, *, latest_inbound_at: Instant | None, wake_at: Instant | None) -> None:
        self._change(conversation, latest_inbound_at=latest_inbound_at, wake_at=wake_at)
        self._grip.wake(conversation)

    def rest(self, conversation: str, wake_at: Instant | None) -> None:
        self._change(conversation, wake_at=wake_at)
        if wake_at is not None:
            self._grip.wake(conversation)

    def known_keys(self, conversation: str) -> tuple[str, ...]:
        found = self._grip.execute("select key from identities where conversation = %s order by key", (conversation,))
        return tuple([key for (key,) in found])

    def due(self, now: Instant, *, limit: int) -> tuple[str, ...]:
        """Of this worker's numbers only."""
        found = self._grip.read(
            f"select id from conversations where wake_at <= %s and {OURS} order by wake_at, id limit %s",  # noqa: S608
            (now, self._grip.worker, limit),
        )
        return tuple([identity for (identity,) in found])

    def next_wake(self) -> Instant | None:
        """At this worker's numbers only."""
        wake: int | None = the_one(self._grip.read(NEXT_WAKE, (self._grip.worker,)))
        return wake

    def page(self, *, after: str, limit: int) -> tuple[Conversation, ...]:
        found = self._grip.execute(f"{CONVERSATIONS.select} where id > %s order by id limit %s", (after, limit))
        return tuple([person.conversation for person in CONVERSATIONS.all(found)])

    def absorb(self, winner: str, loser: str) -> None:
        for table in OWNED:
            self._grip.overwrite(f"update {table} set conversation = %s where conversation = %s", (winner, loser))  # noqa: S608
        for table, owner, name in KEYED:
            self._grip.overwrite(
                f"update {table} as lost set {owner} = %(winner)s where {owner} = %(loser)s and not exists"  # noqa: S608
                f" (select from {table} as kept where kept.{owner} = %(winner)s and kept.{name} = lost.{name})",
                {"winner": winner, "loser": loser},
            )
            self._grip.overwrite(f"delete from {table} where {owner} = %s", (loser,))  # noqa: S608
        self._grip.overwrite("delete from conversations where id = %s", (loser,))

    def erase(self, conversation: str) -> None:
        self._grip.hold(conversation)
        own = "(select id from interactions where conversation = %s)"
        for table in ("journal", "timers"):
            self._grip.overwrite(f"delete from {table} where interaction in {own}", (conversation,))  # noqa: S608
        self._grip.overwrite(f"delete from fields where scope = %s or scope in {own}", (conversation, conversation))  # noqa: S608
        self._grip.overwrite(FADE, (conversation,))
        for key in self.known_keys(conversation):  # what was kept beside the conversation names them somewhere
            for name in spellings(key.partition(":")[2].removeprefix("+")):  # the channel's own numbers have no sign
                self._grip.overwrite(
                    "delete from kept where strpos(id || ' ' || body || ' ' || reason, %s) > 0", (name,)
                )
        for table in (*OWNED[1:], "planned"):
            self._grip.overwrite(f"delete from {table} where conversation = %s", (conversation,))  # noqa: S608
        self._grip.overwrite("delete from conversations where id = %s", (conversation,))

    def prune(self, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
        return retention.prune(self._grip, number_id, before=before, limit=limit)

    def prune_apart(self, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
        return retention.prune_apart(self._grip, number_id, before=before, limit=limit)

    def let_go(self, conversation: str, *, beside: str = "") -> bool:
        return retention.let_go(self._grip, conversation, beside=beside)

    def fields(self, scope: str) -> Mapping[str, str]:
        known = self._grip.known.fields.get(scope)
        if known is not None:
            return dict(sorted(known.items()))
        found = self._grip.execute("select name, value from fields where scope = %s order by name", (scope,))
        return dict(found.fetchall())

    def save_field(self, scope: str, name: str, value: str) -> None:
        self._grip.sheets.fields.add(Field(scope=scope, name=name, value=value))
        if scope in self._grip.known.fields:
            self._grip.known.fields[scope][name] = value

    def _add(self, conversation: Conversation) -> None:
        """A stranger. Whom someone else writes down meanwhile breaks a unique key: the work is run again."""
        self._grip.sheets.conversations.add(Person.of(conversation))
        self._grip.sheets.numbers.add(conversation.number_id)
        for key in conversation.customer.keys:
            identity = Identity(number_id=conversation.number_id, key=key, conversation=conversation.id)
            self._grip.sheets.identities.add(identity)
        self._grip.began(conversation)

    def _change(self, conversation: str, **columns: Any) -> None:
        known = self._grip.known.conversations.get(conversation)
        if known is not None:
            columns = {name: value for name, value in columns.items() if value != getattr(known, name)}
            self._grip.known.conversations[conversation] = changed(known, **columns)
        if columns:
            self._grip.sheets.conversations.change(conversation, **columns)

    def _held(self, found: Found) -> Iterator[Conversation]:
        for row in found.fetchall():
            conversation = CONVERSATIONS.read(row).conversation
            self._grip.held(conversation.id, conversation.number_id)
            self._grip.known.conversations.setdefault(conversation.id, conversation)
            yield conversation
