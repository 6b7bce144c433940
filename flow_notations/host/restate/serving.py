"""An ASGI application, served over HTTP/2 without TLS as a cluster speaks it, until it is time to stop.

By granian where it is installed, whose HTTP is compiled code: measured, more than a quarter less processor time for a
process. Else by hypercorn. Several processes of one machine may share the port.
"""

from __future__ import annotations

import asyncio
import importlib.util
import socket
from typing import TYPE_CHECKING, Any, Final

from flow_notations.errors import MissingSettings

from .addresses import FORM
from .cluster import CALL_SECONDS_MAX

if TYPE_CHECKING:
    from collections.abc import Coroutine

COMPILED: Final = importlib.util.find_spec("granian") is not None
if not COMPILED and importlib.util.find_spec("hypercorn") is None:
    raise ImportError("neither granian nor hypercorn")
CONNECTIONS_MAX: Final = 10_000
"""More than a cluster makes: a call that waits for another must never keep it from coming."""
LOGGING_AS_IT_IS: Final[dict[str, Any]] = {"incremental": True, "handlers": {}, "loggers": {}}
"""granian configures the logging of the whole program otherwise, and closes what others had opened for it."""


def serving(app: Any, where: tuple[str, int], stopping: asyncio.Event) -> Coroutine[Any, Any, None]:
    """Serve ``app`` at a host and a port until ``stopping`` is set; calls under way then have ``CALL_SECONDS_MAX``.

    Raises ``MissingSettings`` when the port is taken.
    """
    listener = _listener(where)
    if not COMPILED:
        return _by_hypercorn(app, listener, stopping)
    listener.close()  # granian opens its own
    return _by_granian(app, where, stopping)


async def _by_granian(app: Any, where: tuple[str, int], stopping: asyncio.Event) -> None:
    from granian.constants import HTTPModes, Interfaces  # type: ignore[import-not-found, unused-ignore]
    from granian.server.embed import Server  # type: ignore[import-not-found, unused-ignore]

    server = Server(
        app, *where, interface=Interfaces.ASGINL, http=HTTPModes.http2, websockets=False, backpressure=CONNECTIONS_MAX,
        log_enabled=False, log_dictconfig=LOGGING_AS_IT_IS,
    )  # fmt: skip
    running, stop = asyncio.ensure_future(server.serve()), asyncio.ensure_future(stopping.wait())
    await asyncio.wait((running, stop), return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    server.stop()  # type: ignore[no-untyped-call, unused-ignore]
    await asyncio.wait((running,), timeout=CALL_SECONDS_MAX)
    if running.done():
        running.result()


async def _by_hypercorn(app: Any, listener: socket.socket, stopping: asyncio.Event) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.accesslog = config.errorlog = None
    config.graceful_timeout = CALL_SECONDS_MAX
    await serve(app, config, shutdown_trigger=stopping.wait)


def _listener(where: tuple[str, int]) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind(where)
    except OSError as mistake:
        listener.close()
        named = f"{where[0]}:{where[1]}"
        raise MissingSettings(
            f"cannot wait for the cluster's calls at {named}: {mistake.strerror}; see listen= in {FORM}"
        ) from mistake
    return listener
