"""What every error code of the vendor means to us: a table, and one question put to it.

In: a code from a reply, a status or a webhook. Out: a ``CodeEntry`` with what to do and a sentence for people. The rows
live in ``error_codes.json`` beside this file; only ``code`` and the details text are contractual on the vendor's side,
so nothing here looks at an HTTP status. This file decides no waiting times (``retrying`` does) and stops no number
(``breaker`` does).

Source of the rows: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
(as served 2026-09-11). ``retryable`` and ``action`` are this project's judgement.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Final


class Action(Enum):
    """What is done about a code. Nothing else in the adapter chooses by code."""

    RETRY = "retry"
    """Try again soon: a passing fault of the provider."""
    RETRY_LIMITED = "retry_limited"
    """Try again twice at most: the fault may be passing or may be ours."""
    RETRY_NUMBER = "retry_number"
    """The number is too fast: slow the whole number."""
    RETRY_PAIR = "retry_pair"
    """This customer gets too many messages: slow this customer only."""
    RETRY_APP = "retry_app"
    """The application is throttled: wait for as long as the usage header says."""
    RETRY_WABA = "retry_waba"
    """The business account is throttled: wait for as long as the usage header says."""
    RETRY_LATER = "retry_later"
    """Try again after minutes or an hour."""
    WINDOW_CLOSED = "window_closed"
    """The reply window is over: a template, or nothing."""
    FAIL_RECIPIENT = "fail_recipient"
    """This customer cannot be reached; others can."""
    FIX_REQUEST = "fix_request"
    """The request itself is wrong; the same one never works."""
    NEED_PHONE = "need_phone"
    """This message needs a phone number, not a user id."""
    REAUTH_PAUSE = "reauth_pause"
    """Stop the number until its credentials are renewed."""
    PAUSE_NUMBER = "pause_number"
    """Stop the number until an operator has acted."""
    PAUSE_WABA = "pause_waba"
    """Stop every number of the business account until an operator has acted."""
    PAUSE_TEMPLATES = "pause_templates"
    """Stop templates; answers inside the reply window go on."""
    SURFACE_UNSUPPORTED = "surface_unsupported"
    """Inbound: show people that a message of an unsupported kind came."""
    SURFACE_MEDIA_MISSING = "surface_media_missing"
    """Inbound: show people that a medium could not be fetched; the customer may send it again."""
    ALERT_LOST_INBOUND = "alert_lost_inbound"
    """Inbound: a customer's message is lost for good; raise an alarm."""
    MGMT = "mgmt"
    """Belongs to account management, calls or migration; not expected when sending a message."""


class Category(Enum):
    """The family of a code."""

    ACCOUNT = "account"
    AUTH = "auth"
    BLOCKLIST = "blocklist"
    CALLING = "calling"
    DIRECT_SEND = "direct_send"
    FLOW = "flow"
    GROUP = "group"
    INBOUND = "inbound"
    INSIGHTS = "insights"
    INTEGRITY = "integrity"
    LEGACY = "legacy"
    MARKETING_API = "marketing_api"
    MEDIA = "media"
    MIGRATION = "migration"
    PAYMENT = "payment"
    POLICY = "policy"
    RECIPIENT = "recipient"
    REGISTRATION = "registration"
    REQUEST = "request"
    SYNC = "sync"
    TEMPLATE = "template"
    TEMPLATE_MGMT = "template_mgmt"
    THROTTLE = "throttle"
    TRANSIENT = "transient"
    UNKNOWN = "unknown"
    USERNAME = "username"
    WINDOW = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntry:
    """One row. ``sentence`` is for agents and designers; ``note`` and ``backoff`` are for operators.

    ``surface`` says where the code is met (``sync``, ``async``, ``inbound``, ``mgmt``); ``None``: not established.
    """

    code: int
    title: str
    category: Category
    retryable: bool
    action: Action
    backoff: str | None
    surface: str | None
    note: str
    source: str
    sentence: str
    code_last: int | None = None

    @property
    def known(self) -> bool:
        """Whether the vendor documents this code."""
        return self.category is not Category.UNKNOWN


