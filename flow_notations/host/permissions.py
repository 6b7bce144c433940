"""Who may do what: the names that a contact centre's administrators know, the roles that hold them, and a plain denial.

In: what somebody holds and what something needs. Out: nothing, or ``Denied`` with every name that is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.errors import FlowError

if TYPE_CHECKING:
    from collections.abc import Iterable

READ_INTEGRATIONS: Final = "WHATSAPP_INTEGRATIONS_APP_READ"
UPDATE_INTEGRATIONS: Final = "WHATSAPP_INTEGRATIONS_APP_UPDATE"
MANAGE_FLOWS: Final = "MANAGE_ALL_FLOWS"
VIEW_FLOWS: Final = "VIEW_ALL_FLOWS"
VIEW_JOURNALS: Final = "VIEW_FLOW_DEBUG_LOGS"
READ_CHANNELS: Final = "DIGITAL_CHANNELS_APP_READ"

PERMISSIONS: Final[dict[str, str]] = {
    READ_INTEGRATIONS: "see business numbers, their settings and their onboarding",
    UPDATE_INTEGRATIONS: "add and change business numbers, switch them on and off",
    MANAGE_FLOWS: "publish and activate flows, migrate sessions, resume what is parked, erase customers",
    VIEW_FLOWS: "see flows, versions and dispatch",
    VIEW_JOURNALS: "see conversations, journals and what was sent",
    READ_CHANNELS: "see counters and the state of the channel",
}
"""Every permission with what it allows."""

ADMINISTRATOR: Final = "Administrator"
ROLES: Final[dict[str, frozenset[str]]] = {
    ADMINISTRATOR: frozenset(PERMISSIONS),
    "Supervisor": frozenset({READ_INTEGRATIONS, VIEW_FLOWS, VIEW_JOURNALS, READ_CHANNELS}),
    "Designer": frozenset({MANAGE_FLOWS, VIEW_FLOWS}),
}
"""Roles by name. ``Administrator`` holds everything and is what somebody has to whom no other role was given."""


class Denied(FlowError):
    """Something needs permissions that are not held; ``missing`` names them."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        meanings = "; ".join(f"{name} ({PERMISSIONS[name]})" for name in self.missing)
        super().__init__(f"not permitted; missing: {meanings}")


def granted(role: str, also: Iterable[str] = ()) -> frozenset[str]:
    """What a role and single permissions allow together. Raises ``ValueError`` for a name that there is not."""
    if role and role not in ROLES:
        raise ValueError(f"there is no role '{role}'; known are {', '.join(ROLES)}")
    unknown = sorted(set(also) - set(PERMISSIONS))
    if unknown:
        raise ValueError(f"there is no permission {', '.join(unknown)}; known are {', '.join(PERMISSIONS)}")
    return ROLES.get(role, frozenset()) | frozenset(also)


def require(held: Iterable[str], *needed: str) -> None:
    """Raise ``Denied`` when something of ``needed`` is not held; it lists all of it."""
    missing = [name for name in needed if name not in set(held)]
    if missing:
        raise Denied(missing)
