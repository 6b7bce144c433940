"""The nouns of both sides: business numbers with their templates, and customers.

Plain values; what happened to them lives in ``world``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .known_secrets import ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN

_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedTemplate:
    """A template that the provider has approved. Variables stand in ``body`` as ``{{1}}`` or ``{{name}}``.

    ``replies`` are the labels of its quick-reply buttons.
    """

    name: str
    body: str
    language: str = "en_US"
    category: Literal["utility", "marketing", "authentication"] = "utility"
    replies: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """The names or numbers of its variables, in order of first appearance."""
        return tuple(dict.fromkeys(_PLACE.findall(self.body)))

    def filled(self, values: tuple[str, ...]) -> str:
        """The body with its variables replaced, in the order of ``places``."""
        by_place = dict(zip(self.places, values, strict=False))
        return _PLACE.sub(lambda match: by_place.get(match[1], match[0]), self.body)


HELLO_WORLD = ApprovedTemplate(name="hello_world", body="Hello World. Welcome and congratulations!")
"""The one template that every new account has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessNumber:
    """One business number. ``throughput`` is messages per second: 20 (coexistence), 80 or 1,000.

    ``dialect`` names the header that carries the webhook's signature. With ``standby`` an AI agent holds the number, and
    what customers write arrives in the field ``standby``.
    Throughput: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
    """

    id: str = "106540352242922"
    display: str = "15550783881"
    account_id: str = "102290129340398"
    access_token: str = ACCESS_TOKEN
    app_secret: str = APP_SECRET
    verify_token: str = VERIFY_TOKEN
    throughput: int = 80
    webhook_url: str | None = None
    dialect: Literal["cloud", "360dialog"] = "cloud"
    templates: tuple[ApprovedTemplate, ...] = (HELLO_WORLD,)
    direct_send: bool = False
    standby: bool = False


PhoneField = Literal["shown", "absent", "empty", "user_id"]
"""How webhooks name the phone of a customer who has a username: not at all, as "", or with the user id in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One person with WhatsApp. ``key`` never changes, even when the number or the user id does.

    ``aliases`` are other ways to dial the same person (Brazil's ninth digit, Mexico's 521). ``receipts`` is the privacy
    setting for read marks.
    """

    key: str
    wa_id: str
    user_id: str
    name: str
    username: str | None = None
    parent_user_id: str | None = None
    aliases: tuple[str, ...] = ()
    phone_field: PhoneField = "shown"
    receipts: bool = True
    online: bool = True
    blocking: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that a business may put in ``to`` or ``recipient`` to reach this person."""
        return tuple(filter(None, (self.wa_id, self.user_id, self.parent_user_id, *self.aliases)))


def digits_of(number: str) -> str:
    """A phone number without plus sign, spaces, dashes, dots and brackets."""
    return re.sub(r"[\s()+.\-]", "", number)
