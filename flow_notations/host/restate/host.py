"""``RestateHost``: a host whose conversations live in a Restate cluster; any number of processes serve it.

It hands webhook items to the cluster, which calls it back to step them. One conversation is one virtual object, keyed by
number and customer.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote, urlsplit

import httpx

from channel_adapter import messages as channel
from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.host.fetching import NoServices
from flow_notations.host.json_forms import CHANNEL_FORMS
from flow_notations.host.people import NobodyConnected

from .keeping import FORMS, loaded
from .objects import JOURNAL, STATE, service_of
from .transaction import KeptTransaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from channel_adapter.clock import Clock
    from channel_adapter.messages import Address, Instant, Item
    from flow_notations.host.fetching import Fetcher
    from flow_notations.host.people import People
    from flow_notations.host.wiring import Wiring

CALL_SECONDS_MAX: Final = 15.0
"""Within which a webhook is acknowledged, or is not and comes again."""
REGISTER_PAUSE_SECONDS: Final = 0.2
FORM: Final = "restate://INGRESS?admin=HOST:PORT&listen=HOST:PORT"
JSON: Final = {"accept": "application/json"}
ACCOUNT: Final = "account"
"""The object that keeps what no customer said."""


class RestateHost:
    """It is the ``Intake`` of its channels.

    ``ingress`` and ``admin``: the cluster's addresses. ``listen``: host and port at which it finds this process; several
    processes of one machine may share it. ``rate``: see ``service_of``.
    """

    def __init__(
        self,
        wiring: Wiring,
        clock: Clock,
        *,
        ingress: str,
        admin: str,
        listen: tuple[str, int],
        fetcher: Fetcher | None = None,
        people: People | None = None,
        rate: float = 1.0,
    ) -> None:
        self.wiring = wiring
        self.clock = clock
        self.fetcher: Fetcher = fetcher or NoServices()
        self.people: People = people or NobodyConnected()
        self._ingress, self._admin, self._listen = ingress, admin, listen
        self._rate = rate
        self._client = httpx.AsyncClient(timeout=CALL_SECONDS_MAX)

    @classmethod
    def at(cls, address: str, wiring: Wiring, clock: Clock, **ports: Any) -> RestateHost:
        """The host on the cluster that ``address`` names: ``restate://ingress-host:8080?admin=host:9070&listen=host:9080``.

        Raises ``MissingSettings`` when a part of it is missing.
        """
        parts = urlsplit(address)
        named = dict(parse_qsl(parts.query))
        listen_host, _, listen_port = named.get("listen", "").rpartition(":")
        if not (parts.netloc and named.get("admin") and listen_host and listen_port.isdigit()):
            raise MissingSettings(f"'{address}' is not of the form {FORM}")
        ingress, admin = f"http://{parts.netloc}", f"http://{named['admin']}"
        return cls(wiring, clock, ingress=ingress, admin=admin, listen=(listen_host, int(listen_port)), **ports)

    async def next_deadline(self) -> Instant | None:
        """``None``: the cluster keeps the deadlines. Raises ``StoreUnavailable`` when it does not answer."""
        await self._ask("GET", f"{self._ingress}/restate/health")
        return None

    async def accept(self, items: Sequence[Item], *, arrived_at: Instant) -> int:
        """Return how many were new, once all are durable; see ``channel.Intake``. Raises ``StoreUnavailable``."""
        batches: dict[str, list[str]] = {}
        for item in items:
            batches.setdefault(key_of(item), []).append(CHANNEL_FORMS.dumps(item))
        calls = [self._call(key, "hear", {"items": texts, "at": arrived_at}) for key, texts in batches.items()]
        return sum(await asyncio.gather(*calls))

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve the cluster until ``stopping`` is set."""
        from hypercorn.asyncio import serve
        from hypercorn.config import Config

        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(self._listen)
        config = Config()
        config.bind = [f"fd://{listener.detach()}"]
        config.accesslog = config.errorlog = None
        config.graceful_timeout = CALL_SECONDS_MAX
        registering = asyncio.ensure_future(self._register())
        try:
            await serve(service_of(self, rate=self._rate), config, shutdown_trigger=stopping.wait)  # type: ignore[arg-type]
        finally:
            registering.cancel()
            await self._client.aclose()

    async def keys(self) -> tuple[str, ...]:
        """Keys of all conversations, for a console."""
        query = {"query": "select distinct service_key from state where service_name = 'Conversation'"}
        answer = await self._post(f"{self._admin}/query", query)
        return tuple(sorted(row["service_key"] for row in answer["rows"]))

    async def read(self, key: str) -> KeptTransaction:
        """What is kept of one conversation, with its journal; only for reading."""
        told = await self._call(key, "read")
        keeping = loaded(told[STATE])
        keeping.journal = [FORMS.loads(text) for text in told[JOURNAL]]
        return KeptTransaction(keeping)

    async def _call(self, key: str, verb: str, told: dict[str, Any] | None = None) -> Any:
        return await self._post(f"{self._ingress}/Conversation/{quote(key, safe='')}/{verb}", told)

    async def _post(self, url: str, told: dict[str, Any] | None) -> Any:
        return (await self._ask("POST", url, told)).json()

    async def _ask(self, method: str, url: str, told: dict[str, Any] | None = None) -> httpx.Response:
        try:
            # A call without an argument has no body either, not even an empty object.
            answer = await self._client.request(method, url, headers=JSON, json=told)
        except httpx.HTTPError as fault:
            raise StoreUnavailable(f"Restate does not answer ({type(fault).__name__})") from fault
        if answer.is_error:
            raise StoreUnavailable(f"Restate answers {answer.status_code}: {answer.text}")
        return answer

    async def _register(self) -> None:
        """Tell the cluster where this process listens, until it knows."""
        host, port = self._listen
        while True:
            try:
                await self._post(f"{self._admin}/deployments", {"uri": f"http://{host}:{port}"})
            except StoreUnavailable:
                await asyncio.sleep(REGISTER_PAUSE_SECONDS)
            else:
                return


def key_of(item: Item) -> str:
    """The object that an item belongs to: its customer's conversation, else the number's account."""
    customer: Address | None = None
    match item:
        case channel.Received(sender=sender):
            customer = sender
        case channel.StatusChange(recipient=recipient):
            customer = recipient
        case channel.PersonWrote(to=to):
            customer = to
        case channel.IdentityChanged(previous=previous):
            customer = previous
        case _:
            pass
    return f"{getattr(item, 'number_id', ACCOUNT)}:{customer.keys[0] if customer is not None else ACCOUNT}"
