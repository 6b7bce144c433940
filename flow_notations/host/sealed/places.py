"""Where words stand in the tables of a store, and how those in the clear are found: the same SQL for SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flow_notations.host.records import Errand, Interaction, JournalEntry, Kept, Line, Notice, Part, Planned, Queued

from .cells import MARK
from .keeper import FIELD, KEY_FIELD
from .shapes import SEALED


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Where rows of one kind stand. ``whose``: their conversation, ``null`` for those with a key of their own.

    ``cells``: each sealed column with the place it is sealed for. ``others``: what makes a row nobody's, or no words.
    """

    table: str
    key: tuple[str, ...]
    whose: str
    cells: tuple[tuple[str, str], ...]
    others: str = "true"

    @property
    def plain(self) -> str:
        """The condition under which a row is in the clear."""
        columns = [f"({column} != '' and substr({column}, 1, {len(MARK)}) != '{MARK}')" for column, _ in self.cells]
        return f"({' or '.join(columns)}) and {self.others}"

    def select(self, *conditions: str, limit: int) -> str:
        """The query for its first rows in the clear, in order of their keys: key, conversation, texts."""
        read = ", ".join([*self.key, self.whose, *[column for column, _ in self.cells]])
        where = " and ".join([self.plain, *[f"({', '.join(self.key)}) {each}" for each in conditions]])
        return f"select {read} from {self.table} where {where} order by {', '.join(self.key)} limit {limit}"  # noqa: S608  # names are ours

    @property
    def update(self) -> str:
        """The statement that writes texts of one row: texts, key."""
        news = ", ".join([f"{column} = ?" for column, _ in self.cells])
        return f"update {self.table} set {news} where {' and '.join([f'{key} = ?' for key in self.key])}"  # noqa: S608


def _rows(kind: type, table: str, whose: str, *key: str, others: str = "true") -> Rows:
    cells = tuple([(column, f"{kind.__name__}.{column}") for column in SEALED[kind]])
    return Rows(table=table, key=key, whose=whose, cells=cells, others=others)


OF_INTERACTION: Final = "(select i.conversation from interactions as i where i.id = {})"
OF_SCOPE: Final = (
    f"coalesce({OF_INTERACTION.format('scope')}, (select c.id from conversations as c where c.id = scope))"  # noqa: S608
)

ROWS: Final = (
    _rows(Queued, "inbox", "conversation", "position"),
    _rows(Interaction, "interactions", "conversation", "id"),
    _rows(JournalEntry, "journal", OF_INTERACTION.format("interaction"), "interaction", "seq",
          others=f"{OF_INTERACTION.format('interaction')} is not null"),
    _rows(Part, "outbox", "conversation", "position"),
    _rows(Errand, "errands", "conversation", "position"),
    _rows(Planned, "planned", "conversation", "conversation", "key"),
    _rows(Line, "history", "conversation", "position"),
    _rows(Notice, "notices", "conversation", "position", others="conversation is not null"),
    _rows(Kept, "kept", "null", "position"),
    Rows(
        table="fields", key=("scope", "name"), whose=OF_SCOPE, cells=(("value", FIELD),),
        others=f"substr(name, 1, {len(KEY_FIELD)}) != '{KEY_FIELD}' and {OF_SCOPE} is not null",
    ),
)  # fmt: skip

COUNT: Final = "select " + " + ".join([f"(select count(*) from {rows.table} where {rows.plain})" for rows in ROWS])  # noqa: S608
