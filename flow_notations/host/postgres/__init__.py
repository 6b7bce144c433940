"""The store on PostgreSQL: several worker processes on one database, which coordinates them. Needs ``psycopg``."""

from .store import PostgresStore
from .worker import Worker

__all__ = ["PostgresStore", "Worker"]
