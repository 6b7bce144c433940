"""What PostgreSQL's complaints mean: run the work again, tell the operator what to do, or a programmer's mistake."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg import errors

from flow_notations.errors import StoreUnavailable

RUN_AGAIN: Final = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
"""Another work was in the way, and nothing was written: the same work comes through once that one is done.
psycopg counts the first two among its operational errors, so whoever looks for both looks for these first."""

TROUBLES: Final = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction)
"""The database is not there, or takes no writes. See ``RUN_AGAIN``."""

SENTENCE_BY_STATE: Final = {
    "53100": "its disk is full; free some space, nothing acknowledged is lost",
    "53300": "it takes no more connections; give it more, or its workers fewer",
    "57P01": "it is shutting down",
    "57P03": "it is starting up",
    "28P01": "it refuses the password",
    "28000": "it refuses the role",
    "3D000": "the database does not exist; create it first",
    "25006": "it takes no writes; this is a standby",
}
"""By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


def unavailable(fault: Exception) -> StoreUnavailable:
    """The exception for one trouble, with what to do; it names no address, which may hold a password."""
    state = getattr(fault, "sqlstate", None) or ""
    sentence = SENTENCE_BY_STATE.get(state) or str(fault).strip() or type(fault).__name__
    return StoreUnavailable(f"the PostgreSQL store: {sentence}")
