"""``flow replay`` where the journal does not hold everything: it says how far it reaches, and shows what people may see."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from channel_adapter.messages import Address, Edited, Revoked, Text
from flow_notations import SqliteStore
from flow_notations.__main__ import main
from tests.flow_notations.host.embedded import ANA, NUMBER, Centre
from tests.flow_notations.host.test_replay import PIN

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]


def left_behind(path: Path, *answers: str) -> tuple[str, str]:
    """An interaction with private answers, its first message taken back and its second changed; and its conversation."""

    async def live() -> tuple[str, str]:
        centre = Centre()
        await centre.store.close()
        centre.store = SqliteStore.open(path)
        await centre.deploy(PIN)
        for text in ("hello shop", "station road", *answers):
            await centre.says(text)
        whose = {"number_id": NUMBER, "sender": Address(phone=ANA), "at": centre.clock.now()}
        revoked = Revoked(id="r", original_id="in1", **whose)
        edited = Edited(id="e", original_id="in2", content=Text(body="market square"), **whose)
        await centre.host.accept([revoked, edited], arrived_at=centre.clock.now())
        found = await centre.interaction()
        await centre.store.close()
        return found.id, found.conversation

    return asyncio.run(live())


SAME = "4 events, the same bit for bit"
MASKED = "event 5 is a private answer, which the journal masks"
UNPLAYED = "events from there on are shown as they were written, not replayed"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ((), f"{SAME}\n"),
        (("4711",), f"{SAME}; {MASKED}: 3 {UNPLAYED}\n"),
        (("soon", "4711"), f"{SAME}; {MASKED} (so are 7): 5 {UNPLAYED}\n"),
    ],
)
def test_a_replay_says_how_far_it_reaches(
    tmp_path: Path, capsys: Output, answers: tuple[str, ...], sentence: str
) -> None:
    """Nothing differs, so it is well; what could not be judged is named."""
    interaction, _ = left_behind(tmp_path / "s.db", *answers)

    assert main(["replay", str(tmp_path / "s.db"), interaction]) == 0
    assert capsys.readouterr().err == sentence


def test_what_people_see_shows_what_was_taken_back_or_changed(tmp_path: Path, capsys: Output) -> None:
    """The history without the words and with the new ones; the transcript masked, and as the flow heard it."""
    path = str(tmp_path / "s.db")
    interaction, conversation = left_behind(tmp_path / "s.db")

    assert main(["inspect", path, "--conversation", conversation]) == 0
    history = capsys.readouterr().out
    assert "< (taken back by the customer)  [revoked]" in history
    assert "< market square  [edited]" in history
    assert "hello" not in history
    assert main(["replay", path, interaction, "--chat"]) == 0
    chat = capsys.readouterr().out
    assert 'user "xxxxx xxxx"  # taken back by the customer since, so masked here' in chat
    assert 'user "station road"  # changed by the customer since' in chat
