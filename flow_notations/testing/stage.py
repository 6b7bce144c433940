"""A whole centre in one process and virtual time: the real host on a real store, the real adapter, the emulated provider.

What is built once for a rehearsal, and what is built anew when the host is put away and started again.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from channel_adapter.emulator import ApprovedTemplate, BusinessNumber, Cloud, InProcessWire
from channel_adapter.whatsapp.channel import WhatsAppChannel
from channel_adapter.whatsapp.dialect import NumberSettings, Secret
from flow_notations.host.host import Host
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.wiring import Route, Wiring

from .crashes import Fuses, MortalChannel, MortalStore
from .observing import Witness
from .people import ScriptedPeople
from .services import ScriptedServices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from channel_adapter.clock import VirtualClock
    from channel_adapter.emulator import Habits
    from flow_notations.ast import Centre
    from flow_notations.machine import Program


@dataclass(slots=True)
class Stage:
    """What outlives a host: the provider, the file, the fakes, the clock."""

    clock: VirtualClock
    cloud: Cloud
    wiring: Wiring
    store: SqliteStore
    services: ScriptedServices
    people: ScriptedPeople
    witness: Witness
    fuses: Fuses
    path: Path | None = None
    folder: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def built(
        cls,
        programs: Mapping[str, Program],
        flow: str,
        *,
        clock: VirtualClock,
        templates: Iterable[ApprovedTemplate] = (),
        path: Path | None = None,
        on_disk: bool = False,
        habits: Habits,
        seed: int = 0,
    ) -> Stage:
        """``path``: where the store is; with ``on_disk`` and no path a file that is gone afterwards; else memory."""
        folder = tempfile.TemporaryDirectory() if on_disk and path is None else None
        file = Path(folder.name) / "store" if folder else path
        number = BusinessNumber(templates=(*BusinessNumber().templates, *templates))
        cloud = Cloud(numbers=[number], habits=habits, seed=seed)
        settings = NumberSettings(number_id=number.id, token=Secret(number.access_token), patience_ms=0)
        fuses, witness = Fuses([]), Witness()
        channel = WhatsAppChannel(settings, InProcessWire(cloud, number.id, clock), clock=clock)
        wiring = Wiring(
            machine=witness,
            programs={name: witness.watched(program) for name, program in programs.items()},
            channels={number.id: MortalChannel(channel, fuses)},
            dispatch=[Route(flow=flow)],
        )
        services = ScriptedServices(clock, lambda ref: witness.nodes.get(ref, ""))
        store = SqliteStore.open(file) if file else SqliteStore.open()
        return cls(clock, cloud, wiring, store, services, ScriptedPeople(clock), witness, fuses, file, folder)

    def host(self) -> Host:
        """A host with nothing in mind but what is in the store."""
        store = MortalStore(self.store, self.fuses)
        return Host(store, self.wiring, self.clock, fetcher=self.services, people=self.people)

    async def reopen(self) -> None:
        """Close the file and open it again, as another process would."""
        assert self.path is not None, "a store in memory does not outlive its process"
        await self.store.close()
        self.store = SqliteStore.open(self.path)

    def clear(self) -> None:
        """Throw the file away, when it was made for this stage alone."""
        if self.folder is not None:
            self.folder.cleanup()


def templates_of(centre: Centre) -> tuple[ApprovedTemplate, ...]:
    """The centre's templates as the provider would have approved them; their bodies are their values in order."""
    return tuple(
        ApprovedTemplate(
            name=declared.name.text,
            language=declared.language,
            body=" · ".join(f"{{{{{parameter.name.text}}}}}" for parameter in declared.parameters)
            or declared.name.text,
        )
        for declared in centre.templates.values()
    )
