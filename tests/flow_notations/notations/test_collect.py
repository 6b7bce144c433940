"""``collect``: asking, hearing, asking again; early messages, old taps, silence, failures, secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from flow_notations import events, library
from flow_notations.machine import Phase
from tests.flow_notations.machine.playing import HOUR, MINUTE, SECOND, Play, played

if TYPE_CHECKING:
    from flow_notations.effects import Utterance

FLOW = """
flow asking

anywhere on failed        -> end_failed
anywhere on window_closed -> end_closed
anywhere on invalid       -> end_invalid
anywhere on timeout       -> end_timeout

{before}collect ask as got: {kind}
{body}
  -> done

send done
  | Thanks.
  on failed, window_closed -> bye
  -> bye

{after}end end_failed

end end_closed

end end_invalid

end end_timeout

end bye
"""
GREETING = "send hello\n  | Hello.\n  -> ask\n\n"


def asking(kind: str, body: str, *, before: str = "", after: str = "", accept: bool = True, **fields: Any) -> Play:
    """A session at its question. What it gets is not used: warnings are not looked at."""
    lines = "\n".join(f"  {line}" for line in body.split("\n"))
    flow = FLOW.replace("{kind}", kind).replace("{body}", lines).replace("{before}", before).replace("{after}", after)
    return played(flow).begin(accept=accept, **fields)


CHOICE = '| What?\n* track "Track it" also "parcel"\n* refund "Get money" hears "money"'


ANSWERS: list[tuple[str, str, str, Any]] = [
    ("text", "| ?", " hello there ", "hello there"),
    ("choice", CHOICE, "Track it", "track"),
    ("choice", CHOICE, "PARCEL!", "track"),
    ("choice", CHOICE, "2", "refund"),
    ("choice", CHOICE, "the second", "refund"),
    ("choice", CHOICE, "I want my money", "refund"),
    ("yes_no", "| ?", "yeah", True),
    ("yes_no", "| ?", "👎", False),
    ("number", "| ?", "about 2.5", None),
    ("integer 1 to 5", "| ?", "4", 4),
    ("date", "| ?", "2026-03-04", None),
    ("time", "| ?", "09:30", None),
    ("phone", "| ?", "+34 600 111 222", None),
    ("email", "| ?", "ana@example.com", "ana@example.com"),
    ("text", '| ?\n* skip "Skip" = "none"', "skip", "none"),
    ("integer 1 to 5", '| ?\n* top "The best" = 5', "the best", 5),
    ("text", "| ?\nclean upper(got)", "ab", "AB"),
]


@pytest.mark.parametrize(("kind", "body", "text", "got"), ANSWERS)
def test_an_answer_is_understood(kind: str, body: str, text: str, got: Any) -> None:
    """By option, by words, by the kind's own reading; then tidied."""
    play = asking(kind, body).hear(text)

    assert "end bye" == play.where
    assert got is None or got == play.now.names["got"]


def test_an_id_is_for_taps_alone() -> None:
    """A typed id is no label; beside a text it is just text."""
    assert "ask" == asking("choice", CHOICE).hear("refund it is").where
    assert "refund" == asking("text", '| ?\n* refund "Money" = "m"').hear("refund").now.names["got"]


def test_a_tap_gives_the_options_value_or_takes_its_own_arrow() -> None:
    """With an arrow the check is not asked."""
    body = '| ?\n* skip "Skip" -> done\n* top "Top" = 5\ncheck got > 3\n  | More, please.'

    assert "got" not in asking("integer 1 to 5", body).tap("skip").now.names
    assert 5 == asking("integer 1 to 5", body).tap("top").now.names["got"]


def test_attempts_are_counted_and_worded() -> None:
    """``retry 1`` twice: asked three times, each re-ask in its own words, with the options again."""
    body = CHOICE + "\nretry 1\n  | Tap one.\nretry 1\n  | Please, tap one."
    play = asking("choice", body).hear("banana").hear("apple").hear("pear")

    assert ["What?", "Tap one.", "Please, tap one."] == play.said
    assert all(send.utterance.menu is not None for send in play.sends)
    assert "end end_invalid" == play.where


