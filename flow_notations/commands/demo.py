"""``flow demo``: the whole river in real processes over loopback HTTP: emulator, host on SQLite, a sample flow.

With a terminal you are the customer; without one a scripted customer plays to the end. The phone is a web page, too.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channel_adapter.emulator.accounts import BusinessNumber
from flow_notations.errors import FlowError

from . import screen
from .entry import check_entry
from .neighbours import neighbours, read_with_neighbours

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

FLOWS = Path(__file__).resolve().parents[2] / "flows"
OWN = FLOWS / "order_status.flow"
SCRIPT = ("hi", "[track]", "12345", "ab-1234", "[no]")
"""What the scripted customer does; words in brackets are options to tap."""
TURNS_MAX = 12
"""So often the scripted customer of any other flow answers."""
ANSWERS = ("Ana", "1", "yes", "tomorrow", "10:00", "ana@example.com", "+34600111222", "agent")
"""What that customer writes where nothing can be tapped, one after the other: some kind of question takes each."""
CUSTOMER = "34600111222"
PATIENCE_S = 20.0
"""How long one answer may take; far more than it does."""
LOOK_EVERY_S = 0.1
QUIET_S = 0.8
"""An answer is complete when nothing was added to it for so long: several messages of one turn come close together."""


class DemoFailed(FlowError):
    """A part of the demonstration did not come up or did not answer; the message says which."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which flow to show."""
    parser.add_argument(
        "path", nargs="?", type=Path, default=OWN, metavar="FILE", help="a .flow file; what it calls is read, too"
    )
    parser.add_argument("--scripted", action="store_true", help="play the scripted customer even on a terminal")


def run(arguments: argparse.Namespace) -> int:
    """0 when the conversation went to its end."""
    if not arguments.path.is_file():
        raise DemoFailed(f"there is no flow at {arguments.path}; name one: flow demo FILE")
    library = read_with_neighbours([arguments.path])
    name = next((name for name, flow in library.flows.items() if flow.path == str(arguments.path)), "")
    check_entry(library.program(name), "demonstrate a flow that calls it")
    with ExitStack() as parts:
        phone = _start([arguments.path, *neighbours([arguments.path])], name, parts)
        print(f"The phone is a page, too: {phone.page}\n", flush=True)
        if sys.stdin.isatty() and not arguments.scripted:
            _chat(phone)
        else:
            (_scripted if arguments.path == OWN else _improvised)(phone)
        print(f"\n{screen.INDENT}{screen.countdown(*phone.window())}")
    print(f"{screen.INDENT}Both processes have stopped; nothing was left undone.")
    return 0


def _scripted(phone: Phone) -> None:
    for line in SCRIPT:
        phone.act(line)
        phone.show(phone.wait_for_answer())


def _improvised(phone: Phone) -> None:
    """Tap the first option, or write something plausible, until the conversation begins anew or falls silent."""
    opening, line, left = "", "hi", iter(ANSWERS)
    for _ in range(TURNS_MAX):
        phone.act(line)
        try:
            fresh = phone.wait_for_answer()
        except DemoFailed:
            print(f"{screen.INDENT}nothing more comes: here the scripted customer stops")
            return
        said = [shown for shown in fresh if shown.author == "business"]
        if opening and said[0].text == opening:
            return
        phone.show(fresh)
        opening = opening or said[0].text
        line = "1" if said[-1].options else next(left, "")
        if not line:
            return


def _start(paths: list[Path], name: str, parts: ExitStack) -> Phone:
    """Bring up the emulator and the host; they stop when ``parts`` closes."""
    folder = parts.enter_context(tempfile.TemporaryDirectory(prefix="flow-demo-"))
    listener = parts.enter_context(socket.create_server(("127.0.0.1", 0)))
    webhook = f"http://127.0.0.1:{listener.getsockname()[1]}/webhook"
    number = BusinessNumber()
    emulator = parts.enter_context(
        _Process(
            [sys.executable, "-m", "channel_adapter.emulator", "--webhook", webhook, "--customer", f"+{CUSTOMER}=Ana"]
        )
    )
    origin = f"http://127.0.0.1:{int(emulator.first_line())}"
    environment = {
        "FLOW_STORE": str(Path(folder) / "demo.sqlite3"),
        "WHATSAPP_NUMBER_ID": number.id,
        "WHATSAPP_ACCESS_TOKEN": number.access_token,
        "WHATSAPP_APP_SECRET": number.app_secret,
        "WHATSAPP_VERIFY_TOKEN": number.verify_token,
        "WHATSAPP_BASE_URL": origin,
    }
    serve = [
        sys.executable,
        "-m",
        "flow_notations",
        "serve",
        *map(str, paths),
        "--flow",
        name,
        "--listener",
        str(listener.fileno()),
    ]
    host = parts.enter_context(_Process(serve, environment=environment, keep=listener.fileno()))
    print(
        f"emulator (process {emulator.id}) at {origin}; host (process {host.id}) at {webhook}, store {environment['FLOW_STORE']}"
    )
    host.first_line()
    _wait_until_ready(webhook.replace("/webhook", "/readyz"))
    return Phone(origin)