SENTENCE_BY_ACTION: Final = {
    Action.RETRY: "WhatsApp had a passing problem, so the message was not sent.",
    Action.RETRY_LIMITED: "WhatsApp could not take the message and gave no clear reason.",
    Action.RETRY_NUMBER: "This number is sending too fast, so the message has to wait.",
    Action.RETRY_PAIR: "This customer got too many messages in a short time, so this one has to wait.",
    Action.RETRY_APP: "WhatsApp is slowing down our account, so the message has to wait.",
    Action.RETRY_WABA: "WhatsApp is slowing down our account, so the message has to wait.",
    Action.RETRY_LATER: "WhatsApp cannot take this message yet; it may work later.",
    Action.WINDOW_CLOSED: "More than 24 hours have passed since the customer's last message, so only a template can be sent.",
    Action.FAIL_RECIPIENT: "WhatsApp could not deliver the message to this customer.",
    Action.FIX_REQUEST: "WhatsApp did not accept the content of the message.",
    Action.NEED_PHONE: "This message can only be sent to a phone number, and the customer's is not known.",
    Action.REAUTH_PAUSE: "This number is stopped: its access to WhatsApp is no longer valid.",
    Action.PAUSE_NUMBER: "This number is stopped until an administrator has looked at it.",
    Action.PAUSE_WABA: "All numbers of this business account are stopped until an administrator has looked at it.",
    Action.PAUSE_TEMPLATES: "WhatsApp has paused this template, so it cannot be sent.",
    Action.SURFACE_UNSUPPORTED: "The customer sent something that WhatsApp cannot show here.",
    Action.SURFACE_MEDIA_MISSING: "The customer's file could not be fetched; ask them to send it again.",
    Action.ALERT_LOST_INBOUND: "A customer's message was lost before it reached us.",
    Action.MGMT: "WhatsApp refused a request that concerns the account.",
}
"""The general sentence for each action: what happened, in words an agent can act on."""

SENTENCE_BY_CODE: Final = {
    33: "This number is stopped: WhatsApp no longer knows it.",
    368: "This business account is stopped: WhatsApp has blocked it for a breach of its policies.",
    130403: "Our business has blocked this customer; unblock them first.",
    130472: "WhatsApp held this marketing message back as part of an experiment.",
    130497: "This business account may not write to customers in this country.",
    131021: "The message is addressed to our own number.",
    131026: "The message could not be delivered: the customer may not use WhatsApp or may have an old version.",
    131030: "This is a test number, and the customer is not on its list of allowed recipients.",
    131031: "This business account is stopped: WhatsApp has locked it.",
    131036: "The message did not reach the customer in time.",
    131037: "This number is stopped: WhatsApp has not approved its display name.",
    131042: "This business account is stopped: WhatsApp has a problem with its payment method.",
    131043: "The message did not reach the customer in time.",
    131044: "This business account is stopped: WhatsApp has a problem with its payment method.",
    131045: "This number is stopped: it is not registered correctly.",
    131048: "This number is stopped: too many customers blocked or reported it.",
    131049: "WhatsApp did not deliver this marketing message, to spare the customer.",
    131050: "The customer does not want marketing messages from us.",
    131053: "WhatsApp could not fetch or read the file of this message.",
    131064: "WhatsApp has stopped our templates for a while because some were in the wrong category.",
    133010: "This number is stopped: it is not registered.",
    137000: "The customer's phone or number has changed, so the message was held back.",
}
"""Codes for which the general sentence would hide what a person could do."""

UNKNOWN_SENTENCE: Final = "WhatsApp refused the message for a reason this version does not know."


def lookup(code: int) -> CodeEntry:
    """Return the row of ``code``; a code that no row covers gets an unknown row that is never retried."""
    table = _table()
    if row := table.get(code):
        return row
    for row in table.values():
        if row.code_last is not None and row.code <= code <= row.code_last:
            return replace(row, code=code)
    return CodeEntry(
        code=code,
        title="unknown error",
        category=Category.UNKNOWN,
        retryable=False,
        action=Action.FIX_REQUEST,
        backoff=None,
        surface=None,
        note="",
        source="",
        sentence=UNKNOWN_SENTENCE,
    )


def entries() -> tuple[CodeEntry, ...]:
    """Every row, by code."""
    return tuple(_table().values())


@cache
def _table() -> dict[int, CodeEntry]:
    rows = json.loads(files(__package__).joinpath("error_codes.json").read_text(encoding="utf-8"))
    return {row["code"]: _entry(row) for row in rows}


def _entry(row: dict[str, str | int | bool | None]) -> CodeEntry:
    code, action = row["code"], Action(row["action"])
    assert isinstance(code, int)
    last = row.get("code_max")
    return CodeEntry(
        code=code,
        title=str(row["title"]),
        category=Category(row["category"]),
        retryable=bool(row["retryable"]),
        action=action,
        backoff=_optional(row["backoff"]),
        surface=_optional(row["surface"]),
        note=str(row["note"] or ""),
        source=str(row["source"]),
        sentence=SENTENCE_BY_CODE.get(code, SENTENCE_BY_ACTION[action]),
        code_last=last if isinstance(last, int) else None,
    )


def _optional(value: str | int | bool | None) -> str | None:  # noqa: FBT001
    return None if value is None else str(value)
