"""Who was erased since a copy was made: found in the copy by their destroyed keys, and erased from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .keeper import KEY_FIELD
from .keys import KeyDestroyed

if TYPE_CHECKING:
    from .store import SealedStore

PAGE: Final = 500


async def conversations_with_destroyed_keys(store: SealedStore) -> tuple[str, ...]:
    """Conversations of a sealed copy whose words nobody can read any more, but whose names and times still stand there."""
    found: list[str] = []
    after = ""
    while page := await store.inner.transact(lambda tx, after=after: tx.conversations.page(after=after, limit=PAGE)):  # type: ignore[misc]
        names = [each.id for each in page]
        fields = await store.inner.transact(
            lambda tx, names=names: [tuple(tx.conversations.fields(name)) for name in names]  # type: ignore[misc]
        )
        found += [name for name, held in zip(names, fields, strict=True) if _is_destroyed(store, held)]
        after = names[-1]
    return tuple(found)


def _is_destroyed(store: SealedStore, fields: tuple[str, ...]) -> bool:
    for number in [int(name.removeprefix(KEY_FIELD)) for name in fields if name.startswith(KEY_FIELD)]:
        try:
            store.keys.key(number)
        except KeyDestroyed:
            return True
    return False