def test_a_checks_copy_replaces_the_reask() -> None:
    """And without any words the question comes again."""
    body = '| Code?\ncheck got matches "^[A-Z]+$"\n  | Capitals.\nretry 2'
    play = asking("text", body).hear("ab")

    assert ["Code?", "Capitals."] == play.said
    assert ["?", "?"] == asking("integer 1 to 5", "| ?").hear("x").said


def test_two_options_that_fit_equally_are_no_answer() -> None:
    """Never a guess."""
    play = asking("choice", '| ?\n* a "One" hears "car"\n* b "Two" hears "bus"').hear("car or bus")

    assert "ask" == play.where
    assert "it fits a and b" in [note["why"] for taken in play.steps for note in taken.explanation]


@pytest.mark.parametrize(
    ("text", "node"), [("Track it", "end bye"), ("2", "ask"), ("I want money", "ask"), ("banana", "ask")]
)
def test_an_early_message_wins_a_choice_only_by_an_exact_match(text: str, node: str) -> None:
    """Written before the channel took the question; no attempt is spent."""
    play = asking("choice", CHOICE, accept=False).hear(text, accept=False)

    assert node == (play.accept().where if node != "ask" else play.where)
    assert node != "ask" or ["What?"] == play.said


def test_an_early_message_never_fills_a_text() -> None:
    """The customer had not seen the question."""
    play = asking("text", "| Story?", accept=False).hear("hello?", accept=False).accept()

    assert ("ask", ["Story?"]) == (play.where, play.said)


def test_the_last_of_a_burst_wins_a_choice_unasked() -> None:
    """Messages that came while nobody listened are tried, the newest first; then they are forgotten."""
    play = (
        asking("choice", CHOICE, before=GREETING, accept=False)
        .hear("track it", accept=False)
        .hear("get money", accept=False)
    )

    assert (["Hello.", "Thanks."], "refund") == (play.accept().said, play.now.names["got"])


def test_a_message_for_one_question_is_not_tried_at_the_next() -> None:
    """What did not win is left behind with the question it was written before."""
    after = '* next "Next"'
    flow = f"""
flow two
anywhere on failed, window_closed, invalid, timeout -> bye

send hello
  | Hello.
  -> first

collect first as a: text
  | First?
  -> second

collect second as b: choice
  | Second?
  {after}
  * other "Other"
  when a == b -> bye
  -> bye

end bye
"""
    play = played(flow).begin(accept=False).hear("next", accept=False).accept().hear("x")

    assert "second" == play.where


def test_a_burst_of_wrong_answers_costs_one_attempt() -> None:
    """The second was written before the customer saw that the question was asked again."""
    play = asking("choice", CHOICE + "\nretry 1").hear("banana", accept=False).hear("apple", accept=False, after=SECOND)

    assert ("ask", 2) == (play.where, len(play.said))
    assert "end end_invalid" == play.accept().hear("pear").where


def test_a_right_answer_before_the_reask_was_seen_counts() -> None:
    """The customer has seen the question."""
    assert (
        "track" == asking("choice", CHOICE).hear("banana", accept=False).hear("track it", accept=False).now.names["got"]
    )


TWO = """collect other as x: choice
  | Other?
  * one "One"
  * two "Two"
  when x == "two" -> bye
  -> ask

"""


def test_a_tap_on_another_question_repeats_the_open_one_once_a_minute() -> None:
    """No attempt is spent, and never silence the first time."""
    play = asking("choice", CHOICE, before=TWO)
    old = play.sends[-1].ref
    play.tap("one").tap("two", of=old).tap("two", of=old)

    assert ["Other?", "What?", "What?"] == play.said
    assert ["Other?", "What?", "What?", "What?"] == play.wait(MINUTE).tap("two", of=old).said
    assert "track" == play.hear("track it").now.names["got"]


def test_a_quote_of_a_plain_send_is_an_ordinary_answer() -> None:
    """Of a question's re-ask too; of another question it is not."""
    play = asking("text", "| ?", before=GREETING)

    assert "blue" == play.hear("blue", of=play.sends[0].ref).now.names["got"]


