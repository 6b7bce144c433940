"""Which key seals what, inside one transaction: a conversation's own, which the store knows by number.

The numbers stand among the fields of the conversation, under names of the house's: they move with it when two become one,
so that all its keys are known, and go with it when it is erased. Fields of the house itself (versions of flows) are nobody's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from flow_notations.host.records import JournalEntry

from .cells import Cells, number_in
from .keys import KeyDestroyed
from .shapes import SHAPES, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.host.store import Transaction

    from .keys import Keys

FIELD: Final = "Field.value"
KEY_FIELD: Final = "sealed:key:"
"""Begins the names of the fields that hold the numbers of a conversation's keys."""
DESTROYED_SCOPE: Final = "sealed:destroyed"
"""Fields whose names are the numbers of destroyed keys."""
HOUSE_SCOPES: Final = frozenset({"flows"})
"""Scopes of fields that belong to nobody, beside all those with a colon."""

GONE: Final = "(erased)"
GONE_CONTENT: Final = json.dumps({"$": "Text", "body": GONE})
LEFT: Final[Mapping[str, str | None]] = {
    "Line.content": GONE_CONTENT, "Line.sender": None, "Interaction.state": None, "Part.fallback": None,
    "Queued.body": "", FIELD: json.dumps(GONE),
}  # fmt: skip
"""What a reader sees in place of what was erased; elsewhere the word itself."""


class Erased(Exception):  # not an error: an older copy of the store was put back
    """A conversation whose key was destroyed is still here."""

    def __init__(self, conversation: str | None) -> None:
        super().__init__(f"conversation '{conversation}' was erased")
        self.conversation = conversation


class Keeper:
    """Seals and opens the records of one transaction. ``numbers``: keys of conversations that were committed before.

    ``reading``: what was erased is shown as erased; otherwise it raises ``Erased``.
    """

    def __init__(self, tx: Transaction, keys: Keys, numbers: Mapping[str, int], *, reading: bool) -> None:
        self.found: dict[str, int] = {}
        """Of conversations and interactions, learned in this transaction."""
        self.doomed: set[int] = set()
        self._tx = tx
        self._keys = keys
        self._cells = Cells(keys)
        self._numbers = numbers
        self._reading = reading

    # --- keys ---------------------------------------------------------------------------------------------------------

    def of_conversation(self, conversation: str) -> int:
        """The number of its key; a new one when it has none."""
        number = self._known(conversation)
        if number is None:
            had = self.numbers_of(conversation)
            number = had[0] if had else self._keys.draw()
            if not had:
                self._tx.conversations.save_field(conversation, f"{KEY_FIELD}{number}", "0")
            self.found[conversation] = number
        return number

    def of_interaction(self, interaction: str, conversation: str | None = None) -> int:
        """The number of its conversation's key."""
        number = self._known(interaction)
        if number is None:
            conversation = conversation or self._conversation_of(interaction)
            assert conversation is not None, f"no interaction '{interaction}'"
            number = self.found[interaction] = self.of_conversation(conversation)
        return number

    def of_scope(self, scope: str) -> int | None:
        """The number of the key for fields of this scope; ``None`` for the house's own."""
        if ":" in scope or scope in HOUSE_SCOPES:
            return None
        if self._known(scope) is not None or self._tx.conversations.find_one(scope) is not None:
            return self.of_conversation(scope)
        conversation = self._conversation_of(scope)
        return None if conversation is None else self.of_interaction(scope, conversation)

    def numbers_of(self, conversation: str) -> tuple[int, ...]:
        """All keys that a conversation has, those of others that it absorbed among them."""
        names = self._tx.conversations.fields(conversation)
        return tuple([int(name.removeprefix(KEY_FIELD)) for name in names if name.startswith(KEY_FIELD)])

    def draw(self) -> int:
        """A key for one thing alone."""
        return self._keys.draw()

    def doom(self, number: int) -> None:
        """Destroy it once this transaction is durable. The store remembers so, should the process die between the two."""
        self._tx.conversations.save_field(DESTROYED_SCOPE, str(number), "true")
        self.doomed.add(number)

    def _known(self, name: str) -> int | None:
        number = self.found.get(name)
        return self._numbers.get(name) if number is None else number

    def _conversation_of(self, interaction: str) -> str | None:
        found = self._tx.interactions.get(interaction)
        return None if found is None else found.conversation

    # --- records ------------------------------------------------------------------------------------------------------

    def seal(self, record: Record, number: int) -> Record:
        """The record as it may be stored. Raises ``Erased``."""
        shape = SHAPES[type(record)]
        values = list(shape.values(record))
        for index, place in shape.sealed:
            if values[index]:
                try:
                    values[index] = self._cells.seal(number, place, values[index])
                except KeyDestroyed as gone:
                    raise Erased(self._owner_of(record)) from gone
        made: Record = shape.made(values)
        return made

    def open(self, record: Record) -> Record:
        """The record as it was; a new one, for a store may hold on to what it gave. Raises ``Erased``."""
        shape = SHAPES[type(record)]
        values = list(shape.values(record))
        for index, place in shape.sealed:
            if values[index]:
                try:
                    values[index] = self._cells.open(place, values[index])
                except KeyDestroyed:
                    values[index] = self._left(place, self._owner_of(record))
        made: Record = shape.made(values)
        return made

    def maybe(self, record: Record | None) -> Record | None:
        """The same for what may not be there."""
        return None if record is None else self.open(record)

    def all(self, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """The same for several."""
        return tuple([self.open(record) for record in records])

    def seal_text(self, number: int, place: str, text: str, *, owner: str | None) -> str:
        """One text by itself, unless it is sealed already. Raises ``Erased``."""
        try:
            return text if not text or number_in(text) is not None else self._cells.seal(number, place, text)
        except KeyDestroyed as gone:
            raise Erased(self._conversation_of(owner) or owner if owner else None) from gone

    def seal_field(self, scope: str, text: str) -> str:
        """The value of a field; one of the house's own stays as it is. Raises ``Erased``."""
        number = self.of_scope(scope)
        try:
            return text if number is None else self._cells.seal(number, FIELD, text)
        except KeyDestroyed as gone:
            raise Erased(self._conversation_of(scope) or scope) from gone

    def open_field(self, scope: str, text: str) -> str:
        """The value of a field as it was. Raises ``Erased``."""
        try:
            return self._cells.open(FIELD, text)
        except KeyDestroyed:
            return str(self._left(FIELD, self._conversation_of(scope) or scope))

    def _owner_of(self, record: object) -> str | None:
        if isinstance(record, JournalEntry):
            return self._conversation_of(record.interaction)
        return getattr(record, "conversation", None)

    def _left(self, place: str, conversation: str | None) -> str | None:
        if not self._reading:
            raise Erased(conversation)
        return LEFT.get(place, GONE)
