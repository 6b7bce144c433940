"""What a served host needs, read once and whole: every missing or wrong variable is named together.

One business number comes from the environment alone. Several, with dispatch and operators, come from a file of records;
then the environment holds only their secrets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from channel_adapter.errors import ConfigurationError
from channel_adapter.whatsapp.dialect import D360, META, NumberSettings, Secret
from flow_notations.errors import MissingSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from channel_adapter.whatsapp.dialect import Dialect

STORE: Final = "FLOW_STORE"
NUMBER_ID: Final = "WHATSAPP_NUMBER_ID"
ACCESS_TOKEN: Final = "WHATSAPP_ACCESS_TOKEN"  # noqa: S105  # a variable's name
APP_SECRET: Final = "WHATSAPP_APP_SECRET"  # noqa: S105  # a variable's name
VERIFY_TOKEN: Final = "WHATSAPP_VERIFY_TOKEN"  # noqa: S105  # a variable's name
CONTACT_POINT: Final = "WHATSAPP_CONTACT_POINT"
BASE_URL: Final = "WHATSAPP_BASE_URL"
PROVIDER: Final = "WHATSAPP_PROVIDER"

NEEDED: Final[dict[str, str]] = {
    STORE: "where everything is kept: a file's path, postgresql://… or restate://…",
    NUMBER_ID: "the business number's id at the provider",
    ACCESS_TOKEN: "the token with which messages are sent",
    APP_SECRET: "the secret that signs webhooks; two with a comma while one replaces the other",
    VERIFY_TOKEN: "the word that the provider repeats in the webhook handshake",
}
"""Variables without which nothing starts, with what they are."""

PROVIDERS: Final[dict[str, Dialect]] = {"meta": META, "360dialog": D360}


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSettings:
    """Where things are kept, and the business number."""

    store: str
    number: NumberSettings
    contact_point: str


def from_environment(environment: Mapping[str, str]) -> HostSettings:
    """Read all settings. Raises ``MissingSettings`` naming everything that is missing or wrong; never shows a secret."""
    missing = [f"{name}: {what}" for name, what in NEEDED.items() if not environment.get(name, "").strip()]
    if missing:
        raise MissingSettings("these environment variables are not set:\n  " + "\n  ".join(missing))
    provider = environment.get(PROVIDER, "meta")
    if provider not in PROVIDERS:
        raise MissingSettings(f"{PROVIDER} is '{provider}'; known are {', '.join(PROVIDERS)}")
    _refuse_known_secrets(environment)
    try:
        number = NumberSettings(
            number_id=environment[NUMBER_ID].strip(),
            token=Secret(environment[ACCESS_TOKEN].strip()),
            app_secrets=tuple([Secret(secret.strip()) for secret in environment[APP_SECRET].split(",")]),
            verify_token=Secret(environment[VERIFY_TOKEN].strip()),
            dialect=PROVIDERS[provider],
            base_url=environment.get(BASE_URL) or None,
        )
    except ConfigurationError as mistake:
        raise MissingSettings(str(mistake)) from mistake
    return HostSettings(
        store=environment[STORE],
        number=number,
        contact_point=environment.get(CONTACT_POINT) or number.number_id,
    )


def _refuse_known_secrets(environment: Mapping[str, str]) -> None:
    """The emulator's secrets protect nothing; they pass only towards an emulator on this machine."""
    words = {name: environment[name].split(",") for name in (ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN)}
    public = known_secrets(words, environment.get(BASE_URL, ""))
    if public:
        raise MissingSettings(
            f"{', '.join(public)} hold the emulator's secrets, which everybody knows;"
            f" set real ones, or set {BASE_URL} to an emulator on this machine"
        )


def known_secrets(words: Mapping[str, Iterable[str]], base_url: str) -> list[str]:
    """The names under which secrets stand that everybody knows; none when ``base_url`` is on this machine."""
    from channel_adapter.emulator.known_secrets import KNOWN_SECRETS

    if urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1"):
        return []
    return [name for name, values in words.items() if KNOWN_SECRETS & {value.strip() for value in values}]
