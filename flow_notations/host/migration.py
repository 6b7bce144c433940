"""Waiting sessions from one version of a flow to another: what can be moved, what cannot and why; then the move.

``fit`` is pure: a state and two versions in, the state in the new version or the reasons out. ``plan`` asks it of every
live session; ``apply`` moves those that fit, each in the transaction that looked at it, and writes it in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from flow_notations import ast, machine
from flow_notations.check import check
from flow_notations.errors import NotHere, UnreadableState
from flow_notations.expressions import did_you_mean
from flow_notations.notations import STANDARD

from .json_forms import FLOW_FORMS
from .migration_values import kind_of, value_fits
from .records import JournalEntry
from .versions import DIGEST_SIGNS_SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channel_adapter.messages import Instant
    from flow_notations.check import CheckedFlow
    from flow_notations.library import Library
    from flow_notations.machine.state import State

    from .records import Conversation, Interaction
    from .store import Store, Transaction

PAGE: Final = 200
"""Conversations looked at in one transaction."""
MIGRATED: Final = "migrated"
"""The key of a journal entry that is no event: a session was moved."""
GIVEN: Final = ("contact", "interaction", "first")
"""Records that the host fills; no flow declares them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of a flow, as far as a move must know it."""

    digest: str
    flow: ast.Flow
    checked: CheckedFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What became of one session: ``state`` in the new version, or ``problems``. ``notes`` are for people."""

    state: State | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One session of a plan."""

    interaction: str
    conversation: str
    node: str
    fit: Fit

    @property
    def possible(self) -> bool:
        """Whether it can be moved."""
        return not self.fit.problems


def edition(library: Library, name: str) -> Edition:
    """A version from its library, which is sound."""
    flow = library.flows[name]
    checked = check(flow, table=STANDARD, centre=library.centre, flows=library.flows).flow
    assert checked is not None, "a published flow is sound"
    return Edition(digest=library.program(name).digest, flow=flow, checked=checked)


# --- one session ------------------------------------------------------------------------------------------------------


def fit(state: State, old: Edition, new: Edition, renamed: Mapping[str, str]) -> Fit:
    """The session in the new version; nodes are matched by name, those in ``renamed`` by their new one."""
    if state.frames:
        return Fit(problems=(f"it is inside flow '{state.frames[-1].enters}', which this one called",))
    here = renamed.get(state.node, state.node)
    problems = _node_problems(old.flow.nodes.get(state.node), new.flow.nodes.get(here), here)
    if not problems:
        problems = _variable_problems(state, new, here)
    if problems:
        return Fit(problems=tuple(problems))
    known = new.flow.nodes
    names = {node: renamed.get(node, node) for node in {*state.visits, *state.trail, *(at for _, at in state.asks)}}
    interrupted = renamed.get(state.interrupted, state.interrupted) if state.interrupted else None
    moved = replace(
        state,
        digest=new.digest,
        node=here,
        visits={names[node]: times for node, times in state.visits.items() if names[node] in known},
        asks=tuple([(ref, names[node]) for ref, node in state.asks if names[node] in known]),
        trail=tuple([names[node] for node in state.trail if names[node] in known]),
        interrupted=interrupted if interrupted in known else None,
    )
    return Fit(state=moved, notes=tuple(_notes(state, names, moved)))


def _node_problems(old: ast.Node | None, new: ast.Node | None, here: str) -> list[str]:
    if old is None:
        return [f"it waits at a node that its own version does not have; now '{here}'"]
    if new is None:
        return [f"node '{here}', where it waits, is not in the new version; say what became of it with --rename"]
    if old.notation.text != new.notation.text:
        return [f"node '{here}' was a {old.notation.text} and is a {new.notation.text}"]
    if _kind(old) != _kind(new):
        return [f"node '{here}' asked for a {_kind(old)} and asks for a {_kind(new)}"]
    gone = [option for option in _options(old) if option not in _options(new)]
    if gone:
        return [f"node '{here}' no longer has what the customer was shown: {', '.join(gone)}"]
    return []


def _kind(node: ast.Node) -> str:
    return node.kind.name.text if node.kind is not None else "nothing"


def _options(node: ast.Node) -> list[str]:
    return [option.id.text if isinstance(option, ast.Option) else "a list of its own making" for option in node.options]


def _variable_problems(state: State, new: Edition, here: str) -> list[str]:
    problems = []
    for name, type_ in new.checked.entering[here].names.items():
        if name in GIVEN:
            continue
        if name not in state.names:
            if not (type_.unset or type_.nullable):
                problems.append(f"the new version relies on '{name}' at node '{here}', and it has no value here")
        elif not (type_.unset and state.names[name] is None) and not value_fits(state.names[name], type_):
            problems.append(f"'{name}' holds a {kind_of(state.names[name])} that is no {type_} of the new version")
    return problems


def _notes(state: State, names: Mapping[str, str], moved: State) -> list[str]:
    notes = []
    if len(moved.asks) < len(state.asks):
        notes.append("taps on menus that are gone will count as no answer")
    if len(moved.trail) < len(state.trail):
        notes.append("'back' skips questions that are gone")
    if state.interrupted and moved.interrupted is None:
        notes.append("the question it would return to is gone")
    if state.timers:
        notes.append("armed timers keep their deadlines")
    return notes


# --- all sessions -----------------------------------------------------------------------------------------------------


async def plan(store: Store, flow: str, old: Edition, new: Edition, renamed: Mapping[str, str]) -> tuple[Move, ...]:
    """Look at every live session of the old version; nothing is written. Raises ``NotHere`` like ``know``."""
    return await _each(store, flow, old, new, renamed, None)


async def apply(
    store: Store, flow: str, old: Edition, new: Edition, renamed: Mapping[str, str], *, at: Instant
) -> tuple[Move, ...]:
    """Move every session that fits now; the others stay as they are, with their reasons. Raises ``NotHere`` like ``know``."""
    return await _each(store, flow, old, new, renamed, at)


def know(old: Edition, new: Edition, renamed: Mapping[str, str]) -> None:
    """Raises ``NotHere`` with every renaming of, or into, a node that its version does not have."""
    wrong = []
    for name, now in renamed.items():
        for node, which, edition in ((name, "old", old), (now, "new", new)):
            if node not in edition.flow.nodes:
                near = did_you_mean(node, edition.flow.nodes, "it has")
                wrong.append(
                    f"renaming {name}={now}: '{node}' is no node of the {which} version"
                    f" ({edition.digest[:DIGEST_SIGNS_SHOWN]}){f'; {near}' if near else ''}"
                )
    if wrong:
        raise NotHere("\n".join(wrong))


async def _each(
    store: Store, flow: str, old: Edition, new: Edition, renamed: Mapping[str, str], at: Instant | None
) -> tuple[Move, ...]:
    know(old, new, renamed)
    moves: list[Move] = []
    after = ""

    def look(tx: Transaction) -> tuple[str | None, list[Move]]:
        page = tx.conversations.page(after=after, limit=PAGE)
        found = [_move(tx, each, flow, old, new, renamed, at) for each in page]
        return page[-1].id if page else None, [move for move in found if move is not None]

    while True:
        last, found = await store.transact(look)
        moves += found
        if last is None:
            return tuple(moves)
        after = last


def _move(
    tx: Transaction, conversation: Conversation, flow: str, old: Edition, new: Edition,
    renamed: Mapping[str, str], at: Instant | None,
) -> Move | None:  # fmt: skip
    live = tx.interactions.get(conversation.live) if conversation.live else None
    if live is None or (live.flow, live.digest) != (flow, old.digest):
        return None
    fitted, node = _fit_stored(live, old, new, renamed)
    if at is not None and fitted.state is not None:
        _write(tx, live, fitted.state, old.digest, at)
    return Move(interaction=live.id, conversation=conversation.id, node=node, fit=fitted)


def _fit_stored(live: Interaction, old: Edition, new: Edition, renamed: Mapping[str, str]) -> tuple[Fit, str]:
    if live.state is None:
        return Fit(problems=("its beginning failed, so there is nothing to move",)), ""
    try:
        state = machine.decode(live.state)
    except UnreadableState as unreadable:
        return Fit(problems=(str(unreadable),)), ""
    return fit(state, old, new, renamed), state.node


def _write(tx: Transaction, live: Interaction, state: State, old: str, at: Instant) -> None:
    encoded = machine.encode(state)
    event = {MIGRATED: {"from": old, "to": state.digest, "node": state.node, "state": encoded}}
    tx.interactions.write_journal(
        JournalEntry(
            interaction=live.id, seq=live.seq + 1, at=at, event=FLOW_FORMS.dumps(event), effects="[]", explanation="[]"
        )
    )
    tx.interactions.save(replace(live, seq=live.seq + 1, digest=state.digest, state=encoded))
