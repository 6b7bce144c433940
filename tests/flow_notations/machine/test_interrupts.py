"""``anywhere``: what interrupts a flow, when, and where it leads back to."""

from __future__ import annotations

import pytest

from flow_notations import events
from flow_notations.effects import End, Fetch, Save, SetTimer
from tests.flow_notations.machine.playing import DAY, HOUR, MINUTE, Play, played

FLOW = """
flow broken_into

anywhere says "agent", "a person"                   -> to_people
anywhere hears "human being"                        -> to_people
anywhere hears "opening hours"                      -> hours
anywhere offers main "Main menu"                    -> main
anywhere closing 30m                                -> closing
anywhere undelivered                                -> lost
anywhere optout also "basta"
anywhere on failed, window_closed, invalid, timeout -> bye

collect main as topic: choice
  | What?
  * track "Track"
  * pay   "Pay"
  * other "Other"
  * last  "Last"
  retry 2
  timeout 2d
  when topic == "track" -> lookup
  -> age

http lookup
  get shop "/x"
  -> age

collect age: integer 1 to 120
  | How old?
  * before "Back" -> back
  timeout 2d
  -> bye

send hours
  | Nine to five.
  -> return

send to_people
  | A person comes.
  -> bye

send closing
  | I close soon.
  -> age

send lost
  | Something was lost.
  -> return

end bye
"""


def begun(text: str = "hi", **fields: object) -> Play:
    """A session at the menu."""
    return played(FLOW).begin(text, **fields)


@pytest.mark.parametrize("text", ["agent", "Agent!", " A PERSON ", "I want a human being, please"])
def test_words_lead_away_from_a_question(text: str) -> None:
    """The whole message, or words it contains when the question made nothing of it."""
    assert ["What?", "A person comes."] == begun().hear(text).said


@pytest.mark.parametrize("text", ["my agent said so", "human", "beings human"])
def test_words_inside_others_are_no_interrupt(text: str) -> None:
    """``says`` is the whole message; ``hears`` whole words in their order."""
    assert ["What?", "What?"] == begun().hear(text).said


def test_what_the_question_understands_is_not_heard() -> None:
    """``hears`` comes after the question."""
    assert ["What?", "How old?"] == begun().hear("pay").said


@pytest.mark.parametrize("text", ["agent", "is there a human being?"])
def test_interrupts_are_tried_on_the_very_first_message(text: str) -> None:
    """Before the flow greets."""
    assert ["A person comes."] == begun(text).said


def test_interrupts_hold_while_a_service_is_asked() -> None:
    """Not only at a question; the answer that comes then is ignored."""
    play = begun().hear("track").hear("agent", accept=False)
    fetch = play.asked_for(Fetch)[0]
    play.do(events.Fetched, ref=fetch.ref, status=200)

    assert "to_people" == play.where
    assert ["What?", "A person comes."] == play.said


def test_return_asks_again_the_question_that_was_broken_into() -> None:
    """With its attempts anew."""
    assert ["What?", "How old?", "Nine to five.", "How old?"] == begun().hear("pay").hear("your opening hours?").said


def test_a_word_on_the_first_message_returns_to_the_start() -> None:
    """There was no question yet."""
    assert ["Nine to five.", "What?"] == begun("opening hours").said


def test_back_leads_to_the_question_answered_before() -> None:
    """What was answered stays known."""
    play = begun().hear("pay").tap("before")

    assert ["What?", "How old?", "What?"] == play.said
    assert "pay" == play.now.names["topic"]


def test_an_offered_row_is_in_every_list_and_works_everywhere() -> None:
    """Tapped later, or written out, at any wait."""
    play = begun()
    menu = play.sends[0].utterance.menu
    assert menu is not None
    assert ["track", "pay", "other", "last", "main"] == [choice.id for choice in menu.choices]

    assert ["What?", "How old?", "What?"] == play.hear("pay").tap("main", of=play.sends[0].ref).said
    assert ["What?", "How old?", "What?"] == begun().hear("pay").hear("main menu").said


@pytest.mark.parametrize("text", ["STOP", "stop, please", "basta", "Unsubscribe"])
def test_opting_out_needs_no_line(text: str) -> None:
    """Built in, with politeness around it, and extended by the author's words."""
    play = begun().hear(text)

    assert [Save(scope="contact", name="opted_out", value=True)] == play.asked_for(Save)
    assert End(outcome="opted_out") == play.ended


@pytest.mark.parametrize("text", ["the bus stop", "please don't stop now and tell me of the parcel"])
def test_a_stop_inside_a_message_is_an_address(text: str) -> None:
    """The whole message counts."""
    assert "main" == begun().hear(text).where


def test_a_button_of_a_template_can_opt_out() -> None:
    """A tap that is none of ours counts by its words."""
    assert begun().hear("Stop", kind="tap", details={"payload": "p"}).now.ended


def test_a_flow_that_begins_by_itself_respects_an_opt_out() -> None:
    """Nothing is said to who wants nothing; who writes is answered."""
    alone = begun(None, contact={"opted_out": True})  # type: ignore[arg-type]

    assert ([], "end opted_out") == (alone.said, alone.where)
    assert ["What?"] == begun("hi", contact={"opted_out": True}).said


def test_closing_comes_before_the_window_ends_and_moves_with_it() -> None:
    """24 h less a minute after the latest message, less half an hour; each message moves it."""
    play = begun()
    assert {"closing": play.at + DAY - MINUTE - 30 * MINUTE} == {
        name: at for name, at in play.now.timers.items() if name == "closing"
    }
    play.hear("pay", after=5 * HOUR).wait(23 * HOUR)
    assert ["What?", "How old?"] == play.said

    assert ["What?", "How old?", "I close soon.", "How old?"] == play.wait(30 * MINUTE).said
    assert 4 == len(play.wait(10 * HOUR).said)


def test_a_host_may_announce_a_closing_too() -> None:
    """Of the interaction, whose deadline it knows."""
    play = begun()
    play.do(events.Closing, what="interaction", closes_at=play.at + MINUTE)

    assert "I close soon." == play.said[-1]


def test_nothing_closes_while_people_hold_the_conversation() -> None:
    """They see the time that is left."""
    play = begun()
    play.do(events.Taken, by="Eva")
    play.do(events.Closing, what="window", closes_at=play.at + MINUTE)

    assert ["What?"] == play.wait(DAY - 30 * MINUTE).said


def test_a_message_that_was_lost_later_may_lead_somewhere() -> None:
    """A failure of an earlier node never re-enters it."""
    play = begun().hear("pay")
    play.do(events.Unsent, ref=play.sends[0].ref, reason="undelivered", sentence="Gone.")

    assert ["What?", "How old?", "Something was lost.", "How old?"] == play.accept().said


def test_a_flow_without_such_sentences_ignores_them() -> None:
    """Nothing waits for it."""
    play = played(
        "flow f\n\ncollect a: text\n  | ?\n  on failed, window_closed, invalid, timeout -> bye\n  -> bye\n\nend bye\n"
    ).begin()
    before = play.now
    play.do(events.Closing, what="window", closes_at=1)
    play.do(events.Unsent, ref="i1/7/7", reason="refused")

    assert (before, ["?"]) == (play.now, play.said)
    assert not [
        effect
        for taken in play.steps
        for effect in taken.effects
        if isinstance(effect, SetTimer) and "closing" == effect.name
    ]


def test_a_long_message_is_not_even_folded() -> None:
    """120 characters: no interrupt is longer."""
    for padding, where in ((120 - 5, "end bye"), (121 - 5, "main")):
        assert where == begun().hear("agent" + " " * padding).where
