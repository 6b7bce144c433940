"""The keys of ``integrations.toml``: for each table a literal table of fields, each with its reader and one line of doc.

In: a value as ``tomllib`` read it. Out: the value a record holds, or ``Wrong`` with a sentence and a hint.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, get_args

from channel_adapter.window import ExpiryRule

from . import permissions
from .integrations import (
    ACTIVE_VERSION,
    CHANNEL_TYPES,
    DISCONNECT_MINUTES_MAX,
    DISCONNECT_MINUTES_MIN,
    LIMITS_PROFILES,
)
from .onboarding import STATES, STEPS, Step
from .secret_references import FORMS, SecretReference, read_reference
from .settings import PROVIDERS
from .wiring import ReadMarks, Uncertainty

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

OFF: Final = "off"
PER_SECOND_MAX: Final = 1000
"""Messages per second that any number may have. Source:
https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput"""
RETENTION_DAYS_MAX: Final = 36_500


HELD: Final = "this names a secret and never holds one"
REFERENCE_HINT: Final = f'write "{FORMS}"; what stands here now is compromised'


class Wrong(Exception):
    """A value has no place where it stands. ``key``: the key inside a section that is meant."""

    def __init__(self, sentence: str, hint: str = "", *, key: str = "") -> None:
        super().__init__(sentence)
        self.hint, self.key = hint, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key."""

    read: Callable[[Any], Any]
    doc: str
    required: bool = False


def text(value: Any) -> str:
    """Words, trimmed; blank ones are none."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong("this is words in quotes, not blank")
    return value.strip()


def words(value: Any) -> str:
    """Words that may be empty."""
    if not isinstance(value, str):
        raise Wrong("this is words in quotes")
    return value.strip()


def truth(value: Any) -> bool:
    """True or false, and nothing that looks like it."""
    if not isinstance(value, bool):
        raise Wrong("this is true or false, without quotes")
    return value


def one_of(known: Collection[str]) -> Callable[[Any], str]:
    """One of a closed set of words."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise Wrong(f"{value!r} is none of {', '.join(known)}")
        return value

    return read


def number(least: int, most: int, *, off: bool = False) -> Callable[[Any], int | None]:
    """A whole number within bounds; with ``off``, also the word "off", which is ``None``."""

    def read(value: Any) -> int | None:
        if off and value == OFF:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong(f"this is a whole number from {least} to {most}" + (', or "off"' if off else ""))
        return value

    return read


def secret(value: Any) -> SecretReference:
    """A reference, never the secret itself."""
    found = read_reference(value) if isinstance(value, str) else None
    if found is None:
        raise Wrong(HELD, REFERENCE_HINT)
    return found


def secrets(value: Any) -> tuple[SecretReference, ...]:
    """One or more references; two while one secret replaces the other."""
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise Wrong("this is a list of one secret or more")
    return tuple([secret(each) for each in listed])


def granted(value: Any) -> tuple[str, ...]:
    """Names of permissions."""
    if not isinstance(value, list):
        raise Wrong("this is a list of permissions")
    return tuple([one_of(permissions.PERMISSIONS)(each) for each in value])


def steps(value: Any) -> dict[str, Step]:
    """The onboarding: a state for a step, or a table of state, day and note."""
    if not isinstance(value, dict):
        raise Wrong("this is a section: [integration.onboarding]")
    return {name: _step(name, each) for name, each in value.items()}


def _step(name: str, value: Any) -> Step:
    if name not in STEPS:
        raise Wrong(f"there is no step '{name}'", f"the steps are {', '.join(STEPS)}", key=name)
    row = {"state": value} if isinstance(value, str) else value
    if not isinstance(row, dict) or row.get("state") not in STATES or set(row) - {"state", "on", "note"}:
        hint = f'write {name} = "done", or {{ state = "submitted", on = 2026-03-02, note = "…" }}'
        raise Wrong(f"the state of '{name}' is one of {', '.join(STATES)}", hint, key=name)
    day = row.get("on")
    if day is not None and (isinstance(day, datetime) or not isinstance(day, date)):
        raise Wrong(f"'on' of '{name}' is a day, without quotes, like 2026-03-02", key=name)
    return Step(state=row["state"], on=day, note=str(row.get("note", "")))


def channel_type(value: Any) -> str | None:
    """The channel; "any" matches all."""
    found = one_of(CHANNEL_TYPES)(value)
    return None if found == "any" else found


INTEGRATION: Final[dict[str, Field]] = {
    "number_id": Field(read=text, required=True, doc="the business number's id at the provider"),
    "name": Field(read=text, required=True, doc="what people call it"),
    "token": Field(read=secret, required=True, doc="where the token is with which messages are sent"),
    "verify_token": Field(read=secret, required=True, doc="where the word of the webhook handshake is"),
    "app_secrets": Field(read=secrets, required=True, doc="where the secrets are that sign webhooks"),
    "contact_point": Field(read=text, doc="how customers know the number, as +15550001111"),
    "description": Field(read=words, doc="for people"),
    "provider": Field(read=one_of(PROVIDERS), doc="who carries the messages"),
    "base_url": Field(read=text, doc="instead of the provider's own address"),
    "active": Field(read=truth, doc="an inactive one refuses sends, visibly"),
    "limits": Field(read=one_of(LIMITS_PROFILES), doc="which limits hold"),
    "number_per_second": Field(read=number(1, PER_SECOND_MAX), doc="messages per second of the number"),
    "pair_burst": Field(read=number(1, PER_SECOND_MAX), doc="messages to one customer at once"),
    "expiry": Field(
        read=lambda value: ExpiryRule(one_of([rule.value for rule in ExpiryRule])(value)),
        doc="from which message of the customer the 24 h count",
    ),
    "client_disconnect_minutes": Field(
        read=number(DISCONNECT_MINUTES_MIN, DISCONNECT_MINUTES_MAX, off=True),
        doc='a customer silent for so long after a person wrote is disconnected; "off" leaves it to the desk, and to 24 hours'
        " where people answered on the business phone",
    ),
    "retention_days": Field(read=number(1, RETENTION_DAYS_MAX, off=True), doc="how long history is kept"),
    "uncertain": Field(
        read=one_of(get_args(Uncertainty)),
        doc='what becomes of a message of which nobody can tell after 60 s whether it arrived: "report" it (at most once), or'
        ' "resend" it once (at least once)',
    ),
    "read_marks": Field(
        read=one_of(get_args(ReadMarks)),
        doc='what customers see once a flow has taken their message: "off", that it is "read", or "typing", too',
    ),
    "business_manager_id": Field(read=words, doc="what the WhatsApp business account is tied to"),
    "onboarding": Field(read=steps, doc="the steps on the way to being live"),
}
DISPATCH: Final[dict[str, Field]] = {
    "flow": Field(read=text, required=True, doc="the flow that takes the interaction"),
    "version": Field(read=text, doc=f'"{ACTIVE_VERSION}", "v3", or the beginning of a digest'),
    "channel_type": Field(read=channel_type, doc='"sms" counts all messaging; "any" matches all'),
    "contact_point": Field(read=text, doc="which of our numbers the customer wrote to"),
    "customer": Field(read=text, doc="one customer, as +15550001111"),
    "direction": Field(read=one_of(("inbound", "outbound")), doc="who began"),
}
ADMIN: Final[dict[str, Field]] = {
    "name": Field(read=text, required=True, doc="who it is"),
    "token": Field(read=secret, required=True, doc="where the bearer token is"),
    "role": Field(read=one_of(permissions.ROLES), doc="what they may do"),
    "permissions": Field(read=granted, doc="what they may do besides"),
}
