"""Every phase × every event has a treatment, and the pairs that matter do what they promise."""

from __future__ import annotations

import typing
from dataclasses import replace

import pytest

from flow_notations import events, library
from flow_notations.effects import CancelTimer, End, Save, Send, SetTimer
from flow_notations.machine import Phase, Placed, Program, State, decode, encode, step
from flow_notations.machine.table import TABLE
from flow_notations.notations import STANDARD

EVENTS = typing.get_args(events.Event)

FLOW = """
flow small

anywhere says "menu" -> ask
anywhere on failed, invalid, timeout, window_closed -> bye

send hello
  | Hello {contact.first_name ?? "there"}
  -> ask

collect ask as topic: choice
  | What is it?
  * track  "Track"  also "parcel"
  * refund "Refund" -> bye
  retry 1
  timeout 10m
  -> thanks

send thanks
  | So it is *{topic}*.
  -> bye

end bye
"""


@pytest.fixture(scope="module")
def program() -> Program:
    """A flow that sends, asks and ends."""
    return library.read_text(FLOW).program("small")


def message(text: str, *, at: int = 10_000, number: int = 1) -> events.Message:
    """A typed message."""
    return events.Message(id=f"m{number}", at=at, kind="text", text=text)


def event(kind: type, seq: int, **fields: object) -> events.Event:
    """An event stamped as a host would."""
    defaults: dict[str, object] = {"id": f"e{seq}", "seq": seq, "at": 10_000 + seq * 1_000, "window_until": 90_000_000}
    return kind(**(defaults | fields))  # type: ignore[no-any-return]


ANY: dict[type, dict[str, object]] = {
    events.Began: {"interaction": "i1"},
    events.Heard: {"message": message("hello")},
    events.Sent: {"ref": "x/1/1"},
    events.Unsent: {"ref": "x/1/1", "reason": "refused"},
    events.Progressed: {"ref": "x/1/1", "status": "read"},
    events.Fired: {"timer": "99.timeout"},
    events.Fetched: {"ref": "x/1/1", "status": 200},
    events.Released: {"ref": "x/1/1", "outcome": "released"},
    events.Taken: {"by": "agent"},
    events.Closing: {"what": "window", "closes_at": 1},
    events.Ended: {"reason": "expired"},
}


def play(program: Program, *happenings: events.Event) -> tuple[State, list[object]]:
    """Step through events, storing and reading the session back after each; all effects in order."""
    state, effects = None, []
    for happening in happenings:
        taken = step(program, state, happening)
        state = decode(encode(taken.state))
        assert state == taken.state
        effects += taken.effects
    assert state is not None
    return state, effects


def began(**fields: object) -> events.Event:
    """The first event of a session."""
    return event(events.Began, 1, interaction="i1", **fields)


def at_ask(program: Program) -> tuple[State, str]:
    """A session that waits for the customer, and the ref of its question."""
    state, _ = play(program, began(), event(events.Sent, 2, ref="i1/1/1"), event(events.Sent, 3, ref="i1/2/1"))
    return state, "i1/2/1"


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", EVENTS)
def test_the_table_is_total(phase: Phase, kind: type) -> None:
    """No event in any phase is without a treatment."""
    assert callable(TABLE[phase][kind])


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.LISTENING, Phase.HELD, Phase.ENDED])
def test_a_strange_event_never_raises_and_is_explained(program: Program, phase: Phase, kind: type) -> None:
    """Whatever comes whenever: an answer, with a reason, and a session that can be stored."""
    state, _ = at_ask(program)
    odd = replace(state, phase=phase)

    taken = step(program, odd, event(kind, 9, **ANY[kind]))

    assert decode(encode(taken.state)) == taken.state
    assert taken.explanation or taken.effects or taken.state.phase is not odd.phase


def test_a_session_begins_with_the_first_send(program: Program) -> None:
    """The first node speaks, under a ref made of interaction, event and number."""
    state, effects = play(program, began(contact={"first_name": "Ana"}))

    assert [effect.utterance.text for effect in effects if isinstance(effect, Send)] == ["Hello Ana"]
    assert (state.node, state.phase) == ("hello", Phase.WAITING)
    assert effects[0].ref == "i1/1/1"  # type: ignore[attr-defined]


