"""What people may see of a customer, what a customer may have, and what is gone for good."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from channel_adapter.messages import Edited, PersonWrote, StatusChange, Text
from flow_notations.effects import End, Save
from flow_notations.errors import NotHere, StoreUnavailable
from flow_notations.events import Began, Event, Heard
from flow_notations.host.sqlite import SqliteStore
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.world import ANA, HOUR, NUMBER, START, World, play, say

if TYPE_CHECKING:
    from pathlib import Path

    from flow_notations.effects import Effect

DAY = 24 * HOUR
SECRET = "Zaragoza-4711"


def remembering(memory: dict[str, Any], event: Event) -> list[Effect]:
    """Repeats what it hears, keeps it, and ends at *bye*."""
    text = event.first.text if isinstance(event, Began) and event.first else None
    text = event.message.text if isinstance(event, Heard) else text
    if text is None:
        return []
    if text == "bye":
        return [End(outcome="bye")]
    memory["said"] = text
    saves = [Save(scope="contact", name="last", value=text), Save(scope="interaction", name="topic", value=text)]
    return [say(memory, event, f"You said {text}"), *saves]


def test_a_private_answer_is_masked_wherever_people_look() -> None:
    """The session knows it; the journal and the history show that something was said, and when."""

    async def scenario(world: World) -> None:
        plain = world.machine.step

        def step(program: Any, state: Any, event: Event) -> Any:
            taken = plain(program, state, event)
            return SimpleNamespace(**vars(taken), private=isinstance(event, Heard))

        world.machine.step = step  # type: ignore[method-assign]
        world.machine.script = lambda memory, event: []
        await world.says("hi")
        await world.says(SECRET, profile_name="Ana")
        conversation = await world.conversation()
        (interaction,) = await world.host.interactions(conversation)
        journal = await world.host.journal(interaction.id)
        assert SECRET not in "".join([entry.event + entry.explanation for entry in journal])
        first, second = await world.host.history(conversation)
        assert "hi" in first.content
        assert (SECRET in second.content, "•••" in second.content) == (False, True)
        assert world.heard(Heard)[0].message.text == SECRET
        assert SECRET not in await world.host.export(conversation)

    play(remembering, scenario)


NUMBER_WITHIN_IDS = b"MTU1NTAwMDExMTE"


def real_id(more: str) -> str:
    """An id as the channel makes them: the number stands in it, in base64."""
    return "wamid." + base64.b64encode(b"\x1c\x18\x0b15550001111\x15\x02\x00" + more.encode()).decode()


def bytes_of(path: Path) -> bytes:
    return b"".join([each.read_bytes() for each in sorted(path.parent.iterdir())])


def test_no_byte_of_an_erased_customer_is_left_in_the_files(tmp_path: Path) -> None:
    """Before: their words and names are in the file or its log. After: nowhere, and another customer's are still there."""
    path = tmp_path / "s.db"
    names = [SECRET.encode(), b"15550001111", b"wamid.mine", real_id("mine").encode(), NUMBER_WITHIN_IDS]

    async def scenario(world: World) -> None:
        mine = []
        for n in range(40):  # enough to split pages and to move rows between them
            identity = real_id(f"mine{n}") if n % 2 else f"wamid.mine{n}"
            mine.append(await world.says(f"{SECRET} number {n} " + "x" * 300, id=identity))
            await world.says("and I", sender=type(ANA)(phone=f"+1666000{n:04}"))
        changed = Text(body=f"{SECRET} edited")
        edited = Edited(id="e1", number_id=NUMBER, sender=ANA, at=START, original_id="wamid.in1", content=changed)
        foreign = StatusChange(message_id="wamid.else", number_id=NUMBER, status="read", at=START, recipient=ANA)
        nameless = StatusChange(message_id=real_id("mine: out"), number_id=NUMBER, status="read", at=START)
        echo = PersonWrote(id=real_id("mine: echo"), number_id=NUMBER, to=ANA, at=START, content=Text(body="Me"))
        await world.host.accept([edited, foreign, nameless, echo], arrived_at=START)
        await world.host.settle()
        assert all(name in bytes_of(path) for name in names)
        (conversation,) = [c.id for c in await world.host.conversations() if c.customer == ANA]
        await world.host.erase(conversation)
        assert not [name for name in names if name in bytes_of(path)]
        assert b"16660000007" in bytes_of(path)
        assert len(await world.host.conversations()) == 40
        assert await world.host.accept(mine, arrived_at=START) == 0
        assert not [name for name in names if name in bytes_of(path)]

    play(remembering, scenario, store=SqliteStore.open(path))


def test_an_erasing_that_cannot_empty_the_log_says_so(tmp_path: Path) -> None:
    """Somebody reads the file at that moment: the rows are gone, and who erased hears that traces may be left."""
    import sqlite3

    path = tmp_path / "s.db"

    async def scenario(world: World) -> None:
        await world.says("hi")
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("begin")
        reader.execute("select count(*) from history").fetchone()
        world.store._writer._connection.execute("pragma busy_timeout = 1")
        with pytest.raises(StoreUnavailable, match="somebody still reads"):
            await world.host.erase(await world.conversation())
        reader.close()
        assert await world.host.conversations() == ()
        await world.store.scrub()

    play(remembering, scenario, store=SqliteStore.open(path))


