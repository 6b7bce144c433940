"""The six ledgers over a cluster, for reading: each object's rows are fetched once, when they are first asked for.

What spans conversations (an outbox, notices, dead letters) is looked for in all of them. Every writing word but that of
flows says that it is not offered, and what to do instead.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NoReturn

from flow_notations.errors import StoreUnavailable
from flow_notations.host import versions

from .homes import home_of, interaction_of
from .keeping import FORMS, Keeping, loaded
from .objects import CONVERSATION, REVISION, SHELF, STATE
from .past import recall
from .transaction import KeptTransaction
from .visits import JOURNAL, PAST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flow_notations.host.records import Conversation, Interaction, JournalEntry, Kept, Line, Notice, Part, Timer

    from .cluster import Query

NOT_OFFERED: Final = (
    "a Restate cluster is changed only by the processes that serve it: use the admin endpoints of `flow serve`"
    " (see /admin/), or the methods of RestateHost"
)
HOPS_MAX: Final = 8
"""From an interaction to its conversation, over homes that moved."""
WHOLE: Final = f"(key = '{STATE}' or starts_with(key, '{PAST}'))"
"""The conversation and what was laid by."""
APART: Final = "\n"
"""Between a scope and a name."""


class Glance:
    """What is kept in a cluster, as it is met; see ``store.Transaction``. ``saved``: fields for the shelf, by their names."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._known: dict[str, Keeping] = {}
        self._whole = False
        self.saved: dict[str, str] = {}
        self.revision = ""
        self.inbox = _Inbox(self)
        self.conversations = _Conversations(self)
        self.interactions = _Interactions(self)
        self.outbox = _Outbox(self)
        self.history = _History(self)
        self.errands = _Refusing()

    def at(self, name: str) -> Keeping:
        """What is kept where a conversation or one of its interactions is found; nothing, if it is not there."""
        for _ in range(HOPS_MAX):
            if name not in self._known:
                self._known[name] = _whole(self._rows("key, value_utf8", f"service_key = {_quoted(name)} and {WHOLE}"))
            if self._known[name].moved is None:
                return self._known[name]
            name = self._known[name].moved or ""
        return Keeping()

    def page(self, after: str, limit: int) -> list[Conversation]:
        """Conversations in order of id."""
        rows = self._rows(
            "value_utf8",
            f"key = '{STATE}' and service_key > {_quoted(after)} and value_utf8 like '%\"conversation\":{{%'"
            f" order by service_key limit {int(limit)}",
        )
        found = [loaded(row["value_utf8"]).conversation for row in rows]
        return [each for each in found if each is not None]

    def aside(self) -> set[str]:
        """Names of objects that keep something aside."""
        rows = self._rows("service_key", f"key = '{STATE}' and value_utf8 like '%\"kept\":[{{%'")
        return {row["service_key"] for row in rows}

    def everywhere(self) -> list[Keeping]:
        """All that is kept."""
        if not self._whole:
            self._whole = True
            rows = self._rows("service_key, key, value_utf8", WHOLE + " order by service_key")
            for name, its in groupby(rows, key=lambda row: row["service_key"]):
                self._known.setdefault(name, _whole(its))
        return list(self._known.values())

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        """Every step of an interaction."""
        conversation = self.at(interaction).conversation
        home = conversation.id if conversation is not None else interaction
        rows = self._rows(
            "value_utf8",
            f"service_key = {_quoted(home)} and starts_with(key, {_quoted(f'{JOURNAL}{interaction}/')}) order by key",
        )
        return tuple([FORMS.loads(row["value_utf8"]) for row in rows])

    def shelf(self, scope: str) -> dict[str, str]:
        """Fields of a scope, as they are on the shelf and as the work saved them. The first look tells the revision."""
        rows = self._query.rows(
            f"select key, value_utf8 from state where service_name = '{SHELF}'"  # noqa: S608  # quoted below
            f" and (key = '{REVISION}' or starts_with(key, {_quoted(scope + APART)}))"
        )
        found = {row["key"]: row["value_utf8"] for row in rows}
        revision = found.pop(REVISION, "0")
        self.revision = self.revision or revision
        found.update({name: value for name, value in self.saved.items() if name.startswith(scope + APART)})
        return {name.partition(APART)[2]: value for name, value in sorted(found.items())}

    def _rows(self, columns: str, where: str) -> list[dict[str, Any]]:
        return self._query.rows(
            f"select {columns} from state where service_name = '{CONVERSATION}' and {where}"  # noqa: S608  # all quoted
        )


