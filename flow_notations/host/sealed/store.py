"""``SealedStore``: any store, with its words sealed under keys that stand elsewhere.

It remembers in the store which keys these are and how many were drawn, so that a store never meets the wrong ones. A
customer who was erased stays so: when an older copy of the store is put back, their remains are erased where they are met.
Rows from before there were keys are read as they are, and sealed when they are next written.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, Final, TypeVar

from flow_notations.errors import StoreUnavailable
from flow_notations.host.store import RING_SCOPE, Scrubs, Store, Transaction

from .keeper import DESTROYED_SCOPE, Erased
from .keys import Keys
from .transaction import SealedTransaction

LOGGER: Final = logging.getLogger(__name__)
NUMBERS_MAX: Final = 50_000
"""Conversations and interactions whose key's number is remembered; beyond that all are read again."""
ERASED_AT_ONCE_MAX: Final = 1_000
"""Remains that one work may come across."""

Result = TypeVar("Result")


class SealedStore:
    """See ``store.Store``. ``reading``: nothing is written, and what was erased is shown as erased."""

    def __init__(self, inner: Store, keys: Keys, *, reading: bool = False) -> None:
        """Raise ``StoreUnavailable`` when what seals is not installed."""
        try:
            import cryptography  # noqa: F401
        except ImportError as missing:
            raise StoreUnavailable("sealing needs cryptography: pip install 'flow-notations[sealed]'") from missing
        self.inner = inner
        self.keys = keys
        self._reading = reading
        self._numbers: dict[str, int] = {}
        self._drawn = 0
        self._checked = False

    def __getattr__(self, name: str) -> Any:
        """What a store has beyond the port (the leases of its workers) is as it is."""
        return getattr(self.inner, name)

    async def transact(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` in one transaction; see ``store.Store``."""
        if not self._checked:
            await self._check()
        for _ in range(ERASED_AT_ONCE_MAX):
            try:
                return await self._transact(work)
            except Erased as remains:
                await self._erase_again(remains)
        raise StoreUnavailable(
            "this copy of the store holds many customers who were erased: flow erase clears it of them"
        )

    async def scrub(self) -> None:
        """See ``store.Scrubs``. Without a key nothing can be read, whether the store scrubs or not."""
        if isinstance(self.inner, Scrubs):
            await self.inner.scrub()

    async def close(self) -> None:
        """Let go of the store and of the keys."""
        try:
            await self.inner.close()
        finally:
            self.keys.close()

    async def _transact(self, work: Callable[[Transaction], Result]) -> Result:
        def sealed(tx: Transaction) -> tuple[Result, SealedTransaction, int]:
            covered = SealedTransaction(tx, self.keys, self._numbers, reading=self._reading)
            result = work(covered)
            drawn = self.keys.drawn
            if drawn != self._drawn and not self._reading:
                self._note(tx, drawn)
            if covered.keeper.doomed:
                self._checked = False  # until they are destroyed: whatever comes between, the next work sees to it
            return result, covered, drawn

        result, covered, self._drawn = await self.inner.transact(sealed)
        if covered.keeper.found:
            self._learn(covered.keeper.found)
        if covered.keeper.doomed:
            self._numbers.clear()
            self.keys.destroy(covered.keeper.doomed)
            self._checked = True
        return result

    def _learn(self, found: dict[str, int]) -> None:
        """Only what was committed: a work that was undone drew keys that nobody knows of."""
        if len(self._numbers) + len(found) > NUMBERS_MAX:
            self._numbers.clear()
        self._numbers.update(found)

    async def _erase_again(self, remains: Erased) -> None:
        """Look at what the store itself says first: another worker may have erased them, and they wrote again since."""
        conversation = remains.conversation
        if conversation in self._numbers:
            self._numbers.clear()
            return
        if conversation is None:
            raise StoreUnavailable(
                "a record that belongs to nobody is sealed with a key that was destroyed"
            ) from remains
        LOGGER.warning("conversation %s was erased before; what an older copy brought back is removed", conversation)
        await self._transact(lambda tx: tx.conversations.erase(conversation))

    async def _check(self) -> None:
        """These are the keys of this store; and what was erased without its keys' being destroyed loses them now."""
        destroyed = await self.inner.transact(self._recognised)
        if destroyed and not self._reading:
            self.keys.destroy(destroyed)
        self._checked = True

    def _recognised(self, tx: Transaction) -> list[int]:
        known = ring_of(tx)
        if known is not None and known["ring"] != self.keys.ring:
            raise StoreUnavailable(
                f"this store is sealed with the keys of ring {known['ring']}; the key file is of ring {self.keys.ring}"
            )
        drawn = self.keys.drawn
        if known is not None and drawn < known["drawn"]:
            raise StoreUnavailable(
                f"this store has seen {known['drawn']} keys, the key file holds {drawn}: it is an older copy; put back the newest"
            )
        if not self._reading and (known is None or drawn != known["drawn"]):
            self._note(tx, drawn)
        return [int(number) for number in tx.conversations.fields(DESTROYED_SCOPE)]

    def _note(self, tx: Transaction, drawn: int) -> None:
        """Before a key is used the store has seen it drawn: a file without it is an older copy."""
        tx.conversations.save_field(RING_SCOPE, "keys", json.dumps({"ring": self.keys.ring, "drawn": drawn}))


def ring_of(tx: Transaction) -> dict[str, Any] | None:
    """Which keys a store is sealed with, and how many of them it has seen; ``None`` when it is not sealed."""
    known = tx.conversations.fields(RING_SCOPE).get("keys")
    return None if known is None else dict(json.loads(known))
