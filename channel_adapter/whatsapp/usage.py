"""How long the provider tells us to wait: ``Retry-After`` and the two usage headers of the Graph API.

In: reply headers, names in lower case. Out: milliseconds, 0 when nothing is said. Unreadable headers say nothing.

Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

from __future__ import annotations

import json
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from channel_adapter.messages import Instant

WAIT_MS_MAX: Final = 24 * 3_600_000
"""A longer wait than a day is not believed: the reply window would be over anyway."""
_PERCENT_FULL: Final = 100
_APP_USAGE_WAIT_MS: Final = 60_000
"""``X-App-Usage`` gives no time; at 100 percent of any meter this is waited."""


def told_wait_ms(headers: Mapping[str, str], *, now: Instant) -> int:
    """Return the longest wait that any header asks for, in milliseconds, from 0 to ``WAIT_MS_MAX``."""
    waits = (_retry_after_ms(headers, now), _business_usage_ms(headers), _app_usage_ms(headers))
    return max(0, min(WAIT_MS_MAX, max(waits)))


def _retry_after_ms(headers: Mapping[str, str], now: Instant) -> int:
    """Seconds, or an HTTP date. Source: RFC 9110, section 10.2.3."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return int(value[:9]) * 1_000
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0
    return round(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1_000) - now


def _business_usage_ms(headers: Mapping[str, str]) -> int:
    """``{"<account>": [{"estimated_time_to_regain_access": minutes, …}]}``."""
    accounts = _object(headers.get("x-business-use-case-usage", ""))
    rows = (row for rows in accounts.values() if isinstance(rows, list) for row in rows if isinstance(row, dict))
    minutes = max((_number(row.get("estimated_time_to_regain_access")) for row in rows), default=0)
    return round(min(minutes, WAIT_MS_MAX) * 60_000)


def _app_usage_ms(headers: Mapping[str, str]) -> int:
    meters: Iterator[float] = (_number(value) for value in _object(headers.get("x-app-usage", "")).values())
    return _APP_USAGE_WAIT_MS if max(meters, default=0) >= _PERCENT_FULL else 0


def _object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float:
    finite = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < WAIT_MS_MAX
    return value if isinstance(value, (int, float)) and finite else 0
