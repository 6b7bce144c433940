"""``flow serve``: WhatsApp's webhooks answered with flows, durably. Configuration comes from the environment.

It refuses to start without its secrets, naming every one that is missing, and with secrets that everybody knows.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from channel_adapter.clock import SystemClock
from channel_adapter.whatsapp.channel import WhatsAppChannel
from flow_notations import machine
from flow_notations.errors import MissingSettings
from flow_notations.host.asgi import WEBHOOK_PATH, HostApp
from flow_notations.host.host import Host
from flow_notations.host.settings import NEEDED, from_environment
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.wiring import Integration, Route, Wiring
from flow_notations.library import read_library

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.settings import HostSettings
    from flow_notations.library import Library

LOOPBACK = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flows, which of them answers, and where to listen."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="flow files, or folders of them")
    parser.add_argument("--flow", help="the flow that answers customers (default: the only one)")
    parser.add_argument("--host", default=LOOPBACK, help=f"address to listen on (default: {LOOPBACK})")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--listener", type=int, metavar="FD", help="an open listening socket instead of host and port")
    parser.epilog = "environment: " + "; ".join(f"{name} ({what})" for name, what in NEEDED.items())


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; 1 when a flow has errors."""
    settings = from_environment(os.environ)
    library = read_library(arguments.paths)
    if not library.sound:
        sys.stdout.write(library.rendered())
        return 1
    flow = _answering(library, arguments.flow)
    listener = _listener(arguments)
    host, port = listener.getsockname()[:2]
    print(
        f"flow {flow} answers at http://{host}:{port}{WEBHOOK_PATH} and keeps everything in {settings.store}",
        flush=True,
    )
    asyncio.run(_serve(settings, library, flow, listener))
    return 0


def _answering(library: Library, named: str | None) -> str:
    if named is None and len(library.programs) == 1:
        return next(iter(library.programs))
    if named is None:
        raise MissingSettings(f"say which flow answers with --flow; there are {', '.join(sorted(library.programs))}")
    return library.program(named).name


def _listener(arguments: argparse.Namespace) -> socket.socket:
    if arguments.listener is not None:
        return socket.socket(fileno=arguments.listener)
    try:
        return socket.create_server((arguments.host, arguments.port))
    except OSError as mistake:
        where = f"{arguments.host}:{arguments.port}"
        raise MissingSettings(f"cannot listen on {where}: {mistake.strerror}; choose another with --port") from mistake


async def _serve(settings: HostSettings, library: Library, flow: str, listener: socket.socket) -> None:
    """Put the parts together and serve: the composition root of a process."""
    try:
        import uvicorn
    except ImportError as missing:
        raise MissingSettings("uvicorn is not installed: pip install 'flow-notations[serve]'") from missing
    from channel_adapter.whatsapp.client import HttpWire

    clock, number = SystemClock(), settings.number
    channel = WhatsAppChannel(number, HttpWire(number), clock=clock, start="pessimistic")
    wiring = Wiring(
        machine=machine,
        programs=library.programs,
        channels={number.number_id: channel},
        dispatch=[Route(flow=flow)],
        integrations={number.number_id: Integration(number_id=number.number_id, contact_point=settings.contact_point)},
    )
    store = SqliteStore.open(settings.store)

    async def stop() -> None:
        await channel.aclose()
        await store.close()

    app = HostApp(Host(store, wiring, clock), [number], on_stop=stop)
    await uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).serve(sockets=[listener])
