"""``flow inspect STORE``: what a store holds, for operators. It reads beside a running host; resuming needs the store.

Customers' numbers are masked unless ``--reveal`` is given.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, get_args

from channel_adapter.clock import SystemClock
from flow_notations import machine
from flow_notations.host import views
from flow_notations.host.amending import REVOKED
from flow_notations.host.fetching import NoServices
from flow_notations.host.json_forms import CHANNEL_FORMS, FLOW_FORMS
from flow_notations.host.permissions import MANAGE_FLOWS, VIEW_JOURNALS
from flow_notations.host.reading import PAGE_DEFAULT
from flow_notations.host.records import PartState
from flow_notations.host.store_names import RESTATE
from flow_notations.host.stores import host_on
from flow_notations.host.wiring import Wiring

from .operator import (
    ASK_THE_HOST,
    add_keys,
    as_json,
    moment,
    no_conversation,
    no_interaction,
    one_line,
    permit,
    table,
    with_store,
)

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.records import Line
    from flow_notations.host.store import Store, Transaction

EXPLANATION_SIGNS_MAX = 160
STATES = get_args(PartState)
"""What a send can be."""
EVERY = "every"
ROWS_MAX = 1_000_000
"""More than anybody reads, and few enough to be held in memory."""
TAKEN_BACK = "(taken back by the customer)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The store and what of it."""
    parser.add_argument("store", help="path of the store, postgresql://… or restate://…")
    add_keys(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--conversation", metavar="ID", help="one with its interactions and its history")
    what.add_argument("--interaction", metavar="ID", help="one with its journal and every explanation")
    what.add_argument(
        "--outbox",
        nargs="?",
        const=EVERY,
        metavar="STATE",
        choices=(*STATES, EVERY),
        help=f"sends; of one state: {', '.join(STATES)}",
    )
    what.add_argument("--notices", action="store_true", help="what people must learn of")
    what.add_argument(
        "--kept", action="store_true", help="items of webhooks that stepped nothing, dead letters among them"
    )
    what.add_argument(
        "--resume", metavar="INTERACTION", help="let a parked session try its event again at the next start"
    )
    what.add_argument("--retry", metavar="SEND", help="let a refused send go on at the next start")
    parser.add_argument("--after", default="", metavar="ID", help="the page of conversations after this one")
    parser.add_argument("--limit", type=_count, default=PAGE_DEFAULT, help=f"rows at most (default: {PAGE_DEFAULT})")
    parser.add_argument("--reveal", action="store_true", help="show customers' numbers whole")
    parser.add_argument("--json", action="store_true")


def _count(word: str) -> int:
    if not (word.isascii() and word.isdigit() and 0 < int(word) <= ROWS_MAX):
        raise ArgumentTypeError(f"'{word}' is no number of rows; write 1 to {ROWS_MAX}")
    return int(word)


def run(arguments: argparse.Namespace) -> int:
    """0 when it was there."""
    if arguments.resume or arguments.retry:
        permit(MANAGE_FLOWS)
        asked = f"interactions/{arguments.resume}/resume" if arguments.resume else f"sends/{arguments.retry}/retry"
        instead = ASK_THE_HOST.format(path=asked)
        return with_store(arguments.store, lambda store: _again(store, arguments), keys=arguments.keys, instead=instead)
    permit(VIEW_JOURNALS)
    print(with_store(arguments.store, lambda store: _shown(store, arguments), reading=True, keys=arguments.keys))
    return 0


async def _again(store: Store, arguments: argparse.Namespace) -> int:
    wiring = Wiring(machine=machine, programs={}, channels={}, dispatch=())
    host = host_on(store, wiring, SystemClock(), fetcher=NoServices())
    name = arguments.resume or arguments.retry
    done = await (host.resume(name) if arguments.resume else host.retry(name))
    when = "now" if arguments.store.startswith(RESTATE) else "at the next start"
    print(f"{name} goes on {when}" if done else f"{name}: there is nothing to do")
    return 0 if done else 1


async def _shown(store: Store, arguments: argparse.Namespace) -> str:
    if arguments.conversation:
        return await _conversation(store, arguments)
    if arguments.interaction:
        return await _interaction(store, arguments)
    return await store.transact(lambda tx: _page(tx, arguments))


def _page(tx: Transaction, arguments: argparse.Namespace) -> str:
    limit = arguments.limit
    if arguments.outbox is not None:
        parts = [
            views.of_part(each)
            for each in tx.outbox.page(state=None if arguments.outbox == EVERY else arguments.outbox, limit=limit)
        ]
        return _rows(parts, arguments, "ref", "part", "state", "attempts", "retry_at", "sentence")
    if arguments.notices:
        notices = [views.of_notice(each) for each in tx.history.notices(limit=limit)]
        return _rows(notices, arguments, "at", "kind", "conversation", "interaction", "sentence")
    if arguments.kept:
        return _rows(
            [views.of_kept(each) for each in tx.inbox.kept(limit=limit)], arguments, "at", "kind", "id", "reason"
        )
    page = tx.conversations.page(after=arguments.after, limit=limit)
    found = [views.of_conversation(each, reveal=arguments.reveal) for each in page]
    return _rows(found, arguments, "id", "number_id", "customer", "live", "latest_inbound_at", "wake_at")


def _rows(found: list[dict[str, Any]], arguments: argparse.Namespace, *columns: str) -> str:
    if arguments.json:
        return as_json(found)
    return table([[_cell(name, row[name]) for name in columns] for row in found], *columns) if found else "nothing"


def _cell(name: str, value: Any) -> str:
    if name == "at" or name.endswith("_at"):
        return moment(value)
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values())
    return "-" if value is None or value == "" else str(value)


