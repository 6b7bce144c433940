"""``flow check --write-test``: a complaint about the reply window becomes a test that shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from flow_notations.__main__ import main
from flow_notations.library import read_library
from flow_notations.testing.reading import read_transcript
from flow_notations.testing.running import read_script

if TYPE_CHECKING:
    from pathlib import Path

CENTRE = """centre shop
  language en
service  orders "https://orders.example.com" timeout 5s
queue    support
"""
ENDING = """
send farewell
  | Goodbye, then.
  on failed -> bye
  -> bye

end bye
"""
SILENT = """flow shop

collect ask: text
  | What is your name?
  timeout 20h
  on timeout         -> nudge
  on invalid, failed -> bye
  -> farewell

collect nudge: text
  | Are you still there?
  timeout 20h
  on timeout         -> farewell
  on invalid, failed -> bye
  -> farewell
"""
MENU = """flow shop

anywhere on invalid, failed, timeout -> bye

collect topic: choice
  | What is it about?
  * track  "Track"  -> size
  * refund "Refund" -> bye

collect size: integer 2 to 5
  | How many?
  -> mail

collect mail as mail: email
  | Your address?
  check mail contains "@"
    | An address, please.
  -> picture

collect picture: media
  | A picture?
  -> pause

wait pause
  for 30h
  -> farewell
"""
ROUND = """flow shop

collect ask: text
  | What is your name?
  timeout 9h
  on timeout         -> again
  on invalid, failed -> bye
  -> bye

set again
  language = "en"
  when visits(ask) > 20 -> farewell
  -> ask
"""
WORK = """flow shop

http look as found
  get orders "/1"
  gives status text 20
  on failed -> bye
  -> people

handoff people
  queue support
  | One moment.
  on released -> which
  on ended, no_agent -> bye

choose which
  when visits(which) > 1 -> bye
  else -> farewell
"""
CLOSING = """flow shop

anywhere closing 2h -> pause

collect ask: text
  | What is your name?
  timeout 3d
  on invalid, failed, timeout -> bye
  -> bye

wait pause
  for 3h
  -> farewell
"""
REMINDER = """flow shop

collect ask: text
  | What is your name?
  remind 25h
    | Are you still there?
  timeout 2d
  on invalid, timeout, failed -> bye
  -> bye

end bye
"""
CALLER = """flow shop

wait pause
  for 30h
  -> who

call who
  flow inner
  on done -> bye

end bye
"""
INNER = """flow inner

send hello
  | Hello.
  on failed -> done
  -> done

end done
"""


def written(folder: Path, flow: str) -> str:
    """The test that is written beside a flow; it reads without complaint and names the flow."""
    (folder / "centre.flow").write_text(CENTRE)
    (folder / "shop.flow").write_text(flow)
    main(["check", "--write-test", str(folder)])
    text = (folder / "shop.chat").read_text()
    transcript, found = read_transcript(text, path="shop.chat")
    assert found == ()
    assert {test.flow for test in transcript.tests} == {"shop"}
    return text


def acts(text: str) -> list[str]:
    """The lines of the tests, without comments, headers and what the bot may say."""
    lines = [re.sub(r"\s+#.*", "", line).strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "test", "flow", "bot"))]


def plays(folder: Path) -> None:
    """What stands beside the flow passes."""
    script = read_script(folder / "shop.chat")
    assert not script.diagnostics, script.rendered(script.diagnostics)
    for test in script.transcript.tests:
        assert script.play(test).difference is None


def test_a_silent_customer_is_waited_for_along_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two silences of 20 h, then the refusal; the comment says which complaint it shows, and the author where."""
    text = written(tmp_path, SILENT + ENDING)

    assert acts(text) == ['user "hi"', "wait 20h", "wait 20h", "expect refused window_closed"]
    assert text.startswith("# W101 node 'farewell' can speak after the reply window has closed: ask (timeout, 20h)")
    assert f"{tmp_path / 'shop.flow'}:17 W101: test written to {tmp_path / 'shop.chat'}" in capsys.readouterr().err


@pytest.mark.parametrize("flow", [SILENT, CLOSING, ROUND], ids=["silent", "closing", "round"])
def test_the_written_test_shows_the_fault_of_the_flow_as_it_stands(tmp_path: Path, flow: str) -> None:
    """A flow whose only errors are about the window may be rehearsed; checked and served it may not."""
    written(tmp_path, flow + ENDING)

    plays(tmp_path)
    assert main(["test", str(tmp_path / "shop.chat")]) == 0
    assert main(["check", str(tmp_path / "shop.flow")]) == 1
    assert not read_library([tmp_path]).programs


@pytest.mark.parametrize("flow", [SILENT, CLOSING, ROUND], ids=["silent", "closing", "round"])
def test_once_the_author_has_decided_the_test_passes(tmp_path: Path, flow: str) -> None:
    """With a way out for the closed window, the written lines show the refusal as they stand."""
    written(tmp_path, flow + ENDING)
    decided = re.sub(r"on failed -> bye\n  -> bye", "on failed, window_closed -> bye\n  -> bye", flow + ENDING)
    decided = decided.replace("on invalid, failed", "on window_closed, invalid, failed")
    (tmp_path / "shop.flow").write_text(decided)

    plays(tmp_path)


