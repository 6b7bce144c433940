"""Records to rows and back: a column for each field, of the same name."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

Record = TypeVar("Record")


class Table(Generic[Record]):
    """One table that holds records of one class. ``truths`` are its yes-or-no fields, kept as 0 and 1."""

    def __init__(self, name: str, record: type[Record], *, key: Sequence[str], truths: Sequence[str] = ()) -> None:
        self._name = name
        self._record = record
        self._key = tuple(key)
        self._names = tuple([field.name for field in fields(record)])  # type: ignore[arg-type]  # records are dataclasses
        self._truths = tuple([self._names.index(name) for name in truths])
        written = [name for name in self._names if name != "position"]
        columns = ", ".join(f'"{column}"' for column in written)
        marks = ", ".join("?" for _ in written)
        news = ", ".join(f'"{column}" = excluded."{column}"' for column in written if column not in key)
        self.row: Callable[[Record], tuple[Any, ...]] = attrgetter(*written)
        """The values of a record, in the order of the inserting statements."""
        self.insert = f"insert into {name} ({columns}) values ({marks})"  # noqa: S608  # names are ours
        self.insert_new = f"{self.insert} on conflict do nothing"
        self.upsert = f"{self.insert} on conflict ({', '.join(key)}) do update set {news}"
        self.width = len(self._names)
        """How many columns a record has."""
        self.select = "select " + ", ".join(f'"{column}"' for column in self._names) + f" from {name}"  # noqa: S608

    def update(self, *changes: str) -> tuple[str, Callable[[Record], tuple[Any, ...]]]:
        """A statement that writes these columns alone, so that the indexes of others rest; and its values of a record."""
        sets = ", ".join(f'"{column}" = ?' for column in changes)
        which = " and ".join(f"{column} = ?" for column in self._key)
        return f"update {self._name} set {sets} where {which}", attrgetter(*changes, *self._key)  # noqa: S608

    def columns(self, alias: str) -> str:
        """All columns, for a statement that joins this table under another name."""
        return ", ".join(f'{alias}."{column}"' for column in self._names)

    def one(self, cursor: sqlite3.Cursor) -> Record | None:
        """The record of the first row, if there is one."""
        row = cursor.fetchone()
        return None if row is None else self._read(row)

    def all(self, cursor: Iterable[Sequence[Any]]) -> tuple[Record, ...]:
        """A record for each row."""
        return tuple([self._read(row) for row in cursor])

    def joined(self, row: Sequence[Any]) -> Record | None:
        """The record of what a left join gave, if it found one; the first column is part of the key."""
        return None if row[0] is None else self._read(row)

    def _read(self, row: Sequence[Any]) -> Record:
        if self._truths:
            row = [*row]
            for place in self._truths:
                row[place] = row[place] == 1
        return self._record(*row)
