"""``flow talk`` as a person uses it: lines in, a phone out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flow_notations.__main__ import main

FLOWS = Path(__file__).resolve().parents[3] / "flows"
Talk = Callable[..., str]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    """Type these lines, then end the input; what was shown."""

    def typed(flow: str, *lines: str, options: tuple[str, ...] = ()) -> str:
        left = iter(lines)

        def read(prompt: str = "") -> str:
            print(prompt, end="")
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", read)
        assert main(["talk", str(FLOWS / flow), *options]) == 0
        return capsys.readouterr().out

    return typed


def test_words_and_numbers(talk: Talk) -> None:
    """A number taps the option with that number; ticks are shown."""
    shown = talk("order_status.flow", "hi", "1", "AB-1234")

    assert "What can I help you with?" in shown
    assert "[1] Track my order" in shown
    assert "✓✓" in shown
    assert "↗ Follow your order: https://example.com/track/AB-1234" in shown


def test_a_number_is_an_answer_where_a_number_is_asked(talk: Talk) -> None:
    """On a scale from 0 to 10 a "1" is a one; ``#1`` taps."""
    shown = talk("survey.flow", "hi", "1", "1", "Nothing", "/where")
    tapped = talk("survey.flow", "hi", "1", "#1", "Nothing")

    assert "We are sorry" in shown
    assert "Thank you 💚" in tapped


def test_time_can_be_skipped(talk: Talk) -> None:
    """``/wait`` lets timers fire; ``/next`` jumps to what is due."""
    waited = talk("order_status.flow", "hi", "1", "/wait 61m")
    jumped = talk("order_status.flow", "hi", "1", "/next", "/next", "/next", "/next", "/next", "/next")

    assert "No problem, write to us any time." in waited
    assert "No problem, write to us any time." in jumped
    assert "the interaction ended: bye" in waited


def test_it_explains_itself(talk: Talk) -> None:
    """``/where`` shows node, variables, timers and the window; ``/why`` shows decisions."""
    shown = talk(
        "order_status.flow", "/where", "hi", "2", "/where", "/why", "/photo a bill", "/voice", "/help", "/wait soon"
    )

    assert "no interaction has begun" in shown
    assert "node ask_order (listening)" in shown
    assert "topic = 'refund'" in shown
    assert "the reply window closes in 23 h 59 min" in shown
    assert "ask_topic: answered" in shown
    assert "I can't read pictures or voice notes." in shown
    assert "/wait 2h 30m" in shown
    assert "'soon' is no length of time" in shown


def test_a_contact_can_be_somebody(talk: Talk) -> None:
    """Fields of the customer come from the command line."""
    assert "Hi Eva 👋" in talk("order_status.flow", "hi", "/quit", options=("--contact", "first_name=Eva"))


def test_a_broken_flow_cannot_be_talked_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its complaints are shown instead."""
    path = tmp_path / "broken.flow"
    path.write_text("flow broken\nsend a\n  | x\n  -> nowhere\n")

    assert main(["talk", str(path)]) == 1
    shown = capsys.readouterr().out
    assert "N101" in shown
    assert "can be talked to when they are mended" in shown


CENTRE = """centre shop
  language en
contact first_name text 40?
service orders "https://orders.example.com" timeout 5s
template hello en (name text 40)
"""
OUTER = """flow outer

anywhere on failed, invalid, timeout, window_closed -> bye

call it
  flow inner
  -> later

schedule later
  flow other
  at now() + 2d
  once "k"
  -> bye

end bye
"""
INNER = """flow inner

anywhere on failed, invalid, timeout, window_closed -> bye

send greet
  template hello with name = contact.first_name ?? "you"
  -> ask

collect ask as spot: location
  | Where are you?
  -> lookup

http lookup as order
  get orders "/{spot.latitude}"
  gives status text 20
  -> told

send told
  | It is {order.status} at {spot.latitude}.
  -> bye

end bye
"""
OTHER = "flow other\n\nend bye\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One flow that calls another and schedules a third."""
    for name, text in (("centre", CENTRE), ("outer", OUTER), ("inner_one", INNER), ("other", OTHER)):
        (tmp_path / f"{name}.flow").write_text(text)
    return tmp_path


