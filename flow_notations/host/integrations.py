"""The records by which a process is set up: business numbers, dispatch, and who may use the admin endpoints. Plain values.

One ``IntegrationRecord`` is one business number. A ``DispatchRecord`` says which flow takes which interactions. They hold
no secrets, only references to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from channel_adapter.whatsapp.dialect import NUMBER_PER_SECOND_DEFAULT, PAIR_BURST_DEFAULT, NumberSettings
from channel_adapter.window import ExpiryRule

from .secret_references import resolve
from .settings import PROVIDERS
from .wiring import CHANNEL_TYPE, Integration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .onboarding import Step
    from .secret_references import SecretReference
    from .wiring import ReadMarks, Uncertainty

DISCONNECT_MINUTES_MIN: Final = 1
DISCONNECT_MINUTES_MAX: Final = 1440
"""``clientDisconnectMinutes`` of the seed: a customer silent for so long after a person wrote is disconnected."""
ACTIVE_VERSION: Final = "active"
"""The version that stands for whichever is active."""
CHANNEL_TYPES: Final = (CHANNEL_TYPE, "any")
LIMITS_PROFILES: Final = ("whatsapp",)
"""Profiles of limits that a channel of ours has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationRecord:
    """One business number as it is written down.

    ``retention_days``: how long the history is kept, ``None`` for ever. ``client_disconnect_minutes``: ``None`` for off; what
    people answered on the business phone, which nobody can release, expires after 24 hours of silence all the same.
    """

    number_id: str
    name: str
    token: SecretReference
    verify_token: SecretReference
    app_secrets: tuple[SecretReference, ...]
    contact_point: str = ""
    description: str = ""
    provider: str = "meta"
    base_url: str | None = None
    active: bool = True
    limits: str = "whatsapp"
    number_per_second: int = NUMBER_PER_SECOND_DEFAULT
    pair_burst: int = PAIR_BURST_DEFAULT
    expiry: ExpiryRule = ExpiryRule.OLDEST_UNANSWERED
    client_disconnect_minutes: int | None = None
    retention_days: int | None = None
    uncertain: Uncertainty = "report"
    read_marks: ReadMarks = "off"
    business_manager_id: str = ""
    onboarding: Mapping[str, Step] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRecord:
    """Interactions that match go to ``flow``, in its active version or in a fixed one. ``None`` and ``any`` match all."""

    flow: str
    version: str = ACTIVE_VERSION
    channel_type: str | None = None
    contact_point: str | None = None
    customer: str | None = None
    direction: Literal["inbound", "outbound"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminRecord:
    """Somebody who may use the admin endpoints, by a bearer token."""

    name: str
    token: SecretReference
    role: str = "Administrator"
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A whole file of them."""

    integrations: tuple[IntegrationRecord, ...] = ()
    dispatch: tuple[DispatchRecord, ...] = ()
    admins: tuple[AdminRecord, ...] = ()
    store: str | None = None

    def integration(self, name: str) -> IntegrationRecord | None:
        """One by its number id, its name or its contact point."""
        return next(
            (each for each in self.integrations if name in (each.number_id, each.name, each.contact_point)), None
        )


def number_settings(record: IntegrationRecord, environment: Mapping[str, str]) -> NumberSettings:
    """What the channel needs of a record, with its secrets found. Raises ``ConfigurationError``."""
    return NumberSettings(
        number_id=record.number_id,
        token=resolve(record.token, environment),
        app_secrets=tuple([resolve(secret, environment) for secret in record.app_secrets]),
        verify_token=resolve(record.verify_token, environment),
        dialect=PROVIDERS[record.provider],
        base_url=record.base_url,
        number_per_second=record.number_per_second,
        pair_burst=record.pair_burst,
    )


def integration_of(record: IntegrationRecord) -> Integration:
    """What the host needs of a record."""
    return Integration(
        number_id=record.number_id,
        contact_point=record.contact_point or record.number_id,
        active=record.active,
        expiry=record.expiry,
        client_disconnect_minutes=record.client_disconnect_minutes,
        retention_days=record.retention_days,
        uncertain=record.uncertain,
        read_marks=record.read_marks,
    )
