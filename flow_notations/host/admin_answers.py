"""What the admin endpoints answer, one function each: an ``Office`` and what was asked in, plain JSON out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flow_notations.errors import NotHere

from . import switches, versions, views
from .admin_queries import Query
from .integrations import ACTIVE_VERSION, DispatchRecord

if TYPE_CHECKING:
    from .archive import Archive
    from .hosting import Hosting
    from .integrations import Records
    from .store import Transaction
    from .wiring import Integration


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the endpoints work with. ``integrations`` is the live mapping that the host's wiring reads."""

    host: Hosting
    archive: Archive
    records: Records
    integrations: dict[str, Integration]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The names in a path and the query."""

    names: tuple[str, ...] = ()
    query: Query = field(default_factory=Query)


async def conversations(office: Office, asked: Asked) -> Any:
    """A page of conversations; ``next`` is the ``after`` of the next."""
    query = asked.query
    page = await office.host.conversations(after=query.after, limit=query.limit)
    return {
        "conversations": [views.of_conversation(each, reveal=query.reveal) for each in page],
        "next": page[-1].id if len(page) == query.limit else None,
    }


async def conversation(office: Office, asked: Asked) -> Any:
    """One with its interactions and the last page of its history."""
    (identity,) = asked.names

    def read(tx: Transaction) -> Any:
        found = tx.conversations.find_one(identity)
        if found is None:
            raise NotHere(f"there is no conversation '{identity}'")
        return {
            **views.of_conversation(found, reveal=asked.query.reveal),
            "interactions": [views.of_interaction(each) for each in tx.interactions.of(identity)],
            "history": [
                views.of_line(each) for each in tx.history.page(identity, before=None, limit=asked.query.limit)
            ],
        }

    return await office.host.store.transact(read)


async def interaction(office: Office, asked: Asked) -> Any:
    """One with its state and its journal."""
    (identity,) = asked.names

    def read(tx: Transaction) -> Any:
        found = tx.interactions.get(identity)
        if found is None:
            raise NotHere(f"there is no interaction '{identity}'")
        journal = [views.of_step(each) for each in tx.interactions.journal(identity)]
        return {**views.of_interaction(found, state=True), "journal": journal}

    return await office.host.store.transact(read)


async def outbox(office: Office, asked: Asked) -> Any:
    """Parts of sends, newest first; of one state with ``?state=``."""
    parts = await office.host.outbox(state=asked.query.state, limit=asked.query.limit)
    return [views.of_part(each) for each in parts]


async def notices(office: Office, asked: Asked) -> Any:
    """What people must learn of, newest first."""
    return [views.of_notice(each) for each in await office.host.notices(limit=asked.query.limit)]


async def kept(office: Office, asked: Asked) -> Any:
    """Items that stepped nothing, newest first."""
    return [views.of_kept(each) for each in await office.host.kept(limit=asked.query.limit)]


async def flows(office: Office, _asked: Asked) -> Any:
    """Every published version."""

    def read(tx: Transaction) -> Any:
        return [
            views.of_version(version, active=version.digest == active)
            for flow, active in versions.flows(tx).items()
            for version in versions.versions_of(tx, flow)
        ]

    return await office.host.store.transact(read)


async def dispatch(office: Office, _asked: Asked) -> Any:
    """Which flow takes which interactions, in the order in which records are tried; without a file, what holds all the same."""
    records = office.records.dispatch or [
        DispatchRecord(flow=route.flow, version=route.digest or ACTIVE_VERSION, contact_point=route.contact_point)
        for route in office.host.wiring.dispatch
    ]
    return [views.of_dispatch(each) for each in records]


async def integrations(office: Office, _asked: Asked) -> Any:
    """Business numbers as they are now; of one that the environment names, what the host knows."""
    written = {each.number_id: views.of_integration(each) for each in office.records.integrations}
    return [
        {**(written.get(each.number_id) or views.of_number(each)), "active": each.active}
        for each in office.integrations.values()
    ]


async def switch(office: Office, asked: Asked) -> Any:
    """Switch a number on or off; that lasts until its file, if it is in one, says something else than now (see ``switches``)."""
    number_id, verb = asked.names
    active = verb == "activate"
    if number_id not in office.integrations:
        raise NotHere(f"there is no number '{number_id}'; known are {', '.join(office.integrations)}")
    record = office.records.integration(number_id)
    file_says = record.active if record is not None else True
    await office.host.store.transact(lambda tx: switches.switch(tx, number_id, active=active, file_says=file_says))
    office.integrations[number_id] = replace(office.integrations[number_id], active=active)
    until = switches.UNTIL_FILE if record is not None else switches.UNTIL_SWITCHED
    return {"number_id": number_id, "active": active, "until": until}


async def activate(office: Office, asked: Asked) -> Any:
    """New interactions take ``?version=`` from now on."""
    (flow,) = asked.names
    version = await office.host.store.transact(lambda tx: versions.named(tx, flow, asked.query.version))
    office.archive.activate(version)
    await office.host.store.transact(lambda tx: versions.activate(tx, version))
    return views.of_version(version, active=True)


async def resume(office: Office, asked: Asked) -> Any:
    """Let a parked session try its event again."""
    (identity,) = asked.names
    if not await office.host.resume(identity):
        raise NotHere(f"interaction '{identity}' is not parked")
    return {"interaction": identity, "resumed": True}


async def erase(office: Office, asked: Asked) -> Any:
    """Forget a customer at one number, for good, in the store's files too."""
    (identity,) = asked.names
    await office.host.erase(identity)
    return {"conversation": identity, "erased": True}


async def retry(office: Office, asked: Asked) -> Any:
    """Let a refused send go on from the part that was refused."""
    (ref,) = asked.names
    if not await office.host.retry(ref):
        raise NotHere(f"send '{ref}' has nothing that was refused")
    return {"send": ref, "queued": True}
