"""``flow serve``: WhatsApp's webhooks answered with flows, durably; one number from the environment, or several by a file.

It refuses to start without its secrets, naming every one that is missing, and with secrets that everybody knows.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from channel_adapter.clock import SystemClock
from flow_notations.errors import MissingSettings
from flow_notations.host.asgi import WEBHOOK_PATH
from flow_notations.host.plans import plan_from_environment, plan_from_file
from flow_notations.host.settings import NEEDED, STORE
from flow_notations.host.store_names import shown
from flow_notations.library import Library, read_library

from .entry import check_entry
from .log_lines import print_warnings
from .operator import add_keys

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    import uvicorn

    from channel_adapter.clock import Clock
    from flow_notations.host.asgi import HostApp
    from flow_notations.host.plans import Plan
    from flow_notations.host.wiring import Integration

LOOPBACK = "127.0.0.1"
PORT = 8080
PORT_MAX = 65_535
"""The largest that TCP has (RFC 9293, section 3.1: 16 bits)."""
BACK_UP = "keep a copy of it apart from the store's: without it nobody can read what the store holds"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flows, which of them answers, the records, and where to listen."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="FILE",
        help="flow files, or folders of them: published and made active; without any, what the store has is served",
    )  # fmt: skip
    parser.add_argument("--flow", help="the flow that answers customers (default: the only one, or as dispatch says)")
    parser.add_argument(
        "--records", type=Path, metavar="TOML", help="numbers, dispatch and operators: integrations.toml"
    )
    parser.add_argument(
        "--store", metavar="WHERE",
        help="where everything is kept: a file's path, postgresql://… or restate://… (default: the records', or FLOW_STORE)",
    )  # fmt: skip
    add_keys(parser)
    parser.add_argument("--host", default=LOOPBACK, help=f"address to listen on (default: {LOOPBACK})")
    parser.add_argument("--port", type=_port, default=PORT, help=f"0 takes a free one (default: {PORT})")
    parser.add_argument("--listener", type=int, metavar="FD", help="an open listening socket instead of host and port")
    parser.epilog = "environment: " + "; ".join(f"{name} ({what})" for name, what in NEEDED.items())


def _port(word: str) -> int:
    if not (word.isascii() and word.isdigit() and int(word) <= PORT_MAX):
        raise ArgumentTypeError(f"'{word}' is no port; ports are numbers from 0 to {PORT_MAX}")
    return int(word)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; 1 when a flow has errors, or the host ended by a fault."""
    environment = {**os.environ, **({STORE: arguments.store} if arguments.store else {})}
    if arguments.records is not None:
        plan = plan_from_file(arguments.records, environment)
    else:
        plan = plan_from_environment(environment)
    plan = replace(plan, store=arguments.store or plan.store, keys=arguments.keys or plan.keys)
    sys.stderr.write(plan.warnings)
    library = read_library(arguments.paths)
    if not library.sound:
        sys.stdout.write(library.rendered())
        return 1
    flow = _answering(library, arguments.flow) if arguments.paths and not plan.dispatch else arguments.flow
    entries = [record.flow for record in plan.dispatch if record.direction != "outbound"] if plan.dispatch else [flow]
    for name in entries:
        if name in library.programs:
            check_entry(library.programs[name], "let another flow answer and call it, or give its inputs defaults")
    print_warnings()
    with _listener(arguments) as listener:
        fault = asyncio.run(serve(plan, library, flow, listener))
    if fault:
        print(f"flow serve: {fault}", file=sys.stderr)
    return 1 if fault else 0


def _answering(library: Library, named: str | None) -> str:
    if named is None and len(library.programs) == 1:
        return next(iter(library.programs))
    if named is None:
        raise MissingSettings(f"say which flow answers with --flow; there are {', '.join(sorted(library.programs))}")
    return library.program(named).name


def _listener(arguments: argparse.Namespace) -> socket.socket:
    if arguments.listener is not None:
        try:
            return socket.socket(fileno=arguments.listener)
        except (OSError, ValueError, OverflowError) as mistake:
            raise MissingSettings(f"--listener {arguments.listener}: that is no open listening socket") from mistake
    try:
        return socket.create_server((arguments.host, arguments.port))
    except (OSError, OverflowError) as mistake:
        where, why = f"{arguments.host}:{arguments.port}", str(getattr(mistake, "strerror", None) or mistake)
        raise MissingSettings(
            f"cannot listen on {where}: {why.partition(' (while')[0]}; choose another with --host and --port"
        ) from mistake


ANNOUNCE_S: Final = 0.01
"""Between two looks at whether the server has started."""


async def serve(
    plan: Plan, library: Library, flow: str | None, listener: socket.socket, *, clock: Clock | None = None
) -> str:
    """Serve until SIGTERM or SIGINT; then let what is on the wire come to its end. ``clock``: the machine's by default.

    It ends, too, when the host does though nobody told it to: then with a sentence for whoever starts it again.
    """
    try:
        import uvicorn
    except ImportError as missing:
        raise MissingSettings("uvicorn is not installed: pip install 'flow-notations[serve]'") from missing
    from flow_notations.host.serving import assemble

    begun = plan.keys is not None and not Path(plan.keys).exists()
    served = await assemble(plan, library, clock or SystemClock(), os.environ, flow=flow)
    host, port = listener.getsockname()[:2]
    server = uvicorn.Server(uvicorn.Config(served.app, log_level="warning", access_log=False))
    routes = served.host.wiring.dispatch
    flows = ", ".join(dict.fromkeys(route.flow for route in routes))
    if begun:
        print(f"a new key file was made: {Path(plan.keys or '').absolute()}; {BACK_UP}", file=sys.stderr, flush=True)
    for line in (*served.news, *_switched(plan, served.host.wiring.integrations)):
        print(line, file=sys.stderr, flush=True)
    line = f"flow {flows} answers at http://{host}:{port}{WEBHOOK_PATH} and keeps everything in {shown(plan.store)}"
    announcing = asyncio.ensure_future(_announce(server, line))
    signal.signal(signal.SIGTERM, _stopped)
    watching = asyncio.ensure_future(_end_with(served.app, server))
    try:
        await server.serve(sockets=[listener])
    finally:
        watching.cancel()
        announcing.cancel()
    return served.app.fault


async def _announce(server: uvicorn.Server, line: str) -> None:
    """Say so once it answers, and no sooner: from then on a signal is heard by the server, which ends in order."""
    while not server.started:
        await asyncio.sleep(ANNOUNCE_S)
    print(line, flush=True)


def _switched(plan: Plan, standing: Mapping[str, Integration]) -> list[str]:
    """Numbers that an operator switched, for whoever wonders why the file's word does not hold."""
    words = {True: ("on", "deactivate"), False: ("off: its sends are refused", "activate")}
    return [
        f"number {name} is {words[now.active][0]}, as an operator switched it;"
        f" POST /admin/integrations/{name}/{words[now.active][1]} switches it back"
        for name, now in standing.items()
        if now.active != plan.integrations[name].active
    ]


async def _end_with(app: HostApp, server: uvicorn.Server) -> None:
    """A process whose host has ended takes no more webhooks: they would wait for nobody."""
    await app.failed()
    server.should_exit = True


def _stopped(*_: object) -> NoReturn:
    """The server hands the signal back once everything is closed: then that was a good end."""
    raise SystemExit(0)
