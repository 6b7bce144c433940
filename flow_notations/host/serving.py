"""A process put together: store, published flows, channels with their pace, wiring, host, application.

In: a plan, and the flows that were named, if any. Out: a ``HostApp`` that closes everything when its server stops. This
is the composition root of a served host; it decides nothing that is not in the plan.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from channel_adapter.whatsapp.channel import WhatsAppChannel
from flow_notations import machine
from flow_notations.errors import MissingSettings, StoreUnavailable, UnreadableState

from . import archive as archives
from . import deploys, switches, versions
from .admin_answers import Office
from .asgi import HostApp
from .fetch import from_environment
from .integrations import ACTIVE_VERSION, DispatchRecord
from .metrics import CountedChannel, CountedMachine, Tally, meter_for
from .plain_rows import seal_plain_rows
from .sealed import SealedStore
from .sealed.opening import with_keys
from .stores import host_on, open_served, recent_on
from .wiring import Route, Wiring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant
    from channel_adapter.whatsapp.dialect import NumberSettings
    from flow_notations.ast import Service
    from flow_notations.library import Library

    from .archive import Archive
    from .hosting import Hosting
    from .pace import Recent
    from .plans import Plan
    from .store import Store

REFRESH_S: Final = 4.0
"""Between two looks at what others published: one small read."""
LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A process ready to serve. ``news``: lines of what its start changed, for whoever started it."""

    app: HostApp
    host: Hosting
    store: Store
    news: tuple[str, ...] = ()


async def assemble(
    plan: Plan, library: Library, clock: Clock, environment: Mapping[str, str], *, flow: str | None = None
) -> Served:
    """Put everything together. Flows of ``library`` are published and made active; all others come from the store.

    Raises ``StoreUnavailable``, or ``MissingSettings`` when dispatch names what is not there, or the environment
    holds what cannot be meant.
    """
    store = await _opened(plan)
    try:
        archive, news = await _published(store, library, clock.now())
        routes = await _routes(store, archive, plan.dispatch or _default(archive, library, flow))
        recent = await recent_on(store, clock.now())
        integrations = await switches.standing(store, plan.integrations)
        fetcher = from_environment(_services(archive), environment, clock)
    except BaseException:
        await store.close()
        raise
    tally = Tally()
    meter = meter_for(tally)
    channels = {number.number_id: _channel(number, clock, recent, tally) for number in plan.numbers}
    wiring = Wiring(
        machine=CountedMachine(machine, meter),
        programs=archive.active,
        channels={number_id: CountedChannel(channel, meter) for number_id, channel in channels.items()},
        dispatch=routes,
        integrations=integrations,
        versions=archive,
    )
    host = host_on(store, wiring, clock, fetcher=fetcher)

    async def stop() -> None:
        for channel in channels.values():
            await channel.aclose()
        await fetcher.aclose()
        await store.close()

    async def beside(stopping: asyncio.Event) -> None:
        following = switches.follow(store, plan.integrations, integrations, stopping, every_s=REFRESH_S)
        await asyncio.gather(keep_up(archive, store, stopping), following)

    office = Office(host=host, archive=archive, records=plan.records, integrations=integrations)
    app = HostApp(host, plan.numbers, on_stop=stop, admins=plan.admins, office=office, tally=tally, beside=beside)
    return Served(app=app, host=host, store=store, news=news)


async def _opened(plan: Plan) -> Store:
    """The store with its keys; what a file holds from before there were any is sealed first."""
    store = await with_keys(open_served(plan.store, plan.keys), plan.keys, create=True)
    try:
        if isinstance(store, SealedStore) and (count := await seal_plain_rows(store)):
            LOGGER.warning("%d rows from before there were keys are sealed now; older copies show them", count)
    except BaseException:
        await store.close()
        raise
    return store


async def _published(store: Store, library: Library, now: Instant) -> tuple[Archive, tuple[str, ...]]:
    """All that is published once the flows of ``library`` are; and lines of what that made active in place of others."""
    before = await store.transact(versions.flows)
    await archives.publish(store, library, dict.fromkeys(library.programs, ""), at=now)
    digests = {name: program.digest for name, program in library.programs.items()}
    news = await deploys.told(store, before, digests)
    return await archives.open_archive(store, library), tuple(news)


async def keep_up(archive: Archive, store: Store, stopping: asyncio.Event, *, every_s: float = REFRESH_S) -> None:
    """Learn of versions that others publish on the same store, until ``stopping`` is set.

    A session that another worker began with a version unknown here is tried three times in eleven seconds: by the last
    of them it is known.
    """
    while not stopping.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), every_s)
            return
        try:
            await archives.refresh(archive, store)
        except (UnreadableState, StoreUnavailable) as fault:
            LOGGER.warning("versions: %s", fault)


def _channel(number: NumberSettings, clock: Clock, recent: Recent, tally: Tally) -> WhatsAppChannel:
    from channel_adapter.whatsapp.client import HttpWire

    channel = WhatsAppChannel(number, HttpWire(number), clock=clock, start=recent.start, meter=meter_for(tally))
    channel.recall(recent.of(number.number_id))
    return channel


def _services(archive: Archive) -> dict[str, Service]:
    return {name: service for library in archive.loaded for name, service in library.centre.services.items()}


def _default(archive: Archive, library: Library, flow: str | None) -> tuple[DispatchRecord, ...]:
    """One flow takes everybody: the one named, or the only one there is."""
    here = library.programs or archive.active
    if flow is None and len(here) == 1:
        flow = next(iter(here))
    if flow is None:
        known = ", ".join(sorted(here)) or "none; name a file, or publish one with `flow publish`"
        raise MissingSettings(f"say which flow answers with --flow; there are {known}")
    return (DispatchRecord(flow=flow),)


async def _routes(store: Store, archive: Archive, records: Sequence[DispatchRecord]) -> tuple[Route, ...]:
    """Records of dispatch with their versions found."""
    routes = []
    for record in records:
        digest = None
        if record.version != ACTIVE_VERSION:
            found = await store.transact(
                lambda tx, record=record: versions.named(tx, record.flow, record.version)  # type: ignore[misc]
            )
            digest = found.digest
            archive.find(found.flow, digest)
        elif record.flow not in archive.active:
            known = ", ".join(sorted(archive.active)) or "none"
            raise MissingSettings(
                f"dispatch names flow '{record.flow}', of which no version is active; active are {known};"
                " name its file, or publish one with `flow publish`"
            )
        routes.append(
            Route(
                flow=record.flow,
                digest=digest,
                channel_type=record.channel_type,
                contact_point=record.contact_point,
                customer=record.customer,
                direction=record.direction,
            )
        )
    return tuple(routes)
