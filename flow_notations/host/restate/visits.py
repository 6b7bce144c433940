"""A visit at an object: what is kept there and one call in; what is kept then, and what it leaves to do, out.

Plain JSON on both sides, and nothing of Restate: an object keeps the outcome of a visit before it acts on any of it,
so that a visit is never made twice and may read the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.reporting import DAY_MS, kept_aside_ms
from flow_notations.host.turn import BLAME_REST_MS, Turn, blame_turn, take_turn

from .forms import duty_form
from .homes import home_of
from .keeping import FORMS, SEEN_MS, Keeping, dumped, loaded
from .past import lay_by
from .putting_off import put_off
from .retention import moments_apart
from .transaction import KeptTransaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from channel_adapter.messages import Instant
    from flow_notations.host.duties import Doer
    from flow_notations.host.turn import Duty

JOURNAL: Final = "journal/"
PAST: Final = "past/"
"""What is kept beside a conversation, each under the interaction it belongs to."""
ONE_WAY: Final = frozenset({"settle", "wake", "lead", "absorb", "forget", "scrub"})
"""Verbs that nobody waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an object does after a visit. ``state``: what it keeps now, ``None``: nothing. ``aside``: what is kept
    beside it, by name.

    ``begun`` and ``gone``: interactions; those that began must be found by their ids from now on. ``calls``: verb, object
    and what to tell it, one way. ``armed`` and ``tidying``: when the object must be called back. ``again``: the
    call itself, put off: verb, what to tell it and when. ``fault``: nothing of the visit counts.
    """

    now: int = 0
    result: Any = None
    state: str | None = None
    aside: dict[str, str] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    duties: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    armed: int | None = None
    tidying: int | None = None
    emptied: bool = False
    again: tuple[str, dict[str, Any], int] | None = None
    fault: str = ""


FIELDS: Final = tuple([each.name for each in fields(Outcome)])


@dataclass(slots=True, kw_only=True)
class Visit:
    """What a verb works with: ``told`` it came with, ``keeping`` may be changed, ``beside`` is what is kept beside it.

    ``aside``: what is to be kept there, too. ``calls``: see ``Outcome``. ``emptied``: all that is beside it goes.
    """

    doer: Doer
    key: str
    told: Mapping[str, Any]
    keeping: Keeping
    now: Instant
    beside: Mapping[str, str] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    emptied: bool = False

    @property
    def tx(self) -> KeptTransaction:
        """The transaction on what is kept here."""
        return KeptTransaction(self.keeping)

    def call(self, verb: str, key: str, **told: Any) -> None:
        """Have another object called, one way."""
        self.calls.append((verb, key, told))


def made(verb: str, visit: Visit, work: Callable[[Visit], Any]) -> dict[str, Any]:
    """Do the work, and every turn that it makes due. A work that breaks leaves everything as it was.

    Where nobody waits for it, it is put off. Where somebody does, what breaks in a turn is the turn's own matter: what was
    told is kept, and the turn is taken later.
    """
    before = visit.keeping.copied()
    try:
        return as_json(_outcome(visit, before, *_worked(visit, work)))
    except Exception as fault:
        _undo(visit, before)
        if is_one_way(verb, visit.told):
            return as_json(Outcome(now=visit.now, again=put_off(visit, verb, fault), state=_state(visit)))
    try:
        result = work(visit)
        _rest(visit)
        return as_json(_outcome(visit, before, result, []))
    except Exception as fault:
        return as_json(Outcome(now=visit.now, fault=f"{type(fault).__name__}: {fault}"))


def as_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome by its fields, which are JSON already: nothing of them is copied."""
    return {name: getattr(outcome, name) for name in FIELDS}


def is_one_way(verb: str, told: Mapping[str, Any]) -> bool:
    """Whether nobody waits for what comes of the call."""
    return verb in ONE_WAY or (verb == "tidy" and "at" in told)


def _worked(visit: Visit, work: Callable[[Visit], Any]) -> tuple[Any, list[Duty]]:
    visit.keeping.reach(visit.now)
    result = work(visit)
    return result, _turns(visit, result)


def _undo(visit: Visit, before: Keeping) -> None:
    visit.keeping.become(before.copied())
    visit.calls.clear()
    visit.aside.clear()
    visit.emptied = False
    visit.keeping.reach(visit.now)


def _rest(visit: Visit) -> None:
    """The turns that are due are taken by the next call back."""
    conversation = visit.keeping.conversation
    if conversation is not None:
        visit.tx.conversations.rest(conversation.id, visit.now + BLAME_REST_MS)


def _outcome(visit: Visit, before: Keeping, result: Any, duties: list[Duty]) -> Outcome:
    _lead_names(visit, before)
    aside = {**visit.aside, **_aside(visit.keeping)}
    armed, tidying = _to_arm(visit)
    known, kept = _interactions(before), _interactions(visit.keeping)
    return Outcome(
        now=visit.now,
        result=None if isinstance(result, Turn) else result,
        state=_state(visit),
        aside=aside,
        begun=[each for each in kept if each not in known],
        gone=[each for each in known if each not in kept],
        duties=[duty_form(duty) for duty in duties],
        calls=visit.calls,
        armed=armed,
        tidying=tidying,
        emptied=visit.emptied,
    )


