"""What an exception of an HTTP client says about the request: whether it may have left. One literal table.

In: an exception. Out: ``Lost``, or ``None`` when it is none of a client's own. No library is imported: names are compared.
"""

from __future__ import annotations

from typing import Final

from .wire import Lost

_LIBRARIES: Final = frozenset({"httpx", "httpx2"})

LOST_BY_EXCEPTION: Final[dict[str, Lost]] = {
    "ConnectError": Lost.NOT_SENT,
    "ConnectTimeout": Lost.NOT_SENT,
    "PoolTimeout": Lost.NOT_SENT,
    "ProxyError": Lost.NOT_SENT,
    "UnsupportedProtocol": Lost.NOT_SENT,
    "InvalidURL": Lost.NOT_SENT,
    "CloseError": Lost.UNKNOWN,
    "CookieConflict": Lost.UNKNOWN,
    "DecodingError": Lost.UNKNOWN,
    "HTTPError": Lost.UNKNOWN,
    "HTTPStatusError": Lost.UNKNOWN,
    "LocalProtocolError": Lost.UNKNOWN,
    "NetworkError": Lost.UNKNOWN,
    "ProtocolError": Lost.UNKNOWN,
    "ReadError": Lost.UNKNOWN,
    "ReadTimeout": Lost.UNKNOWN,
    "RemoteProtocolError": Lost.UNKNOWN,
    "RequestError": Lost.UNKNOWN,
    "SSEError": Lost.UNKNOWN,
    "TimeoutException": Lost.UNKNOWN,
    "TooManyRedirects": Lost.UNKNOWN,
    "TransportError": Lost.UNKNOWN,
    "WriteError": Lost.UNKNOWN,
    "WriteTimeout": Lost.UNKNOWN,
}
"""By name, because a client that was handed in may come from ``httpx`` while ``httpx2`` is installed, or the reverse."""


def lost_by(fault: Exception) -> Lost | None:
    """Return what an exception of an HTTP client means for the request; ``None`` when it is none of its own."""
    for kind in type(fault).__mro__:
        if kind.__module__.split(".")[0] in _LIBRARIES and kind.__name__ in LOST_BY_EXCEPTION:
            return LOST_BY_EXCEPTION[kind.__name__]
    return None