def test_a_customer_can_have_all_that_is_kept_of_them() -> None:
    """Names, fields, interactions with their sessions, and every message in order, as JSON."""

    async def scenario(world: World) -> None:
        for text in ("hi", "blue", "bye", "again"):
            await world.says(text)
        record = json.loads(await world.host.export(await world.conversation()))
        assert record["names"] == ["phone:+15550001111"]
        assert record["fields"] == {"last": "again"}
        assert [each["outcome"] for each in record["interactions"]] == ["bye", None]
        assert record["interactions"][0]["fields"] == {"topic": "blue"}
        assert record["interactions"][0]["session"]["memory"]["said"] == "blue"
        said = [each["content"]["body"] for each in record["messages"]]
        assert said == ["hi", "You said hi", "blue", "You said blue", "bye", "again", "You said again"]

    play(remembering, scenario)


@pytest.mark.parametrize(("age", "removed"), [(30 * DAY, 0), (30 * DAY + 1, 1)])
def test_history_is_kept_as_long_as_its_number_says(age: int, removed: int) -> None:
    """Ended interactions go with all that was said in them, past their days; live ones and other numbers' stay."""
    thirty = {NUMBER: Integration(number_id=NUMBER, retention_days=30), "2002": Integration(number_id="2002")}

    async def scenario(world: World) -> None:
        await world.says("hi")
        await world.says("bye")
        await world.says("hi again")
        world.clock.advance_to(START + age)
        assert await world.host.retain() == removed
        conversation = await world.conversation()
        assert len(await world.host.interactions(conversation)) == 2 - removed
        assert len(await world.host.history(conversation)) == 5 - 3 * removed

    play(remembering, scenario, settings={"integrations": thirty})


def test_a_clock_that_reads_1970_for_a_moment_makes_nothing_old() -> None:
    """What ended in that moment began later than it: its days are counted from its beginning."""
    thirty = {NUMBER: Integration(number_id=NUMBER, retention_days=30)}

    async def scenario(world: World) -> None:
        await world.says("hi")
        world.clock._now = 0
        await world.says("bye")
        world.clock._now = START
        assert await world.host.retain() == 0
        assert len(await world.host.history(await world.conversation())) == 3

    play(remembering, scenario, settings={"integrations": thirty})


def test_a_status_before_our_own_answer_finds_its_message_when_the_id_is_known() -> None:
    """It came without our ref, while the send was still on the wire; once the id is known it is where it belongs."""

    async def scenario(world: World) -> None:
        accepted = world.channel.send

        async def send(part: Any, *, window_until: int | None, attempt: int = 0) -> Any:
            for status in ("delivered", "sent"):
                change = StatusChange(message_id="wamid.out1", number_id=NUMBER, status=status, at=START)
                await world.host.accept([change], arrived_at=START)
            return await accepted(part, window_until=window_until, attempt=attempt)

        world.channel.send = send  # type: ignore[method-assign]
        await world.says("hi")
        assert (await world.lines())[-1] == ("out", "delivered")
        assert await world.host.kept() == ()
        assert await world.status("delivered") == 0

    play(remembering, scenario)


def test_a_status_before_a_quote_that_reveals_the_id_finds_its_message() -> None:
    """The answer to our send was lost; the customer's quote tells the id, and the waiting receipt is matched."""
    from channel_adapter.channel import Uncertain

    async def scenario(world: World) -> None:
        world.channel.outcomes.append(Uncertain(sentence="lost"))
        await world.says("hi")
        await world.status("read", message_id="wamid.real")
        world.clock.advance_to(START + 9000)
        await world.says("what?", reply_to="wamid.real")
        lines = {line.message_id: line.status for line in await world.host.history(await world.conversation())}
        assert lines["wamid.real"] == "read"

    play(remembering, scenario)


def test_an_id_that_is_mistyped_forgets_and_shows_nobody() -> None:
    """Neither a customer nor what the house keeps under other names; what is only read is empty."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        conversation = await world.conversation()
        await world.store.transact(lambda tx: tx.conversations.save_field("flows", "shops", '"d1"'))
        for mistyped in ("nope", "", "flows", conversation[:-1]):
            for ask in (world.host.export, world.host.erase):
                with pytest.raises(NotHere, match=f"there is no conversation '{mistyped}'"):
                    await ask(mistyped)
            assert await world.host.history(mistyped) == await world.host.interactions(mistyped) == ()
            assert await world.host.journal(mistyped) == ()
            assert (await world.host.resume(mistyped), await world.host.retry(mistyped)) == (False, False)
        assert await world.host.fields("flows") == {"shops": "d1"}
        assert len(await world.host.history(conversation)) == 2
        await world.host.erase(conversation)
        with pytest.raises(NotHere):
            await world.host.erase(conversation)

    play(remembering, scenario)
