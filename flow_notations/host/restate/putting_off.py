"""A call that nobody waits for and that broke: it is neither lost nor does its object wait for it; it comes again, later.

In: the fault, and the call as it was told. Out: the same call, due later and later, for as long as it takes: a program
that is mended finds it. People are told once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.records import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .visits import Visit

LOGGER: Final = logging.getLogger(__name__)
WAITS_MS: Final = (1_000, 10_000, 60_000, 600_000)
"""Before each further try; the last wait before all that follow."""
TRIES_TOLD: Final = 3
"""Tries that broke before people are told: what passes by itself is nobody's concern."""
TRIES: Final = "tries"


def wait_ms(tries: int) -> int:
    """How long to wait after so many tries, one at least."""
    return WAITS_MS[min(tries, len(WAITS_MS)) - 1]


def put_off(visit: Visit, verb: str, fault: Exception) -> tuple[str, dict[str, Any], int]:
    """The call, what to tell it and when. Nothing else of the visit may be left."""
    tries = tries_of(visit.told) + 1
    LOGGER.error("%s of %s broke for the %d. time and is put off", verb, visit.key, tries, exc_info=fault)
    if tries == TRIES_TOLD:
        visit.tx.history.tell(_notice(visit, verb, fault))
    return verb, {**visit.told, TRIES: tries}, visit.now + wait_ms(tries)


def tries_of(told: Mapping[str, Any]) -> int:
    """How often the call broke before."""
    return int(told.get(TRIES, 0))


def _notice(visit: Visit, verb: str, fault: Exception) -> Notice:
    conversation = visit.keeping.conversation
    return Notice(
        at=visit.now,
        kind="failed",
        sentence=f"Something could not be written down ({verb}: {type(fault).__name__}: {fault}); it is tried again.",
        conversation=conversation.id if conversation is not None else None,
        interaction=conversation.live if conversation is not None else None,
    )