async def _conversation(store: Store, arguments: argparse.Namespace) -> str:
    identity = arguments.conversation

    def read(tx: Transaction) -> tuple[Any, list[Any], list[Line]]:
        found = tx.conversations.find_one(identity)
        if found is None:
            raise no_conversation(tx, identity)
        history = list(tx.history.page(identity, before=None, limit=arguments.limit))
        interactions = [views.of_interaction(each) for each in tx.interactions.of(identity)]
        return views.of_conversation(found, reveal=arguments.reveal), interactions, history

    view, interactions, history = await store.transact(read)
    if arguments.json:
        return as_json({**view, "interactions": interactions, "history": [views.of_line(each) for each in history]})
    head = f"conversation {identity}: {_cell('customer', view['customer'])} at {view['number_id']}"
    shown = [
        [_cell(name, each[name]) for name in ("id", "flow", "status", "node", "outcome", "began_at")]
        for each in interactions
    ]
    said = [f"{moment(line.at)}  {'<' if line.direction == 'in' else '>'} {_said(line)}" for line in history]
    return "\n".join([head, "", table(shown, "interaction", "flow", "status", "node", "outcome", "began"), "", *said])


def _said(line: Line) -> str:
    content = None if line.private else CHANNEL_FORMS.loads(line.content)
    words = getattr(content, "body", None) or getattr(content, "label", None) or getattr(content, "caption", None)
    words = TAKEN_BACK if line.status == REVOKED else words
    kind = "" if words else f"({type(content).__name__.lower()})"
    status = f"  [{line.status}{': ' + line.sentence if line.sentence else ''}]" if line.status else ""
    return one_line((views.PRIVATE if line.private else (words or "") + kind) + status)


async def _interaction(store: Store, arguments: argparse.Namespace) -> str:
    identity = arguments.interaction

    def read(tx: Transaction) -> tuple[Any, list[Any], Any]:
        found = tx.interactions.get(identity)
        if found is None:
            raise no_interaction(tx, identity)
        timer = tx.interactions.next_timer(identity)
        return views.of_interaction(found, state=True), list(tx.interactions.journal(identity)), timer

    view, journal, timer = await store.transact(read)
    if arguments.json:
        return as_json({**view, "journal": [views.of_step(each) for each in journal]})
    rows = [f"interaction {identity}: flow {view['flow']}, {view['status']}, at {view['node'] or '-'}"]
    if timer is not None:
        rows.append(f"next timer: {timer.name} at {moment(timer.deadline)}")
    for entry in journal:
        event = FLOW_FORMS.loads(entry.event)
        rows.append(
            f"{entry.seq:4} {moment(entry.at)}  {type(event).__name__ if not isinstance(event, dict) else 'migrated'}"
        )
        rows += [
            "       " + one_line(", ".join(f"{name}: {value}" for name, value in note.items()))[:EXPLANATION_SIGNS_MAX]
            for note in views.of_step(entry)["explanation"]
        ]
    return "\n".join(rows)
