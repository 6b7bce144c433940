"""``flow test``: files found, names checked, tests played, coverage and updates on demand."""

from __future__ import annotations

from pathlib import Path

import pytest
from stagehand import OPENING, SHOP, script

from flow_notations.__main__ import main
from flow_notations.library import read_library
from flow_notations.testing.naming import complaints
from flow_notations.testing.reading import read_transcript
from flow_notations.testing.running import find_scripts, read_script

GOOD = OPENING + '  user "hi"\n  bot …\n'


def test_transcripts_are_found(tmp_path: Path) -> None:
    """Themselves, those of a folder and below it, the one beside a flow."""
    deep = tmp_path / "deep"
    deep.mkdir()
    for name in ("b.chat", "a.chat", "deep/c.chat", "a.flow"):
        (tmp_path / name).write_text("")
    assert list(find_scripts([tmp_path])) == [tmp_path / "a.chat", tmp_path / "b.chat", deep / "c.chat"]
    assert list(find_scripts([tmp_path / "a.flow", deep / "c.chat"])) == [tmp_path / "a.chat", deep / "c.chat"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('test "t"\n  flow shob\n', "2:8 X105 there is no flow 'shob' beside this file | did you mean 'shop'?"),
        ('test "t"\n  flow zzzz\n', "X105 there is no flow 'zzzz' beside this file | known: shop"),
        ('test "t"\n  flow shop at askk\n', "2:16 X109 there is no node 'askk' | did you mean 'ask'?"),
        (GOOD + "  expect at askk\n", "5:10 X109 there is no node 'askk'"),
        (GOOD + "  expect end by\n", "5:10 X109 flow 'shop' has no end 'by' | did you mean 'bye'?"),
        (GOOD + "  user taps ordr\n", "5:13 X109 no question has an option 'ordr' | did you mean 'order'?"),
        (GOOD + "  given http ask replies 200\n", "5:14 X109 no node 'ask' calls a service | known: lookup"),
        (GOOD + "  expect http lokup calls 1\n", "5:15 X109 no node 'lokup' calls a service | did you mean 'lookup'?"),
        (GOOD + "  given call lookup ends ok\n", "5:14 X109 no node 'lookup' calls a flow | known: none"),
        (GOOD + "  expect handoff queue suport\n", "5:10 X109 there is no queue 'suport' | did you mean 'support'?"),
        (GOOD + "  expect scheduled shob\n", "5:10 X109 there is no flow 'shob'"),
    ],
)
def test_names_are_checked_before_anything_is_played(tmp_path: Path, lines: str, says: str) -> None:
    """Each where it stands, with the nearest that there is."""
    [found] = script(tmp_path, lines).diagnostics
    assert says in f"{found.span.line}:{found.span.column} {found.code} {found.sentence} | {found.hint}"


def test_what_interactions_end_of_beside_their_flows(tmp_path: Path) -> None:
    """The world's endings, buttons for yes and no, and options from data are not mistyped."""
    assert script(tmp_path, GOOD + "  expect end expired\n").diagnostics == ()
    flow = SHOP.replace("collect number as order_no: text", "collect number as order_no: yes_no").replace(
        "{order_no}", "x"
    )
    assert script(tmp_path, GOOD + "  user taps yes\n", flow=flow).diagnostics == ()


def test_the_ends_of_a_called_flow_are_checked(tmp_path: Path) -> None:
    """Only those that the caller leads somewhere can be given."""
    (tmp_path / "who.flow").write_text("flow who\n\nend proven\n")
    flow = "flow shop\n\ncall verify\n  flow who\n  on proven -> bye\n\nend bye\n"
    [found] = script(tmp_path, GOOD + "  given call verify ends prooven\n", flow=flow).diagnostics
    assert (found.code, found.hint) == ("X109", "did you mean 'proven'?")
    assert script(tmp_path, GOOD + "  given call verify ends proven\n", flow=flow).diagnostics == ()


def test_a_broken_flow_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    """Beside the transcript's own complaint stand the flow's."""
    found = script(tmp_path, GOOD, flow=SHOP.replace("-> bye", "-> by")).diagnostics
    assert {"X106"} < {one.code for one in found}


def test_a_file_that_cannot_be_read_is_a_complaint(tmp_path: Path) -> None:
    """Missing, or no text."""
    (tmp_path / "x.chat").write_bytes(b"test \xff\xfe")
    for name, says in (("missing.chat", "cannot be read"), ("x.chat", "byte 5 is not UTF-8")):
        [found] = read_script(tmp_path / name).diagnostics
        assert found.code == "X110"
        assert says in found.sentence


# --- the command ------------------------------------------------------------------------------------------------------


def run(*words: str | Path) -> int:
    """``flow test`` with these words."""
    return main(["test", *map(str, words)])


def test_tests_that_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, and the sum; the conversation on demand."""
    script(tmp_path, GOOD)
    assert run(tmp_path, "--reopen") == 0
    assert capsys.readouterr().out == f"ok   {tmp_path / 'shop.chat'}: a test\n1 passed, 0 failed\n"
    assert run(tmp_path, "-v") == 0
    assert "       user  hi\n       bot   Hi there 👋\n" in capsys.readouterr().out


def test_a_test_that_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The conversation, then the first difference with its caret."""
    script(tmp_path, GOOD + '  user taps price\n  bot "Free!"\n')
    assert run(tmp_path / "shop.chat") == 1
    out = capsys.readouterr().out
    assert out.startswith("FAIL ")
    assert (
        ':6:7 X201 the message is not "Free!"\n  |   bot "Free!"\n  |       ^^^^^^^\n  = the bot said: It is 5 euros.'
        in out
    )
    assert out.endswith("0 passed, 1 failed\n")