class _Refusing:
    """Every word that is not offered says so."""

    def __getattr__(self, word: str) -> NoReturn:
        if word.startswith("_"):
            raise AttributeError(word)
        raise StoreUnavailable(NOT_OFFERED)


class _Looking(_Refusing):
    def __init__(self, glance: Glance) -> None:
        self._glance = glance


class _Inbox(_Looking):
    def kept(self, *, limit: int) -> tuple[Kept, ...]:
        everything = [kept for keeping in self._glance.everywhere() for kept in keeping.kept]
        return tuple(sorted(everything, key=lambda kept: kept.at, reverse=True)[:limit])


class _Conversations(_Looking):
    def get(self, conversation: str) -> Conversation:
        found = self.find_one(conversation)
        assert found is not None, f"no conversation '{conversation}'"
        return found

    def find_one(self, conversation: str) -> Conversation | None:
        return self._glance.at(conversation).conversation

    def find(self, number_id: str, keys: Sequence[str]) -> tuple[Conversation, ...]:
        found = [self._glance.at(home_of(number_id, key)).conversation for key in keys]
        return tuple({each.id: each for each in found if each is not None}.values())

    def known_keys(self, conversation: str) -> tuple[str, ...]:
        return tuple(self._glance.at(conversation).names)

    def page(self, *, after: str, limit: int) -> tuple[Conversation, ...]:
        return tuple(self._glance.page(after, limit))

    def fields(self, scope: str) -> Mapping[str, str]:
        if _is_common(scope):
            return self._glance.shelf(scope)
        return KeptTransaction(self._glance.at(scope)).conversations.fields(scope)

    def save_field(self, scope: str, name: str, value: str) -> None:
        if not _is_common(scope):
            raise StoreUnavailable(NOT_OFFERED)
        self._glance.shelf(scope)  # so that the revision is known
        self._glance.saved[scope + APART + name] = value


class _Interactions(_Looking):
    def get(self, interaction: str) -> Interaction | None:
        return KeptTransaction(self._glance.at(interaction)).interactions.get(interaction)

    def of(self, conversation: str) -> tuple[Interaction, ...]:
        return tuple(self._glance.at(conversation).interactions)

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        return self._glance.journal(interaction)

    def next_timer(self, interaction: str) -> Timer | None:
        return KeptTransaction(self._glance.at(interaction)).interactions.next_timer(interaction)


class _Outbox(_Looking):
    def page(self, *, state: str | None, limit: int) -> tuple[Part, ...]:
        parts = [part for keeping in self._glance.everywhere() for part in keeping.parts if state in (None, part.state)]
        return tuple(sorted(parts, key=lambda part: part.position, reverse=True)[:limit])

    def by_ref(self, ref: str) -> Part | None:
        return KeptTransaction(self._glance.at(interaction_of(ref))).outbox.by_ref(ref)


class _History(_Looking):
    def page(self, conversation: str, *, before: int | None, limit: int) -> tuple[Line, ...]:
        keeping = self._glance.at(conversation)
        home = keeping.conversation.id if keeping.conversation is not None else conversation
        return KeptTransaction(keeping).history.page(home, before=before, limit=limit)

    def by_ref(self, ref: str) -> Line | None:
        return KeptTransaction(self._glance.at(interaction_of(ref))).history.by_ref(ref)

    def by_message(self, message_id: str) -> Line | None:
        lines = [line for keeping in self._glance.everywhere() for line in keeping.lines]
        return next((line for line in lines if line.message_id == message_id), None)

    def notices(self, *, limit: int) -> tuple[Notice, ...]:
        notices = [notice for keeping in self._glance.everywhere() for notice in keeping.notices]
        return tuple(sorted(notices, key=lambda notice: notice.position, reverse=True)[:limit])


def _whole(rows: Iterable[dict[str, Any]]) -> Keeping:
    found = {row["key"]: row["value_utf8"] for row in rows}
    return recall(loaded(found.pop(STATE, None)), found.values())


def _is_common(scope: str) -> bool:
    """Scopes of what belongs to no conversation: published flows, switches of numbers. No id holds a colon."""
    return ":" in scope or scope == versions.FLOWS


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
