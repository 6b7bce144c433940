"""Records to rows and back, in PostgreSQL's placeholders: a column for each field, of the same name."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection, Cursor

    Session: TypeAlias = Connection[tuple[Any, ...]]
    Found: TypeAlias = Cursor[tuple[Any, ...]]

Record = TypeVar("Record")


class Table(Generic[Record]):
    """One table that holds records of one class. ``changes`` are the columns that its ``update`` writes."""

    def __init__(self, name: str, record: type[Record], *, key: Sequence[str], changes: Sequence[str] = ()) -> None:
        self._record = record
        self._names = [field.name for field in fields(record)]  # type: ignore[arg-type]  # records are dataclasses
        self._written = [name for name in self._names if name != "position"]
        self._changed = (*changes, *key)
        columns, marks = ", ".join(self._written), ", ".join("%s" for _ in self._written)
        news = ", ".join(f"{column} = excluded.{column}" for column in self._written if column not in key)
        self.insert = f"insert into {name} ({columns}) values ({marks})"  # noqa: S608  # names are ours
        self.insert_new = f"{self.insert} on conflict do nothing"
        self.upsert = f"{self.insert} on conflict ({', '.join(key)}) do update set {news}"
        self.sets = ", ".join(f"{column} = %s" for column in changes)
        self.update = f"update {name} set {self.sets} where {' and '.join(f'{column} = %s' for column in key)}"  # noqa: S608
        self.select = "select " + ", ".join(f"{name}.{column}" for column in self._names) + f" from {name}"  # noqa: S608

    def row(self, record: Record) -> list[Any]:
        """The values of a record, in the order of the inserting statements."""
        return [_storable(getattr(record, name)) for name in self._written]

    def changes(self, record: Record) -> list[Any]:
        """The values of a record, in the order of ``update``."""
        return [_storable(getattr(record, name)) for name in self._changed]

    def one(self, found: Found) -> Record | None:
        """The record of the first row, if there is one."""
        row = found.fetchone()
        return None if row is None else self._read(row)

    def all(self, found: Found) -> tuple[Record, ...]:
        """A record for each row."""
        return tuple([self._read(row) for row in found])

    def _read(self, row: Sequence[Any]) -> Record:
        return self._record(**dict(zip(self._names, row, strict=True)))


def _storable(value: Any) -> Any:
    """PostgreSQL keeps no U+0000 (https://www.postgresql.org/docs/current/datatype-character.html); JSON escapes its own."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) and "\0" in value else value


def the_one(found: Found) -> Any:
    """The only value of a query that always gives one row."""
    row = found.fetchone()
    assert row is not None
    return row[0]
