"""Transcripts played: what passes, and where what does not pass went another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stagehand import fails, passes, played

if TYPE_CHECKING:
    from pathlib import Path

GREETED = '  user "hi"\n  bot "Hi there 👋"\n  bot "What is it about?" choices order, talk, price\n'
ASKED = GREETED + '  user taps order\n  bot "Which order?"\n'
HANDED = GREETED + '  user taps talk\n  bot "One moment."\n'


@pytest.mark.parametrize("reopening", [False, True])
def test_a_whole_conversation(tmp_path: Path, reopening: bool) -> None:
    """Words, taps, a service that fails twice, an end; the host is put away between any two lines."""
    passes(
        tmp_path,
        '  contact first_name "Ana"\n'
        '  given http lookup replies timeout, 500, 200 {"status": "late"}\n'
        '  user "hi"\n  bot "Hi Ana 👋"\n  bot has "about" choices order, talk, price\n'
        '  user taps "My order"\n  bot "Which order?"\n  expect at number\n'
        '  user "AB 1"\n  bot "It is late."\n'
        "  expect http lookup attempts 3 calls 1\n"
        '  expect vars topic == "order", order.status == "late"\n  expect end bye\n',
        reopening=reopening,
    )


def test_a_wrong_word_of_the_bot_is_a_difference(tmp_path: Path) -> None:
    """With what it said instead."""
    assert "Hi there" in fails(tmp_path, '  user "hi"\n  bot "Good-bye"\n', "X201")
    assert '"Bye" in it' in fails(tmp_path, '  user "hi"\n  bot has "Bye"\n', "X201")


def test_a_silent_bot_is_a_difference(tmp_path: Path) -> None:
    """A message that never comes."""
    assert "silent" in fails(tmp_path, GREETED + '  bot "More?"\n', "X201")


def test_every_message_is_listed(tmp_path: Path) -> None:
    """At the next act, at ``bot nothing``, and at the end of the test."""
    for ending in ("", "  bot nothing\n", '  user "parcel"\n'):
        sentence = fails(tmp_path, f'  user "hi"\n  bot has "Hi"\n{ending}', "X203")
        assert "What is it about?" in sentence


def test_the_ellipsis_skips_any_number(tmp_path: Path) -> None:
    """Up to the next line that fits, or all of them."""
    passes(tmp_path, '  user "hi"\n  bot …\n  bot has "about"\n  user "parcel"\n  bot ...\n')
    assert "no message of the bot is" in fails(tmp_path, '  user "hi"\n  bot …\n  bot "Bye"\n', "X201")
    assert "silent" in fails(tmp_path, GREETED + '  bot …\n  bot "Bye"\n', "X201")


def test_choices_links_and_kinds_are_compared(tmp_path: Path) -> None:
    """Each has its sentence."""
    start = '  user "hi"\n  bot …\n'
    passes(tmp_path, start + '  user taps price\n  bot text "It is 5 euros." link "Buy"\n')
    passes(tmp_path, start + '  user taps price\n  bot link "Buy"\n')
    assert 'no link "Sell"' in fails(tmp_path, start + '  user taps price\n  bot link "Sell"\n', "X201")
    greeting = '  user "hi"\n  bot has "Hi"\n'
    assert "expected order" in fails(tmp_path, greeting + "  bot choices order\n", "X201")
    assert "choices are none" in fails(tmp_path, '  user "hi"\n  bot choices order\n', "X201")
    assert "of kind text; expected image" in fails(tmp_path, '  user "hi"\n  bot image\n', "X201")
    assert "a message with choices order" in fails(tmp_path, GREETED + "  bot choices order\n", "X201")
    assert "a message of kind image" in fails(tmp_path, GREETED + "  bot image\n", "X201")
    assert "a message of kind any" in fails(tmp_path, GREETED + '  bot link "x"\n', "X201")


def test_only_what_is_shown_can_be_tapped(tmp_path: Path) -> None:
    """The hint lists what the last choice offered."""
    assert "order, talk, price" in fails(tmp_path, GREETED + '  user taps "Refund"\n', "X202")
    assert "no message on the phone has options" in fails(tmp_path, "  user taps order\n", "X202")
    assert "nothing on the phone" in fails(tmp_path, GREETED + '  user quotes "Bye" "yes"\n', "X202")


def test_an_old_menu_can_be_tapped(tmp_path: Path) -> None:
    """``old`` means the oldest message that shows the option."""
    passes(tmp_path, GREETED + '  user "xyz"\n  bot "Please choose." choices order, talk, price\n  user taps order old\n  bot "Which order?"\n')  # fmt: skip


def test_a_quote_of_the_question_is_an_answer(tmp_path: Path) -> None:
    """The newest message with these words."""
    passes(tmp_path, GREETED + '  user quotes "about" "parcel"\n  bot "Which order?"\n')


@pytest.mark.parametrize(
    "medium", ["image", "audio", "voice", "video", "document", "sticker", "location", "contact", "unsupported"]
)
def test_what_else_a_customer_can_send(tmp_path: Path, medium: str) -> None:
    """Where words are wanted it spends an attempt."""
    passes(tmp_path, GREETED + f'  user sends {medium}\n  bot has "choose"\n')
    passes(tmp_path, GREETED + f'  user sends {medium} "look"\n  bot has "choose"\n')


def test_several_texts_at_once(tmp_path: Path) -> None:
    """The second is early: it wins the choice by an exact match."""
    passes(tmp_path, '  user "hi", "parcel"\n  bot …\n  bot "Which order?"\n')


def test_a_message_that_is_days_late(tmp_path: Path) -> None:
    """It opens no window, starts no flow, and people are told."""
    result = played(tmp_path, '  user "hi" late 3d\n  bot "Hi there 👋"\n')
    assert result.difference is not None
    assert any(line.startswith("note ") for line in result.conversation)
    passes(tmp_path, '  user "hi" late 3d\n  bot nothing\n  expect end expired\n')


def test_a_template_can_be_tapped_that_was_sent_before_all_this(tmp_path: Path) -> None:
    """Its payload opens the interaction."""
    flow = "flow shop\n\ncollect ask as code: text\n  try first.payload\n  | Which?\n  on invalid, timeout, failed -> bye\n  -> told\n\nsend told\n  | It is {code}.\n  on failed -> bye\n  -> bye\n\nend bye\n"
    passes(tmp_path, '  user taps "Track" of template sent payload "AB1"\n  bot "It is AB1."\n', flow=flow)
    passes(tmp_path, '  user taps "Track" of template sent\n  bot "It is Track."\n', flow=flow)


def test_templates_are_seen_by_name(tmp_path: Path) -> None:
    """With their values in order; one of another name is a difference."""
    flow = 'flow shop\n\nsend one\n  template still_there with name = "Ana"\n  on failed -> bye\n  -> two\n\nsend two\n  template hello\n  on failed -> bye\n  -> bye\n\nend bye\n'
    passes(tmp_path, '  user "hi"\n  bot template still_there "Ana"\n  bot template hello\n', flow=flow)
    assert "template is still_there; expected hello" in fails(tmp_path, '  user "hi"\n  bot template hello\n', "X201", flow=flow)  # fmt: skip


def test_time_passes(tmp_path: Path) -> None:
    """Timers fire on the way, not before."""
    passes(tmp_path, GREETED + "  wait 59m\n  expect at ask\n  wait 2m\n  bot nothing\n  expect end bye\n")


def test_a_test_can_begin_anywhere(tmp_path: Path) -> None:
    """With a customer's message just received, and variables as the node needs them."""
    chat = '  flow shop at price\n  bot has "5 euros"\n  expect end bye\n'
    passes(tmp_path, chat)
    lookup = (
        '  flow shop at lookup with order_no "AB"\n  given http lookup replies 404\n  bot "There is no such order."\n'
    )
    passes(tmp_path, lookup)
    passes(tmp_path, '  flow shop at to_people\n  given nobody on duty\n  bot "Nobody is there."\n')
    passes(tmp_path, "  flow shop at ask\n  bot choices order, talk, price\n  wait 25h\n  expect end bye\n")


