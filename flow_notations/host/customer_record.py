"""Everything that is kept of one customer at one number, for them: JSON that a person can read and a program can load."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from flow_notations.errors import NotHere

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .records import Interaction, Line
    from .store import Transaction

PAGE: Final = 500
"""Messages read together."""


def customer_record(tx: Transaction, conversation: str) -> str:
    """The record. Instants are milliseconds since the epoch; what is masked in the history is masked here too.

    Raises ``NotHere`` for a conversation that does not exist.
    """
    return _as_json(_record(tx, conversation))


def customer_records(tx: Transaction, conversations: Sequence[str]) -> str:
    """The records of one customer at several numbers, as one array. Raises ``NotHere`` like ``customer_record``."""
    return _as_json([_record(tx, each) for each in conversations])


def _as_json(thing: object) -> str:
    return json.dumps(thing, ensure_ascii=False, indent=1)


def _record(tx: Transaction, conversation: str) -> dict[str, Any]:
    known = tx.conversations.find_one(conversation)
    if known is None:
        raise NotHere(f"there is no conversation '{conversation}'")
    return {
        "conversation": known.id,
        "number": known.number_id,
        "names": list(tx.conversations.known_keys(conversation)),
        "latest_message_at": known.latest_inbound_at,
        "fields": _fields(tx, conversation),
        "interactions": [_interaction(tx, each) for each in tx.interactions.of(conversation)],
        "messages": [_message(line) for line in lines_of(tx, conversation)],
    }


def _fields(tx: Transaction, scope: str) -> dict[str, Any]:
    return {name: json.loads(value) for name, value in tx.conversations.fields(scope).items()}


def _interaction(tx: Transaction, interaction: Interaction) -> dict[str, Any]:
    return {
        "id": interaction.id,
        "flow": interaction.flow,
        "direction": interaction.direction,
        "status": interaction.status,
        "began_at": interaction.began_at,
        "ended_at": interaction.ended_at,
        "outcome": interaction.outcome,
        "fields": _fields(tx, interaction.id),
        "session": json.loads(interaction.state) if interaction.state is not None else None,
        "steps": [json.loads(entry.event) for entry in tx.interactions.journal(interaction.id)],
    }


def lines_of(tx: Transaction, conversation: str) -> Iterator[Line]:
    """All of the history, oldest first."""
    pages, before = [], None
    while page := tx.history.page(conversation, before=before, limit=PAGE):
        pages.append(page)
        before = page[0].position
    for page in reversed(pages):
        yield from page


def _message(line: Line) -> dict[str, Any]:
    return {
        "at": line.at,
        "direction": line.direction,
        "by": line.speaker,
        "status": line.status or None,
        "interaction": line.interaction,
        "message_id": line.message_id,
        "content": json.loads(line.content),
    }