def _wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - an address of our own making
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_EVERY_S)
    raise DemoFailed(f"the host did not become ready at {address}")


def _chat(phone: Phone) -> None:
    print("Write as the customer; a number taps the option with that number; an empty line ends.\n")
    for line in _lines():
        phone.act(line)
        phone.show(phone.wait_for_answer())


def _lines() -> Iterator[str]:
    while True:
        try:
            line = input("  you  ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not line:
            return
        yield line


class _Process:
    """A child process that is stopped, by its own id, when the demonstration ends."""

    def __init__(self, words: list[str], *, environment: dict[str, str] | None = None, keep: int | None = None) -> None:
        self._child = subprocess.Popen(  # noqa: S603 - words of our own
            words,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=(keep,) if keep is not None else (),
        )
        self.id = self._child.pid

    def first_line(self) -> str:
        """What it says when it is up."""
        assert self._child.stdout is not None
        line = self._child.stdout.readline().strip()
        if not line:
            raise DemoFailed(f"a process did not come up: {' '.join(map(str, self._child.args))}")  # type: ignore[arg-type]
        return line

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.terminate()
        self._child.wait(PATIENCE_S)
        if self._child.stdout is not None:
            self._child.stdout.close()


class Phone:
    """The customer's phone, looked at and tapped over the emulator's HTTP."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self.page = f"{origin}/emulator/phone/{CUSTOMER}"
        self._seen = 0

    def act(self, line: str) -> None:
        """Write, or tap the option named in brackets or by its number."""
        option = self._option(line)
        if option is None:
            self._post("says", {"text": line})
        else:
            self._post("taps", {"option": option})

    def wait_for_answer(self) -> list[screen.Shown]:
        """What is new on the phone, once the business has answered, all is delivered, and nothing more is coming."""
        deadline = time.monotonic() + PATIENCE_S
        count, since = 0, time.monotonic()
        while time.monotonic() < deadline:
            fresh = self._bubbles()[self._seen :]
            answered = [shown for shown in fresh if shown.author == "business"]
            if len(answered) != count:
                count, since = len(answered), time.monotonic()
            arrived = all(shown.tick in ("delivered", "read") for shown in answered)
            if answered and arrived and time.monotonic() - since > QUIET_S:
                self._seen += len(fresh)
                return fresh
            time.sleep(LOOK_EVERY_S)
        raise DemoFailed("no answer came to the phone")

    def show(self, fresh: list[screen.Shown]) -> None:
        """Print bubbles as they arrived."""
        for shown in fresh:
            print(screen.drawn(shown, colour=screen.in_colour()), flush=True)

    def window(self) -> tuple[int | None, int]:
        """End of the reply window, and the hour."""
        state = self._get()
        return state["window_until"], state["now"]

    def _option(self, line: str) -> str | None:
        options = [option for shown in self._bubbles()[-1:] for option in shown.options]
        if line.startswith("[") and line.endswith("]"):
            return next((wire for wire, key, _ in options if key == line[1:-1]), None)
        return options[int(line) - 1][0] if line.isdigit() and 0 < int(line) <= len(options) else None

    def _bubbles(self) -> list[screen.Shown]:
        return [screen.from_json(bubble) for bubble in self._get()["bubbles"]]

    def _get(self) -> dict[str, Any]:
        address = f"{self._origin}/emulator/customers/{CUSTOMER}/phone"
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:  # noqa: S310 - an address of our own making
            found: dict[str, Any] = json.load(answer)
            return found

    def _post(self, act: str, body: dict[str, str]) -> None:
        request = urllib.request.Request(  # noqa: S310 - an address of our own making
            f"{self._origin}/emulator/customers/{CUSTOMER}/{act}",
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_S):  # noqa: S310 - as above
            pass
