"""Every published flow of a store, at hand: the active ones bound, older ones bound when a session asks for them.

In: versions from a store. Out: programs by name and by digest. It is told of new versions; it reads no store by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.errors import BrokenFlow, UnreadableState
from flow_notations.library import Library
from flow_notations.machine import Program

from . import versions
from .bundles import bundle, unbundle
from .versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from channel_adapter.messages import Instant

    from .store import Store, Transaction


class Archive:
    """Programs of published versions. ``active`` is a live view for ``Wiring.programs``."""

    def __init__(self) -> None:
        self.active: dict[str, Program] = {}
        self.revision = 0
        self._kept: dict[tuple[str, str], Version] = {}
        self._bound: dict[tuple[str, str], Program] = {}
        self._libraries: dict[tuple[str, str], Library] = {}

    def learn(self, version: Version) -> None:
        """Know one more version."""
        self._kept[version.flow, version.digest] = version

    def hold(self, program: Program, library: Library | None = None) -> None:
        """Know a program that is bound already."""
        self._bound[program.name, program.digest] = program
        if library is not None:
            self._libraries[program.name, program.digest] = library

    def find(self, flow: str, digest: str) -> Program | None:
        """A version, bound; ``None`` when it was never published here.

        Raises ``UnreadableState`` when this program cannot run what was published: its sessions park, people are told.
        """
        key = flow, digest
        if key not in self._bound and key in self._kept:
            self._bind(self._kept[key])
        return self._bound.get(key)

    @property
    def loaded(self) -> tuple[Library, ...]:
        """What the programs at hand were read from."""
        return tuple(self._libraries.values())

    def library(self, version: Version) -> Library:
        """What a version was read from. Raises ``UnreadableState`` like ``find``."""
        key = version.flow, version.digest
        if key not in self._libraries:
            self._bind(version)
        return self._libraries[key]

    def activate(self, version: Version) -> None:
        """New interactions take this version. Raises ``UnreadableState`` when this program cannot run it."""
        self.learn(version)
        program = self.find(version.flow, version.digest)
        assert program is not None
        self.active[version.flow] = program

    def _bind(self, version: Version) -> None:
        try:
            library, name = unbundle(version.bundle)
            program = library.program(name)
        except BrokenFlow as broken:
            raise UnreadableState(f"{version} cannot run with this program: {broken}") from broken
        if program.digest != version.digest:
            raise UnreadableState(f"{version} means something else to this program: digest {program.digest}")
        self.hold(program, library)


async def open_archive(store: Store, library: Library | None = None) -> Archive:
    """Everything published in a store. Raises ``UnreadableState`` when an active version cannot run with this program.

    Flows of ``library`` are at hand already and are not read again.
    """
    archive = Archive()
    for program in library.programs.values() if library is not None else ():
        archive.hold(program, library)
    await refresh(archive, store)
    return archive


async def refresh(archive: Archive, store: Store) -> bool:
    """Learn what was published or made active since, by whomever; whether anything was.

    Raises ``UnreadableState`` when an active version cannot run with this program; what was active stays so then.
    """
    if await store.transact(versions.revision) == archive.revision and archive.revision:
        return False
    revision, found = await store.transact(lambda tx: (versions.revision(tx), list(_all(tx))))
    for version, _ in found:
        archive.learn(version)
    archive.revision = revision
    for version, active in found:
        if active:
            archive.activate(version)
    return True


def _all(tx: Transaction) -> Iterator[tuple[Version, bool]]:
    for flow, active in versions.flows(tx).items():
        for version in versions.versions_of(tx, flow):
            yield version, version.digest == active


async def publish(
    store: Store, library: Library, names: Mapping[str, str], *, at: Instant, active: bool = True
) -> list[tuple[Version, bool]]:
    """Publish flows of a library, each with its label, in one transaction; whether each is new."""
    bundles = {name: bundle(library, name) for name in names}

    def all_of_them(tx: Transaction) -> list[tuple[Version, bool]]:
        made = [
            versions.publish(
                tx, flow=name, digest=library.program(name).digest, bundle=bundles[name], at=at, label=label
            )
            for name, label in names.items()
        ]
        for version, _ in made if active else ():
            versions.activate(tx, version)
        return made

    return await store.transact(all_of_them)
