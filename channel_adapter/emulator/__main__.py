"""``python -m channel_adapter.emulator``: the emulator on a port of this machine, posting webhooks to a url.

The first line printed is the port, alone; the lines after it are for people.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from channel_adapter.clock import SystemClock

from .accounts import BusinessNumber
from .habits import CALM, STORMY
from .model import Cloud
from .postman import Postman
from .server import Server
from .stage import JumpingClock, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

HOST = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted."""
    options = _parser().parse_args(arguments)
    listener = socket.create_server((HOST, options.port))
    origin = f"http://{HOST}:{listener.getsockname()[1]}"
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(listener, stage_of(options, origin), options.customer))
    return 0


def stage_of(options: argparse.Namespace, origin: str) -> Stage:
    """The world that these options describe."""
    number = BusinessNumber(id=options.number, webhook_url=options.webhook, throughput=options.throughput)
    habits = replace(STORMY if options.stormy else CALM, media_host=origin)

    def make(seed: int) -> Cloud:
        return Cloud(numbers=[number], habits=habits, seed=seed)

    return Stage(make=make, clock=JumpingClock(SystemClock()), cloud=make(options.seed))


async def serve(listener: socket.socket, stage: Stage, customers: Sequence[str]) -> None:
    """Answer requests and post webhooks until cancelled."""
    import uvicorn

    postman = Postman(stage)
    server = uvicorn.Server(uvicorn.Config(Server(stage), log_level="critical", access_log=False))
    _greet(listener, stage, customers)
    posting = asyncio.create_task(_post(postman, stage))
    try:
        await server.serve(sockets=[listener])
    finally:
        posting.cancel()
        listener.close()


async def _post(postman: Postman, stage: Stage) -> None:
    number = stage.cloud.numbers[0]
    if number.webhook_url:
        agreed = await postman.handshake(number)
        sys.stdout.write(
            f"webhook handshake: {'agreed' if agreed else 'no (it is not up yet, or has another verify token)'}\n"
        )
        sys.stdout.flush()
    await postman.run()


def _greet(listener: socket.socket, stage: Stage, customers: Sequence[str]) -> None:
    port = listener.getsockname()[1]
    number = stage.cloud.numbers[0]
    lines = [str(port), f"number {number.id}  webhook {number.webhook_url or '(none: read /emulator/deliveries)'}"]
    for entry in customers:
        phone, _, name = entry.partition("=")
        person = stage.cloud.customer(phone, name or "Ada")
        lines.append(f"{person.name}: http://{HOST}:{port}/emulator/phone/{person.wa_id}")
    lines.append(f"all phones: http://{HOST}:{port}/")
    lines += ["for `flow serve`, to copy (no secrets: everybody knows them):", *_environment(number, port)]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _environment(number: BusinessNumber, port: int) -> list[str]:
    """What a host towards this emulator is started with."""
    settings = {
        "WHATSAPP_BASE_URL": f"http://{HOST}:{port}",
        "WHATSAPP_NUMBER_ID": number.id,
        "WHATSAPP_ACCESS_TOKEN": number.access_token,
        "WHATSAPP_APP_SECRET": number.app_secret,
        "WHATSAPP_VERIFY_TOKEN": number.verify_token,
    }
    return [f"export {name}={value}" for name, value in settings.items()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m channel_adapter.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    parser.add_argument("--webhook", metavar="URL", help="where webhooks are posted")
    parser.add_argument("--number", default=BusinessNumber().id, help="id of the business number")
    parser.add_argument("--throughput", type=int, default=80, choices=(20, 80, 1_000), help="messages a second")
    parser.add_argument("--customer", action="append", default=[], metavar="PHONE=NAME", help="somebody to begin with")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stormy", action="store_true", help="duplicates, delays, lost answers and refusals")
    return parser


if __name__ == "__main__":  # pragma: no cover
    raise SystemExit(main())
