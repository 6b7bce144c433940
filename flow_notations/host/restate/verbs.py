"""What an object of a conversation can be called for, one function each; a table says which verb is which.

Objects call one another one way only, so that no two ever wait for each other. Where a conversation has moved, callers
who wait are told where to, and what nobody waits for is sent on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from channel_adapter import messages as channel
from flow_notations.host import duties
from flow_notations.host.fading import spellings
from flow_notations.host.intake import keep, take_in
from flow_notations.host.interactions import derived_id
from flow_notations.host.json_forms import CHANNEL_FORMS
from flow_notations.host.reporting import DAY_MS, kept_aside_ms
from flow_notations.host.turn import Turn, settle_and_turn, settle_part

from .forms import outcome_of
from .homes import account_of, home_of
from .joining import join
from .keeping import FORMS, Keeping, dumped, loaded
from .telling import erase_kept, open_conversation, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from channel_adapter.messages import Item

    from .visits import Visit

MOVED: Final = "moved"
KEPT_MAX: Final = 500
"""Items and notices that an account keeps, the newest: its whole state travels with every event."""


def called(verb: str, visit: Visit) -> Any:
    """Do what the verb means; at an object whose conversation has moved, say so or send it on."""
    home = visit.keeping.moved
    if home is None or verb in AT_MOVED:
        return VERBS[verb](visit)
    if verb in SENT_ON:
        visit.call(verb, home, **visit.told)
        return Turn()
    return {MOVED: home}


# --- what the host calls ----------------------------------------------------------------------------------------------


def hear(visit: Visit) -> dict[str, int]:
    """Write items of a webhook down; how many were new. One that breaks is buried alone."""
    return {"is": sum(_take_in(visit, text) for text in visit.told["items"])}


def settle(visit: Visit) -> Turn:
    """Write down what came of a duty; should the turn that follows fail, the outcome all the same."""
    told, wiring, now = visit.told, visit.doer.wiring, visit.now
    outcome, before = outcome_of(told["outcome"]), visit.keeping.copied()
    if "errand" in told:
        errand = replace(FORMS.loads(told["errand"]), conversation=visit.key)
        return duties.answered(visit.tx, wiring, errand, outcome, now)
    try:
        return settle_and_turn(visit.tx, wiring, told["ref"], outcome, now)
    except Exception:
        visit.keeping.become(before)
        settle_part(visit.tx, told["ref"], outcome, now)
        return Turn(again=True)


def wake(visit: Visit) -> Any:
    """Something may be due, unless another call back took this one's place."""
    if visit.keeping.armed != visit.told["at"]:
        return Turn()
    visit.keeping.armed = None
    return None


def erase(visit: Visit) -> dict[str, bool]:
    """Forget the customer here, at each of their names, and where the account kept what they said."""
    known = visit.keeping.conversation
    if known is None:
        return {"is": False}
    names = list(visit.keeping.names)
    interactions = [*visit.keeping.past, *[each.id for each in visit.keeping.interactions]]
    erase_kept(visit, known.id)
    _forget_names(visit, known.number_id, names)
    for interaction in interactions:
        visit.call("forget", interaction, seen={})
    words = [word for name in names for word in spellings(name.partition(":")[2].removeprefix("+"))]
    for account in (account_of(known.number_id), account_of("account")):
        visit.call("scrub", account, words=words)
    return {"is": True}


def tidy(visit: Visit) -> Any:
    """Drop what was kept long enough."""
    keeping = visit.keeping
    if visit.told.get("at") not in (None, keeping.tidying):
        return Turn()
    keeping.tidying = None
    known, before = keeping.conversation, len(keeping.seen)
    interactions = {*keeping.past, *[each.id for each in keeping.interactions]}
    days = visit.doer.wiring.integration(known.number_id).retention_days if known is not None else None
    if known is not None and days is not None:
        until = visit.now - days * DAY_MS
        visit.tx.conversations.prune(known.number_id, before=until, limit=len(interactions))
        apart = len(keeping.lines) + len(keeping.notices)
        visit.tx.conversations.prune_apart(known.number_id, before=until, limit=apart)
        keeping.past = {interaction: ended for interaction, ended in keeping.past.items() if ended >= until}
    gone = sorted(interactions - {*keeping.past, *[each.id for each in keeping.interactions]})
    for interaction in gone:
        visit.call("forget", interaction, seen={})
    aside_until = visit.now - kept_aside_ms(visit.doer.wiring)
    visit.tx.inbox.drop_kept(before=aside_until, limit=len(keeping.kept))
    visit.tx.history.drop_notices(before=aside_until, limit=len(keeping.notices))
    keeping.forget(visit.now)
    names = list(keeping.names)
    if known is not None and days is not None and visit.tx.conversations.let_go(known.id):
        _forget_names(visit, known.number_id, names)
    return {"is": {"pruned": len(gone), "forgotten": before - len(keeping.seen)}}


