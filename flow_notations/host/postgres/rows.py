"""Records to rows and back: a column for each field, of the same name. Many rows travel as one JSON parameter.

A statement costs client and server about a tenth of a millisecond, whatever it does; a row more in its parameter costs a
fifth of that. So what a transaction writes is gathered, see ``writes``, and goes out table by table.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from psycopg import Connection, Cursor

    Session: TypeAlias = Connection[tuple[Any, ...]]
    Found: TypeAlias = Cursor[tuple[Any, ...]]
    Row: TypeAlias = dict[str, Any]

Record = TypeVar("Record")

ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Table(Generic[Record]):
    """One table that holds records of one class. ``more``: columns beside the record's, with what a new row has there.

    Its positions are ``counted`` by the database as rows come in, unless the transaction took them from the sequence.
    """

    def __init__(
        self,
        name: str,
        record: type[Record],
        *,
        key: Sequence[str],
        counted: bool = False,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.key = tuple(key)
        self._record = record
        self._read_names = [field.name for field in fields(record)]  # type: ignore[arg-type]  # records are dataclasses
        self.names = tuple([name for name in self._read_names if not (counted and name == "position")])
        self._values = _values_of(self.names)
        self._more = dict(more or {})
        self.columns = "select " + ", ".join(f"{name}.{column}" for column in self._read_names)
        self.select = f"{self.columns} from {name}"  # names are ours
        columns = ", ".join((*self.names, *self._more))
        self.insert = f"insert into {name} ({columns}) overriding system value select {columns} from {self._given}"  # noqa: S608
        news = ", ".join(f"{column} = excluded.{column}" for column in self.names if column not in self.key)
        self.upsert = f"{self.insert} on conflict ({', '.join(self.key)}) do update set {news}"
        self._same = " and ".join(f"old.{column} = new.{column}" for column in self.key)
        self.delete = f"delete from {name} as old using {self._given} as new where {self._same}"  # noqa: S608

    def update(self, columns: Iterable[str]) -> str:
        """The statement that writes these columns of many rows."""
        sets = ", ".join(f"{column} = new.{column}" for column in columns)
        return f"update {self.name} as old set {sets} from {self._given} as new where {self._same}"  # noqa: S608

    def row(self, record: Record) -> Row:
        """All that a new row has."""
        return {**dict(zip(self.names, self._values(record), strict=True)), **self._more}

    def one(self, found: Found) -> Record | None:
        """The record of the first row, if there is one."""
        row = found.fetchone()
        return None if row is None else self.read(row)

    def all(self, found: Found) -> tuple[Record, ...]:
        """A record for each row."""
        return tuple([self.read(row) for row in found.fetchall()])

    def read(self, row: Sequence[Any]) -> Record:
        """The record of a row that ``select`` found."""
        return self._record(*row)

    @property
    def _given(self) -> str:
        return f"json_populate_recordset(null::{self.name}, %s::json)"


def news(names: Sequence[str], record: Record, before: Record | None) -> Row:
    """Those columns of a record that are not as before."""
    values = _values_of(tuple(names))
    if before is None:
        return dict(zip(names, values(record), strict=True))
    pairs = zip(names, values(record), values(before), strict=True)
    return {name: new for name, new, old in pairs if new != old}


@cache
def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*names)


def given(rows: Iterable[Row]) -> str:
    """Rows as the parameter of ``Table``'s statements."""
    text = ENCODE(list(rows))
    return text if "\\u0000" not in text else ENCODE([{name: storable(row[name]) for name in row} for row in rows])


def storable(value: Any) -> Any:
    """PostgreSQL keeps no U+0000 (https://www.postgresql.org/docs/current/datatype-character.html); JSON escapes its own."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) and "\0" in value else value


def the_one(found: Found) -> Any:
    """The only value of a query that always gives one row."""
    row = found.fetchone()
    assert row is not None
    return row[0]
