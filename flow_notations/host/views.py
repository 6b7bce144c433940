"""What a store keeps, as plain JSON for people and programs: the same for the command line and the admin endpoints.

In: records. Out: dictionaries. Customers' numbers are masked unless they are asked for; what is private stays masked.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from channel_adapter.whatsapp.telemetry import masked

from .stepping import MASK

if TYPE_CHECKING:
    from .integrations import DispatchRecord, IntegrationRecord
    from .records import Conversation, Interaction, JournalEntry, Kept, Line, Notice, Part
    from .versions import Version
    from .wiring import Integration

Json = dict[str, Any]
PRIVATE: Final = MASK
_USER: Final = re.compile(r"(?<=//)[^/]*@")
"""May hold a password."""


def of_conversation(record: Conversation, *, reveal: bool = False) -> Json:
    """Who, at which number, and what runs."""
    customer = record.customer
    names = {"phone": customer.phone, "user_id": customer.user_id, "parent_user_id": customer.parent_user_id}
    return {
        "id": record.id,
        "number_id": record.number_id,
        "customer": {name: value if reveal else masked(value) for name, value in names.items() if value},
        "latest_inbound_at": record.latest_inbound_at,
        "live": record.live,
        "wake_at": record.wake_at,
    }


def of_interaction(record: Interaction, *, state: bool = False) -> Json:
    """One session, with its state when it is asked for."""
    view = {
        "id": record.id,
        "conversation": record.conversation,
        "flow": record.flow,
        "digest": record.digest,
        "direction": record.direction,
        "status": record.status,
        "outcome": record.outcome,
        "seq": record.seq,
        "began_at": record.began_at,
        "ended_at": record.ended_at,
        "expires_at": record.expires_at,
        "node": _node(record),
    }
    return {**view, "state": json.loads(record.state)} if state and record.state is not None else view


def _node(record: Interaction) -> str | None:
    stored = json.loads(record.state) if record.state is not None else {}
    return stored.get("node") or None


def of_line(record: Line) -> Json:
    """One message of a history."""
    return {
        "position": record.position,
        "at": record.at,
        "direction": record.direction,
        "speaker": record.speaker,
        "content": PRIVATE if record.private else json.loads(record.content),
        "status": record.status,
        "sentence": record.sentence,
        "interaction": record.interaction,
        "message_id": record.message_id,
        "ref": record.ref,
    }


def of_step(record: JournalEntry) -> Json:
    """One step of a journal, with its explanation."""
    return {
        "seq": record.seq,
        "at": record.at,
        "event": json.loads(record.event),
        "effects": json.loads(record.effects),
        "explanation": json.loads(record.explanation),
    }


def of_part(record: Part) -> Json:
    """One part of a send, without its words: they stand in the history."""
    return {
        "ref": record.ref,
        "send": record.send,
        "part": f"{record.index}/{record.total}",
        "conversation": record.conversation,
        "interaction": record.interaction,
        "state": record.state,
        "settled": record.settled,
        "attempts": record.attempts,
        "retry_at": record.retry_at,
        "doubt_until": record.doubt_until,
        "message_id": record.message_id,
        "sentence": record.sentence,
    }


def of_notice(record: Notice) -> Json:
    """Something people must learn of."""
    return {
        "at": record.at,
        "kind": record.kind,
        "sentence": record.sentence,
        "conversation": record.conversation,
        "interaction": record.interaction,
    }


def of_kept(record: Kept) -> Json:
    """An item that stepped nothing; its body may hold anything, so it is not shown."""
    return {"at": record.at, "kind": record.kind, "id": record.id, "reason": record.reason}


def of_version(record: Version, *, active: bool) -> Json:
    """A published version."""
    return {
        "flow": record.flow,
        "version": f"v{record.number}",
        "digest": record.digest,
        "label": record.label,
        "published_at": record.published_at,
        "active": active,
    }


def of_integration(record: IntegrationRecord) -> Json:
    """A business number; its secrets by reference only."""
    return {
        "number_id": record.number_id,
        "name": record.name,
        "description": record.description,
        "contact_point": record.contact_point,
        "provider": record.provider,
        "base_url": _USER.sub("", record.base_url) if record.base_url else "",
        "active": record.active,
        "limits": record.limits,
        "number_per_second": record.number_per_second,
        "pair_burst": record.pair_burst,
        "expiry": record.expiry.value,
        "clientDisconnectMinutes": record.client_disconnect_minutes,
        "retention_days": record.retention_days,
        "uncertain": record.uncertain,
        "read_marks": record.read_marks,
        "business_manager_id": record.business_manager_id,
        "token": str(record.token),
        "verify_token": str(record.verify_token),
        "app_secrets": [str(secret) for secret in record.app_secrets],
        "onboarding": {
            name: {"state": step.state, "on": step.on.isoformat() if step.on else None, "note": step.note}
            for name, step in record.onboarding.items()
        },
    }


def of_number(record: Integration) -> Json:
    """A business number that no file describes."""
    return {
        "number_id": record.number_id,
        "contact_point": record.contact_point,
        "active": record.active,
        "expiry": record.expiry.value,
        "clientDisconnectMinutes": record.client_disconnect_minutes,
        "retention_days": record.retention_days,
        "uncertain": record.uncertain,
        "read_marks": record.read_marks,
    }


def of_dispatch(record: DispatchRecord) -> Json:
    """A record of dispatch."""
    return {
        "flow": record.flow,
        "version": record.version,
        "channel_type": record.channel_type or "any",
        "contact_point": record.contact_point,
        "customer": record.customer,
        "direction": record.direction,
    }
