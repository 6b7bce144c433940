"""``RestateHost``: a host whose conversations live in a Restate cluster; any number of processes serve it.

It hands webhook items to the cluster, which calls it back to step them. One conversation is one virtual object; reading
is that of every host.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.channel import HearsReceipts
from channel_adapter.messages import StatusChange
from flow_notations.errors import NotHere
from flow_notations.host.fetching import NoServices
from flow_notations.host.json_forms import CHANNEL_FORMS, FLOW_FORMS
from flow_notations.host.people import NobodyConnected
from flow_notations.host.reading import Reading
from flow_notations.host.writing import Written, said

from .addresses import serving_addresses
from .finding import Finder
from .forms import outcome_form, outcome_of
from .homes import interaction_of, whereabouts, whereabouts_of
from .pacing import paced
from .store import RestateStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Address, Content, Instant, Item
    from flow_notations.host.fetching import Fetcher
    from flow_notations.host.people import Answer, People
    from flow_notations.host.store import Store
    from flow_notations.host.wiring import Wiring
    from flow_notations.values import Value


PAGE: Final = 500


class RestateHost(Reading):
    """It is the ``Intake`` of its channels, and what ``Hosting`` asks for."""

    def __init__(
        self,
        store: RestateStore,
        wiring: Wiring,
        clock: Clock,
        *,
        fetcher: Fetcher | None = None,
        people: People | None = None,
    ) -> None:
        self.store: Store = store
        self._cluster = store
        self.wiring = replace(wiring, channels=paced(wiring.channels, store.ingress, clock))
        self.clock = clock
        self.fetcher: Fetcher = fetcher or NoServices()
        self.people: People = people or NobodyConnected()
        self._find = Finder(store.ingress)

    @classmethod
    def at(cls, address: str, wiring: Wiring, clock: Clock, *, rate: float = 1.0, **ports: Any) -> RestateHost:
        """The host on the cluster that ``address`` names. Raises ``MissingSettings`` when a part of it is missing.

        Its ``store`` is to be closed in the end. ``rate``: milliseconds of ``clock`` for each that passes.
        """
        return cls(RestateStore(serving_addresses(address), rate=rate), wiring, clock, **ports)

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve the cluster until ``stopping`` is set; what is under way then comes to its end, or is done elsewhere."""
        await self._cluster.serve(self, stopping)

    async def next_deadline(self) -> Instant | None:
        """``None``: the cluster keeps the deadlines. Raises ``StoreUnavailable`` when it takes no calls."""
        await self.ready()
        return None

    async def ready(self) -> None:
        """Raises ``StoreUnavailable`` when the cluster takes no calls."""
        await self._cluster.ingress.health()

    # --- hearing ------------------------------------------------------------------------------------------------------

    async def accept(self, items: Sequence[Item], *, arrived_at: Instant) -> int:
        """Return how many were new, once all are durable; see ``channel.Intake``. Raises ``StoreUnavailable``.

        Items of one conversation are written together. When some conversation cannot be reached, others may have been:
        the webhook comes again, and what was heard is known by its id.
        """
        homes = await asyncio.gather(*[self._find.home(whereabouts(item)) for item in items])
        batches: dict[str, list[str]] = {}
        for item, home in zip(items, homes, strict=True):
            batches.setdefault(home, []).append(CHANNEL_FORMS.dumps(item))
        calls = [self._find.call(key, "hear", {"items": texts, "at": arrived_at}) for key, texts in batches.items()]
        fresh: int = sum(await asyncio.gather(*calls))
        for item in items:
            if isinstance(item, StatusChange):
                channel: object = self.wiring.channels.get(item.number_id)
                if isinstance(channel, HearsReceipts):
                    channel.hear(item)
        return fresh

    # --- being told, as ``Reporting`` says ----------------------------------------------------------------------------

    async def begin(
        self, number_id: str, customer: Address, flow: str, *, key: str, inputs: Mapping[str, Value] | None = None
    ) -> str:
        """Begin ``flow`` with a customer, once per ``key``, as soon as no interaction is live; the conversation's id.

        Raises ``NotHere`` for a number or a flow that this host does not know.
        """
        self.wiring.know(number_id, flow)
        home = await self._find.home(whereabouts_of(number_id, customer.keys))
        told = {"number_id": number_id, "customer": CHANNEL_FORMS.dumps(customer), "flow": flow, "key": key}
        begun: str = await self._tell(home, "begin", {**told, "inputs": FLOW_FORMS.dumps(dict(inputs or {}))})
        return begun

    async def take(self, conversation: str, by: str) -> None:
        """A person holds the conversation from now on. Raises ``NotHere`` for one that does not exist."""
        if await self._tell(conversation, "take", {"by": by}) is False:
            raise NotHere(f"there is no conversation '{conversation}'")

    async def write(self, conversation: str, content: str | Content, *, by: str, key: str) -> Written:
        """Send a customer what a person wrote, once per ``key``; see ``Writing.write``."""
        told = {"content": CHANNEL_FORMS.dumps(said(content)), "by": by, "key": key}
        form: dict[str, str] = await self._tell(conversation, "write", told)
        if not form:
            raise NotHere(f"there is no conversation '{conversation}'")
        return Written(ref=form["ref"], refused=outcome_of(form["refused"]))

    async def release(self, ref: str, answer: Answer) -> None:
        """People answer the offer ``ref``. A second answer to it changes nothing."""
        await self._tell(interaction_of(ref), "release", {"ref": ref, "answer": outcome_form(answer)})

    async def resume(self, interaction: str) -> bool:
        """Let a parked session try its event again; whether there was one."""
        return bool(await self._tell(interaction, "resume", {"interaction": interaction}))

    async def retry(self, send: str) -> bool:
        """Let a refused send go on from the part that was refused; whether there was one. What went out stays out."""
        return bool(await self._tell(interaction_of(send), "retry", {"send": send}))

    async def erase(self, conversation: str) -> None:
        """Forget a customer at one number, under all of their names. What is on the wire now may still arrive.

        Only ids stay that drop duplicates, for eight days, in objects that show nothing of the customer. The cluster's
        log and snapshots hold what they held until they are trimmed; see Restate's retention. Raises ``NotHere`` for a
        conversation that does not exist.
        """
        if not await self._find.call(conversation, "erase", {}):
            raise NotHere(f"there is no conversation '{conversation}'")

    async def retain(self) -> int:
        """Remove interactions that ended longer ago than their number keeps them; how many. The cluster does it by itself."""
        return sum([found["pruned"] for found in await self._tidy()])

    async def forget_duplicates(self) -> int:
        """Drop ids that no sender repeats any more; how many. A conversation does so by itself with every event."""
        return sum([found["forgotten"] for found in await self._tidy()])

    async def _tidy(self) -> list[dict[str, int]]:
        names, after = await self._cluster.where_kept_aside(), ""
        while page := await self.conversations(after=after, limit=PAGE):
            after = page[-1].id
            names.update(each.id for each in page)
        return [await self._find.call(name, "tidy", {}) for name in sorted(names)]

    async def _tell(self, name: str, verb: str, told: dict[str, Any]) -> Any:
        return await self._find.call(name, "tell", {"verb": verb, "told": told})
