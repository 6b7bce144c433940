"""Transcripts read: every form of every line, and what is said about what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_notations import testing
from flow_notations.expressions import print_expression
from flow_notations.source import Span
from flow_notations.testing import transcript as nouns
from flow_notations.testing.blocks import INCLUDES_DEEP_MAX
from flow_notations.testing.reading import read_transcript
from flow_notations.testing.sentences import READERS

HEAD = 'test "t"\n  flow shop\n'


def lines(text: str) -> tuple[nouns.Line, ...]:
    """The lines of a test, read without complaint."""
    transcript, found = read_transcript(HEAD + text, path="x.chat")
    assert found == ()
    return transcript.tests[0].lines


def fields(line: object) -> dict[str, object]:
    """What a line holds, without its place."""
    return {name: getattr(line, name) for name in line.__slots__ if name != "span"}  # type: ignore[attr-defined]


def complaint(text: str) -> str:
    """The one complaint about a text."""
    _, found = read_transcript(text, path="x.chat")
    assert len(found) == 1, found
    [one] = found
    return f"{one.span.line}:{one.span.column} {one.code} {one.sentence} | {one.hint}"


BOT = {"text": "", "part": True, "kind": None, "template": None, "choices": None, "link": None}
HTTP = {"node": "n", "attempts": None, "calls": None, "one_key": False, "body": None, "has_body": False}


@pytest.mark.parametrize(
    ("text", "kind", "holds"),
    [
        ('user "hi"', nouns.Says, {"texts": ("hi",), "late_ms": 0}),
        ('user "a", "b" late 1h 30m', nouns.Says, {"texts": ("a", "b"), "late_ms": 5_400_000}),
        ('user “hi” # a comment', nouns.Says, {"texts": ("hi",), "late_ms": 0}),
        ('user "#1 \\" \\n"', nouns.Says, {"texts": ('#1 " \n',), "late_ms": 0}),
        ("user taps track", nouns.Taps, {"option": "track", "by_label": False, "old": False}),
        ('user taps "Track it" old', nouns.Taps, {"option": "Track it", "by_label": True, "old": True}),
        ('user taps "Go" of template x payload "p"', nouns.TapsTemplate, {"label": "Go", "template": "x", "payload": "p"}),
        ('user taps "Go" of template x', nouns.TapsTemplate, {"label": "Go", "template": "x", "payload": "Go"}),
        ('user quotes "a" "b"', nouns.Quotes, {"part": "a", "text": "b"}),
        ("user sends voice", nouns.SendsMedia, {"kind": "voice", "text": "", "place": None}),
        ('user sends image "cat"', nouns.SendsMedia, {"kind": "image", "text": "cat", "place": None}),
        ('user sends location "Home"', nouns.SendsMedia, {"kind": "location", "text": "Home", "place": None}),
        ("user sends location 90 -180", nouns.SendsMedia, {"kind": "location", "text": "", "place": (90.0, -180.0)}),
        ('user sends location 40.4, -3.7 "Home"', nouns.SendsMedia, {"kind": "location", "text": "Home", "place": (40.4, -3.7)}),
        ('agent "hello"', nouns.AgentSays, {"text": "hello"}),
        ("agent releases", nouns.AgentLeaves, {"outcome": "released", "disposition": None}),
        ('agent ends disposition "done"', nouns.AgentLeaves, {"outcome": "ended", "disposition": "done"}),
        ("wait 22h 55m", nouns.Pause, {"milliseconds": 82_500_000}),
        ('bot "hi"', nouns.Bot, BOT | {"text": "hi", "part": False}),
        ('bot has "hi" choices a, b link "L"', nouns.Bot, BOT | {"text": "hi", "choices": ("a", "b"), "link": "L"}),
        ('bot link "L" choices a', nouns.Bot, BOT | {"choices": ("a",), "link": "L"}),
        ('bot image has "cat"', nouns.Bot, BOT | {"kind": "image", "text": "cat"}),
        ("bot location", nouns.Bot, BOT | {"kind": "location"}),
        ('bot template x "hi"', nouns.Bot, BOT | {"kind": "template", "template": "x", "text": "hi", "part": False}),
        ("bot …", nouns.BotAny, {}),
        ("bot ...", nouns.BotAny, {}),
        ("bot nothing", nouns.BotNothing, {}),
        ("expect end bye", nouns.ExpectEnd, {"outcome": "bye"}),
        ("expect at ask", nouns.ExpectAt, {"node": "ask"}),
        ("expect refused window_closed", nouns.ExpectRefused, {"reason": "window_closed"}),
        ("expect scheduled later", nouns.ExpectScheduled, {"flow": "later"}),
        ("expect handoff", nouns.ExpectHandoff, {"queue": None, "note": None}),
        ('expect handoff queue q note "n"', nouns.ExpectHandoff, {"queue": "q", "note": "n"}),
        ("expect http n", nouns.ExpectHttp, HTTP),
        ("expect http n attempts 2 calls 1 with one key", nouns.ExpectHttp, HTTP | {"attempts": 2, "calls": 1, "one_key": True}),
        ('expect http n last body {"a": [1, null]}', nouns.ExpectHttp, HTTP | {"body": {"a": (1, None)}, "has_body": True}),
        ("given send refused 131056", nouns.Mishap, {"kind": "refused", "code": 131056, "times": 1}),
        ("given send refused 131056 3", nouns.Mishap, {"kind": "refused", "code": 131056, "times": 3}),
        ("given send fails later 131026", nouns.Mishap, {"kind": "fails_later", "code": 131026, "times": 1}),
        ("given send unreachable 2", nouns.Mishap, {"kind": "not_sent", "code": None, "times": 2}),
        ("given answer lost", nouns.Mishap, {"kind": "answer_lost", "code": None, "times": 1}),
        ("given statuses lost", nouns.Mishap, {"kind": "statuses_lost", "code": None, "times": 1}),
        ("given webhooks doubled", nouns.Mishap, {"kind": "doubled", "code": None, "times": 1}),
        ("given webhooks reordered", nouns.Mishap, {"kind": "reordered", "code": None, "times": 1}),
        ("given crash before send", nouns.Mishap, {"kind": "crash_before_send", "code": None, "times": 1}),
        ("given crash after send 2", nouns.Mishap, {"kind": "crash_after_send", "code": None, "times": 2}),
        ("given crash after saves 7", nouns.Mishap, {"kind": "crash_after_saves", "code": None, "times": 7}),
        ("given nobody on duty", nouns.GivenNobody, {}),
    ],
)  # fmt: skip
def test_every_form_is_read(text: str, kind: type, holds: dict[str, object]) -> None:
    """One line, one noun."""
    [line] = lines(f"  {text}\n")

    assert isinstance(line, kind)
    assert fields(line) == holds
    assert line.span.line == 3


def test_the_head_of_a_test() -> None:
    """Flow, place, variables, clock and contact."""
    text = 'test "t"\n  flow shop at ask with topic "x", count 2.50, known yes\n  clock 2026-03-02T09:00:00+01:00\n  contact first_name "Ana" language es tags ["a"]\n'
    [test] = read_transcript(text, path="x.chat")[0].tests

    assert (test.name, test.flow, test.at, test.clock) == ("t", "shop", "ask", 1_772_438_400_000)
    assert {name: str(value) for name, value in test.inputs.items()} == {"topic": "x", "count": "2.5", "known": "True"}
    assert test.contact == {"first_name": "Ana", "language": "es", "tags": ("a",)}
    assert test.plain


def test_a_clock_without_a_zone_is_utc() -> None:
    """Nobody has to know where the tests run."""
    [test] = read_transcript(HEAD + "  clock 2026-03-02T09:00:00\n", path="x")[0].tests
    assert test.clock == 1_772_442_000_000


def test_scripts_of_services() -> None:
    """Timeouts, statuses, bodies; texts are JSON too."""
    [script] = lines('  given http look replies timeout, 500, 200 {"a": 1.5}, 200 [1], 201 "x"\n')
    assert isinstance(script, nouns.GivenHttp)
    assert script.node == "look"
    assert [(reply.status, reply.body if not isinstance(reply.body, dict) else "record") for reply in script.replies] == [
        (None, None), (500, None), (200, "record"), (200, (1,)), (201, "x"),
    ]  # fmt: skip


def test_ends_of_called_flows() -> None:
    """They are no line of the test: they hold from its beginning."""
    text = HEAD + '  given call verify ends ok {"customer": "C7"}\n  given call other ends bad\n'
    [test] = read_transcript(text, path="x")[0].tests
    assert [(call.node, call.outcome, call.values) for call in test.calls] == [
        ("verify", "ok", {"customer": "C7"}),
        ("other", "bad", {}),
    ]


def test_conditions_are_cut_at_commas_that_separate() -> None:
    """Not at those inside quotes, calls and lists."""
    [expected] = lines("""  expect vars a == "x, \\" y", max(b, 2) > 1, c in ["p", "q"], d == 'r, s'\n""")
    assert isinstance(expected, nouns.ExpectVars)
    assert [print_expression(condition) for condition in expected.conditions] == [
        'a == "x, \\" y"', "max(b, 2) > 1", 'c in ["p", "q"]', 'd == "r, s"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('usr "hi"', "3:3 X101 'usr' begins no line of a transcript | did you mean 'user'?"),
        ("zzz", "3:3 X101 'zzz' begins no line of a transcript | lines begin with"),
        ('"hi"', "3:3 X101 'hi' begins no line"),
        ("user", "3:3 X102 'user' is not complete"),
        ("user hi", "3:8 X102 a customer does not 'hi'"),
        ('user "hi', "3:8 X102 a customer does not '\"'"),
        ('user "\\x"', "3:8 X102"),
        ('user "a",', "3:11 X102 the list is not complete"),
        ('user "a" "b"', "3:12 X102 'b' is not expected here"),
        ('user late 5m', "3:8 X102 a customer does not 'late'"),
        ('user "a" late soon', "3:17 X102 'soon' is no length of time"),
        ("user taps", "X102 'user' is not complete"),
        ("user taps track now", "3:19 X102 'now' is not expected here | one sentence a line"),
        ("user taps …", "3:13 X102 '…' cannot be tapped"),
        ("user taps x of template y", "3:13 X102 'x' needs quotes round it"),
        ('user taps "x" of y', "3:17 X102 'of' is followed by 'template'"),
        ('user taps "x" of template y z', "3:31 X102 'z' is not expected here"),
        ('user taps "x" of template "y"', "3:29 X102 'y' is not a name"),
        ('user quotes "x"', "X102 'user' is not complete"),
        ("user sends money", "3:14 X102 a customer cannot send 'money'"),
        ('user sends image "a" "b"', "3:24 X102"),
        ("agent sleeps", "3:9 X102 an agent does not 'sleeps'"),
        ('agent "a" "b"', "3:13 X102"),
        ("agent releases now", "3:18 X102"),
        ("wait", "3:3 X102 'wait' is not complete"),
        ("wait a while", "3:8 X102 'a while' is no length of time"),
        ("wait 0s", "3:8 X102 '0s' is no length of time"),
        ("bot sings", "3:7 X102 'sings' is nothing a bot does"),
        ('bot "a" buttons', "3:11 X102 'buttons' is not expected here"),
        ("bot has a", "3:11 X102 'a' needs quotes round it"),
        ("bot choices", "3:7 X102 the list is not complete"),
        ("bot nothing else", "3:15 X102"),
        ("bot … and", "3:9 X102"),
        ("expect", "3:3 X102 'expect' is not complete"),
        ("expect ends bye", "3:10 X102 'ends' cannot be expected | did you mean 'end'?"),
        ("expect wonders", "3:10 X102 'wonders' cannot be expected | one of"),
        ("expect refused windows", "3:18 X102 nothing is ever refused as 'windows'"),
        ("expect http n twice", "3:17 X102 'twice' is not expected here"),
        ("expect http n attempts 0", "3:26 X102 '0' is no number of times"),
        ("expect http n last body x", "3:27 X102 this is no JSON"),
        ("expect vars a ==", "3:"),
        ("expect handoff queue q r", "3:26 X102"),
        ("given", "3:3 X102 'given' is not complete"),
        ("given luck", "3:9 X102 'given luck' is not known here"),
        ("given send refused soon", "3:22 X102 'soon' is no number of times"),
        ("given webhooks doubled 2", "3:26 X102"),
        ("given nobody home", "3:9 X102 nobody is what? | write `given nobody on duty`"),
        ("given http n", "X102 'given' is not complete"),
        ("given http n answers 200", "3:16 X102 'answers' is not expected here"),
        ("given http n replies soon", "3:24 X102 a service does not reply 'soon'"),
        ("given http n replies 600", "3:24 X102 a service does not reply '600'"),
        ("given http n replies 200 500", "3:28 X102 '500' is not expected here | replies have commas"),
        ("given http n replies 200,", "3:27 X102 the list is not complete"),
        ('given http n replies 200 {"a": }', "3:28 X102 this is no JSON"),
        ("given call v", "X102 'given' is not complete"),
        ("given call v is ok", "3:16 X102 'is' is not expected here"),
        ("given call v ends ok [1]", "3:24 X102 what an end gives is a record"),
        ("contact", "3:3 X102 'contact' is followed by pairs"),
        ('contact first_name …', "3:22 X102 '…' is neither a name nor a value"),
        ("clock noon", "3:9 X102 'noon' is no date and time"),
        ("flow a b", "3:10 X102 'b' is not expected here"),
        ("flow a at b c", "3:15 X102 'c' is not expected here"),
        ("include x", "3:11 X102 'x' needs quotes round it"),
        ('include "x"', "3:11 X107 there is no opening 'x'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_located(line: str, says: str) -> None:
    """Line, column, code, sentence, and how to write it."""
    assert says in complaint(f"{HEAD}  {line}\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1:1 X104 there is no test in this file"),
        ("# nothing\n", "X104"),
        ('  user "hi"\n', "1:3 X101 'user' stands before any test"),
        ('test "t"\n  user "hi"\n', "1:1 X103 test 't' names no flow"),
        ("test t\n", "1:6 X102 't' needs quotes round it"),
        ('test "t" now\n', "1:10 X102"),
    ],
)
def test_what_a_file_must_hold(text: str, says: str) -> None:
    """At least one test, each with a flow."""
    assert says in complaint(text)


