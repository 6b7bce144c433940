"""The provider's answer to a send, as an outcome.

In: a ``WireResult``. Out: ``Accepted``, ``Refused`` or ``Uncertain``. The vendor's ``code`` decides, never the HTTP
status: permanent faults come as 500, throttles as 400, and a 206 can hold an error. Whatever holds neither an id nor an
error object may have gone out. A ``Refused`` that may be tried again carries as ``retry_at`` the earliest moment the
provider allows; ``retrying`` makes it later by its back-off. This file waits for nothing and stops nothing.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, assert_never

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain

from .error_codes import SENTENCE_BY_ACTION, Action, CodeEntry, lookup
from .usage import told_wait_ms
from .wire import Lost, WireFailure, WireReply

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.messages import Instant

    from .wire import WireResult

DETAILS_CHARACTERS_MAX: Final = 1_000
SENTENCE_UNCERTAIN: Final = "It is not known whether the message went out; a receipt or a reply will tell."
SENTENCE_UNREACHABLE: Final = "WhatsApp could not be reached, so the message was not sent."
_UNKNOWN_OBJECT_SUBCODE: Final = 33

_REASON_BY_ACTION: Final = {
    Action.WINDOW_CLOSED: Reason.WINDOW_CLOSED,
    Action.RETRY_NUMBER: Reason.PACED,
    Action.RETRY_PAIR: Reason.PACED,
    Action.RETRY_APP: Reason.PACED,
    Action.RETRY_WABA: Reason.PACED,
    Action.REAUTH_PAUSE: Reason.PAUSED,
    Action.PAUSE_NUMBER: Reason.PAUSED,
    Action.PAUSE_WABA: Reason.PAUSED,
    Action.PAUSE_TEMPLATES: Reason.PAUSED,
}
"""Every other action is a plain refusal."""


def outcome(result: WireResult, *, now: Instant) -> Outcome:
    """Return what became of a send."""
    match result:
        case WireFailure(lost=Lost.NOT_SENT):
            return Refused(
                reason=Reason.UNREACHABLE, sentence=SENTENCE_UNREACHABLE, retry_at=now, details=_short(result.details)
            )
        case WireFailure():
            return _uncertain(result.details)
        case WireReply():
            return _of_reply(result, now)
        case _:
            assert_never(result)


def reason_of(entry: CodeEntry) -> Reason:
    """Return the reason that a code stands for."""
    return _REASON_BY_ACTION.get(entry.action, Reason.REFUSED)


def document_of(reply: WireReply) -> dict[str, object] | None:
    """Return the JSON object of a reply, or ``None`` when it holds none."""
    try:
        document = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def refusal_in(reply: WireReply, *, now: Instant) -> Refused | None:
    """Return the refusal that a reply holds, whatever its status, or ``None`` when it holds no error code."""
    error = (document_of(reply) or {}).get("error")
    if not isinstance(error, dict) or _whole(error.get("code")) is None:
        return None
    return _refused(error, reply, now)


def _of_reply(reply: WireReply, now: Instant) -> Outcome:
    document = document_of(reply)
    if document is None:
        return _uncertain(f"HTTP {reply.status} without a JSON object")
    if "error" in document and (refused := refusal_in(reply, now=now)):
        return refused
    message_id = _message_id(document)
    if message_id is None:
        return _uncertain(f"HTTP {reply.status} without a message id and without an error code")
    return Accepted(message_id=message_id, recipient_id=_recipient_id(document))


def _refused(error: dict[str, object], reply: WireReply, now: Instant) -> Refused:
    entry = _entry(error)
    retryable = entry.retryable or (not entry.known and error.get("is_transient") is True)
    trace = error.get("fbtrace_id")
    return Refused(
        reason=reason_of(entry),
        sentence=SENTENCE_BY_ACTION[Action.RETRY] if retryable and not entry.known else entry.sentence,
        code=entry.code,
        retry_at=now + told_wait_ms(reply.headers, now=now) if retryable else None,
        details=_details(error),
        trace=trace if isinstance(trace, str) else None,
    )


def _entry(error: dict[str, object]) -> CodeEntry:
    """Code 100 with subcode 33 says the same as code 33: our number is unknown to the provider."""
    code = _whole(error["code"])
    assert code is not None
    if code == 100 and _whole(error.get("error_subcode")) == _UNKNOWN_OBJECT_SUBCODE:
        return lookup(_UNKNOWN_OBJECT_SUBCODE)
    return lookup(code)


def _details(error: dict[str, object]) -> str:
    data = error.get("error_data")
    specific = data.get("details") if isinstance(data, dict) else None
    return _short(str(specific or error.get("message") or ""))


def _message_id(document: dict[str, object]) -> str | None:
    match document.get("messages"):
        case [{"id": str() as message_id}, *_] if message_id:
            return message_id
        case _:
            return None


def _recipient_id(document: dict[str, object]) -> str | None:
    match document.get("contacts"):
        case [{"wa_id": str() as recipient_id}, *_] if recipient_id:
            return recipient_id
        case [{"user_id": str() as recipient_id}, *_] if recipient_id:
            return recipient_id
        case _:
            return None


def _uncertain(details: str) -> Uncertain:
    return Uncertain(sentence=SENTENCE_UNCERTAIN, details=_short(details))


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _short(text: str) -> str:
    return text[:DETAILS_CHARACTERS_MAX]
