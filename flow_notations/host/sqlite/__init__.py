"""The store on SQLite: one file, one process, one writing thread, group commit."""

from .store import SqliteStore

__all__ = ["SqliteStore"]
