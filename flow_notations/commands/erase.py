"""``flow erase STORE…``: forget a customer in a store at rest and in the copies of it that are at hand; then search the files.

A store that a host is using is erased from by the host: ``POST /admin/conversations/ID/erase``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.errors import MissingSettings
from flow_notations.host.backups import sealing_of, traces
from flow_notations.host.erasing import Gone, conversations_of, erase, words_of_name
from flow_notations.host.permissions import MANAGE_FLOWS, VIEW_JOURNALS
from flow_notations.host.sealed import SealedStore
from flow_notations.host.sealed.remains import conversations_with_destroyed_keys
from flow_notations.host.store_names import POSTGRES, shown, there

from .operator import ASK_THE_HOST, add_keys, customer_name, nobody, permit, with_store

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.store import Store

INSTEAD = ASK_THE_HOST.format(path="conversations/ID/erase") + "; flow inspect lists the ids"
BY_NAME = "erase them by name: flow erase COPY --customer NAME"
OUT_OF_REACH = (
    "; {count} rows in it were written before the store was sealed and are in the clear: whether their customers were"
    f" erased since, it does not show; {BY_NAME}"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The stores, and who."""
    parser.add_argument("stores", nargs="+", metavar="STORE", help="a store that no host is using, and copies of it")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "--customer",
        type=customer_name,
        metavar="NAME",
        help="a phone number with its country code, or a user id, that they have or had",
    )
    who.add_argument("--conversation", metavar="ID")
    who.add_argument(
        "--remains", action="store_true", help="everybody in a sealed copy who was erased since it was made"
    )
    parser.add_argument("--number", metavar="ID", help="at this number of ours only")
    add_keys(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when somebody was erased and nothing is left; 1 when nobody is known by that name, some word still is in a file, or
    rows are out of reach; each store has its line.
    """
    permit(MANAGE_FLOWS, VIEW_JOURNALS)
    plain = {name: _out_of_reach(name) if arguments.remains else 0 for name in map(there, arguments.stores)}
    gone = {
        name: with_store(name, lambda store: _erased(store, arguments), keys=arguments.keys, instead=INSTEAD)
        for name in arguments.stores
    }
    named = words_of_name(arguments.customer) if arguments.customer else ()
    words = sorted({*named, *[word for each in gone.values() for word in each.words]})
    left = {name: () if name.startswith(POSTGRES) else traces(name, words) for name in gone}
    for name, each in gone.items():
        told = _told(arguments, len(each.conversations), left[name], searched=not name.startswith(POSTGRES))
        print(f"{shown(name)}: {told}{OUT_OF_REACH.format(count=plain[name]) if plain[name] else ''}")
    found = arguments.remains or any(each.conversations for each in gone.values())
    return 0 if found and not any(left.values()) and not any(plain.values()) else 1


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


def _out_of_reach(name: str) -> int:
    """How many rows of a copy have no key by which it shows that their customer was erased."""
    if name.startswith(POSTGRES):
        return 0
    held = sealing_of(name)
    if not held.sealed:
        raise MissingSettings(f"'{name}' is not sealed, so nothing in it shows who was erased; {BY_NAME}")
    return held.plain


def _told(arguments: argparse.Namespace, count: int, left: tuple[str, ...], *, searched: bool) -> str:
    words = ", ".join(f"'{word}'" for word in left)
    if not count:
        return (
            f"{_nobody(arguments)}{f', yet these words are in its files: {words}' if left else ''}; nothing was erased"
        )
    erased = f"{count} conversation{'' if count == 1 else 's'} erased"
    if left:
        return f"{erased}, but these words are still in its files: {words}; somebody else may have written them"
    return f"{erased}; its files were searched, and nothing is left" if searched else erased


def _nobody(arguments: argparse.Namespace) -> str:
    if arguments.remains:
        return "nobody is here whose key was destroyed"
    if arguments.conversation:
        return f"there is no conversation '{arguments.conversation}' here"
    return nobody(arguments.customer)