def test_a_menu_kept_open_works_at_later_questions() -> None:
    """A tap on it leaves the open question by the old one's arrow."""
    play = asking("text", "| Story?", before=TWO.replace("  when x", "  keep open\n  when x"))
    old = play.sends[-1].ref
    play.tap("one").tap("two", of=old)

    assert ("end bye", "two") == (play.where, play.now.names["x"])


@pytest.mark.parametrize("kind", ["image", "audio", "sticker", "contacts", "unsupported"])
def test_a_kind_that_cannot_be_the_answer_spends_an_attempt(kind: str) -> None:
    """A caption is no answer where words are wanted."""
    play = asking("text", "| ?\nunsupported\n  | Type it, please.\nretry 1").hear("caption", kind=kind)

    assert ["?", "Type it, please."] == play.said
    assert "end end_invalid" == play.hear(kind=kind).where


def test_unsupported_may_lead_somewhere() -> None:
    """Then no attempt is spent."""
    assert "end end_failed" == asking("text", "| ?\non unsupported -> end_failed").hear(kind="image").where


@pytest.mark.parametrize(
    ("kind", "message", "got"),
    [
        ("media", {"kind": "image", "details": {"id": "m1"}}, {"kind": "image", "id": "m1", "caption": None}),
        ("location", {"kind": "location", "details": {"latitude": 1, "longitude": 2}}, {"latitude": 1, "longitude": 2}),
        ("any", {"kind": "sticker"}, {"kind": "sticker", "text": None}),
    ],
)
def test_other_kinds_give_records(kind: str, message: dict[str, Any], got: dict[str, Any]) -> None:
    """Media, places, anything."""
    found: Any = asking(kind, "| ?").hear(**message).now.names["got"]

    assert got.items() <= found.items()


def test_a_reaction_is_no_answer() -> None:
    """And costs nothing."""
    assert ("ask", 1) == ((play := asking("text", "| ?").hear("👍", kind="reaction")).where, len(play.said))


@pytest.mark.parametrize(("timeout", "lasts"), [("", 23 * HOUR), ("\ntimeout 10m", 10 * MINUTE)])
def test_silence_is_an_outcome(timeout: str, lasts: int) -> None:
    """23 hours when nothing is said: its nudge can still leave."""
    assert "ask" == asking("text", "| ?" + timeout).wait(lasts - 1).where
    assert "end end_timeout" == asking("text", "| ?" + timeout).wait(lasts).where


def test_the_timeout_counts_from_the_latest_ask() -> None:
    """A wrong answer begins it anew."""
    play = asking("integer 1 to 5", "| ?\ntimeout 10m\nretry 2").hear("x", after=9 * MINUTE)

    assert "ask" == play.wait(9 * MINUTE).where
    assert "end end_timeout" == play.wait(MINUTE).where


def test_reminders_are_said_and_spend_nothing() -> None:
    """After a silence, and before the window closes; the answer is taken all the same."""
    play = asking(
        "text", "| ?\ntimeout 2d\nremind 10m\n  | Still there?\nremind 1h before window closes\n  | One hour left."
    )
    play.wait(10 * MINUTE)
    assert ["?", "Still there?"] == play.said
    play.wait(22 * HOUR + 49 * MINUTE)

    assert ["?", "Still there?", "One hour left."] == play.said
    assert "end bye" == play.hear("x").where


def test_a_reminder_before_the_window_closes_moves_with_it() -> None:
    """A wrong answer opened the window anew."""
    play = asking("integer 1 to 5", "| ?\ntimeout 2d\nremind 1h before window closes\n  | One hour left.").hear(
        "x", after=5 * HOUR
    )

    assert 2 == len(play.wait(22 * HOUR).said)
    assert "One hour left." == play.wait(HOUR).said[-1]


