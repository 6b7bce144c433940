"""Whether what answers at an address is what the address says: an ingress, and the admin port of a server new enough.

What does not answer is waited for; what answers as something else never will be it, and is said at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.errors import MissingSettings

from .addresses import FORM, node_for_people

if TYPE_CHECKING:
    import httpx2 as httpx

VERSION_MIN: Final = (1, 7)
"""Older servers do not know what the services here ask of them."""
ELSEWHERE: Final = frozenset({400, 404, 405})
"""How a server answers whom it does not know the path of."""


def recognise_ingress(answer: httpx.Response, node: str) -> None:
    """Of ``GET /restate/health``. Raises ``MissingSettings``."""
    if answer.status_code in ELSEWHERE:
        raise MissingSettings(
            f"{node_for_people(node)} is not the ingress of a Restate server (port 8080 by default); see {FORM}"
        )


def recognise_admin(answer: httpx.Response, node: str) -> None:
    """Of ``GET /version``. Raises ``MissingSettings``."""
    if answer.is_server_error:
        return
    version = _version(answer)
    if version is None:
        raise MissingSettings(
            f"{node_for_people(node)} is not the admin port of a Restate server (9070 by default); see admin= in {FORM}"
        )
    if _numbers(version) < VERSION_MIN:
        least = ".".join(map(str, VERSION_MIN))
        raise MissingSettings(
            f"the Restate server at {node_for_people(node)} is version {version}; {least} or newer is needed"
        )


def _version(answer: httpx.Response) -> str | None:
    try:
        found = answer.json()["version"] if answer.is_success else None
    except (ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, str) else None


def _numbers(version: str) -> tuple[int, ...]:
    """As much as can be read; what cannot is new enough."""
    first, _, rest = version.partition(".")
    second = rest.partition(".")[0]
    return (int(first), int(second)) if first.isdecimal() and second.isdecimal() else VERSION_MIN
