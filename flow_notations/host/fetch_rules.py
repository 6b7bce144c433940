"""The rules of calling a service, without calling one: what is tried again, where a call may go, what JSON may be.

Pure: an attempt's result in, a ``Reply`` out. The client and its scripted twin in tests share them.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from flow_notations import values

from .fetching import Reply

if TYPE_CHECKING:
    import ipaddress
    from collections.abc import Iterable

    from channel_adapter.messages import Instant
    from flow_notations.effects import Fetch
    from flow_notations.values import Value

Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"

TRANSIENT_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""The same request may succeed a moment later (RFC 9110 §15.5–15.6, RFC 6585 §4, RFC 8470 §5.2)."""
RETRY_AFTER_SECONDS_MAX: Final = 3_600
"""A service that asks for more is not worth a customer's wait."""
PATH_CHARACTERS_MAX: Final = 2_048
_PATH = re.compile(r"/(?!/)[!$&'()*+,;=:@A-Za-z0-9._~%/?-]*")
_DOTS = re.compile(r"(^|/)(\.|%2e){1,2}(/|\?|$)", re.IGNORECASE)


def judged(call: Fetch, attempt: int, reply: Reply, now: Instant, *, retry_after_s: int = 0) -> Reply:
    """``reply`` as it is, or with the moment to call again: after silence or a passing fault, while retries are left.

    ``attempt`` counts from 0. ``retry_after_s``: seconds that the service itself asked for.
    """
    passing = reply.status is None or reply.status in TRANSIENT_STATUSES
    if reply.status in call.leave_at or not passing or attempt >= call.retries:
        return reply
    pause = max(call.every_ms, min(retry_after_s, RETRY_AFTER_SECONDS_MAX) * 1_000)
    return Reply(status=reply.status, body=reply.body, sentence=reply.sentence, retry_at=now + pause)


def path_complaint(path: str) -> str | None:
    """Why a path may not be called: it must stay on its service, below its base."""
    if len(path) > PATH_CHARACTERS_MAX:
        return f"a path is longer than {PATH_CHARACTERS_MAX} characters"
    if not _PATH.fullmatch(path):
        return "a path begins with one slash and holds only characters of an address"
    if _DOTS.search(path.split("?", 1)[0] + ("?" if "?" in path else "")):
        return "a path does not climb with dots"
    return None


def address_complaint(address: Address, trusted: Iterable[Network]) -> str | None:
    """Why an address may not be called: only what is public, or trusted by name, is.

    An IPv4 address inside an IPv6 one is judged as itself.
    """
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    judged_as: Address = inner or address
    if any(judged_as.version == network.version and judged_as in network for network in trusted):
        return None
    if not judged_as.is_global or judged_as.is_multicast or judged_as.is_reserved:
        return f"{address} is not a public address"
    return None


def read_json(text: str | bytes) -> Value:
    """JSON as a flow holds it, with exact numbers. Raises ``ValueError`` for what is not JSON, or is too deep."""
    try:
        return _value(json.loads(text, parse_float=values.number, parse_constant=_refuse))
    except RecursionError as fault:
        raise ValueError("nested too deeply") from fault


def write_json(value: Value) -> str:
    """A value as plain JSON: numbers exact, moments in ISO 8601, durations as seconds."""
    match value:
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return format(value, "f")
        case datetime() | date() | time():
            return json.dumps(value.isoformat())
        case timedelta():
            return write_json(values.number(str(value.total_seconds())))
        case tuple():
            return f"[{','.join(write_json(item) for item in value)}]"
        case _:
            return "{" + ",".join(f"{json.dumps(key)}:{write_json(item)}" for key, item in value.items()) + "}"


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _value(data: object) -> Value:
    """A key's ``$`` is dropped: it marks stored dates and numbers."""
    match data:
        case list():
            return tuple([_value(item) for item in data])
        case dict():
            return {str(key).lstrip("$"): _value(item) for key, item in data.items()}
    return data  # type: ignore[return-value]  # texts, exact numbers, truth values and null stay
