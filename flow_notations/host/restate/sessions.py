"""The conversation itself and its interactions, of one kept conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flow_notations.host.fading import faded

from . import retention
from .keeping import Keeping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from channel_adapter.messages import Instant
    from flow_notations.host.records import Conversation, Interaction, JournalEntry, Timer


class KeptConversations:
    """See ``ledgers.Conversations``: there is one, or none yet."""

    def __init__(self, keeping: Keeping) -> None:
        self._all = keeping

    def get(self, conversation: str) -> Conversation:
        found = self.find_one(conversation)
        assert found is not None, f"no conversation '{conversation}'"
        return found

    def find_one(self, conversation: str) -> Conversation | None:
        only = self._all.conversation
        return only if only is not None and only.id == conversation else None

    def find(self, number_id: str, keys: Sequence[str]) -> tuple[Conversation, ...]:
        """Whoever the object is of: it was found by one of these keys."""
        only = self._all.conversation
        return (only,) if only is not None and only.number_id == number_id and keys else ()

    def save(self, conversation: Conversation) -> None:
        self._all.names = sorted({*self._all.names, *conversation.customer.keys})
        only = self._all.conversation
        self._all.conversation = conversation if only is None else replace(only, customer=conversation.customer)

    def set_live(self, conversation: str, interaction: str | None) -> None:
        self._all.conversation = replace(self.get(conversation), live=interaction)

    def heard(self, conversation: str, *, latest_inbound_at: Instant | None, wake_at: Instant | None) -> None:
        only = self.get(conversation)
        self._all.conversation = replace(only, latest_inbound_at=latest_inbound_at, wake_at=wake_at)

    def rest(self, conversation: str, wake_at: Instant | None) -> None:
        self._all.conversation = replace(self.get(conversation), wake_at=wake_at)

    def known_keys(self, conversation: str) -> tuple[str, ...]:
        self.get(conversation)
        return tuple(self._all.names)

    def due(self, now: Instant, *, limit: int) -> tuple[str, ...]:
        wake, only = self.next_wake(), self._all.conversation
        return (only.id,)[:limit] if only is not None and wake is not None and wake <= now else ()

    def next_wake(self) -> Instant | None:
        return None if self._all.conversation is None else self._all.conversation.wake_at

    def page(self, *, after: str, limit: int) -> tuple[Conversation, ...]:
        only = self._all.conversation
        return (only,)[:limit] if only is not None and only.id > after else ()

    def absorb(self, winner: str, loser: str) -> None:
        """One object never sees two conversations."""
        raise AssertionError((winner, loser))

    def erase(self, conversation: str) -> None:
        """Only digests of the ids that drop duplicates stay."""
        self.get(conversation)
        seen = {faded(identity): moment for identity, moment in self._all.seen.items()}
        self._all.become(Keeping(seen=seen, position=self._all.position))

    def prune(self, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
        return retention.prune(self._all, before=before, limit=limit) if self.find(number_id, ("",)) else ()

    def prune_apart(self, number_id: str, *, before: Instant, limit: int) -> tuple[str, ...]:
        return retention.prune_apart(self._all, before=before, limit=limit) if self.find(number_id, ("",)) else ()

    def let_go(self, conversation: str, *, beside: str = "") -> bool:
        """Only digests of the ids that drop duplicates stay."""
        self.get(conversation)
        if any(not (beside and name.startswith(beside)) for name in self.fields(conversation)):
            return False
        gone = retention.is_empty(self._all)
        if gone:
            self.erase(conversation)
        return gone

    def fields(self, scope: str) -> Mapping[str, str]:
        return dict(sorted(self._all.fields.get(scope, {}).items()))

    def save_field(self, scope: str, name: str, value: str) -> None:
        self._all.fields.setdefault(scope, {})[name] = value


class KeptInteractions:
    """See ``ledgers.Interactions``."""

    def __init__(self, keeping: Keeping) -> None:
        self._all = keeping

    def get(self, interaction: str) -> Interaction | None:
        return next((each for each in self._all.interactions if each.id == interaction), None)

    def add(self, interaction: Interaction) -> None:
        self._all.interactions.append(interaction)

    def save(self, interaction: Interaction) -> None:
        self._all.interactions = [interaction if each.id == interaction.id else each for each in self._all.interactions]

    def of(self, conversation: str) -> tuple[Interaction, ...]:
        only = self._all.conversation
        return tuple(self._all.interactions) if only is not None and only.id == conversation else ()

    def write_journal(self, entry: JournalEntry) -> None:
        self._all.journal.append(entry)

    def journal(self, interaction: str) -> tuple[JournalEntry, ...]:
        return tuple([entry for entry in self._all.journal if entry.interaction == interaction])

    def set_timer(self, timer: Timer) -> None:
        self.cancel_timer(timer.interaction, timer.name)
        self._all.timers.append(timer)

    def cancel_timer(self, interaction: str, name: str) -> None:
        self._all.timers = [
            timer for timer in self._all.timers if (timer.interaction, timer.name) != (interaction, name)
        ]

    def cancel_timers(self, interaction: str) -> None:
        self._all.timers = [timer for timer in self._all.timers if timer.interaction != interaction]

    def next_timer(self, interaction: str) -> Timer | None:
        mine = [timer for timer in self._all.timers if timer.interaction == interaction]
        return min(mine, key=lambda timer: (timer.deadline, timer.name), default=None)