def test_same_events_give_equal_bytes(program: Program) -> None:
    """Nothing but the arguments decides: a journal replays."""
    happenings = (
        began(first=message("hi")),
        event(events.Sent, 2, ref="i1/1/1"),
        event(events.Heard, 3, message=message("parcel", at=20_000)),
    )

    first, second = play(program, *happenings), play(program, *happenings)

    assert encode(first[0]) == encode(second[0])
    assert first[1] == second[1]


def test_an_interrupt_counts_on_the_very_first_message(program: Program) -> None:
    """ "menu" as the opening word skips the greeting."""
    state, effects = play(program, began(first=message("Menu!")))

    assert state.node == "ask"
    assert [effect.utterance.text for effect in effects if isinstance(effect, Send)] == ["What is it?"]


def test_an_opt_out_ends_the_session_and_is_kept(program: Program) -> None:
    """STOP needs no line in the flow."""
    state, ref = at_ask(program)
    taken = step(program, state, event(events.Heard, 4, message=message("STOP", at=20_000)))

    assert Save(scope="contact", name="opted_out", value=True) in taken.effects
    assert End(outcome="opted_out") in taken.effects
    assert taken.state.ended
    assert CancelTimer(name="2.timeout") in taken.effects
    assert ref in dict(taken.state.asks)


def test_a_message_while_nobody_listens_waits_for_the_next_choice(program: Program) -> None:
    """A burst: "hi", then "parcel" before the greeting was accepted; the choice is answered unasked."""
    state, effects = play(
        program,
        began(first=message("hi")),
        event(events.Heard, 2, message=message("parcel", at=10_500, number=2)),
        event(events.Sent, 3, ref="i1/1/1"),
    )

    assert state.names["topic"] == "track"
    assert [effect.utterance.text for effect in effects if isinstance(effect, Send)] == [
        "Hello there",
        "So it is *track*.",
    ]


def test_a_late_timer_of_a_passed_wait_is_ignored(program: Program) -> None:
    """The wait is over; its timer means nothing any more."""
    state, _ = at_ask(program)
    answered = step(program, state, event(events.Heard, 4, message=message("parcel", at=20_000))).state
    late = step(program, answered, event(events.Fired, 5, timer="2.timeout", at=999_999_999))

    assert late.effects == ()
    assert late.state.node == "thanks"


def test_a_timer_that_fires_early_is_armed_again(program: Program) -> None:
    """A host may wake a session too soon; the deadline in the state decides."""
    state, _ = at_ask(program)
    early = step(program, state, event(events.Fired, 4, timer="2.timeout", at=20_000))

    assert early.effects == (SetTimer(name="2.timeout", deadline=state.timers["2.timeout"]),)
    assert early.state.node == "ask"


def test_people_take_over_and_let_go(program: Program) -> None:
    """While people hold the conversation the flow is silent; then the question comes again."""
    state, _ = at_ask(program)
    held = step(program, state, event(events.Taken, 4, by="Eva")).state
    silent = step(program, held, event(events.Heard, 5, message=message("parcel", at=20_000)))
    back = step(program, silent.state, event(events.Released, 6, ref="", outcome="released"))

    assert silent.effects == ()
    assert [effect.utterance.text for effect in back.effects if isinstance(effect, Send)] == ["What is it?"]
    assert back.state.listening


def test_a_loop_without_a_wait_fails_with_its_reason(program: Program) -> None:
    """A runaway flow is a failure with a sentence, never a hang."""
    circle = {
        name: Placed(name=name, notation=STANDARD["choose"], bound=None, routes={"chosen": ((None, to),)})
        for name, to in (("a", "b"), ("b", "a"))
    }
    taken = step(replace(program, nodes=circle, start="a"), None, began())

    assert taken.state.ended
    assert [effect.sentence for effect in taken.effects if isinstance(effect, End)] == [
        "more than 200 nodes without waiting for anything"
    ]