# --- services ---------------------------------------------------------------------------------------------------------


def test_the_last_reply_repeats(tmp_path: Path) -> None:
    """And the call ends when its retries are used up."""
    passes(tmp_path, "  given http lookup replies 500\n" + ASKED + '  user "A"\n  bot nothing\n  expect http lookup attempts 3\n')  # fmt: skip


def test_a_later_line_replaces_the_script(tmp_path: Path) -> None:
    """From where it stands."""
    again = '  given http lookup replies 404\n  user "again"\n  bot …\n  user taps order\n  bot …\n  user "B"\n  bot has "no such"\n  expect http lookup calls 2\n'
    passes(tmp_path, "  given http lookup replies 404\n" + ASKED + '  user "A"\n  bot has "no such"\n' + again)


def test_an_unused_reply_fails_the_test(tmp_path: Path) -> None:
    """It would hide that the flow calls less often than thought."""
    assert "used 1 of its 2" in fails(tmp_path, "  given http lookup replies 404, 500\n" + ASKED + '  user "A"\n  bot …\n', "X205")  # fmt: skip
    assert "used 0 of its 1" in fails(tmp_path, "  given http lookup replies 404\n" + GREETED, "X205")


def test_a_call_without_a_script_fails_the_test(tmp_path: Path) -> None:
    """No test calls a real service."""
    assert "lookup" in fails(tmp_path, ASKED + '  user "A"\n  bot …\n', "X206")


