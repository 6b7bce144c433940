"""What a transaction is about to write: gathered row by row, written table by table.

A row that is changed twice is written once, as it is in the end. Nothing here is on the database before ``statements`` are
run; whoever reads by a statement of its own runs them first.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from .rows import given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .rows import Row, Table

    Key: TypeAlias = tuple[Any, ...]
    Statement: TypeAlias = tuple[str, tuple[str, ...]]


class Sheet:
    """What is to be written to one table. ``replaces``: a new row takes the place of one with its key."""

    def __init__(self, table: Table[Any], *, replaces: bool = False) -> None:
        self._table = table
        self._replaces = replaces
        self._added: dict[Key, Row] = {}
        self._changed: dict[Key, Row] = {}
        self._dropped: dict[Key, None] = {}

    def add(self, record: Any) -> None:
        """A new row."""
        self.add_row(self._table.row(record))

    def add_row(self, row: Row) -> None:
        """A new row, as its columns."""
        self._added[tuple([row[name] for name in self._table.key])] = row

    def change(self, *key: Any, **columns: Any) -> None:
        """New values for columns of one row."""
        added = self._added.get(key)
        if added is not None:
            added.update(columns)
        else:
            self._changed.setdefault(key, {}).update(columns)

    def drop(self, *key: Any) -> None:
        """One row, whether it is there or not."""
        self._added.pop(key, None)
        self._changed.pop(key, None)
        self._dropped[key] = None

    def has(self, *key: Any) -> bool:
        """Whether anything is to be written there."""
        return key in self._added or key in self._changed or key in self._dropped

    def statements(self) -> Iterator[Statement]:
        """What brings the table up to date; afterwards nothing waits any more."""
        names = self._table.key
        if self._dropped:
            yield self._table.delete, (given([dict(zip(names, key, strict=True)) for key in self._dropped]),)
        if self._added:
            yield (self._table.upsert if self._replaces else self._table.insert), (given([*self._added.values()]),)
        if self._changed:
            alike: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
            for key, columns in self._changed.items():
                alike[tuple(sorted(columns))].append({**dict(zip(names, key, strict=True)), **columns})
            for changed, rows in alike.items():
                yield self._table.update(changed), (given(rows),)
        self.forget()

    def forget(self) -> None:
        """It will not be written after all."""
        self._added.clear()
        self._changed.clear()
        self._dropped.clear()