def test_tests_have_names_of_their_own() -> None:
    """Rows too."""
    assert "3:1 X111 another test is called 't' too" in complaint(HEAD + HEAD)
    assert "X111" in complaint(HEAD + '  row said "x"\n  row said "x"\n')


def test_the_example_of_every_line_can_be_read() -> None:
    """What the room's own description shows is what can be written."""
    shown = [line[4:] for line in (testing.__doc__ or "").splitlines() if line.startswith("    ")]
    transcript, found = read_transcript("\n".join(shown), path="x.chat")
    assert found == ()
    assert len(transcript.tests) == 3
    words = {line.split()[0] for line in shown if line.strip()}
    assert words == {*READERS, "test", "opening", "include", "row"}


def test_all_complaints_come_at_once() -> None:
    """Sorted by their place; and the tests that could be read are there."""
    _, found = read_transcript(HEAD + "  bot\n  usr\n  wait x\n", path="x.chat")
    assert [(one.code, one.span.line) for one in found] == [("X102", 3), ("X101", 4), ("X102", 5)]


# --- tables and openings ------------------------------------------------------------------------------------------------


def test_a_table_is_one_test_for_each_row() -> None:
    """Its words stand for ``{name}`` in texts, names and conditions."""
    text = (
        HEAD
        + '  row said "my parcel" topic track\n  row said "money", topic refund\n  user "{said}"\n  user taps {topic}\n  expect vars topic == "{topic}"\n  wait 5m\n'
    )
    transcript, found = read_transcript(text, path="x.chat")

    assert found == ()
    assert [test.name for test in transcript.tests] == [
        "t (said my parcel, topic track)",
        "t (said money, topic refund)",
    ]
    second = transcript.tests[1]
    assert [fields(line) for line in second.lines[:2]] == [
        {"texts": ("money",), "late_ms": 0},
        {"option": "refund", "by_label": False, "old": False},
    ]
    assert isinstance(second.lines[2], nouns.ExpectVars)
    assert print_expression(second.lines[2].conditions[0]) == 'topic == "refund"'
    assert not second.plain


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('user "{sayd}"', "4:8 X108 no row has a column 'sayd' | did you mean 'said'?"),
        ('user "{zzz}"', "4:8 X108 no row has a column 'zzz' | columns: said"),
        ("row said", "4:3 X102 'row' is followed by pairs"),
        ('row other "x"', "4:3 X102 every row names the same columns | the first row has said"),
    ],
)
def test_tables_are_read_strictly(line: str, says: str) -> None:
    """A hole that nothing fills would be sent as it stands."""
    assert says in complaint(f'{HEAD}  row said "x"\n  {line}\n')


