"""``handoff``: people have the conversation; the flow is silent until they are done."""

from __future__ import annotations

import pytest

from flow_notations import events
from flow_notations.effects import Fetch, Offer, Withdraw
from flow_notations.machine import Phase
from tests.flow_notations.machine.playing import HOUR, MINUTE, SECOND, Play, played

FLOW = """
flow handing

anywhere says "menu"                                -> bye
anywhere on failed, window_closed, invalid, timeout -> bye

collect ask as topic: text
  | What is it?
  -> to_people

handoff to_people as case
  queue support
  note
    | Topic: {topic}
  | A colleague comes.
  timeout 10m
  on released, ended -> after
  on no_agent        -> nobody

choose after
  when case.disposition == "sale" -> sold
  else                            -> over

send sold
  | Thank you, says {case.agent ?? "nobody"}.
  -> bye

send over
  | Over.
  -> bye

send nobody
  | Nobody.
  -> bye

end bye
"""


def offered() -> Play:
    """A session whose conversation has just been offered."""
    return played(FLOW).begin().hear("money")


def test_the_conversation_is_offered_with_a_note() -> None:
    """The note is for people alone; automation is silent."""
    play = offered()

    assert [Offer(ref="i1/3/1", queue="support", note="Topic: money", deadline=play.at + 10 * MINUTE)] == play.asked
    assert (["What is it?"], Phase.HELD) == (play.said, play.now.phase)


def test_the_copy_goes_out_when_the_queue_has_taken_it() -> None:
    """Nobody turned it down for a second."""
    assert ["What is it?"] == offered().wait(SECOND - 1).said
    assert ["What is it?", "A colleague comes."] == offered().wait(SECOND).said


def test_the_copy_goes_out_at_once_when_somebody_accepts_and_only_once() -> None:
    """Acceptance is the queue's word too."""
    play = offered()
    play.do(events.Taken, by="Eva")
    play.accept().wait(HOUR)

    assert ["What is it?", "A colleague comes."] == play.said
    assert Phase.HELD is play.now.phase


def test_a_queue_that_says_nobody_at_once_spares_the_promise() -> None:
    """The customer is not told that somebody comes."""
    assert ["What is it?", "Nobody."] == offered().released("no_agent").said


@pytest.mark.parametrize(("accepted", "said"), [(False, "Nobody."), (True, "A colleague comes.")])
def test_nobody_in_time_withdraws_the_offer(accepted: bool, said: str) -> None:
    """After the timeout the offer is taken back, unless somebody has it."""
    play = offered()
    if accepted:
        play.do(events.Taken, by="Eva")
        play.accept()
    play.wait(10 * MINUTE)

    assert said == play.said[-1]
    assert ([] if accepted else [Withdraw(ref="i1/3/1")]) == play.asked_for(Withdraw)


def test_messages_go_to_people_and_nothing_interrupts() -> None:
    """Not even the flow's own words."""
    play = offered().wait(SECOND).hear("menu").hear("hello?")

    assert ("to_people", 2) == (play.where, len(play.said))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"disposition": "sale", "agent": "Eva"}, "Thank you, says Eva."),
        ({"disposition": "sale"}, "Thank you, says nobody."),
        ({}, "Over."),
    ],
)
def test_release_gives_disposition_and_agent(fields: dict[str, str], said: str) -> None:
    """``as case`` has what people said of it."""
    assert said == offered().wait(SECOND).released(**fields).said[-1]


def test_the_agent_is_who_accepted_when_release_does_not_say() -> None:
    """Somebody took it; that is who it was."""
    play = offered()
    play.do(events.Taken, by="Eva")

    assert "Thank you, says Eva." == play.accept().released(disposition="sale").said[-1]


def test_the_release_of_another_offer_is_ignored() -> None:
    """Only this one counts."""
    play = offered()
    taken = play.do(events.Released, ref="i1/9/9", outcome="released")

    assert ((), "to_people") == (taken.effects, play.where)


def test_a_failed_promise_changes_nothing() -> None:
    """People have the conversation whether the copy went out or not."""
    play = offered().wait(SECOND, accept=False)
    play.do(events.Unsent, ref=play.unsent.pop(), reason="window_closed")

    assert ("to_people", Phase.HELD) == (play.where, play.now.phase)


CALLING = """
flow calling

anywhere on failed, window_closed -> bye

http lookup
  get shop "/x"
  -> found

send found
  | Found.
  -> bye

end bye
"""


def test_an_answer_of_the_world_waits_until_people_let_go() -> None:
    """A person takes the conversation while a service is asked: nothing is asked twice and nothing is lost."""
    play = played(CALLING).begin()
    play.do(events.Taken, by="Eva")
    play.fetched(200)
    assert ([], Phase.HELD) == (play.said, play.now.phase)

    play.do(events.Released, ref="", outcome="released")

    assert ["Found."] == play.accept().said
    assert 1 == len(play.asked_for(Fetch))


def test_people_taking_a_question_ask_it_again_afterwards() -> None:
    """What the customer wrote meanwhile was for people; a second taker changes nothing."""
    play = played(FLOW).begin()
    play.do(events.Taken, by="Eva")
    play.do(events.Taken, by="Tom")
    play.hear("banana").wait(30 * HOUR)
    play.do(events.Released, ref="", outcome="released")

    assert ["What is it?"] * 2 == play.accept().said
    assert Phase.LISTENING is play.now.phase


def test_a_timer_that_fires_again_meanwhile_is_kept_once() -> None:
    """A host may deliver one twice; there is room for what matters."""
    play = played(CALLING).begin()
    play.do(events.Taken, by="Eva")
    name, play.at = next(iter(play.now.timers.items()))
    for _ in range(3):
        play.do(events.Fired, timer=name)
    assert 1 == len(play.now.held_back)

    play.do(events.Released, ref="", outcome="released")

    assert ("end bye", []) == (play.accept().where, play.said)
