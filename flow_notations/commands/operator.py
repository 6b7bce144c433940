"""What the operators' verbs share: who somebody is, how a store is opened for a moment, how rows and moments are shown."""

from __future__ import annotations

import asyncio
import json
import os
import re
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from sqlite3 import SQLITE_BUSY
from typing import TYPE_CHECKING, Any, TypeVar

from flow_notations.errors import MissingSettings, NotHere, StoreUnavailable
from flow_notations.host.erasing import as_kept
from flow_notations.host.permissions import ADMINISTRATOR, granted, require
from flow_notations.host.sealed.opening import KEYS, with_keys
from flow_notations.host.store_names import there
from flow_notations.host.stores import look_into, open_store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from flow_notations.host.store import Store, Transaction

ROLE = "FLOW_ROLE"
PERMISSIONS = "FLOW_PERMISSIONS"
ASK_THE_HOST = "the host that serves it does this: POST /admin/{path}"
STOP = "stop the host that serves it first"
Result = TypeVar("Result")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
"""Signs that a terminal obeys; among them those that turn the direction of what follows."""


def permit(*needed: str, environment: Mapping[str, str] = os.environ) -> None:
    """Whoever runs this is an administrator, unless ``FLOW_ROLE`` or ``FLOW_PERMISSIONS`` say less.

    Raises ``Denied`` with what is missing. It keeps people from mistakes; who can write the file can do anything.
    """
    also = [name.strip() for name in environment.get(PERMISSIONS, "").split(",") if name.strip()]
    role = environment.get(ROLE, "" if also else ADMINISTRATOR)
    try:
        held = granted(role, also)
    except ValueError as mistake:
        raise MissingSettings(str(mistake)) from mistake
    require(held, *needed)


def add_keys(parser: argparse.ArgumentParser) -> None:
    """The option of every verb that opens a store."""
    parser.add_argument(
        "--keys", metavar="FILE", help=f"the keys under which the store's words are sealed (default: {KEYS}, if set)"
    )


def customer_name(word: str) -> str:
    """What ``--customer`` takes: a phone number or a user id, and not nothing."""
    if not word.strip():
        raise ArgumentTypeError("it is empty; write a phone number with its country code, or a user id")
    return word


def with_store(
    name: str,
    work: Callable[[Store], Awaitable[Result]],
    *,
    reading: bool = False,
    making: bool = False,
    keys: str | None = None,
    instead: str = STOP,
) -> Result:
    """Open a store, work, close it. ``reading``: a host may go on using it meanwhile. ``making``: it may not be there yet.

    ``instead``: what to do while a host holds it.
    """

    async def main() -> Result:
        opened = look_into(name) if reading else _taken(name if making else there(name), instead)
        store = await with_keys(opened, keys or os.environ.get(KEYS), reading=reading)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(main())


def _taken(name: str, instead: str) -> Store:
    try:
        return open_store(name)
    except StoreUnavailable as fault:
        if getattr(fault.__cause__, "sqlite_errorcode", None) == SQLITE_BUSY:
            raise StoreUnavailable(f"{fault}; {instead}") from fault
        raise


def no_conversation(tx: Transaction, identity: str) -> NotHere:
    """That there is none of this id; of an interaction, which one it belongs to."""
    found = tx.interactions.get(identity)
    hint = f"; that is an interaction, of conversation '{found.conversation}'" if found is not None else ""
    return NotHere(f"there is no conversation '{identity}'{hint}")


def no_interaction(tx: Transaction, identity: str) -> NotHere:
    """That there is none of this id; of a conversation, which ones it has."""
    hint = ""
    if tx.conversations.find_one(identity) is not None:
        hint = (
            f"; that is a conversation, with {', '.join([each.id for each in tx.interactions.of(identity)]) or 'none'}"
        )
    return NotHere(f"there is no interaction '{identity}'{hint}")


def nobody(name: str) -> str:
    """That no customer is known by this name, as it was understood."""
    return f"nobody here is known as '{as_kept(name)}' (a phone number needs its country code)"


def moment(instant: int | None) -> str:
    """A moment as people read it, in UTC."""
    if instant is None:
        return "-"
    return f"{datetime.fromtimestamp(instant / 1000, UTC):%Y-%m-%d %H:%M:%S}"


def one_line(words: str) -> str:
    """What somebody wrote, so that it moves no cursor, begins no line and takes no colour on an operator's screen."""
    return _CONTROLS.sub(" ", words)


def table(rows: Sequence[Sequence[object]], *heads: str) -> str:
    """Columns as wide as they must be."""
    words = [[one_line(str(cell)) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[column]) for row in words) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in words
    )


def as_json(thing: Any) -> str:
    """JSON for programs."""
    return json.dumps(thing, ensure_ascii=False, indent=1)
