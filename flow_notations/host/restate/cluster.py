"""Talking to a cluster over HTTP: calls of objects through its ingress, questions about what it keeps through its admin port.

Of several nodes one that answers is taken, and stayed with. Uses ``httpx2`` when it is installed (the same API, a third
of the processor time where many calls are under way at once), else ``httpx``. Sources: https://docs.restate.dev/services/invocation/http,
https://docs.restate.dev/references/sql-introspection.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flow_notations.errors import StoreUnavailable

from .addresses import node_for_people
from .recognising import recognise_admin, recognise_ingress

if TYPE_CHECKING:
    from .addresses import Addresses

try:
    import httpx2 as httpx
except ImportError:
    import httpx  # type: ignore[no-redef]

CALL_SECONDS_MAX: Final = 15.0
"""Within which a webhook is acknowledged, or is not and comes again."""
CONNECT_SECONDS_MAX: Final = 2.0
"""Before another node is tried."""
SETTLING_SECONDS_MAX: Final = 10.0
"""Within which a partition of a cluster that starts, or lost a node, has found its node."""
SETTLING_PAUSE_SECONDS: Final = 0.1
JSON: Final = {"accept": "application/json"}
ONCE: Final = "idempotency-key"
"""See https://docs.restate.dev/services/invocation/http#invoke-a-handler-idempotently."""
TOLD_ONCE: Final = frozenset({"tell", "erase"})
"""Verbs that are not done twice, or answer otherwise the second time; the others know themselves what they did already."""
TIMEOUT: Final = httpx.Timeout(CALL_SECONDS_MAX, connect=CONNECT_SECONDS_MAX)
UNSERVED: Final = "it seems that no process serves this cluster; start one with `flow serve`"


class _Unsettled(StoreUnavailable):
    """A partition is on its way to another node."""


class RestateRefuses(StoreUnavailable):
    """The cluster answers, and cannot or will not do it."""


class Ingress:
    """Calls of objects. When a node dies under a call, another is called with the same key, and the cluster sees that it is
    the same call: it is done once, and answered as it was.
    """

    def __init__(self, addresses: Addresses) -> None:
        self._ingress, self._admin = list(addresses.ingress), list(addresses.admin)
        self._client = httpx.AsyncClient(timeout=TIMEOUT)

    async def call(self, service: str, key: str, verb: str, told: dict[str, Any] | None = None) -> Any:
        """The answer of an object. Raises ``StoreUnavailable``."""
        path = f"/{service}/{quote(key, safe='')}/{verb}"
        once = {ONCE: secrets.token_hex(16)} if verb in TOLD_ONCE else {}
        return (await self._ask(self._ingress, "POST", path, told, {**JSON, **once})).json()

    async def health(self) -> None:
        """Raise ``StoreUnavailable`` unless a node of the cluster takes calls."""
        await self._ask(self._ingress, "GET", "/restate/health")

    async def recognise(self) -> None:
        """Raise ``MissingSettings`` when what answers is no cluster or too old a one, ``StoreUnavailable`` when nothing does."""
        recognise_ingress(await self._reach(self._ingress, "GET", "/restate/health"), self._ingress[0])
        recognise_admin(await self._reach(self._admin, "GET", "/version"), self._admin[0])

    async def register(self, reached: str) -> None:
        """Tell the cluster where it is served; it looks what is there at once. Raises ``StoreUnavailable``."""
        await self._ask(self._admin, "POST", "/deployments", {"uri": reached, "force": True})

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _ask(
        self, nodes: list[str], method: str, path: str, told: Any = None, headers: dict[str, str] = JSON
    ) -> httpx.Response:
        return _sound(await self._reach(nodes, method, path, told, headers))

    async def _reach(
        self, nodes: list[str], method: str, path: str, told: Any = None, headers: dict[str, str] = JSON
    ) -> httpx.Response:
        for _ in range(len(nodes)):
            try:
                # A call without an argument has no body either, not even an empty object.
                return await self._client.request(method, nodes[0] + path, headers=headers, json=told)
            except httpx.HTTPError as caught:
                fault = caught
                _next(nodes, fault)
        raise _unanswered(nodes, fault) from fault


class Query:
    """Questions in SQL, for consoles. It waits where it stands: ask it on a thread of its own."""

    def __init__(self, addresses: Addresses) -> None:
        self._admin, self._ingress = list(addresses.admin), list(addresses.ingress)
        self._client = httpx.Client(timeout=TIMEOUT)

    def rows(self, question: str) -> list[dict[str, Any]]:
        """What the cluster keeps. Raises ``StoreUnavailable``, also when its partitions find no node in time."""
        deadline = time.monotonic() + SETTLING_SECONDS_MAX
        while True:
            try:
                found: list[dict[str, Any]] = self._post(self._admin, "/query", {"query": question})["rows"]
            except _Unsettled:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(SETTLING_PAUSE_SECONDS)
            else:
                return found

    def call(self, service: str, key: str, verb: str, told: dict[str, Any]) -> Any:
        """The answer of an object. Raises ``StoreUnavailable``."""
        return self._post(self._ingress, f"/{service}/{key}/{verb}", told)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _post(self, nodes: list[str], path: str, told: dict[str, Any]) -> Any:
        for _ in range(len(nodes)):
            try:
                answer = self._client.post(nodes[0] + path, headers=JSON, json=told)
            except httpx.HTTPError as caught:
                fault = caught
                _next(nodes, fault)
            else:
                return _sound(answer).json()
        raise _unanswered(nodes, fault) from fault


def _next(nodes: list[str], fault: httpx.HTTPError) -> None:
    """Another node is first from now on; what took long already is not tried again. Raises ``StoreUnavailable``."""
    nodes.append(nodes.pop(0))
    if isinstance(fault, httpx.ReadTimeout):
        raise StoreUnavailable(f"no answer within {CALL_SECONDS_MAX:g} s: {UNSERVED}") from fault


def _unanswered(nodes: list[str], fault: httpx.HTTPError) -> StoreUnavailable:
    places = " or ".join(sorted([node_for_people(node) for node in nodes]))
    return StoreUnavailable(f"Restate does not answer at {places} ({type(fault).__name__})")


def _sound(answer: httpx.Response) -> httpx.Response:
    if answer.status_code == httpx.codes.NOT_FOUND and "not found" in answer.text:
        raise StoreUnavailable(UNSERVED)
    if answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR and "partition" in answer.text:
        raise _Unsettled(f"Restate is not ready: {answer.text}")
    if answer.is_error:
        raise RestateRefuses(f"Restate answers {answer.status_code}: {_said(answer)}")
    return answer


def _said(answer: httpx.Response) -> str:
    """Its own sentence, where it has one."""
    try:
        return str(answer.json()["message"])
    except (ValueError, LookupError, TypeError):
        return answer.text