def test_nothing_to_play_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So is a file that cannot be read."""
    assert run(tmp_path) == 1
    assert run(tmp_path / "shop.chat") == 1
    assert "X110" in capsys.readouterr().out


def test_update_writes_the_bots_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The test fails once more, and passes from then on."""
    script(tmp_path, GOOD + '  user taps price\n  bot "Free!"\n')
    assert run(tmp_path, "--update") == 1
    assert "updated: " in capsys.readouterr().out
    assert (tmp_path / "shop.chat").read_text().endswith('  bot  "It is 5 euros." link "Buy"\n')
    assert run(tmp_path, "--update") == 0


def test_update_leaves_what_it_cannot_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shared lines, and expectations."""
    text = (
        GOOD
        + "  expect end bye\n"
        + OPENING.replace("a test", "b")
        + '  row said "hi"\n  user "{said}"\n  bot "Free!"\n'
    )
    script(tmp_path, text)
    assert run(tmp_path, "--update") == 1
    out = capsys.readouterr().out
    assert "not updated: 'b (said hi)' shares its lines" in out
    assert "updated: /" not in out
    assert (tmp_path / "shop.chat").read_text() == text
    script(tmp_path, OPENING + '  row said "hi"\n  user "{said}"\n  bot "Free!"\n')
    assert run(tmp_path, "--update") == 1


def test_coverage_is_reported_and_has_a_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the terminal, as LCOV, and as the exit code."""
    script(tmp_path, GOOD)
    assert run(tmp_path, "--coverage", "--lcov", tmp_path / "out.info", "--fail-under", "99.9") == 1
    told = capsys.readouterr()
    assert "%  shop  (" in told.out
    assert "less than 99.9 %" in told.err
    assert (tmp_path / "out.info").read_text().startswith("TN:\nSF:")
    assert run(tmp_path, "--fail-under", "1") == 0
    assert capsys.readouterr().out.endswith("1 passed, 0 failed\n")


# --- pytest -----------------------------------------------------------------------------------------------------------

pytest_plugins = ["pytester"]


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    """Where an inner pytest runs."""
    return Path(pytester.path)


def test_pytest_collects_transcripts(pytester: pytest.Pytester, folder: Path) -> None:
    """Every test is an item of its name, with its flow as marker; rows are items of their own."""
    script(
        folder,
        GOOD + OPENING.replace("a test", "b_test") + '  row said "hi"\n  row said "hello"\n  user "{said}"\n  bot …\n',
    )
    pytester.runpytest("-v").assert_outcomes(passed=3)
    result = pytester.runpytest("-v", "--flow-reopen", "-k", "hi or hello")
    result.assert_outcomes(passed=2, deselected=1)
    result.stdout.fnmatch_lines(["*shop.chat::b_test (said hello) PASSED*"])
    pytester.runpytest("-m", "flow", "--strict-markers").assert_outcomes(passed=3)


def test_pytest_shows_the_conversation_and_the_caret(pytester: pytest.Pytester, folder: Path) -> None:
    """No traceback for a difference."""
    script(folder, GOOD + '  user taps price\n  bot "Free!"\n')
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["    user  taps price", "*shop.chat:6:7 X201 *", "  |   bot *Free!*", "  |       ^^^^^^^"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize("content", [b"usr", b"\xff\xfe", b'test "t"\n  flow missing\n', b""])
def test_pytest_fails_on_what_cannot_be_played(pytester: pytest.Pytester, folder: Path, content: bytes) -> None:
    """One item with all complaints; the rest is collected all the same."""
    script(folder, GOOD)
    (folder / "broken.chat").write_bytes(content)
    result = pytester.runpytest()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*broken.chat:*X1*"])


def test_pytest_without_flows(pytester: pytest.Pytester, folder: Path) -> None:
    """A transcript alone in its folder says what is missing."""
    (folder / "lonely.chat").write_text(GOOD)
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*X105 there is no flow 'shop'*", "*known: none*"])


def test_pytest_shows_the_traceback_of_a_fault_of_ours(
    pytester: pytest.Pytester, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no transcript can cause is no difference."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    script(folder, GOOD)
    monkeypatch.setattr("flow_notations.testing.running.Script.play", broken)
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*RuntimeError: a fault*"])


DATA = """flow data
  takes cards list of (id text 5, name text 10)

anywhere offers main "Main menu" -> bye
anywhere on invalid, failed, window_closed, timeout -> bye

collect pick as card: choice
  | Which?
  {option}
  * other "Another" -> bye
  -> told

send told
  | {card.name}
  -> bye

end bye
"""
OTHER = "flow other\n\ncollect sure as ok: yes_no\n  | Sure?\n  on invalid, failed, window_closed, timeout -> bye\n  when ok -> bye\n  -> bye\n\nend bye\n"


@pytest.mark.parametrize(
    ("option", "tapped", "expected"),
    [
        ('* each one in cards by one.id "{one.name}"', "c7", []),
        ('* card "Card" = cards[0]', "c7", ["X109"]),
        ('* card "Card" = cards[0]', "main", []),
        ('* card "Card" = cards[0]', "yes", []),
    ],
)
def test_options_of_data_may_have_any_id(tmp_path: Path, option: str, tapped: str, expected: list[str]) -> None:
    """Whatever other flows stand beside; rows that a flow offers everywhere are options too."""
    (tmp_path / "data.flow").write_text(DATA.replace("{option}", option).replace("{card.name}", "Told."))
    (tmp_path / "other.flow").write_text(OTHER)
    read = read_library(sorted(tmp_path.glob("*.flow")))
    transcript, _ = read_transcript(f'test "a"\n  flow other\n  user taps {tapped}\n', path="x.chat")

    assert expected == [found.code for found in complaints(transcript, read)]
