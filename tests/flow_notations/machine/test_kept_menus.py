"""Menus that stay open, over flows that call each other."""

from __future__ import annotations

import pytest

from tests.flow_notations.machine.playing import Play, bound

OUTER = """
flow outer

anywhere on failed, window_closed, invalid, timeout -> bye

collect menu as topic: choice
  | What?
  * cards  "Cards"
  * people "People" -> people
  {keep}
  -> ask_more

call ask_more as more
  flow inner
  on done -> told

send told
  | Told of {topic}, {more.word}.
  -> again

collect again: text
  | And now?
  -> bye

send people
  | A person comes.
  -> bye

end bye
"""
INNER = """
flow inner

anywhere on failed, window_closed, invalid, timeout -> done

collect menu as which: choice
  | Which?
  * one "One"
  * two "Two"
  keep open
  -> word

collect word as word: text
  | Say a word, {which}.
  -> done

end done
  give word = word ?? "?"
"""


def begun(keep: str = "keep open") -> Play:
    """A session at the question of the called flow, behind both menus."""
    play = Play(bound(OUTER.replace("{keep}", keep), INNER)["outer"]).begin()
    return play.tap("cards").tap("one")


def refs(play: Play) -> tuple[str, str]:
    """Of the outer menu and the inner one."""
    return play.sends[0].ref, play.sends[1].ref


def test_a_menu_of_the_caller_works_in_the_called_flow() -> None:
    """The called flow is left for good, like by an interrupt of the caller."""
    play = begun()
    play.tap("people", of=refs(play)[0])

    assert ["What?", "Which?", "Say a word, one.", "A person comes."] == play.said
    assert "end bye" == play.where


def test_its_variables_are_the_callers() -> None:
    """What the called flow had so far is forgotten; it begins anew."""
    play = begun()
    play.tap("cards", of=refs(play)[0])

    assert ["What?", "Which?", "Say a word, one.", "Which?"] == play.said
    assert "which" not in play.now.names


def test_a_menu_of_the_called_flow_works_within_it() -> None:
    """Of two menus of one name the one that was tapped counts."""
    play = begun()
    play.tap("two", of=refs(play)[1])

    assert ["What?", "Which?", "Say a word, one.", "Say a word, two."] == play.said


def test_a_menu_that_does_not_stay_open_leaves_all_as_it_was() -> None:
    """The open question of the called flow is asked again, and its answer still arrives."""
    play = begun("show buttons")
    play.tap("people", of=refs(play)[0]).hear("blue")

    assert ["What?", "Which?", "Say a word, one.", "Say a word, one.", "Told of cards, blue.", "And now?"] == play.said


@pytest.mark.parametrize("option", ["one", "two"])
def test_the_menu_of_a_flow_that_came_back_is_over(option: str) -> None:
    """The open question is asked again."""
    play = begun()
    inner = refs(play)[1]
    play.hear("blue").tap(option, of=inner)

    assert ["Told of cards, blue.", "And now?", "And now?"] == play.said[-3:]


TWICE = """
flow twice

anywhere on failed, window_closed, invalid, timeout -> bye

call first_time
  flow named
  on done -> second_time

call second_time
  flow named
  on done -> bye

end bye
"""
NAMED = """
flow named

anywhere on failed, window_closed, invalid, timeout -> done

collect name as name: text
  | Your name?
  -> menu

collect menu: choice
  | Which, {name}?
  * one "One" -> greeted
  keep open

send greeted
  | Thanks, {name}.
  -> done

end done
"""


def test_a_menu_of_the_last_time_is_over_when_its_flow_is_called_again() -> None:
    """What that flow learned before its menu it has not learned this time."""
    play = Play(bound(TWICE, NAMED)["twice"]).begin().hear("Ana")
    menu = play.sends[-1].ref
    play.tap("one", of=menu).tap("one", of=menu)

    assert ["Your name?", "Which, Ana?", "Thanks, Ana.", "Your name?", "Your name?"] == play.said
