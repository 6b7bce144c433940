"""``handoff``: the seed's **Queue Interaction**. People have the conversation until they release it; automation is silent.

The node's own copy goes out when the queue has taken it: somebody accepted, or the offer still stands a moment later. A
queue that says *nobody* at once spares the customer a promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from flow_notations import ast, values
from flow_notations.effects import Offer, Send, SetTimer, Withdraw
from flow_notations.events import Fired, Released, Taken
from flow_notations.notation import (
    Facts,
    Field,
    Fragment,
    Go,
    Ignored,
    Leaving,
    Notation,
    Outcome,
    Presence,
    Reader,
    Wait,
)

from .saying import bind_utterance

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.effects import Effect, Utterance
    from flow_notations.events import Event
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Context, FactsContext, Next

PATIENCE_MS_DEFAULT: Final = 60 * 60 * 1000
"""A handoff without a timeout waits an hour for somebody to accept."""
TAKEN_AFTER_MS: Final = 1_000
"""An offer that nobody turned down for so long has been taken by its queue."""
TIMEOUT: Final = "timeout"
QUEUED: Final = "queued"
HELD_MS_MAX: Final = 10**15
"""For the checker: people keep a conversation as long as they like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A bound ``handoff``. ``utterance`` is ``None`` when it says nothing to the customer."""

    queue: str
    note: Callable[[Scope], str] | None
    utterance: Callable[[Scope], Utterance] | None
    patience_ms: int = PATIENCE_MS_DEFAULT
    keep: str | None = None


def bind(node: ast.Node, binder: Binder) -> Handover:
    """Compile the note and the copy."""
    queue, note, timeout = node.setting("queue"), node.setting("note"), binder.setting(node, "timeout")
    assert queue is not None, "the fragment demands it"
    return Handover(
        queue=str(queue.value),
        note=binder.copy(note.copy) if note is not None and note.copy else None,
        utterance=bind_utterance(node, binder) if node.copy else None,
        patience_ms=_milliseconds(timeout),
        keep=node.variable.text if node.variable else None,
    )


def begin(handover: Handover, context: Context) -> Next:
    """Offer the conversation."""
    ref, deadline = context.ref(), context.at + handover.patience_ms
    note = handover.note(context.scope) if handover.note is not None else ""
    effects: list[Effect] = [Offer(ref=ref, queue=handover.queue, note=note, deadline=deadline)]
    effects.append(SetTimer(name=TIMEOUT, deadline=deadline))
    if handover.utterance is not None:
        effects.append(SetTimer(name=QUEUED, deadline=context.at + TAKEN_AFTER_MS))
    return Wait(memory={"ref": ref}, why=f"offered to '{handover.queue}'", effects=tuple(effects))


def hear(handover: Handover, context: Context, memory: dict[str, Any], event: Event) -> Next:
    """Accepted, released, or nobody came."""
    match event:
        case Fired(timer=timer) if timer == QUEUED:
            return Wait(memory={**memory, "said": True}, effects=_say(handover, context, memory))
        case Fired(timer=timer) if timer == TIMEOUT and "by" in memory:
            return Ignored("somebody accepted in time")
        case Fired(timer=timer) if timer == TIMEOUT:
            return _leave(handover, "no_agent", None, None, "nobody accepted in time", (Withdraw(ref=memory["ref"]),))
        case Taken(by=by):
            memory = {**memory, "by": by}
            effects = _say(handover, context, memory)
            return Wait(memory={**memory, "said": True}, why=f"taken by {by}", effects=effects)
        case Released() if event.ref in (memory["ref"], ""):
            agent = event.agent or memory.get("by")
            return _leave(handover, event.outcome, event.disposition, agent, f"people: {event.outcome}")
        case _:
            return Ignored(f"{type(event).__name__} while people have the conversation")


def _say(handover: Handover, context: Context, memory: dict[str, Any]) -> tuple[Effect, ...]:
    """The node's own copy, once."""
    if handover.utterance is None or memory.get("said"):
        return ()
    utterance = handover.utterance(context.scope)
    return (Send(ref=context.ref(), utterance=utterance),) if utterance.text.strip() else ()


def _leave(
    handover: Handover,
    outcome: str,
    disposition: str | None,
    agent: str | None,
    why: str,
    effects: tuple[Effect, ...] = (),
) -> Go:
    case: dict[str, values.Value] = {"disposition": disposition or "", "agent": agent}
    return Go(outcome=outcome, why=why, bind={handover.keep: case} if handover.keep else {}, effects=effects)


def _milliseconds(timeout: ast.Setting | None) -> int:
    if timeout is None or not isinstance(timeout.value, timedelta):
        return PATIENCE_MS_DEFAULT
    return timeout.value // timedelta(milliseconds=1)


CASE: Final = values.record_of({"disposition": values.TEXT, "agent": values.TEXT.or_null()})
"""What ``handoff … as case`` gives. A disposition is there to branch on: without one it is the empty text."""


def facts(node: ast.Node, context: FactsContext) -> Facts:
    """People keep it as long as they like; nobody within the timeout."""
    gives = {node.variable.text: CASE} if node.variable else {}
    said = int(bool(node.copy))
    kept = Leaving(gives=gives, lasts_ms=(0, HELD_MS_MAX), sends_max=said)
    patience = _milliseconds(context.setting(node, "timeout"))
    nobody = Leaving(gives=gives, lasts_ms=(0, patience), sends_max=said)
    return Facts(leaving={"released": kept, "ended": kept, "no_agent": nobody})


HANDOFF = Notation(
    word="handoff",
    type="queue_interaction",
    main="handed_over",
    doc="Gives the conversation to people. Automation is silent until they release it, end it, or nobody takes it. Its own copy goes out when they take it; where the reply window has closed it does not, and the handoff goes on.",
    fragment=Fragment(
        fields={
            "queue": Field(reader=Reader.NAME, doc="A queue of the centre.", required=True),
            "note": Field(reader=Reader.FLAG, doc="Copy for the agents alone.", copy=True),
            "from": Field(reader=Reader.QUOTED, doc="The name under which agents and transcripts see the copy."),
            "timeout": Field(reader=Reader.DURATION, doc="How long somebody may take to accept; an hour when nothing is said."),
        },
        variable=Presence.OPTIONAL,
        copy=Presence.OPTIONAL,
        when=False,
        plain=Presence.NEVER,
    ),
    outcomes=(
        Outcome(name="released", doc="People gave the conversation back to the flow."),
        Outcome(name="ended", doc="People ended the conversation."),
        Outcome(name="no_agent", doc="Nobody is on duty, or nobody accepted within the timeout."),
    ),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    holds=True,
    example=(
        "handoff to_agent as case\n  queue support\n  note\n    | Needs a person.\n  | A colleague will write to you here.\n"
        "  timeout 10m\n  on released, ended, no_agent -> bye\n"
    ),
)  # fmt: skip
