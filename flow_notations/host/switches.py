"""Numbers switched on and off by an operator while the host runs; it lasts in the store, beside what the file says.

The rule between the two: a switch holds until the file's own word changes. What the file said when the switch was thrown is
kept with it; once the file says something else, the file holds again and the switch is forgotten. A number of the
environment has no word of a file against it: it is on, until somebody switches it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flow_notations.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .store import Store, Transaction
    from .wiring import Integration

SCOPE: Final = "flows:switched"
"""Fields by number, among those of versions, which every store keeps for the house."""
UNTIL_FILE: Final = "its file says otherwise"
UNTIL_SWITCHED: Final = "somebody switches it again"
"""How long a switch holds: of a number in a file of records, and of one that the environment names."""
LOGGER: Final = logging.getLogger(__name__)


def switch(tx: Transaction, number_id: str, *, active: bool, file_says: bool) -> None:
    """Throw it: from now on, until the file says something else than now."""
    tx.conversations.save_field(SCOPE, number_id, json.dumps({"active": active, "file": file_says}))


async def standing(store: Store, said: Mapping[str, Integration]) -> dict[str, Integration]:
    """The numbers as they are: as the file says, but for switches that hold."""
    return await store.transact(lambda tx: _standing(tx, said))


async def follow(
    store: Store,
    said: Mapping[str, Integration],
    live: dict[str, Integration],
    stopping: asyncio.Event,
    *,
    every_s: float,
) -> None:
    """Keep ``live`` as it stands, until ``stopping`` is set: an operator may have asked another worker of this store."""
    while not stopping.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), every_s)
            return
        try:
            live.update(await standing(store, said))
        except StoreUnavailable as fault:
            LOGGER.warning("switches of numbers: %s", fault)


def _standing(tx: Transaction, said: Mapping[str, Integration]) -> dict[str, Integration]:
    thrown = {number: json.loads(value) for number, value in tx.conversations.fields(SCOPE).items()}
    found = {}
    for number, integration in said.items():
        known = thrown.get(number)
        if known is not None and known["file"] != integration.active:
            switch(tx, number, active=integration.active, file_says=integration.active)
            known = None
        found[number] = integration if known is None else replace(integration, active=known["active"])
    return found
