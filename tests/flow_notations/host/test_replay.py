"""A journal replays bit for bit, says where it does not, and becomes a transcript that plays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations import effects, events
from flow_notations.errors import UnreadableState
from flow_notations.events import Message
from flow_notations.host import migration
from flow_notations.host.exporting import as_chat, duration, quoted, shape
from flow_notations.host.replaying import Replayed, replay
from flow_notations.testing.reading import read_transcript
from tests.flow_notations.host.embedded import SHOPS, START, Centre, library_of, run

if TYPE_CHECKING:
    from pathlib import Path

    from flow_notations.host.records import Interaction, JournalEntry


def recorded(*, silent: bool = False) -> tuple[Interaction, tuple[JournalEntry, ...], Any]:
    """One interaction as a store has it, with what finds its program."""
    found: list[Any] = []

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        await centre.passes(90_000)
        await centre.says("station road")
        if silent:
            await centre.passes(20 * 60_000)
        else:
            await centre.says('a "big" cake\nplease 42')
        interaction = await centre.interaction()
        found.extend([interaction, await centre.host.journal(interaction.id), centre.archive.find])

    run(scenario)
    return found[0], found[1], found[2]


def test_a_journal_replays_bit_for_bit() -> None:
    """Every effect, every explanation, and the state at the end."""
    interaction, journal, find = recorded()
    played = replay(interaction, journal, find)

    assert (played.difference, len(played.steps)) == (None, len(journal))
    assert played.steps[-1].effects[-1] == effects.End(outcome="bye")


@pytest.mark.parametrize("what", ["effects", "explanation"])
def test_the_first_difference_is_named(what: str) -> None:
    """The event, what of it, what it was and what it is now."""
    interaction, journal, find = recorded()
    changed = [replace(entry, **{what: "[1]"}) if entry.seq == 2 else entry for entry in journal]
    difference = replay(interaction, changed, find).difference

    assert difference is not None
    assert (difference.seq, difference.what, difference.was) == (2, what, "[1]")


def test_a_state_that_differs_at_the_end_is_named() -> None:
    """What was stored is what the journal leads to."""
    interaction, journal, find = recorded()
    difference = replay(replace(interaction, state="{}"), journal, find).difference

    assert difference is not None
    assert (difference.what, difference.was) == ("state", "{}")


def test_without_its_version_nothing_is_replayed() -> None:
    """And the message says which it is."""
    interaction, journal, _ = recorded()

    with pytest.raises(UnreadableState, match=interaction.digest):
        replay(interaction, journal, lambda flow, digest: None)


@pytest.mark.parametrize("silent", [True, False])
def test_an_interaction_becomes_a_transcript_that_plays(tmp_path: Path, silent: bool) -> None:
    """``flow test`` plays it and finds nothing to say; so does it with a long silence."""
    from flow_notations.__main__ import main

    interaction, journal, find = recorded(silent=silent)
    chat = as_chat(replay(interaction, journal, find).steps, name="as it was", flow="shops")
    (tmp_path / "shops.flow").write_text(SHOPS)
    (tmp_path / "shops.chat").write_text(chat)

    assert "wait 1m 30s" in chat
    assert main(["test", str(tmp_path / "shops.chat")]) == 0, chat


def test_redacted_the_course_is_shown_and_no_word() -> None:
    """Shapes of the customer's words, none of ours; it still reads as a transcript."""
    interaction, journal, find = recorded()
    chat = as_chat(replay(interaction, journal, find).steps, name="x", flow="shops", redact=True)

    assert "cake" not in chat
    assert "Which shop" not in chat
    assert 'user "x \\"xxx\\" xxxx\\nxxxxxx 00"' in chat
    assert read_transcript(chat, path="x.chat")[1] == ()


def step(event: events.Event, *made: effects.Effect, node: str = "ask") -> Replayed:
    """One step by hand."""
    return Replayed(seq=event.seq, event=event, effects=made, node=node, explanation=())


