"""What the store tells, read while no process holds it, before retention can take it away: journals, notices, replays.

Read only. It follows every timer from being set to firing; all else becomes rows of the account.
"""

from __future__ import annotations

import json
import random
import sqlite3
from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.records import Interaction, JournalEntry
from flow_notations.host.replaying import replay

if TYPE_CHECKING:
    from pathlib import Path

    from flow_notations.library import Library

    from .account import Account

REPLAYED_EACH_TIME: Final = 5
INTERACTION: Final = (
    "select id, conversation, flow, digest, began_at, since, direction, state, seq, status, expires_at, ended_at, outcome"
    " from interactions where id = ?"
)
JOURNAL: Final = (
    "select interaction, seq, at, event, effects, explanation from journal where interaction = ? order by seq"
)


class Harvest:
    """Reads on from where it stopped the last time."""

    def __init__(self, store: Path, library: Library, account: Account, seed: int) -> None:
        self._store, self._library, self._account = store, library, account
        self._chance = random.Random(f"{seed}/harvest")
        self._row = self._notice = 0
        self.armed: dict[str, dict[str, int]] = {}
        """Timers that were set and have neither fired nor been cancelled, by interaction."""

    def open(self) -> sqlite3.Connection:
        """The store, to read."""
        return sqlite3.connect(f"file:{self._store}?mode=ro", uri=True)

    def events(self) -> int:
        """How many events the journals have had so far; beside a running host, too."""
        connection = self.open()
        try:
            newest = connection.execute("select max(rowid) from journal").fetchone()[0]
        finally:
            connection.close()
        return int(newest or 0)

    def gather(self) -> None:
        """Everything new."""
        connection = self.open()
        try:
            self._journals(connection)
            self._notices(connection)
        finally:
            connection.close()
        self._account.flush()

    def _journals(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute(
            "select rowid, interaction, seq, at, event, effects from journal where rowid > ? order by rowid",
            (self._row,),
        )
        ended = []
        for self._row, interaction, seq, at, event, effects in rows:
            self._account.counts["events"] += 1
            self._account.add("steps", (interaction, seq, at))
            self._event(connection, interaction, json.loads(event))
            if effects != "[]":
                self._effects(interaction, json.loads(effects), ended)
        for interaction in self._chance.sample(ended, min(REPLAYED_EACH_TIME, len(ended))):
            self._replay(connection, interaction)

    def _event(self, connection: sqlite3.Connection, interaction: str, event: dict[str, Any]) -> None:
        account, kind = self._account, event["$"]
        account.counts[f"event {kind}"] += 1
        match kind:
            case "Began":
                found = connection.execute(
                    "select conversation from interactions where id = ?", (interaction,)
                ).fetchone()
                account.law(found, f"journal of {interaction}, which is not there")
                account.add("began", (interaction, found[0] if found else ""))
                if "first" in event:
                    account.add("heard", (event["first"]["id"], interaction))
            case "Heard":
                account.add("heard", (event["message"]["id"], interaction))
            case "Sent":
                account.add("outcomes", (event["ref"], kind, "", len(event.get("message_ids", ())), interaction))
            case "Unsent":
                account.counts[f"unsent: {event['reason']}"] += 1
                sent = event.get("parts_sent", 0)
                account.add("outcomes", (event["ref"], kind, event["reason"], sent, interaction))
            case "Fired":
                self._fired(interaction, event)
            case "Ended":
                self._over(interaction)

    def _fired(self, interaction: str, event: dict[str, Any]) -> None:
        name = event["timer"]
        deadline = self.armed.get(interaction, {}).pop(name, None)
        self._account.law(deadline is not None, f"timer {name} of {interaction} fired and was not armed")
        self._account.law(deadline is None or deadline <= event["at"], f"timer {name} of {interaction} fired early")

    def _effects(self, interaction: str, effects: list[dict[str, Any]], ended: list[str]) -> None:
        for effect in effects:
            match effect["$"]:
                case "Send":
                    self._account.add("sends", (effect["ref"], interaction))
                case "SetTimer":
                    self.armed.setdefault(interaction, {})[effect["name"]] = effect["deadline"]
                case "CancelTimer":
                    self.armed.get(interaction, {}).pop(effect["name"], None)
                case "End":
                    self._over(interaction)
                    ended.append(interaction)
                case kind:
                    self._account.counts[f"effect {kind}"] += 1

    def _over(self, interaction: str) -> None:
        self.armed.pop(interaction, None)
        self._account.add("ended", (interaction,))

    def _notices(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute(
            "select position, kind, sentence, interaction from notices where position > ? order by position",
            (self._notice,),
        )
        for self._notice, kind, sentence, interaction in rows:
            self._account.counts[f"notice: {kind}"] += 1
            self._account.add("notices", (kind, sentence, interaction))

    def _replay(self, connection: sqlite3.Connection, identity: str) -> None:
        found = Interaction(**_named(connection.execute(INTERACTION, (identity,))))
        journal = [JournalEntry(**_columns(row)) for row in connection.execute(JOURNAL, (identity,))]
        played = replay(found, journal, lambda flow, digest: self._library.program(flow))
        self._account.counts["interactions replayed"] += 1
        self._account.law(played.difference is None, f"{identity} replays otherwise: {played.difference}")


def _named(cursor: sqlite3.Cursor) -> dict[str, Any]:
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def _columns(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(("interaction", "seq", "at", "event", "effects", "explanation"), row, strict=True))