def test_what_was_called_is_compared(tmp_path: Path) -> None:
    """Attempts, calls, keys and bodies, each with what it was."""
    flow = 'flow shop\n\nhttp book as done\n  post orders "/book"\n  body slot = "s1", count = 2\n  once "{interaction.id}"\n  gives id text 9?\n  retry 1 every 1s\n  on failed -> bye\n  -> bye\n\nend bye\n'
    start = '  given http book replies 500, 200 {}\n  user "hi"\n'
    passes(tmp_path, start + '  expect http book attempts 2 calls 1 with one key last body {"slot": "s1", "count": 2}\n', flow=flow)  # fmt: skip
    assert "2 attempts, not 1" in fails(tmp_path, start + "  expect http book attempts 1\n", "X204", flow=flow)
    assert "1 calls, not 3" in fails(tmp_path, start + "  expect http book calls 3\n", "X204", flow=flow)
    assert '"slot":"s1"' in fails(tmp_path, start + '  expect http book last body {"slot": "s2"}\n', "X204", flow=flow)
    assert "called nothing" in fails(tmp_path, GREETED + "  expect http lookup attempts 1\n", "X204")
    keyless = "  given http lookup replies 404\n" + ASKED + '  user "A"\n  bot …\n  expect http lookup with one key\n'
    assert "None" in fails(tmp_path, keyless, "X204")


def test_a_called_flow_need_not_be_played(tmp_path: Path) -> None:
    """The test says how it ends and what it gives."""
    (tmp_path / "who.flow").write_text("flow who\n\nsend hello\n  | Who?\n  on failed -> proven\n  -> proven\n\nend proven\n  give name = \"Eva\"\n")  # fmt: skip
    flow = "flow shop\n\ncall verify as who\n  flow who\n  -> told\n\nsend told\n  | Hello {who.name}.\n  on failed -> bye\n  -> bye\n\nend bye\n"
    passes(tmp_path, '  given call verify ends proven {"name": "Ana"}\n  user "hi"\n  bot "Hello Ana."\n', flow=flow)
    passes(tmp_path, '  user "hi"\n  bot "Who?"\n  bot "Hello Eva."\n', flow=flow)
    silent = flow.replace(" as who", "").replace("{who.name}", "you")
    passes(tmp_path, '  given call verify ends proven\n  user "hi"\n  bot "Hello you."\n', flow=silent)