# --- what objects call ------------------------------------------------------------------------------------------------


def lead(visit: Visit) -> Turn:
    """Whoever asks here is to be sent to ``to``. A conversation that is here already becomes one with the one there.

    Of two conversations the one of the lesser key takes the other in, so that they never chase each other.
    """
    keeping, target = visit.keeping, visit.told["to"]
    if target in (visit.key, keeping.moved):
        return Turn()
    if keeping.moved is not None:
        visit.call("lead", keeping.moved, **visit.told)
    elif keeping.blank:  # nothing is beside it either
        keeping.moved = target
    elif keeping.conversation is None or target < visit.key:
        text, guest_knows = dumped(keeping, visit.now), visit.told.get("knows", False)
        visit.call("absorb", target, keeping=text, beside=dict(visit.beside), path=[visit.key], knows=guest_knows)
        _leave(visit, target)
    else:
        visit.call("lead", target, to=visit.key, knows=True)
    return Turn()


def absorb(visit: Visit) -> Any:
    """Take in what another object of the same customer held."""
    told, keeping = visit.told, visit.keeping
    if keeping.moved is not None and keeping.moved not in told["path"]:
        visit.call("absorb", keeping.moved, **{**told, "path": [*told["path"], visit.key]})
        return Turn()
    keeping.moved = None
    guest = loaded(told["keeping"])
    guest.armed = guest.tidying = None
    guest.reach(visit.now)
    visit.aside.update(told["beside"])
    join(keeping, guest, visit.key, visit.doer.wiring, visit.now, guest_knows=told["knows"])
    return None


def forget(visit: Visit) -> Turn:
    """A name or an interaction of somebody who was erased: it leads nowhere, and remembers what it must not hear again."""
    if visit.keeping.conversation is None:
        visit.keeping.become(
            Keeping(seen={**visit.keeping.seen, **visit.told["seen"]}, position=visit.keeping.position)
        )
    return Turn()


def scrub(visit: Visit) -> Turn:
    """Drop what was kept here that names somebody who was erased."""
    words, keeping = visit.told["words"], visit.keeping
    if keeping.conversation is None:
        keeping.kept = [
            each for each in keeping.kept if not any(word in f"{each.id} {each.body} {each.reason}" for word in words)
        ]
        keeping.notices = [each for each in keeping.notices if not any(word in each.sentence for word in words)]
    return Turn()


def _forget_names(visit: Visit, number_id: str, names: Iterable[str]) -> None:
    """Of somebody of whom nothing is kept here any more: no name leads here."""
    visit.keeping.armed = visit.keeping.tidying = None
    visit.emptied = True
    for home in [home_of(number_id, name) for name in names]:
        if home != visit.key:
            visit.call("forget", home, seen=visit.keeping.seen)


def _leave(visit: Visit, target: str) -> None:
    """Nothing stays here but where it went."""
    visit.keeping.become(Keeping(moved=target, position=visit.keeping.position))
    visit.emptied = True


# --- taking in --------------------------------------------------------------------------------------------------------


def _take_in(visit: Visit, text: str) -> int:
    item, at, before = CHANNEL_FORMS.loads(text), visit.told["at"], visit.keeping.copied()
    try:
        _open_for(visit, item)
        fresh = int(take_in(visit.tx, visit.doer.wiring, item, at))
    except Exception as fault:
        visit.keeping.become(before)
        reason = f"{type(fault).__name__}: {fault}"
        fresh = int(keep(visit.tx, item, f"buried:{derived_id(text)}", at, reason=reason))
    if visit.keeping.conversation is None:
        visit.keeping.kept = visit.keeping.kept[-KEPT_MAX:]
        visit.keeping.notices = visit.keeping.notices[-KEPT_MAX:]
    return fresh


def _open_for(visit: Visit, item: Item) -> None:
    """The conversation that an item begins, unless it was heard before."""
    match item:
        case channel.Received(id=identity, sender=customer) if not visit.keeping.has_seen(identity):
            open_conversation(visit, item.number_id, customer)
        case channel.PersonWrote(id=identity, to=customer) if not visit.keeping.has_seen(f"kept:{identity}"):
            open_conversation(visit, item.number_id, customer)
        case channel.Standby(received=received):
            _open_for(visit, received)
        case _:
            pass


VERBS: Final[dict[str, Callable[[Visit], Any]]] = {
    "hear": hear,
    "settle": settle,
    "wake": wake,
    "tell": tell,
    "erase": erase,
    "tidy": tidy,
    "lead": lead,
    "absorb": absorb,
    "forget": forget,
    "scrub": scrub,
}
SENT_ON: Final = frozenset({"settle"})
"""Verbs that nobody waits for, and that belong where the conversation is."""
AT_MOVED: Final = frozenset({"wake", "tidy", "lead", "absorb", "forget", "scrub"})
"""Verbs that an object takes also when its conversation has moved."""
