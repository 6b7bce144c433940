"""What PostgreSQL's complaints mean: run the work again, tell the operator what to do, or a programmer's mistake."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg import errors

from flow_notations.errors import StoreUnavailable

RUN_AGAIN: Final = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
"""Another work was in the way, and nothing was written: the same work comes through once that one is done.
psycopg counts the first two among its operational errors, so whoever looks for both looks for these first."""

TROUBLES: Final = (
    psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege
)  # fmt: skip
"""The database is not there, or takes no writes, or not from this role. See ``RUN_AGAIN``."""

SENTENCE_BY_STATE: Final = {
    "53100": "its disk is full; free some space, nothing acknowledged is lost",
    "53300": "it takes no more connections; give it more, or its workers fewer",
    "57P01": "it is shutting down",
    "57P03": "it is starting up",
    "28P01": "it refuses the password",
    "28000": "it refuses the role",
    "3D000": "the database does not exist; create it first",
    "25006": "it takes no writes; this is a standby",
    "42501": "its role lacks a right; make the role the owner of the database and of its schema 'flow'",
    "08001": "nothing answers at its address; start it, or correct the address",
    "08006": "its connection broke off",
}
"""By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

STATE_BY_WORDS: Final = {
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "no pg_hba.conf entry": "28000",
    "permission denied": "42501",
    "too many clients": "53300",
    "remaining connection slots": "53300",
    "starting up": "57P03",
    "in recovery mode": "57P03",
    "shutting down": "57P01",
    'role "': "28000",
    'database "': "3D000",
    "refused": "08001",
    "timeout": "08001",
    "could not translate host name": "08001",
    "failed to resolve host": "08001",
    "server closed the connection": "08006",
    "connection is lost": "08006",
}
"""A connection that comes to nothing has words, in English or not, and no state. The first that are found count."""


def unavailable(fault: Exception) -> StoreUnavailable:
    """The exception for one trouble, with what to do; it names no address, which may hold a password."""
    told = str(fault).rpartition("FATAL:")[2].strip()
    words = next((words for words in STATE_BY_WORDS if words in told), "")
    state = getattr(fault, "sqlstate", None) or STATE_BY_WORDS.get(words, "")
    sentence = SENTENCE_BY_STATE.get(state) or " ".join(told.split()) or type(fault).__name__
    return StoreUnavailable(f"the PostgreSQL store: {sentence}")