# --- people -----------------------------------------------------------------------------------------------------------


def test_people_take_over_and_let_go(tmp_path: Path) -> None:
    """What they write is not the bot's; the flow goes on when they release."""
    passes(
        tmp_path,
        HANDED + '  expect handoff queue support note "About talk."\n  agent "Good evening"\n  user "hello?"\n'
        '  bot nothing\n  agent "How can I help?"\n  agent releases disposition "sold"\n  bot "Thank you."\n'
        '  expect vars case.disposition == "sold"\n  expect end bye\n',
    )  # fmt: skip
    passes(tmp_path, HANDED + "  agent ends\n  bot nothing\n  expect end bye\n")


def test_nobody_on_duty(tmp_path: Path) -> None:
    """The offer comes back at once; or nobody accepts in time."""
    passes(tmp_path, "  given nobody on duty\n" + GREETED + '  user taps talk\n  bot "Nobody is there."\n')
    passes(tmp_path, HANDED + '  wait 11m\n  bot "Nobody is there."\n')


def test_an_agent_needs_a_conversation(tmp_path: Path) -> None:
    """Before any handoff, and after it was released, there is none."""
    assert "no conversation waits" in fails(tmp_path, GREETED + '  agent "Hello"\n', "X207")
    fails(tmp_path, HANDED + "  agent releases\n  bot …\n  agent releases\n", "X207")


def test_what_was_offered_is_compared(tmp_path: Path) -> None:
    """Queue and note, each with what it was."""
    passes(tmp_path, HANDED + "  expect handoff\n")
    assert "the queue is 'support'" in fails(tmp_path, HANDED + "  expect handoff queue sales\n", "X204")
    assert "About talk." in fails(tmp_path, HANDED + '  expect handoff note "x"\n', "X204")
    assert "nothing was offered" in fails(tmp_path, GREETED + "  expect handoff\n", "X204")


# --- expectations -----------------------------------------------------------------------------------------------------


def test_expectations_say_what_is_the_case(tmp_path: Path) -> None:
    """End, place, variables, refusals, plans."""
    assert "it goes on" in fails(tmp_path, GREETED + "  expect end bye\n", "X204")
    assert "ended as 'bye'" in fails(tmp_path, GREETED + "  user taps price\n  bot …\n  expect end opted_out\n", "X204")
    assert "at ask, not at number" in fails(tmp_path, GREETED + "  expect at number\n", "X204")
    assert "at the end" in fails(tmp_path, "  expect at ask\n", "X204")
    assert "no session has begun" in fails(tmp_path, "  expect vars topic == 1\n", "X204")
    assert "no variable is set" in fails(tmp_path, GREETED + '  expect vars topic == "order"\n', "X204")
    assert 'topic = "order"' in fails(tmp_path, ASKED + '  expect vars topic == "talk"\n', "X204")
    assert "does not hold" in fails(tmp_path, ASKED + "  expect vars topic.x.y > 3\n", "X204")
    assert "refused: nothing" in fails(tmp_path, GREETED + "  expect refused limit\n", "X204")
    assert "scheduled: nothing" in fails(tmp_path, GREETED + "  expect scheduled shop\n", "X204")


def test_a_flow_planned_for_later(tmp_path: Path) -> None:
    """Is expected by its name."""
    flow = 'flow shop\n\nschedule later\n  flow remind\n  at now() + 2d\n  once "x"\n  on failed -> bye\n  -> bye\n\nend bye\n'
    (tmp_path / "remind.flow").write_text("flow remind\n\nsend hello\n  template hello\n  on failed -> bye\n  -> bye\n\nend bye\n")  # fmt: skip
    passes(tmp_path, '  user "hi"\n  expect scheduled remind\n  expect end bye\n', flow=flow)