def _state(visit: Visit) -> str | None:
    return None if visit.keeping.blank else dumped(visit.keeping, visit.now)


def later(outcome: Outcome) -> list[tuple[str, dict[str, Any], int]]:
    """Calls of the object itself: verb, what to tell it and when."""
    called_back = [(verb, at) for verb, at in (("wake", outcome.armed), ("tidy", outcome.tidying)) if at is not None]
    again = () if outcome.again is None else (outcome.again,)
    return [*[(verb, {"at": at}, at) for verb, at in called_back], *again]


def visited(doer: Doer, key: str, text: str | None, told: Mapping[str, Any]) -> Visit:
    """A visit that begins now, at an object that keeps ``text``."""
    return Visit(doer=doer, key=key, told=told, keeping=loaded(text), now=doer.clock.now())


def _turns(visit: Visit, result: Any) -> list[Duty]:
    turn = result if isinstance(result, Turn) else Turn(again=True)
    duties = list(turn.duties)
    while turn.again and visit.keeping.conversation is not None:
        turn = _turn(visit, visit.keeping.conversation.id)
        duties.extend(turn.duties)
    return duties


def _turn(visit: Visit, conversation: str) -> Turn:
    """A turn; one that cannot be written is undone and its event blamed, as in every host."""
    before = visit.keeping.copied()
    try:
        return take_turn(visit.tx, visit.doer.wiring, conversation, visit.now)
    except Exception as fault:
        visit.keeping.become(before)
        return blame_turn(visit.tx, conversation, fault, visit.now)


def _lead_names(visit: Visit, before: Keeping) -> None:
    """Whoever asks at a new name of the customer is sent here."""
    conversation = visit.keeping.conversation
    if conversation is not None:
        for name in visit.keeping.names:
            home = home_of(conversation.number_id, name)
            if name not in before.names and home != visit.key:
                visit.call("lead", home, to=visit.key)


def _interactions(keeping: Keeping) -> list[str]:
    return [*keeping.past, *[each.id for each in keeping.interactions]]


def _aside(keeping: Keeping) -> dict[str, str]:
    """Steps that were just made, and interactions that are over."""
    steps = {f"{JOURNAL}{each.interaction}/{each.seq:09}": FORMS.dumps(each) for each in keeping.journal}
    return steps | {PAST + interaction: text for interaction, text in lay_by(keeping).items()}


def _to_arm(visit: Visit) -> tuple[int | None, int | None]:
    """One call back under way of each kind: one that moved later is asked for again when the earlier one comes."""
    keeping, conversation = visit.keeping, visit.keeping.conversation
    armed = _sooner(conversation.wake_at if conversation is not None else None, keeping.armed, visit.now)
    tidying = _sooner(_tidy_at(visit), keeping.tidying, visit.now)
    keeping.armed = armed if armed is not None else keeping.armed
    keeping.tidying = tidying if tidying is not None else keeping.tidying
    return armed, tidying


def _sooner(moment: int | None, under_way: int | None, now: int) -> int | None:
    """The moment to ask for, unless a call back is under way that comes first. One that is late may have broken."""
    if moment is None or (under_way is not None and now < under_way <= moment):
        return None
    return moment


def _tidy_at(visit: Visit) -> int | None:
    """When something here is first kept long enough: what was said, an item kept aside, or of nobody's any more the ids."""
    keeping = visit.keeping
    if keeping.moved is not None:
        return None
    return min([*_said_fades(visit), *_kept_fade(visit), *_ids_fade(keeping)], default=None)


def _said_fades(visit: Visit) -> list[int]:
    keeping, conversation = visit.keeping, visit.keeping.conversation
    days = visit.doer.wiring.integration(conversation.number_id).retention_days if conversation is not None else None
    if days is None:
        return []
    ended = [each.ended_at for each in keeping.interactions if each.status == "ended" and each.ended_at is not None]
    return [at + days * DAY_MS + 1 for at in (*ended, *keeping.past.values(), *moments_apart(keeping))]


def _kept_fade(visit: Visit) -> list[int]:
    """With what people were told of it, which is about no conversation."""
    age, keeping = kept_aside_ms(visit.doer.wiring), visit.keeping
    moments = [*[kept.at for kept in keeping.kept], *[each.at for each in keeping.notices if each.conversation is None]]
    return [at + age + 1 for at in moments]


def _ids_fade(keeping: Keeping) -> list[int]:
    """With the youngest; a conversation forgets its own with every event."""
    known = keeping.seen.values() if keeping.conversation is None else ()
    return [max(known) + SEEN_MS + 1] if known else []