def test_braces_mean_nothing_without_rows() -> None:
    """A bot may say them."""
    [line] = lines('  bot "{said}"\n')
    assert isinstance(line, nouns.Bot)
    assert line.text == "{said}"


def test_tests_share_an_opening() -> None:
    """Its lines stand where it is included; openings may include others."""
    text = 'opening "deep"\n  flow shop\nopening "greeted"\n  include "deep"\n  user "hi"\ntest "t"\n  include "greeted"\n  bot …\n'
    transcript, found = read_transcript(text, path="x.chat")

    assert found == ()
    [test] = transcript.tests
    assert (test.flow, [type(line) for line in test.lines], test.plain) == ("shop", [nouns.Says, nouns.BotAny], False)


def test_openings_in_a_circle_are_refused() -> None:
    """As are those too deep to follow: at one below, at, and above the limit."""
    circle = 'opening "a"\n  include "a"\ntest "t"\n  flow shop\n  include "a"\n'
    assert "X107 opening 'a' includes itself" in complaint(circle)
    assert "did you mean 'greeted'?" in complaint('opening "greeted"\n  wait 1s\n' + HEAD + '  include "greated"\n')
    for deep in (INCLUDES_DEEP_MAX - 1, INCLUDES_DEEP_MAX, INCLUDES_DEEP_MAX + 1):
        chain = (
            "".join(f'opening "{at}"\n  include "{at + 1}"\n' for at in range(1, deep))
            + f'opening "{deep}"\n  wait 1s\n'
        )
        _, found = read_transcript(chain + HEAD + '  include "1"\n', path="x")
        assert (found == ()) == (deep <= INCLUDES_DEEP_MAX)


WORDS = st.sampled_from(
    [*READERS, "test", "opening", "include", "row", "has", "taps", "200", "{", "[", '"', "…", ",", "\\"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(WORDS | st.text(max_size=5), max_size=6).map(" ".join), max_size=6).map("\n".join))
def test_any_text_is_read_or_complained_about(text: str) -> None:
    """Never an exception; every complaint stands in the file."""
    _, found = read_transcript(text, path="x.chat")
    for one in found:
        assert Span(1, 1, 1, 1) <= one.span
        assert one.span.line <= text.count("\n") + 1
