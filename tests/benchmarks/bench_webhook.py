"""How fast webhook bytes become items, beside ``json.loads`` and the leading Python library.

Run it as a script; a peer that is not installed is left out. Processor time, best round, all contestants in one run and in
turn, every body with an id of its own (peers skip a body they have seen).

Bars: at least 3 x pywa's handler; a text webhook of 549 bytes at 100,000 a second on the machine of the first measurement.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from channel_adapter.whatsapp.dialect import Secret
from channel_adapter.whatsapp.signatures import signature
from channel_adapter.whatsapp.webhook import parse, verify

if TYPE_CHECKING:
    from collections.abc import Callable

BODY_BYTES = 549
BODIES = 4_000
ROUNDS = 7
NOW = 1_800_000_000_000
SECRET = Secret("app-secret-for-benchmarks")


def body(number: int) -> bytes:
    """One text webhook of exactly ``BODY_BYTES`` bytes."""
    message = {
        "from": "16505551234",
        "from_user_id": "US.1349120865530",
        "id": f"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTRBNjU5{number:08d}",
        "timestamp": "1749416383",
        "type": "text",
        "text": {"body": ""},
    }
    contact = {"profile": {"name": "Sheena Nelson"}, "wa_id": "16505551234", "user_id": "US.1349120865530"}
    metadata = {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "contacts": [contact], "messages": [message]}
    change = {"value": value, "field": "messages"}
    document = {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}
    room = BODY_BYTES - len(json.dumps(document, separators=(",", ":")))
    message["text"] = {"body": "Does it come in another color? I would like it in blue or in green"[:room].ljust(room)}
    return json.dumps(document, separators=(",", ":")).encode()


def pywa_handler() -> Callable[[bytes], object] | None:
    """pywa's own way from bytes to dispatched updates, or ``None`` where it is not installed."""
    try:
        import pywa
    except ImportError:
        return None
    client = pywa.WhatsApp(
        phone_id="106540352242922",
        token="t",
        server=None,
        verify_token="v",
        filter_updates=False,
        validate_updates=False,
    )
    seen: list[object] = []
    client.add_handlers(pywa.handlers.MessageHandler(lambda _, update: seen.append(update)))
    answer = client.webhook_update_handler(body(10**7))
    assert seen, f"pywa did not handle the body: {answer}"
    return client.webhook_update_handler


def per_second(read: Callable[[bytes], object], bodies: list[bytes]) -> float:
    """One round's rate, in bodies per second of processor time."""
    start = time.process_time()
    for each in bodies:
        read(each)
    return len(bodies) / (time.process_time() - start)


def main() -> None:
    """Measure and print."""
    first = body(0)
    assert len(first) == BODY_BYTES
    signed = f"sha256={signature(first, SECRET)}"
    contestants: dict[str, Callable[[bytes], object]] = {
        "json.loads": json.loads,
        "parse": lambda raw: parse(raw, arrived_at=NOW),
        "verify": lambda _: verify(first, signed, [SECRET]),
    }
    if handler := pywa_handler():
        contestants["pywa handler"] = handler
    best = dict.fromkeys(contestants, 0.0)
    for number in range(ROUNDS):
        bodies = [body(number * BODIES + n) for n in range(BODIES)]
        for name, read in contestants.items():
            best[name] = max(best[name], per_second(read, bodies))
    for name, rate in best.items():
        print(f"{name:14} {rate:>10,.0f} /s   {rate / best['json.loads']:.2f} x json.loads")
    if "pywa handler" in best:
        print(f"parse is {best['parse'] / best['pywa handler']:.1f} x pywa's handler (bar: 3)")
    else:
        print("pywa is not installed: no ratio to it")


if __name__ == "__main__":
    main()
