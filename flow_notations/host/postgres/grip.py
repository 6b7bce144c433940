"""What one transaction holds: the rows of the conversations it works on, locked until it ends; and what it will write.

A work that reads a conversation, or anything that belongs to one, waits for whoever holds it, and then sees what they
wrote (``read committed``: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED). So works of
one conversation run one after another, on however many machines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from .known import NOTHING, Asked, Known
from .sheets import Sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flow_notations.host.records import Conversation

    from .known import Ask
    from .rows import Found, Session
    from .writes import Statement

DUE: Final = "flow_due"
"""Where workers hear that something became due at a number of theirs; see ``Worker``."""
POSITIONS_AT_ONCE: Final = 32
"""Numbers left over are lost, which harms nobody."""
NOTIFY: Final = "select pg_notify(%s, %s)"


class Belonging(Protocol):
    """A record that belongs to a conversation."""

    @property
    def conversation(self) -> str:
        """Whose it is."""
        ...


Owned = TypeVar("Owned", bound=Belonging)


class Grip:
    """One connection's transactions, one after another."""

    def __init__(self, session: Session) -> None:
        self.worker = ""
        self.known = Known()
        self.asking = False
        self.is_open = False
        self._session = session
        self._sheets = Sheets()
        self._number_of: dict[str, str | None] = {}
        self._woken: set[str] = set()
        self._positions: dict[str, list[int]] = {}

    def begin(self, worker: str) -> None:
        """A new transaction holds nothing yet; on the database it begins with its first statement, see ``open``."""
        self.worker = worker
        self.is_open = False
        self.known.forget()
        self._sheets.forget()
        for each in (self._number_of, self._woken, self._positions):
            each.clear()

    def open(self) -> None:
        """Begin it on the database, unless it has begun."""
        if not self.is_open:
            self._session.execute("begin")
            self.is_open = True

    @property
    def session(self) -> Session:
        """The connection, for statements on rows that no work gathers changes of."""
        self.asks(NOTHING)
        self.open()
        return self._session

    @property
    def sheets(self) -> Sheets:
        """Where writes are gathered."""
        self.asks(NOTHING)
        return self._sheets

    # --- reading and writing ------------------------------------------------------------------------------------------

    def asks(self, ask: Ask) -> None:
        """A work's question. Raises ``Asked`` when the work is run to learn it."""
        if self.asking:
            raise Asked(ask)

    def execute(self, statement: str, values: Sequence[Any] | dict[str, Any] = ()) -> Found:
        """Run a statement on what was written so far."""
        self.write()
        return self.look(statement, values)

    def read(self, statement: str, values: Sequence[Any] = ()) -> Found:
        """``execute`` for what locks and changes nothing: sees what others committed by now, and needs no transaction."""
        self.write()
        return self._session.execute(statement, values)

    def look(self, statement: str, values: Sequence[Any] | dict[str, Any] = ()) -> Found:
        """Run a statement on what was there before: its caller knows that nothing gathered concerns it."""
        self.asks(NOTHING)
        if self.is_open:
            return self._session.execute(statement, values)
        with self._session.pipeline():
            self.open()
            return self._session.execute(statement, values)

    def overwrite(self, statement: str, values: Sequence[Any] | dict[str, Any] = ()) -> Found:
        """Run a statement that changes rows which may be known."""
        found = self.execute(statement, values)
        self.known.forget()
        return found

    def write(self) -> None:
        """Bring to the database what was gathered."""
        statements = self.sheets.statements(self.worker)
        if len(statements) == 1:
            self.session.execute(*statements[0])
        elif statements:
            with self.session.pipeline():
                for statement in statements:
                    self.session.execute(*statement)

    def rest(self, numbers: frozenset[str]) -> list[Statement]:
        """What is still to be written, and what is due that the worker of these ``numbers`` does not see to."""
        told = [(NOTIFY, (DUE, number_id)) for number_id in sorted(self._woken - numbers)]
        return [*self.sheets.statements(self.worker), *told]

    def commit(self, rest: Sequence[Statement]) -> None:
        """One round trip."""
        with self._session.pipeline():
            for statement in rest:
                self._session.execute(*statement)
            self._session.execute("commit")

    def position(self, table: str) -> int:
        """The next one in an ordered table: after all that others wrote before their conversation was held here."""
        ready = self._positions.get(table)
        if not ready:
            sequence = f"{table}_position_seq"
            found = self.session.execute(
                "select nextval(%s::regclass) from generate_series(1, %s)", (sequence, POSITIONS_AT_ONCE)
            )
            ready = self._positions[table] = [position for (position,) in reversed(found.fetchall())]
        return ready.pop()

    def reserve(self, table: str, positions: list[int]) -> None:
        """Positions for what comes next; valid until another conversation is held."""
        self._positions[table] = positions[::-1]

    # --- holding ------------------------------------------------------------------------------------------------------

    def holds(self, conversation: str) -> bool:
        """Whether its row is locked already."""
        return conversation in self._number_of

    def held(self, conversation: str, number_id: str | None) -> None:
        """Its row was locked by the statement that read it; ``number_id`` of ``None``: it is gone."""
        self._number_of[conversation] = number_id
        self._positions.clear()
        self.known.no_status_kept = False  # one may have been kept for it since this was read

    def began(self, conversation: Conversation) -> None:
        """It is new, so nobody else has it; those that are held keep their positions."""
        self._number_of[conversation.id] = conversation.number_id
        self.known.begin(conversation)

    def hold(self, conversation: str) -> None:
        """Lock its row, waiting for whoever holds it. One that is gone meanwhile counts as held."""
        if not self.holds(conversation):
            row = self.execute(
                "select number_id from conversations where id = %s for no key update", (conversation,)
            ).fetchone()
            self.held(conversation, None if row is None else row[0])

    def owned(self, find: Callable[[], Owned | None]) -> Owned | None:
        """What ``find`` finds, read while its conversation is held."""
        found = find()
        while found is not None and not self.holds(found.conversation):
            self.hold(found.conversation)
            found = find()
        return found

    def wake(self, conversation: str) -> None:
        """Something is due there; other workers hear of it with the commit."""
        number_id = self._number_of.get(conversation)
        if number_id is not None:
            self._woken.add(number_id)