def test_answers_are_derived_from_the_questions(tmp_path: Path) -> None:
    """The option that leads on is tapped, a number is in its bounds; what only the author knows is marked."""
    text = written(tmp_path, MENU + ENDING)

    assert acts(text) == [
        'user "hi"', "user taps track", 'user "2"', 'user "ana@example.com"', 'user sends image "a picture"', "wait 1d 6h",
        "expect end expired",
    ]  # fmt: skip
    assert 'user "ana@example.com"  # replace: an answer that `mail` takes' in text
    (tmp_path / "shop.flow").write_text((MENU + ENDING).replace("on failed -> bye", "on failed, window_closed -> bye"))
    plays(tmp_path)


def test_services_people_and_conditions_stand_in_the_test(tmp_path: Path) -> None:
    """A service gets an answer to replace, people keep the conversation for longer than the window, a branch is named."""
    text = written(tmp_path, WORK + ENDING)

    assert acts(text) == [
        "given http look replies 200 {}", 'user "hi"', 'agent "Good morning"', "wait 1d 1h", "agent releases", "expect refused window_closed",
    ]  # fmt: skip
    assert "# replace: `which` must go to `farewell` here" in text


def test_a_loop_that_needs_more_messages_than_a_session_sends_gets_no_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rounds of 4 h end before the window does; the author is told so, and no file appears."""
    (tmp_path / "shop.flow").write_text((ROUND + ENDING).replace("9h", "4h"))

    assert main(["check", "--write-test", str(tmp_path / "shop.flow")]) == 1
    assert "no test written, because" in capsys.readouterr().err
    assert not (tmp_path / "shop.chat").exists()


def test_a_reminder_is_waited_for(tmp_path: Path) -> None:
    """W103: the question's own silence."""
    assert acts(written(tmp_path, REMINDER)) == ['user "hi"', "wait 1d 1h", "expect refused window_closed"]


def test_a_called_flow_is_shown_from_its_caller(tmp_path: Path) -> None:
    """W104: the test plays the caller, whose wait makes the callee late; as nothing answers "hi", it expires first."""
    (tmp_path / "inner.flow").write_text(INNER)
    text = written(tmp_path, CALLER)

    assert 'test "W104: who -> hello speaks when the reply window has closed"' in text
    assert acts(text) == ['user "hi"', "wait 1d 6h", "expect end expired"]


def test_what_the_author_wrote_stays_and_no_test_comes_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file with a test in it is added to; the second time there is nothing to add."""
    own = 'test "mine"\n  flow shop\n  user "hi"\n  bot …'
    (tmp_path / "shop.chat").write_text(own)
    once = written(tmp_path, SILENT + ENDING)
    assert once.startswith(own + "\n\n# W101")
    assert written(tmp_path, SILENT + ENDING) == once
    assert "its test stands already in" in capsys.readouterr().err


def test_a_file_that_is_no_text_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One clear line instead of a traceback."""
    (tmp_path / "shop.chat").write_bytes(b"\xff\xfe")
    (tmp_path / "shop.flow").write_text(SILENT + ENDING)

    assert main(["check", "--write-test", str(tmp_path / "shop.flow")]) == 1
    assert "no test written to" in capsys.readouterr().err
    assert (tmp_path / "shop.chat").read_bytes() == b"\xff\xfe"


def test_a_sound_flow_gets_no_test(tmp_path: Path) -> None:
    """Nothing to show, nothing written."""
    (tmp_path / "shop.flow").write_text(INNER)

    assert main(["check", "--write-test", str(tmp_path / "shop.flow")]) == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "shop.flow"]


BYWAY = """flow shop

collect ask: number
  | How many?
  on invalid -> sorry
  on failed, timeout -> bye
  -> bye

send sorry
  | Never mind.
  on failed -> pause
  -> bye

wait pause
  until 09:00
  -> more

wait more
  for 20h
  -> farewell
"""
UNDELIVERED = """flow shop

anywhere undelivered -> pause

collect ask: number
  | How many?
  on invalid, failed, timeout -> bye
  -> bye

wait pause
  for 30h
  -> farewell
"""


def test_what_only_the_author_can_bring_about_is_marked(tmp_path: Path) -> None:
    """An answer that is not understood, a send that fails, a wait whose length depends on the hour."""
    text = written(tmp_path, BYWAY + ENDING)

    assert acts(text) == ['user "hi"', "user sends unsupported", "wait 1d", "wait 20h", "expect end expired"]
    assert "# replace: answers that `ask` does not take" in text
    assert "# replace: `sorry` must leave by `failed` here" in text
    assert "wait 1d  # replace: this is the longest it can take" in text


def test_a_way_that_begins_with_a_failed_delivery_gets_no_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No act of a customer leads there."""
    (tmp_path / "shop.flow").write_text(UNDELIVERED + ENDING)

    assert main(["check", "--write-test", str(tmp_path / "shop.flow")]) == 1
    assert "W101: no test written, because" in capsys.readouterr().err