@pytest.mark.parametrize("which", ["", "outer.flow"])
def test_neighbours_are_read(talk: Talk, folder: Path, which: str) -> None:
    """A flow brings what it calls and schedules; of a folder the flow that no other calls is taken."""
    shown = talk(str(folder / which), "hi", "/location 51.5, -0.12", "/where", options=("--contact", "first_name=Eva"))

    assert "You are a customer of flow outer." in shown
    assert "(template hello) Eva" in shown
    assert "lookup got no answer; say what it gets: /given http lookup replies 200 {…}" in shown


def test_services_are_scripted_while_talking(talk: Talk, folder: Path) -> None:
    """By a line, or by the lines of a file; the place that was sent is the one that was written."""
    (folder / "given.chat").write_text('given http lookup replies 200 {"status": "late"}\n')
    typed = talk(str(folder), "hi", '/given http lookup 200 {"status": "late"}', "/location 51.5 -0.12")
    filed = talk(str(folder), "hi", "/location 51.5 -0.12", options=("--given", str(folder / "given.chat")))

    assert "It is late at 51.5." in typed
    assert "It is late at 51.5." in filed


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/given http lokup 200", "no node 'lokup' calls a service; known: lookup"),
        ("/given http lookup replies soon", "a service does not reply 'soon'"),
        ("/given call it ends bye", "`given call` is for transcripts"),
        ("/given crash after send", "it is for transcripts"),
        ("/given nobody on duty", ""),
        ("/given send unreachable", ""),
        ("/location here", "'here' is no latitude and longitude"),
        ("/location 91 0", "'91 0' is no latitude and longitude"),
    ],
)
def test_what_cannot_be_given_is_said(talk: Talk, folder: Path, line: str, says: str) -> None:
    """With how it is written."""
    assert says in talk(str(folder), "hi", line)


def test_the_clock_is_set(talk: Talk, folder: Path) -> None:
    """A conversation begins when the author says; what is due has its name."""
    shown = talk(str(folder), "hi", "/where", options=("--clock", "2026-03-02T09:00:00Z"))

    assert "node ask (listening)" in shown
    assert "\n        in " not in shown


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--contact", "frist_name=Ana"], "the centre has no contact field 'frist_name'; did you mean 'first_name'?"),
        (["--contact", "Ana"], "write it like --contact first_name=Ana"),
        (["--contact", "opted_out=perhaps"], "'opted_out' is a text, not yes_no"),
        (["--clock", "soon"], "write it like 2026-03-02T09:00:00Z"),
        (["--given", "nowhere.chat"], "nowhere.chat: the file cannot be read"),
        (["--flow", "outr"], "there is no flow 'outr'"),
    ],
)
def test_what_talk_cannot_do_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], says: str
) -> None:
    """Before the conversation begins."""
    assert 0 != main(["talk", str(folder), *options])
    assert says in capsys.readouterr().err


def test_several_beginnings_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody guesses which flow is meant; nor are there flows where there are none."""
    (folder / "more.flow").write_text("flow more\n\nend bye\n")
    (folder / "empty").mkdir()

    assert 0 != main(["talk", str(folder)])
    assert 0 != main(["talk", str(folder / "empty")])
    shown = capsys.readouterr().err
    assert "choose one with --flow: more, outer" in shown
    assert "there is no flow in" in shown


def test_errors_of_neighbours_are_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A flow whose callee is broken says where."""
    (folder / "inner_one.flow").write_text(INNER.replace("-> told", "-> tolt"))

    assert 1 == main(["talk", str(folder / "outer.flow")])
    shown = capsys.readouterr().out
    assert "inner_one.flow:16:6 N101" in shown
    assert "it can be talked to when they are mended" in shown


def test_a_language_with_errors_is_said(talk: Talk, folder: Path) -> None:
    """Rather than spoken in another one, unsaid."""
    (folder / "inner_one.es.copy").write_text("flow inner\n  language es\n\ncollect ask\n")
    shown = talk(str(folder / "inner_one.flow"), "hi")

    assert "Not spoken here: es, for inner_one.es.copy has errors; `flow check" in shown


def test_a_broken_given_line_in_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it stands."""
    (folder / "given.chat").write_text('test "a"\n  flow outer\n  given http lookup replies soon\n')

    assert 0 != main(["talk", str(folder), "--given", str(folder / "given.chat")])
    assert "given.chat:3:29 a service does not reply 'soon'" in capsys.readouterr().err
