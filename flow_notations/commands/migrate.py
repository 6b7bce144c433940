"""``flow migrate``: waiting sessions from one version of a flow to another. It only plans, unless told to apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter.clock import SystemClock
from flow_notations.errors import MissingSettings
from flow_notations.host import migration, versions
from flow_notations.host.archive import Archive
from flow_notations.host.permissions import MANAGE_FLOWS

from .operator import add_keys, permit, with_store

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.migration import Move
    from flow_notations.host.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The store, the flow, the two versions, and what nodes are called now."""
    parser.add_argument("store", help="path of the store, or postgresql://…")
    add_keys(parser)
    parser.add_argument("flow")
    parser.add_argument("--from", dest="old", required=True, metavar="VERSION", help="v1, a label, or part of a digest")
    parser.add_argument("--to", dest="new", default="active", metavar="VERSION", help="default: the active one")
    parser.add_argument("--rename", action="append", default=[], metavar="OLD=NEW", help="a node that has a new name")
    parser.add_argument("--apply", action="store_true", help="move those that fit; without it nothing is changed")


def run(arguments: argparse.Namespace) -> int:
    """0 when every session fits, 1 when one does not."""
    permit(MANAGE_FLOWS)
    renamed = _renamed(arguments.rename)
    moves = with_store(
        arguments.store,
        lambda store: _moves(store, arguments, renamed),
        reading=not arguments.apply,
        keys=arguments.keys,
    )
    print(_told(moves, applied=arguments.apply))
    return 0 if all(move.possible for move in moves) else 1


def _renamed(words: list[str]) -> dict[str, str]:
    renamed: dict[str, str] = {}
    for word in words:
        old, _, new = [part.strip() for part in word.partition("=")]
        if not old or not new:
            raise MissingSettings(f"--rename {word}: it is written OLD=NEW, as --rename ask=ask_topic")
        if renamed.setdefault(old, new) != new:
            raise MissingSettings(
                f"--rename {word}: '{old}' was renamed '{renamed[old]}' before it; a node has one name"
            )
    return renamed


async def _moves(store: Store, arguments: argparse.Namespace, renamed: dict[str, str]) -> tuple[Move, ...]:
    flow, archive = arguments.flow, Archive()
    old = await store.transact(lambda tx: versions.named(tx, flow, arguments.old))
    new = await store.transact(lambda tx: versions.named(tx, flow, arguments.new))
    if old.digest == new.digest:
        raise MissingSettings(f"both are {old}")
    editions = [migration.edition(archive.library(version), flow) for version in (old, new)]
    if arguments.apply:
        return await migration.apply(store, flow, editions[0], editions[1], renamed, at=SystemClock().now())
    return await migration.plan(store, flow, editions[0], editions[1], renamed)


def _told(moves: tuple[Move, ...], *, applied: bool) -> str:
    done = "moved" if applied else "can be moved"
    rows = []
    for move in moves:
        verdict = done if move.possible else "stays: " + "; ".join(move.fit.problems)
        notes = f" ({'; '.join(move.fit.notes)})" if move.fit.notes else ""
        rows.append(f"{move.interaction} at {move.node or '-'}: {verdict}{notes}")
    fitting = sum(move.possible for move in moves)
    rows.append(
        f"{fitting} of {len(moves)} sessions {done}" + ("" if applied else "; nothing was changed, --apply does it")
    )
    return "\n".join(rows)
