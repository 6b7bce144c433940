"""What people and programs tell a conversation: the words of ``Reporting``, done on what an object keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.json_forms import CHANNEL_FORMS, FLOW_FORMS
from flow_notations.host.records import Conversation
from flow_notations.host.reporting import Reporting
from flow_notations.host.writing import write_down

from .forms import outcome_form, outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from channel_adapter.messages import Address, Content

    from .visits import Visit


def tell(visit: Visit) -> dict[str, Any]:
    """What people and programs tell a host: see ``Reporting``, whose words these are."""
    verb, told, inside = visit.told["verb"], visit.told["told"], Inside(visit)
    if verb == "begin":
        customer: Address = CHANNEL_FORMS.loads(told["customer"])
        open_conversation(visit, told["number_id"], customer)
        given = {**told, "customer": customer, "inputs": FLOW_FORMS.loads(told["inputs"])}
        return {"is": completed(inside.begin(**given))}
    if visit.keeping.conversation is None:
        return {"is": False}
    if verb == "write":
        return {"is": _written(visit, told)}
    if "answer" in told:
        told = {**told, "answer": outcome_of(told["answer"])}
    if verb == "take":
        told = {**told, "conversation": visit.key}
    return {"is": completed(TOLD[verb](inside, **told))}


def _written(visit: Visit, told: dict[str, Any]) -> dict[str, str]:
    """As JSON, what became of a person's message."""
    content: Content = CHANNEL_FORMS.loads(told["content"])
    written = write_down(
        visit.tx, visit.doer.wiring, visit.key, content, by=told["by"], key=told["key"], now=visit.now
    )  # fmt: skip
    return {"ref": written.ref, "refused": outcome_form(written.refused)}


def erase_kept(visit: Visit, conversation: str) -> None:
    """Everything of the customer that is kept here."""
    completed(Inside(visit).erase(conversation))


def open_conversation(visit: Visit, number_id: str, customer: Address) -> None:
    """A conversation has the id of its object, by which it is found."""
    if visit.keeping.conversation is None:
        visit.tx.conversations.save(Conversation(id=visit.key, number_id=number_id, customer=customer))


class Inside(Reporting):
    """What a host is told, done on what is kept here."""

    def __init__(self, visit: Visit) -> None:
        self.store = self  # type: ignore[assignment]  # the part of a store that this needs
        self.clock = self  # type: ignore[assignment]  # the part of a clock
        self.wiring = visit.doer.wiring
        self._bell = None
        self._visit = visit

    def now(self) -> int:
        """The moment of the visit."""
        return self._visit.now

    async def transact(self, work: Callable[[Any], Any]) -> Any:
        """Work on what is kept."""
        return work(self._visit.tx)


def completed(work: Coroutine[Any, Any, Any]) -> Any:
    """The result of what never waits."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("nothing here waits")


TOLD: Final[dict[str, Callable[..., Coroutine[Any, Any, Any]]]] = {
    "take": Reporting.take,
    "release": Reporting.release,
    "resume": Reporting.resume,
    "retry": Reporting.retry,
}
