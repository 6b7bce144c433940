"""Corners that no ordinary flow turns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flow_notations import ast
from flow_notations.check import check
from flow_notations.check.meeting import ROUNDS_BEFORE_ANYTHING, Meetings
from flow_notations.check.told import CHAIN_NODES_MAX
from flow_notations.expressions import Env
from flow_notations.expressions.moments import DATE_CHARACTERS_MAX
from flow_notations.notation import Facts
from flow_notations.profile import WHATSAPP
from flow_notations.syntax import from_text
from flow_notations.values import list_of, text_of
from tests.flow_notations.check.reading import examine
from tests.flow_notations.check.rows import TABLE

SEND = "send {0}\n  | Hello.\n  on failed -> bye\n  -> {1}\n\n"


def read(text: str) -> ast.Flow:
    found = from_text(text, path="shop.flow", table=TABLE).value
    assert found is not None
    return found


def test_a_label_compared_by_mistake_is_known() -> None:
    """Who compares with a label is told the id."""
    text = 'flow shop\n\ncollect ask as size: choice\n  | Which?\n  * small "Small one"\n  * large "Large one"\n'
    text += '  on invalid, timeout, failed -> bye\n  when size == "Small one" -> bye\n  -> bye\n\nend bye\n'
    found = examine(text)

    assert ["T205"] == found.codes
    assert 'compare with the id: "small"' in found.text


def test_a_type_that_never_rests_is_given_up() -> None:
    """After many meetings a type that still changes is taken for anything."""
    old, new = Env(names={"x": list_of(text_of(3))}), Env(names={"x": list_of(text_of(5))})

    assert "any" == Meetings().meet(old, new, ROUNDS_BEFORE_ANYTHING + 1).names["x"].name
    assert list_of(text_of(5)) == Meetings().meet(old, new, 1).names["x"]


def test_what_is_ruled_out_on_both_ways_stays_so() -> None:
    """A value that one way rules out may still come by the other."""
    path = ("size",)
    one = Env(ruled_out={path: frozenset({"a", "b"})})
    other = Env(ruled_out={path: frozenset({"b"})})
    meetings = Meetings()

    assert {path: frozenset({"b"})} == meetings.meet(one, other, 1).ruled_out
    assert {} == meetings.meet(one, Env(), 1).ruled_out
    assert meetings.meet(other, one, 1) is other


def test_a_long_path_is_shown_by_its_ends() -> None:
    """The middle of a path over many nodes is left out."""
    count = CHAIN_NODES_MAX + 3
    waits = [f"wait w{number}\n  for 3h\n  -> w{number + 1}\n\n" for number in range(count)]
    found = examine(f"flow shop\n\n{''.join(waits)}{SEND.format(f'w{count}', 'bye')}end bye\n")

    assert ["W101"] == found.codes
    assert "w0 (done, 3h) -> w1 (done, 3h)" in found.text
    assert " -> … -> " in found.text


def test_a_path_that_goes_round_is_shown_once() -> None:
    """The longest way to a node of a loop comes from the loop itself."""
    text = "flow shop\n\ncollect ask: any\n  | Well?\n  timeout 20h\n  on timeout -> again\n  on invalid, failed -> bye\n  -> bye\n\n"
    found = examine(text + SEND.format("again", "ask") + "end bye\n")

    assert ["W101", "W101"] == found.codes
    assert "again (sent) -> ask (timeout, 20h) -> again" in found.text


def test_variables_assigned_with_two_types_are_told_where_they_are_assigned() -> None:
    """The complaint stands at the second assignment."""
    text = "flow shop\n  takes way yes_no\n\nchoose one\n  when way -> two\n  else -> three\n\n"
    text += 'set two\n  other = 1\n  size = 1\n  -> four\n\nset three\n  size = "a"\n  -> four\n\n'
    found = examine(text + SEND.format("four", "bye").replace("Hello.", 'Hello {size} {other ?? "x"}.') + "end bye\n")

    assert "N114" in found.codes
    at = next(each for each in found.diagnostics if each.code == "N114")
    assert (14, 3, 14, 7) == (at.span.line, at.span.column, at.span.end_line, at.span.end_column)


def test_words_that_are_heard_may_repeat_words_that_are_said() -> None:
    """A whole message goes first; the same words inside a longer one lead elsewhere."""
    text = 'flow shop\n\nanywhere hears "help" -> one\nanywhere says "help" -> two\n\n'
    assert [] == examine(text + SEND.format("one", "bye") + SEND.format("two", "bye") + "end bye\n").codes


def test_a_row_added_to_lists_is_an_interrupt() -> None:
    """Its label is said like any other word."""
    text = 'flow shop\n\nanywhere offers main "Main menu" -> one\nanywhere says "main menu" -> two\n\n'
    found = examine(text + SEND.format("one", "bye") + SEND.format("two", "bye") + "end bye\n")
    assert ["N122"] == found.codes


def test_a_sentence_without_a_target_defaults_nothing() -> None:
    """Half a sentence is no exit."""
    flow = read(
        f"flow shop\n\nanywhere on failed -> bye\n\n{SEND.format('one', 'bye').replace('  on failed -> bye', '')}end bye\n"
    )
    cut = tuple(replace(each, target=None) if isinstance(each, ast.Anywhere) else each for each in flow.sentences)

    assert () == check(flow, table=TABLE).diagnostics
    assert ["P105"] == [each.code for each in check(replace(flow, sentences=cut), table=TABLE).diagnostics]


def test_flows_called_by_several_are_walked_once() -> None:
    """Two ways to one flow are no recursion."""
    call = "flow {0}\n\ncall first\n  flow {1}\n  -> second\n\ncall second\n  flow {2}\n  -> bye\n\nend bye\n"
    texts = [
        call.format("top", "left", "right"),
        call.format("left", "low", "low"),
        call.format("right", "low", "left"),
    ]
    flows = {flow.name.text: flow for flow in map(read, [*texts, "flow low\n\nend bye\n"])}

    assert () == check(flows["top"], table=TABLE, flows=flows).diagnostics


def test_a_notation_may_ask_for_the_channels_numbers() -> None:
    """What a node can do may hang on the channel."""
    asked = []

    def facts(node: ast.Node, context: object) -> Facts:
        asked.append(context.profile)  # type: ignore[attr-defined]
        return Facts(leaving={}, ends=True)

    check(read("flow shop\n\nend bye\n"), table={**TABLE, "end": replace(TABLE["end"], facts=facts)})
    assert [WHATSAPP] == asked


@pytest.mark.parametrize("style", ["", "short", "long", "relative"])
def test_a_date_is_as_long_as_its_style(style: str) -> None:
    """A label with a short date fits a row that a long one does not."""
    most = DATE_CHARACTERS_MAX[style or "short"]
    style = f", '{style}'" if style else ""
    text = "flow shop\n  takes days list of date\n\ncollect ask as day: choice\n  | Which day?\n"
    text += f'  * each d in days by text(d) "{{date(d{style})}}{{0}}"\n  show list\n'
    text += "  on none, invalid, timeout, failed -> bye\n  -> say\n\n" + SEND.format("say", "bye").replace(
        "Hello.", "{day}!"
    )
    room = WHATSAPP.row_label_units_max - most
    for more, over in ((room, False), (room + 1, True)) if room > 0 else ((0, True),):
        found = examine(text.replace("{0}", "x" * more) + "end bye\n")
        assert ["B101"] * over == [code for code in found.codes if code == "B101"]


def test_the_title_of_a_section_fits_its_place() -> None:
    """Rows may stand in sections, whose titles have a limit of their own."""
    limit = WHATSAPP.section_title_units_max
    text = 'flow shop\n\ncollect ask: choice\n  | Which?\n  * a "A" section "{0}" -> bye\n  * b "B" section "{0}" -> one\n  show list\n'
    text += "  on invalid, timeout, failed -> bye\n\n" + SEND.format("one", "bye") + "end bye\n"
    for length in (limit - 1, limit, limit + 1):
        assert ["B101", "B101"] * (length > limit) == examine(text.replace("{0}", "x" * length)).codes


def test_an_option_of_a_text_is_a_text() -> None:
    """Beside a question for a text, an id is an answer like any other."""
    text = 'flow shop\n\ncollect ask as name: text\n  | Your name?\n  * anonymous "Rather not"\n  on invalid, timeout, failed -> bye\n  -> one\n\n'
    assert [] == examine(text + SEND.format("one", "bye").replace("Hello.", "Hello, {name}.") + "end bye\n").codes


def test_copy_with_other_values_shows_nothing_private() -> None:
    """Only the private answer itself is complained of."""
    text = (
        "flow shop\n\ncollect ask as pin: text\n  | PIN?\n  private\n  on invalid, timeout, failed -> bye\n  -> one\n\n"
    )
    found = examine(
        text
        + SEND.format("one", "bye").replace("Hello.", "Hello {pin} {first.text ?? pin} {visits(ask)}.")
        + "end bye\n"
    )
    assert ["F223", "F223"] == found.codes


def test_yes_and_no_may_be_worded_without_arrows() -> None:
    """Their ids are the answers of that kind; another id is none."""
    text = 'flow shop\n\ncollect ask as sure: yes_no\n  | Sure?\n  * yes "Do it"\n  * no "Keep it"\n{}  on invalid, timeout, failed -> bye\n'
    text += "  when sure -> one\n  -> bye\n\n" + SEND.format("one", "bye") + "end bye\n"
    assert [] == examine(text.format("")).codes
    assert ["F224"] == examine(text.format('  * later "Later"\n')).codes


UNANSWERED = "flow shop\n\n{0}wait pause\n  for 30h\n  on message -> bye\n  -> say\n\nsend say\n  | Sorry.\n  on failed{1} -> bye\n  -> bye\n\nend bye\n"


def test_what_expires_first_is_not_sent_elsewhere() -> None:
    """Where nothing answered the customer the interaction ends before the late words: the advice is to answer."""
    greeting = "send greet\n  | Hello.\n  on failed -> pause\n  -> pause\n\n"
    silent = examine(UNANSWERED.format("", ""))
    answered = examine(UNANSWERED.format(greeting, ""))

    assert (["W101"], ["W101"]) == (silent.codes, answered.codes)
    assert "nothing answers the customer on this way, so the interaction expires" in silent.text
    assert "expires" not in answered.text


def test_what_listens_without_asking_answers_nobody() -> None:
    """A question without words is no answer to what the customer wrote."""
    text = "flow shop\n\ncollect ask: any\n{0}  timeout 30h\n  on timeout -> say\n  on invalid, failed, unsupported -> bye\n"
    text += "  -> bye\n\nsend say\n  | Sorry.\n  on failed, window_closed -> bye\n  -> bye\n\nend bye\n"
    silent, asked = examine(text.format("")), examine(text.format("  | Well?\n"))

    assert (["W102"], ["W102"]) == (silent.codes, asked.codes)
    assert "nothing answers the customer" in silent.text
    assert "use a `template`" in asked.text


def test_people_answer() -> None:
    """A conversation that people had is an answered one."""
    handoff = "handoff desk\n  queue support\n  on released -> pause\n  on ended, no_agent -> bye\n\n"
    found = examine(UNANSWERED.format(handoff, "").replace("30h", "1h"))

    assert ["W101"] == found.codes
    assert "expires" not in found.text


def test_a_loop_that_never_speaks_answers_nobody() -> None:
    """Round and round without a word: the customer is still not answered."""
    loop = UNANSWERED.format("", "").replace("-> say", "-> look").replace("30h", "5h")
    loop += "\nchoose look\n  when visits(look) > 9 -> say\n  else -> pause\n"

    assert "nothing answers the customer" in examine(loop).text


SCHEDULE = 'flow shop\n\nschedule later\n  flow ask_name\n  with level = "gold"\n  at {0}\n  on failed -> bye\n  -> bye\n\nend bye\n'


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        ("2d", ["W105"]),
        ("now() + 2d", ["W105"]),
        ("2h", []),
        ("now() + 23h", []),
        ("09:00", ["W105"]),
        ("now() + 1h * 30", ["W105"]),
    ],
)
def test_a_flow_scheduled_for_within_the_window_may_speak(at: str, codes: list[str]) -> None:
    """What begins within the 24 h needs no template; where only the running flow can tell, one is advised."""
    assert codes == examine(SCHEDULE.format(at)).codes


def test_a_flow_that_is_not_there_is_told_once() -> None:
    """Of a scheduled flow that nobody knows nothing more can be said."""
    assert ["N110"] == examine(SCHEDULE.format("2d").replace('ask_name\n  with level = "gold"', "nowhere")).codes


SECRETS = (
    "EAA" + "b1" * 30,
    "AKIA" + "A1B2C3D4E5F6G7H8",
    "AIza" + "a" * 35,
    "sk_live_" + "a" * 24,
    "ghp_" + "a" * 36,
    "xoxb-" + "1" * 12,
    "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----",
    "Bearer 0123456789abcdef0123",
    "https://ana:pass@shop.example.com",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_what_has_the_form_of_a_secret_is_told(secret: str) -> None:
    """In copy, in a hole and in a value alike."""
    copy = SEND.format("say", "bye").replace("Hello.", f"Say {secret} now")
    hole = SEND.format("say", "bye").replace("Hello.", "Say {upper('" + secret + "')} now")
    for text in (copy, hole):
        assert "F230" in examine(f"flow shop\n\n{text}end bye\n").codes


@pytest.mark.parametrize(
    "words", ["Basic internationalization", "Bearer of good news", "https://shop.example.com/a:b@c", "our secret: cake"]
)
def test_what_only_sounds_like_a_secret_is_let_be(words: str) -> None:
    """Words are no secrets."""
    text = SEND.format("say", "bye").replace("Hello.", words)

    assert [] == examine(f"flow shop\n\n{text}end bye\n").codes


CLASH = 'flow shop\n\nanywhere hears {0} -> other\n\ncollect ask as topic: choice\n  | What?\n  {1}\n  * last "Last one"\n  on invalid, timeout, failed -> bye\n  -> say\n\n'


@pytest.mark.parametrize(
    ("heard", "option", "codes"),
    [
        ('"order"', '* order "Order"', ["N125"]),
        ('"order"', '* order "My order" also "order"', ["N125"]),
        ('"cancel my order"', '* order "Mine" hears "order"', ["N125"]),
        ('"orders"', '* order "Mine" hears "order"', []),
        ('"order"', '* order "My order"', []),
        ('"order"', '* order "Order" -> other', []),
        ('"{{1 + 1}}"', '* order "Order"', []),
    ],
)
def test_words_heard_anywhere_and_by_an_option(heard: str, option: str, codes: list[str]) -> None:
    """A question takes the words it understands before anything is heard anywhere; that is told where the two differ."""
    text = CLASH.format(heard.replace("{{", "{").replace("}}", "}"), option)
    sends = SEND.format("say", "bye").replace("Hello.", "{topic}.") + SEND.format("other", "bye")
    found = examine(f"{text}{sends}end bye\n")

    assert codes == [code for code in found.codes if code == "N125"]


def test_built_in_fields_are_known_without_a_centre_file() -> None:
    """What every interaction and contact has is never null; what a centre might declare may be, and is not forbidden."""
    text = 'flow shop\n\nchoose ask\n  when interaction.channel_type == "sms" -> bye\n  when contact.opted_out -> bye\n'
    text += '  when contact.tier is known and (contact.town ?? "") == "x" -> bye\n  when contact.name == "x" -> bye\n'
    found = check(read(f"{text}  else -> bye\n\nend bye\n"), table=TABLE).diagnostics

    assert ["T206"] == [each.code for each in found]
    assert "contact.name" in found[0].sentence
