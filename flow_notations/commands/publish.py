"""``flow publish``, and what goes with it: versions kept for good in a store, listed, and one of them made active."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from channel_adapter.clock import SystemClock
from flow_notations.errors import MissingSettings
from flow_notations.host import archive as archives
from flow_notations.host import versions
from flow_notations.host.permissions import MANAGE_FLOWS, VIEW_FLOWS
from flow_notations.library import read_library

from .operator import ASK_THE_HOST, add_keys, moment, permit, table, with_store

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.store import Store, Transaction
    from flow_notations.host.versions import Version


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The store; flows to publish, or none to list what is there."""
    parser.add_argument("store", help="path of the store, or postgresql://…")
    parser.add_argument("paths", nargs="*", type=Path, metavar="FILE", help="flows; without any, versions are listed")
    add_keys(parser)
    parser.add_argument("--label", default="", help="what people call these versions")
    parser.add_argument("--draft", action="store_true", help="publish without making them active")
    parser.add_argument("--activate", metavar="FLOW@VERSION", help="make a published version active, as survey@v2")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done; 1 when a flow has errors."""
    permit(MANAGE_FLOWS if arguments.paths or arguments.activate else VIEW_FLOWS)
    if arguments.activate:
        flow, _, version = arguments.activate.partition("@")
        if not flow or not version:
            raise MissingSettings(f"--activate {arguments.activate}: write FLOW@VERSION, as in survey@v2")
        instead = ASK_THE_HOST.format(path=f"flows/{flow}/activate?version={version}")
        print(
            with_store(
                arguments.store, lambda store: _activate(store, flow, version), keys=arguments.keys, instead=instead
            )
        )
        return 0
    if not arguments.paths:
        print(with_store(arguments.store, _listed, reading=True, keys=arguments.keys))
        return 0
    library = read_library(arguments.paths)
    if not library.sound:
        sys.stdout.write(library.rendered())
        return 1
    labels = dict.fromkeys(library.programs, arguments.label)
    made = with_store(
        arguments.store,
        lambda store: archives.publish(store, library, labels, at=SystemClock().now(), active=not arguments.draft),
        making=True,
        keys=arguments.keys,
        instead="stop the host that serves it first, or start that anew with these files",
    )
    for version, fresh in made:
        active = "" if arguments.draft else ", active"
        print(f"{version}: {'published' if fresh else 'was published already'}{active}")
    return 0


async def _activate(store: Store, flow: str, name: str) -> str:
    version = await store.transact(lambda tx: versions.named(tx, flow, name))
    archives.Archive().activate(version)  # one that cannot run is never made active
    await store.transact(lambda tx: versions.activate(tx, version))
    return f"{version}: active; sessions that run keep their versions"


async def _listed(store: Store) -> str:
    def read(tx: Transaction) -> list[tuple[Version, bool]]:
        return [
            (version, version.digest == active)
            for flow, active in versions.flows(tx).items()
            for version in versions.versions_of(tx, flow)
        ]

    rows = [
        (
            each.flow,
            f"v{each.number}",
            each.digest[:10],
            moment(each.published_at),
            "active" if active else "",
            each.label,
        )
        for each, active in await store.transact(read)
    ]
    return table(rows, "flow", "version", "digest", "published", "active", "label") if rows else "nothing is published"