def stamp(seq: int) -> dict[str, Any]:
    """What the host sets on every event, a second apart."""
    return {"id": f"e{seq}", "seq": seq, "at": START + seq * 1000}


def heard(seq: int, **message: Any) -> events.Heard:
    """The customer did something."""
    return events.Heard(**stamp(seq), message=Message(id=f"m{seq}", at=START, **message))


def test_everything_that_can_happen_has_its_line() -> None:
    """Taps, media, services, people, refusals, templates, links, endings."""
    say = effects.Utterance
    began = events.Began(**stamp(1), interaction="i", contact={"first_name": "Ana", "vip": True, "since": (1,)})
    steps = [
        step(began, effects.Send(ref="i/1/1", utterance=say(text="Hi", link=("Go", "https://x.example")))),
        step(heard(2, kind="tap", text="Track", option="track"), effects.Fetch(ref="i/2/1", service="s", method="get", path="/"),
             node="look"),
        step(events.Fetched(**stamp(2), ref="i/2/1", status=200, body={"a": 1})),
        step(events.Fetched(**stamp(2), ref="i/0/9", status=200)),
        step(heard(3, kind="image", text="me"), effects.Send(ref="i/3/1", utterance=say(text="secret"), private=True)),
        step(heard(3, kind="contacts"), effects.Offer(ref="i/4/1", queue="cards"), effects.Withdraw(ref="i/4/1")),
        step(events.Released(**stamp(4), ref="i/4/1", outcome="released", disposition="sold")),
        step(events.Released(**stamp(4), ref="i/4/1", outcome="no_agent")),
        step(heard(5, kind="text", text="go"), effects.Send(ref="i/5/1", utterance=say(text="never went"))),
        step(events.Unsent(**stamp(5), ref="i/5/1", reason="refused", code=131026)),
        step(heard(6, kind="text", text="on"), effects.Send(ref="i/6/1", utterance=say(text="who knows"))),
        step(events.Unsent(**stamp(6), ref="i/6/1", reason="uncertain")),
        step(heard(7, kind="text", text="more"), effects.Send(ref="i/7/1", utterance=say(template=effects.TemplateCall(name="t", language="en"))),
             effects.Send(ref="i/7/2", utterance=say(attachment=effects.Attachment(kind="image", details={"link": "https://x.example"}))),
             effects.Send(ref="i/7/3", utterance=say(text="Pick", menu=effects.Menu(show="buttons", choices=(effects.Choice(id="a", label="A"),))))),
        step(events.Ended(**stamp(8), reason="expired")),
    ]  # fmt: skip
    chat = as_chat(steps, name="all", flow="f")

    assert read_transcript(chat, path="x.chat")[1] == ()
    assert [line.strip() for line in chat.splitlines()][3:] == [
        'contact first_name "Ana"', "contact vip true", "given nobody on duty", 'given http look replies 200 {"a": 1}',
        'bot "Hi" link "Go"', "wait 1s", "user taps track", "wait 1s", 'user sends image "me"', 'bot has ""',
        "user sends contact", "expect handoff queue cards", "wait 1s", 'agent releases disposition "sold"', "wait 1s",
        "given send refused 131026", 'user "go"', "expect refused refused", "wait 1s", "given answer lost", 'user "on"',
        "expect refused uncertain", "wait 1s", 'user "more"', "bot template t", "bot image", 'bot "Pick" choices a',
        "expect end expired",
    ]  # fmt: skip


def test_words_of_the_export() -> None:
    """Durations, quotes and shapes."""
    assert [duration(seconds) for seconds in (1, 61, 90_061)] == ["1s", "1m 1s", "1d 1h 1m 1s"]
    assert (quoted('a"b'), shape("Áb 12!")) == ('"a\\"b"', "xx 00!")
    assert as_chat((), name="none", flow="f").splitlines()[0] == 'test "none"'


