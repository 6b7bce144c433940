"""``flow erase STORE…``: forget a customer in a store at rest and in the copies of it that are at hand; then search the files.

A store that a host is using is erased from by the host: ``POST /admin/conversations/ID/erase``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.errors import MissingSettings
from flow_notations.host.backups import traces
from flow_notations.host.erasing import Gone, conversations_of, erase
from flow_notations.host.permissions import MANAGE_FLOWS, VIEW_JOURNALS
from flow_notations.host.sealed import SealedStore
from flow_notations.host.sealed.remains import conversations_with_destroyed_keys
from flow_notations.host.stores import POSTGRES

from .operator import add_keys, permit, with_store

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The stores, and who."""
    parser.add_argument("stores", nargs="+", metavar="STORE", help="a store that no host is using, and copies of it")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "--customer", metavar="NAME", help="a phone number with its plus, or a user id, that they have or had"
    )
    who.add_argument("--conversation", metavar="ID")
    who.add_argument(
        "--remains", action="store_true", help="everybody in a sealed copy who was erased since it was made"
    )
    parser.add_argument("--number", metavar="ID", help="at this number of ours only")
    add_keys(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when nothing is left; 1 when some word still is in a file; each store has its line."""
    permit(MANAGE_FLOWS, VIEW_JOURNALS)
    gone = {
        name: with_store(name, lambda store: _erased(store, arguments), keys=arguments.keys)
        for name in arguments.stores
    }
    words = sorted({word for each in gone.values() for word in each.words})
    left = {name: () if name.startswith(POSTGRES) else traces(name, words) for name in gone}
    for name, each in gone.items():
        print(f"{name}: {_told(len(each.conversations), left[name], searched=not name.startswith(POSTGRES))}")
    return 1 if any(left.values()) else 0


async def _erased(store: Store, arguments: argparse.Namespace) -> Gone:
    return await erase(store, await _meant(store, arguments))


async def _meant(store: Store, arguments: argparse.Namespace) -> tuple[str, ...]:
    if arguments.customer:
        return await conversations_of(store, arguments.customer, number_id=arguments.number)
    if arguments.remains:
        if not isinstance(store, SealedStore):
            raise MissingSettings("--remains needs the keys of a sealed store: --keys FILE")
        return await conversations_with_destroyed_keys(store)
    found = await store.transact(lambda tx: tx.conversations.find_one(arguments.conversation))
    return () if found is None else (found.id,)


def _told(count: int, left: tuple[str, ...], *, searched: bool) -> str:
    erased = f"{count} conversation{'' if count == 1 else 's'} erased" if count else "nobody of that name is here"
    if left:
        words = ", ".join(f"'{word}'" for word in left)
        return f"{erased}, but these words are still in its files: {words}; somebody else may have written them"
    return f"{erased}; its files were searched, and nothing is left" if searched else erased
