"""Records to rows and back: a column for each field, of the same name."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

Record = TypeVar("Record")


class Table(Generic[Record]):
    """One table that holds records of one class. ``truths`` are its yes-or-no fields, kept as 0 and 1.

    ``changes`` are the columns that an ``update`` writes; the others are as they were born, so their indexes rest.
    """

    def __init__(
        self,
        name: str,
        record: type[Record],
        *,
        key: Sequence[str],
        truths: Sequence[str] = (),
        changes: Sequence[str] = (),
    ) -> None:
        self._record = record
        self._names = [field.name for field in fields(record)]  # type: ignore[arg-type]  # records are dataclasses
        self._written = [name for name in self._names if name != "position"]
        self._truths = frozenset(truths)
        columns = ", ".join(f'"{column}"' for column in self._written)
        marks = ", ".join("?" for _ in self._written)
        news = ", ".join(f'"{column}" = excluded."{column}"' for column in self._written if column not in key)
        self.insert = f"insert into {name} ({columns}) values ({marks})"  # noqa: S608  # names are ours
        self.insert_new = f"{self.insert} on conflict do nothing"
        self.upsert = f"{self.insert} on conflict ({', '.join(key)}) do update set {news}"
        self._changed = (*changes, *key)
        sets = ", ".join(f'"{column}" = ?' for column in changes)
        self.update = f"update {name} set {sets} where {' and '.join(f'{column} = ?' for column in key)}"  # noqa: S608
        self.select = "select " + ", ".join(f'"{column}"' for column in self._names) + f" from {name}"  # noqa: S608

    def row(self, record: Record) -> list[Any]:
        """The values of a record, in the order of the inserting statements."""
        return [getattr(record, name) for name in self._written]

    def changes(self, record: Record) -> list[Any]:
        """The values of a record, in the order of ``update``."""
        return [getattr(record, name) for name in self._changed]

    def one(self, cursor: sqlite3.Cursor) -> Record | None:
        """The record of the first row, if there is one."""
        row = cursor.fetchone()
        return None if row is None else self._read(row)

    def all(self, cursor: Iterable[Sequence[Any]]) -> tuple[Record, ...]:
        """A record for each row."""
        return tuple([self._read(row) for row in cursor])

    def _read(self, row: Sequence[Any]) -> Record:
        named = dict(zip(self._names, row, strict=True))
        for name in self._truths:
            named[name] = bool(named[name])
        return self._record(**named)
