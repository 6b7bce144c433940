"""A store as it was opened, with its keys if there are any; one that is sealed is never met without them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from flow_notations.errors import StoreUnavailable

from .key_file import KeyFile
from .store import SealedStore, ring_of

if TYPE_CHECKING:
    from flow_notations.host.store import Store

KEYS: Final = "FLOW_KEYS"
"""The environment's name for the path of the key file."""
KEYS_NEEDED: Final = f"this store is sealed: say where its keys are, with --keys FILE or {KEYS}"


async def with_keys(store: Store, keys: Path | str | None, *, reading: bool = False, create: bool = False) -> Store:
    """``store`` behind its keys, or as it is without any. The store, and the key file, are closed when this fails.

    Raises ``StoreUnavailable`` when it is sealed and no key file is named, or another store's, or an older copy.
    ``reading``: nothing is written, neither in the store nor in the key file. ``create``: a key file that is not there is
    begun, unless the store is sealed with another.
    """
    opened = store
    try:
        if keys:
            fresh = create and not Path(keys).exists()
            if fresh and await store.transact(ring_of) is not None:
                raise StoreUnavailable(f"keys '{keys}': No such file, and this store is sealed; put the key file back")
            opened = SealedStore(store, KeyFile.open(keys, create=create), reading=reading)
            await opened.transact(lambda tx: None)
        elif await store.transact(ring_of) is not None:
            raise StoreUnavailable(KEYS_NEEDED)
    except BaseException:
        await opened.close()
        raise
    return opened
