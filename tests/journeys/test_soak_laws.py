"""The laws of the soak of ``flow serve``, each broken once by hand: a soak that finds nothing must be able to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.benchmarks.soaking.account import Account
from tests.benchmarks.soaking.laws import INDEXES, WITHIN, _order, _queries

if TYPE_CHECKING:
    from pathlib import Path

SOUND: dict[str, list[tuple[Any, ...]]] = {
    "wrote": [("m1", "c", 1000)],
    "acknowledged": [("m1", 2000)],
    "heard": [("m1", "i")],
    "began": [("i", "c")],
    "sends": [("i/1/1", "i"), ("i/2/1", "i")],
    "reached": [("i/1/1", "i/1/1", "c", 3000, 0), ("i/2/1", "i/2/1", "c", 4000, 0)],
    "outcomes": [("i/1/1", "Sent", "", 1, "i"), ("i/2/1", "Sent", "", 1, "i")],
    "steps": [("i", 1, 1000), ("i", 2, 2000)],
    "ended": [],
    "notices": [("expired", "The interaction ended.", "i")],
}

BROKEN = [
    ("heard", ("m1", "i"), "message m1 was heard 2 times"),
    ("acknowledged", ("m2", 2000), "message m2, written at 1000 and acknowledged at 2000, was never heard"),
    ("reached", ("i/2/1", "i/2/1", "c", 5000, 0), "i/2/1 was sent 2 times"),
    ("reached", ("i/2/1/2", "i/2/1", "c", 5000, 1), "i/2/1/2 left at 5000, outside the reply window"),
    ("reached", ("i/9/1", "i/9/1", "c", 5000, 0), "i/9/1 to c: nobody asked for it"),
    ("reached", ("i/1/1/2", "i/1/1", "c", 5000, 0), "i/1/1/2 to c overtook another"),
    ("outcomes", ("i/1/1", "Sent", "", 1, "i"), "the flow heard 2 times that i/1/1 was sent"),
    ("outcomes", ("i/1/1", "Unsent", "refused", 0, "i"), "i/1/1 was reported refused after 0 parts, and 1 arrived"),
    ("sends", ("i/3/1", "i"), "i/3/1: what became of it was never told"),
    ("steps", ("i", 4, 3000), "the journal of i has 3 entries from 1 to 4, 3 different"),
    ("steps", ("i", 3, -1), "the journal of i says that entry 3 was at -1, before anybody wrote"),
    ("notices", ("parked", "The flow stopped.", "i"), "people were told about i: The flow stopped."),
]


def judged(folder: Path, *extra: tuple[str, tuple[Any, ...]]) -> list[str]:
    account = Account(folder / "account.db")
    rows = [(table, row) for table, rows in SOUND.items() for row in rows]
    for table, row in (*rows, ("wrote", ("m2", "c", 1000)), *extra):
        account.add(table, row)
    account.flush()
    account.connection.executescript(INDEXES)
    _queries(account, account.connection, WITHIN)
    _order(account)
    account.connection.close()
    return account.wrongs


def test_what_is_sound_breaks_no_law(tmp_path: Path) -> None:
    """A message heard, two sends that went out in order, a journal without gaps; and one message never acknowledged."""
    assert judged(tmp_path) == []


@pytest.mark.parametrize(("table", "row", "sentence"), BROKEN)
def test_each_law_is_seen_broken(tmp_path: Path, table: str, row: tuple[Any, ...], sentence: str) -> None:
    """One row too many, and the law says which."""
    assert sentence in judged(tmp_path, (table, row))


DAY_MS = 24 * 60 * 60 * 1000


@pytest.mark.parametrize(
    ("since", "until", "excused"),
    [(62_000, DAY_MS, True), (62_001, DAY_MS, False), (1999, DAY_MS, False), (3000, DAY_MS - 60_001, False)],
)
def test_a_message_whose_process_died_for_a_day_may_come_too_late(
    tmp_path: Path, since: int, until: int, excused: bool
) -> None:
    """Acknowledged within the minute before, and its day over when the next process came; nothing else excuses it."""
    wrongs = judged(tmp_path, ("acknowledged", ("m2", 2000)), ("down", (since, until)))
    assert (wrongs == []) is excused
