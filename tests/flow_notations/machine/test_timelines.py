"""What has to come of messages, sends and time crossing each other."""

from __future__ import annotations

from flow_notations import events, library
from flow_notations.machine import Phase
from tests.flow_notations.machine.playing import HOUR, MINUTE, SECOND, centre, played

MENU = """
flow menu

anywhere on failed, invalid -> bye
anywhere on window_closed   -> closed
anywhere on timeout         -> nudge

collect first as one: choice
  | First?
  * refund "Refund"
  * track  "Track"
  timeout 10m
  -> second

collect second as two: choice
  | Second?
  * yes "Fine"
  * no  "Not fine"
  timeout 10m
  when one == "refund" and two == "yes" -> bye
  -> people

handoff people
  queue support
  on released -> again
  on ended, no_agent -> bye

send again
  | Here I am again.
  -> bye

collect nudge as three: choice
  | Still there?
  * here "Here"
  * gone "Gone"
  timeout 10m
  on timeout -> bye
  when three == "here" -> first
  -> bye

end closed

end bye
"""


def test_a_burst_before_the_prompt_is_accepted() -> None:
    """ "hi", "refund": the second is early, and wins the choice by an exact match."""
    play = played(MENU).begin(accept=False).hear("refund", accept=False, after=SECOND)

    assert ("refund", "second") == (play.now.names["one"], play.where)


def test_a_tap_on_an_old_menu_is_no_answer() -> None:
    """The open question is repeated, no attempt is spent."""
    play = played(MENU).begin().hear("track")
    play.tap("refund", of=play.sends[0].ref)

    assert ["First?", "Second?", "Second?"] == play.said
    assert (0, "track") == (play.now.memory["tries"], play.now.names["one"])


def test_a_reply_stamped_before_the_timeout_that_arrives_after_it() -> None:
    """Early for the next prompt: it wins there only by an exact match, and costs nothing."""
    for text, where in (("refund", "nudge"), ("here", "first")):
        play = played(MENU).begin().wait(10 * MINUTE, accept=False)
        assert "nudge" == play.where
        written = play.at - 5 * SECOND
        play.accept().hear(text, accept=False, at=written)

        assert where == play.where
        assert where != "nudge" or 0 == play.now.memory["tries"]


def test_people_hold_the_conversation_beyond_the_window() -> None:
    """Every message goes to people; after 30 hours the flow's own send finds the window closed."""
    play = played(MENU).begin().hear("track").hear("not fine")
    assert Phase.HELD is play.now.phase
    assert play.now.held
    play.do(events.Taken, by="Eva")
    play.hear("hello?").wait(30 * HOUR)
    play.do(events.Released, ref=play.asked[0].ref, outcome="released")  # type: ignore[union-attr]
    play.do(events.Unsent, ref=play.unsent[-1], reason="window_closed")

    assert ["First?", "Second?", "Here I am again."] == play.said
    assert "end closed" == play.where


def test_free_copy_after_a_long_wait_is_an_error_before_anything_runs() -> None:
    """``wait 30h``, a template, a question in free words: a template's delivery opens nothing."""
    flow = """
flow late

anywhere on failed, invalid, timeout -> bye

wait long
  for 30h
  -> ask

collect ask: text
  | Are you there?
  -> bye

end bye
"""
    shelf, found = library.Library(centre=centre()), list[library.Diagnostic]()
    library._take(flow, "late.flow", shelf, library.STANDARD, found)
    shelf = library._settle(shelf, library.STANDARD, library.WHATSAPP, found)

    assert any(complaint.code.startswith("W1") for complaint in shelf.diagnostics), shelf.rendered()
    assert not shelf.sound


def test_an_interrupt_of_the_caller_unwinds_the_called_flow() -> None:
    """Deep inside, the outer flow's word counts; what was asked inside is over."""
    outer = 'flow outer\n\nanywhere says "menu" -> menu\nanywhere on failed, window_closed -> bye\n\ncall deep\n  flow middle\n  -> bye\n\nsend menu\n  | The menu.\n  -> bye\n\nend bye\n'
    middle = "flow middle\n\ncall deeper\n  flow inner\n  -> over\n\nend over\n"
    inner = "flow inner\n\ncollect ask: text\n  | Inside?\n  on failed, window_closed, invalid, timeout -> over\n  -> over\n\nend over\n"
    play = played(outer, middle, inner).begin()
    assert 2 == len(play.now.frames)
    play.hear("menu", accept=False)

    assert ((), "menu", ["Inside?", "The menu."]) == (play.now.frames, play.where, play.said)
    assert not [name for name in play.now.timers if name.endswith("timeout")]