@pytest.mark.parametrize(
    ("reason", "end"), [("refused", "end_failed"), ("window_closed", "end_closed"), ("undelivered", "end_failed")]
)
def test_an_ask_that_did_not_go_out_completes_the_question(reason: str, end: str) -> None:
    """Also when that is reported late, after it was accepted."""
    for accept in (True, False):
        play = asking("text", "| ?", accept=accept)
        play.do(events.Unsent, ref=play.sends[-1].ref, reason=reason)

        assert f"end {end}" == play.where


def test_a_failure_after_the_node_was_left_never_re_enters_it() -> None:
    """It is ignored here; people see it."""
    play = asking("text", "| ?", before="", after="").hear("x", accept=False)
    play.do(events.Unsent, ref=play.sends[0].ref, reason="undelivered")

    assert "done" == play.where


@pytest.mark.parametrize(("text", "visit"), [("AB", "end bye"), ("ab", "ask")])
def test_try_takes_what_is_known_already(text: str, visit: str) -> None:
    """What fits is answered unasked; else the question is put."""
    play = asking("text", '| ?\ntry first.text\ncheck got matches "^[A-Z]+$"', text=text)

    assert visit == play.where
    assert (["Thanks."] if visit != "ask" else ["?"]) == play.said


@pytest.mark.parametrize("text", ["track", "Track it"])
def test_try_may_name_an_option_by_id_or_label(text: str) -> None:
    """A payload is no typed word."""
    assert "track" == asking("choice", f"{CHOICE}\ntry first.text", text=text).now.names["got"]


GATHER = '| Tell us.\ngather 2 to 3 quiet 20s until "done"'


def test_gathered_texts_are_one_answer() -> None:
    """At the most messages, in a quiet moment, or at the word."""
    three = asking("text", GATHER).hear("a").hear("b").hear("c")
    quiet = asking("text", GATHER).hear("a").hear("b").wait(20 * SECOND)
    word = asking("text", GATHER).hear("a").hear("b").hear("Done!")

    assert ["a\nb\nc", "a\nb", "a\nb"] == [play.now.names["got"] for play in (three, quiet, word)]


def test_too_few_messages_are_no_answer() -> None:
    """A quiet moment goes on waiting; the word costs an attempt and what was said stays."""
    assert "ask" == asking("text", GATHER).hear("a").wait(20 * SECOND).where
    play = asking("text", GATHER + "\nretry 1").hear("a").hear("done").hear("b").hear("done")

    assert "a\nb" == play.now.names["got"]


def test_silence_with_enough_messages_is_an_answer() -> None:
    """Without it it is a timeout."""
    body = '| ?\ngather 1 to 3 until "done"\ntimeout 1h'

    assert "a" == asking("text", body).hear("a").wait(HOUR).now.names["got"]
    assert "end end_timeout" == asking("text", body).wait(HOUR).where


def test_gathered_media_are_a_list() -> None:
    """Each as it came; what is none of it is unsupported."""
    play = (
        asking("media", "| ?\ngather 1 to 2")
        .hear(kind="image", details={"id": "1"})
        .hear(kind="video", details={"id": "2"})
    )
    got: Any = play.now.names["got"]

    assert ["image", "video"] == [each["kind"] for each in got]


def test_a_private_answer_is_masked() -> None:
    """The host learns that the message is private, and no reason repeats it."""
    play = asking("text", '| Document?\nprivate\ncheck got matches "^[A-Z]+$"').hear("secret-1").hear("SECRET")

    assert [False, False, True, False, True, False] == [taken.private for taken in play.steps]
    assert not [note for taken in play.steps for note in taken.explanation if "secret" in str(note["why"]).lower()]


ROWS = '* each s in split("{items}", ",") by s "{s}"'


def test_options_from_data_come_out_empty() -> None:
    """``none``, also when a written option stands beside them."""
    assert (
        "end end_failed"
        == asking(
            "choice", "| ?\n" + ROWS.replace("{items}", "") + '\n* shop "Shop" -> done\non none -> end_failed'
        ).where
    )


