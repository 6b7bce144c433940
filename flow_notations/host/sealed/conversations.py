"""Conversations, sealed: their fields. Names and ids stay as they are, because customers are found by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.host.fading import spellings

from .cells import number_in
from .keeper import KEY_FIELD, Erased

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flow_notations.host.store import Transaction

    from .keeper import Keeper

EVERYTHING: Final = 2**31 - 1


class SealedConversations:
    """See ``ledgers.Conversations``."""

    def __init__(self, tx: Transaction, keeper: Keeper) -> None:
        inner = tx.conversations
        self._tx = tx
        self._inner = inner
        self._keeper = keeper
        self.get = inner.get
        self.find_one = inner.find_one
        self.find = inner.find
        self.save = inner.save
        self.set_live = inner.set_live
        self.heard = inner.heard
        self.rest = inner.rest
        self.known_keys = inner.known_keys
        self.due = inner.due
        self.next_wake = inner.next_wake
        self.page = inner.page
        self.absorb = inner.absorb
        self.prune = inner.prune
        self.prune_apart = inner.prune_apart

    def erase(self, conversation: str) -> None:
        """Beside what the store removes: what was kept aside and names the customer, and every key."""
        names = [key.partition(":")[2] for key in self._inner.known_keys(conversation)]
        keys = {*self._keeper.numbers_of(conversation), *self._take_kept(names)}
        for number in keys:
            self._keeper.doom(number)
        self._inner.erase(conversation)

    def let_go(self, conversation: str, *, beside: str = "") -> bool:
        """The numbers of its keys are no fields of the customer's; the keys go with it."""
        assert not beside, "these are the fields beside the customer's"
        numbers = self._keeper.numbers_of(conversation)
        gone = self._inner.let_go(conversation, beside=KEY_FIELD)
        for number in numbers if gone else ():
            self._keeper.doom(number)
        return gone

    def fields(self, scope: str) -> Mapping[str, str]:
        return {
            name: self._keeper.open_field(scope, value)
            for name, value in self._inner.fields(scope).items()
            if not name.startswith(KEY_FIELD)
        }

    def save_field(self, scope: str, name: str, value: str) -> None:
        self._inner.save_field(scope, name, self._keeper.seal_field(scope, value))

    def _take_kept(self, names: list[str]) -> Iterator[int]:
        """Remove what names the customer among what is kept; its keys."""
        wanted = [word for name in names for word in spellings(name.removeprefix("+"))]
        for kept in self._tx.inbox.kept(limit=EVERYTHING):
            number = number_in(kept.body)
            try:
                opened = self._keeper.open(kept)
            except Erased:
                continue
            if any(name in f"{opened.id} {opened.body} {opened.reason}" for name in wanted):
                self._tx.inbox.take_kept([kept.id])
                if number is not None:
                    yield number
