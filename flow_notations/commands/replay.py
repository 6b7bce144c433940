"""``flow replay STORE INTERACTION``: play a journal again, and say where it parts from what was; or make a test of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.events import Began, Heard
from flow_notations.host.archive import open_archive
from flow_notations.host.exporting import as_chat
from flow_notations.host.permissions import VIEW_JOURNALS
from flow_notations.host.replaying import replay
from flow_notations.library import read_library

from .operator import add_keys, no_interaction, permit, with_store

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.records import Interaction
    from flow_notations.host.replaying import Replay
    from flow_notations.host.store import Store, Transaction
    from flow_notations.library import Library


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The store, the interaction, and the form of the answer."""
    parser.add_argument("store", help="path of the store, or postgresql://…; a host may be using it")
    parser.add_argument("interaction")
    add_keys(parser)
    parser.add_argument(
        "--flows", nargs="+", type=Path, default=[], metavar="FILE", help="flows that were never published"
    )
    parser.add_argument("--chat", action="store_true", help="a .chat test on standard output")
    parser.add_argument("--redact", action="store_true", help="mask what was said")


def run(arguments: argparse.Namespace) -> int:
    """0 when the replay is the same, bit for bit, as far as the journal holds what happened; 1 when it is not."""
    permit(VIEW_JOURNALS)
    library = read_library(arguments.flows)
    if not library.sound:
        sys.stdout.write(library.rendered())
        return 1
    found, played, amended = with_store(
        arguments.store,
        lambda store: _replayed(store, arguments.interaction, library),
        reading=True,
        keys=arguments.keys,
    )
    if arguments.chat:
        name = f"interaction {found.id}"
        sys.stdout.write(as_chat(played.steps, name=name, flow=found.flow, redact=arguments.redact, amended=amended))
    if played.difference is None:
        print(_same(played), file=sys.stderr)
        return 0
    parted = played.difference
    words = "" if arguments.redact else f"\n  was {parted.was}\n  now {parted.now}"
    print(f"it parts from its journal at event {parted.seq}, in its {parted.what}{words}", file=sys.stderr)
    return 1


def _same(played: Replay) -> str:
    """How far the replay reaches."""
    count = sum(step.replayed for step in played.steps)
    if not played.masked:
        return f"{count} events, the same bit for bit"
    first, *others = played.masked
    more = f" (so are {', '.join(map(str, others))})" if others else ""
    return (
        f"{count} events, the same bit for bit; event {first} is a private answer, which the journal masks{more}:"
        f" {len(played.steps) - count} events from there on are shown as they were written, not replayed"
    )


async def _replayed(store: Store, identity: str, library: Library) -> tuple[Interaction, Replay, dict[str, str]]:
    found = await store.transact(lambda tx: tx.interactions.get(identity))
    if found is None:
        raise await store.transact(lambda tx: no_interaction(tx, identity))
    journal = await store.transact(lambda tx: tx.interactions.journal(identity))
    archive = await open_archive(store, library)
    played = replay(found, journal, archive.find)
    return found, played, await store.transact(lambda tx: _amended(tx, played))


def _amended(tx: Transaction, played: Replay) -> dict[str, str]:
    """Messages of the interaction that their customer changed or took back since."""
    heard = [step.event.message for step in played.steps if isinstance(step.event, Heard)]
    heard += [step.event.first for step in played.steps if isinstance(step.event, Began) and step.event.first]
    lines = [tx.history.by_message(message.id) for message in heard]
    return {line.message_id: line.status for line in lines if line is not None and line.message_id and line.status}