def test_an_option_from_data_gives_its_item_and_survives_a_restart() -> None:
    """What was offered is in the session; a second option with one id is left out."""
    play = asking("choice", "| ?\n" + ROWS.replace("{items}", "a,b,a") + "\non none -> end_failed")
    menu: Any = play.sends[-1].utterance.menu

    assert ["a", "b"] == [choice.id for choice in menu.choices]
    assert "b" == play.hear("the second").now.names["got"]


def shown(count: int, show: str = "", offers: str = "") -> Utterance:
    """What a question with so many options looks like."""
    items = ",".join(f"n{number}" for number in range(count))
    body = "| ?\n" + ROWS.replace("{items}", items) + f"{show}\non none -> end_failed"
    return asking("choice", body, before=offers).sends[-1].utterance


@pytest.mark.parametrize(
    ("count", "show", "form", "rows"),
    [
        (3, "", "buttons", 3), (4, "", "list", 4), (10, "", "list", 10), (11, "", "numbers", 11), (3, "\nshow list", "list", 3),
        (2, "\nshow numbers", "numbers", 2), (10, "\nshow pages", "list", 10), (11, "\nshow pages", "list", 10),
        (4, "\nshow buttons", "list", 4),
    ],
)  # fmt: skip
def test_how_options_show_follows_the_channels_limits(count: int, show: str, form: str, rows: int) -> None:
    """As the author says where it fits, else the first form that carries them."""
    menu: Any = shown(count, show).menu

    assert (form, rows) == (menu.show, len(menu.choices))


def test_options_are_leafed_through() -> None:
    """Pages of a list with a row that turns them; every option can be typed from any page."""
    items = ",".join(f"n{number}" for number in range(20))
    play = asking("choice", "| ?\n" + ROWS.replace("{items}", items) + "\nshow pages\non none -> end_failed")
    play.tap("+more").hear("more options").tap("+more")
    pages = [[choice.id for choice in send.utterance.menu.choices] for send in play.sends if send.utterance.menu]

    assert [f"n{number}" for number in range(9)] + ["+more"] == pages[0] == pages[3]
    assert ["n18", "n19", "+more"] == pages[2]
    assert "n15" == play.hear("n15").now.names["got"]


def test_a_collect_may_listen_without_asking() -> None:
    """Nothing is said; the next message is the answer."""
    play = asking("text", "timeout 1h")

    assert ([], Phase.LISTENING) == (play.said, play.now.phase)
    assert "x" == play.hear("x").now.names["got"]


BROKEN = {
    ("choice", "| ?"): "F202", ("text", "| ?\nretry 11"): "F204", ("choice", f'{CHOICE}\nshow list "{{first.kind}}"'): "F205",
    ("choice", '| ?\n* a "A" section "S"\n* b "B"'): "F213", ("date", "| ?\ngather 1 to 2"): "F214", ("text", "| ?\ngather 0 to 2"): "F215",
    ("text", "| ?\ngather 1 to 31"): "F215", ("text", "| ?\ngather 3 to 2"): "F215", ("choice", f"{CHOICE}\nkeep shut"): "F216",
    ("choice", '| ?\n* a "A" = 1\nkeep open'): "F217",
}  # fmt: skip
FINE = [
    ("text", "| ?\nretry 10"),
    ("text", "| ?\ngather 1 to 30"),
    ("choice", f"{CHOICE}\nkeep open"),
    ("choice", '| ?\n* a "A" section "S"'),
]


def found(kind: str, body: str) -> set[str]:
    """The codes complained of."""
    lines = "\n".join(f"  {line}" for line in body.split("\n"))
    flow = FLOW.replace("{kind}", kind).replace("{body}", lines).replace("{before}", "").replace("{after}", "")
    return {each.code for each in library.read_text(flow).diagnostics}


@pytest.mark.parametrize(("written", "code"), BROKEN.items())
def test_a_question_that_cannot_be_is_complained_of(written: tuple[str, str], code: str) -> None:
    """Each with its code."""
    assert code in found(*written)


@pytest.mark.parametrize("written", FINE)
def test_a_question_at_the_edge_is_fine(written: tuple[str, str]) -> None:
    """Nothing of its own is complained of."""
    assert not found(*written) & set(BROKEN.values())