PIN = SHOPS.replace("  -> thanks\n", "  -> pin\n", 1).replace(
    "send thanks",
    "collect pin as pin: number\n  | Your PIN?\n  private\n  timeout 15m\n  -> thanks\n\nsend thanks",
)


def with_private_answers(*answers: str, moved: bool = False) -> tuple[Interaction, tuple[JournalEntry, ...], Any]:
    """An interaction in which somebody was asked for something private; ``moved``: to another version after it."""
    found: list[Any] = []

    async def scenario(centre: Centre) -> None:
        await centre.deploy(PIN)
        for text in ("hi", "station road", *answers):
            await centre.says(text)
        if moved:
            new = PIN.replace("Thank you", "Thanks")
            await centre.deploy(new)
            old, other = [migration.edition(library_of(text), "shops") for text in (PIN, new)]
            await migration.apply(centre.store, "shops", old, other, {}, at=centre.clock.now())
        await centre.says("a cake")
        interaction = await centre.interaction()
        found.extend([interaction, await centre.host.journal(interaction.id), centre.archive.find])

    run(scenario)
    return found[0], found[1], found[2]


def test_a_private_answer_ends_what_can_be_replayed() -> None:
    """Up to it bit for bit; it and all after it as they were written, also a second one; nothing is called different."""
    interaction, journal, find = with_private_answers("soon", "4711")
    played = replay(interaction, journal, find)

    assert (played.difference, played.masked) == (None, (5, 7))
    assert [step.seq for step in played.steps if step.replayed] == [1, 2, 3, 4]
    assert [step.seq for step in played.steps] == [entry.seq for entry in journal]
    assert (played.steps[-1].node, played.steps[-1].effects[-1]) == ("again", effects.End(outcome="bye"))
    chat = as_chat(played.steps, name="x", flow="shops")
    assert "soon" not in chat
    assert "4711" not in chat
    assert chat.count('user "•••"  # a private answer, which is kept nowhere') == 2
    assert chat.startswith("# Words are masked")
    assert read_transcript(chat, path="x.chat")[1] == ()


def test_a_migration_leaves_the_whole_session_and_replay_goes_on_from_it() -> None:
    """What was unknown since the private answer is in the journal again, and the end is compared."""
    interaction, journal, find = with_private_answers("4711", moved=True)
    played = replay(interaction, journal, find)

    assert (played.difference, played.masked) == (None, (5,))
    assert [step.seq for step in played.steps if step.replayed][:4] == [1, 2, 3, 4]
    assert played.steps[-1].replayed
    assert replay(replace(interaction, state="{}"), journal, find).difference is not None


def test_the_same_signs_in_a_question_that_is_not_private_are_replayed() -> None:
    """Somebody typed the mask itself."""
    interaction, journal, find = with_private_answers("4711")
    before = [entry for entry in journal if entry.seq < 5]
    typed = [replace(entry, event=entry.event.replace("station road", "•••")) for entry in before]
    difference = replay(interaction, typed, find).difference

    assert difference is not None
    assert difference.seq == 3


def test_a_difference_before_a_private_answer_is_still_found() -> None:
    """The honest part of the replay judges as ever."""
    interaction, journal, find = with_private_answers("4711")
    changed = [replace(entry, effects="[1]") if entry.seq == 3 else entry for entry in journal]
    played = replay(interaction, changed, find)

    assert played.difference is not None
    assert (played.difference.seq, played.masked) == (3, ())


def test_what_was_taken_back_is_masked_in_a_transcript() -> None:
    """And what was changed stands as the flow heard it; both say so."""
    interaction, journal, find = recorded()
    steps = replay(interaction, journal, find).steps
    chat = as_chat(steps, name="x", flow="shops", amended={"in1": "edited", "in3": "revoked", "in2": ""})

    assert 'user "hi"  # changed by the customer since' in chat
    assert 'user "station road"\n' in chat
    assert 'user "x \\"xxx\\" xxxx\\nxxxxxx 00"  # taken back by the customer since, so masked here' in chat
    assert read_transcript(chat, path="x.chat")[1] == ()
