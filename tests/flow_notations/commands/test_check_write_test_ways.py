"""``flow check --write-test``: ways through called flows, after interrupts, and those that no test can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

ENDING = """
send farewell
  | Goodbye, then.
  on failed -> bye
  -> bye

end bye
"""
CALLER = """flow shop

call who
  flow inner
  on done -> farewell
"""
SLOW = """flow inner

collect ask: text
  | Your name?
  on invalid, failed, timeout -> done
  -> mail

collect mail: email
  | Your address?
  timeout 20h
  on timeout         -> nap
  on invalid, failed -> done
  -> done

wait nap
  for 10h
  -> done

end done
"""
NAP = """flow inner

wait nap
  for 30h
  -> done

end done
"""
ANSWERED = """flow inner

send note
  | One moment.
  on failed -> done
  -> nap

wait nap
  for 30h
  -> done

end done
"""
LATER = """flow shop

collect ask: text
  | Your name?
  timeout 20h
  on timeout         -> middle
  on invalid, failed -> bye
  -> bye

call middle
  flow middle
  on done -> bye

end bye
"""
MIDDLE = """flow middle

call inner
  flow inner
  on done -> done

end done
"""
DEEP = """flow inner

collect more: text
  | Still there?
  timeout 10h
  on timeout         -> hello
  on invalid, failed -> done
  -> done

send hello
  | Hello.
  on failed -> done
  -> done

end done
"""
UNDELIVERED = """flow shop

anywhere undelivered -> sorry

send welcome
  | Welcome.
  on failed -> bye
  -> ask

collect ask: text
  | Your name?
  timeout 3d
  on invalid, failed, timeout -> bye
  -> bye

send sorry
  | One more try.
  on failed -> bye
  -> pause

wait pause
  for 30h
  -> farewell
"""
SPOKEN = """flow shop

anywhere says "later" -> pause

collect ask: text
  | Your name?
  on invalid, failed, timeout -> bye
  -> bye

send pause
  | I will come back to you.
  on failed -> bye
  -> nap

wait nap
  for 30h
  -> farewell
"""
CLOSING = """flow inner

anywhere closing 2h -> pause

collect ask: text
  | Your name?
  timeout 3d
  on invalid, failed, timeout -> gone
  -> gone

wait pause
  for 3h
  -> done

end done

end gone
"""


def written(folder: Path, **flows: str) -> list[str]:
    """The acts of the test written beside ``shop.flow``: its lines without comments, header and what the bot may say."""
    for name, text in flows.items():
        (folder / f"{name}.flow").write_text(text)
    main(["check", "--write-test", str(folder)])
    rows = [row.split("  #")[0].strip() for row in (folder / "shop.chat").read_text().splitlines()]
    return [row for row in rows if row and not row.startswith(("#", "test", "flow")) and row != "bot …"]


def plays(folder: Path, **flows: str) -> None:
    """Once its author has given late words a way out, the test passes."""
    for name, text in flows.items():
        (folder / f"{name}.flow").write_text(text.replace("on failed ->", "on failed, window_closed ->"))
    assert main(["test", str(folder)]) == 0


def test_hours_that_pass_inside_a_called_flow_are_played_there(tmp_path: Path) -> None:
    """The questions of the called flow are answered, up to the one whose silence is too long."""
    flows = {"shop": CALLER + ENDING, "inner": SLOW}

    assert written(tmp_path, **flows) == [
        'user "hi"', 'user "Ana"', "wait 20h", "wait 10h", "expect refused window_closed",
    ]  # fmt: skip
    plays(tmp_path, **flows)


def test_a_called_flow_that_says_nothing_answers_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The complaint and the test both know whether the called flow spoke."""
    flows = {"shop": CALLER + ENDING, "inner": NAP}

    assert written(tmp_path, **flows) == ['user "hi"', "wait 1d 6h", "expect end expired"]
    assert "nothing answers the customer on this way" in capsys.readouterr().out
    plays(tmp_path, **flows)


def test_a_called_flow_that_speaks_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it says counts like words of the caller's own."""
    flows = {"shop": CALLER + ENDING, "inner": ANSWERED}

    assert written(tmp_path, **flows) == ['user "hi"', "wait 1d 6h", "expect refused window_closed"]
    assert "who (done, 1d 6h) -> farewell" in (shown := capsys.readouterr().out)
    assert "nothing answers" not in shown
    plays(tmp_path, **flows)


def test_a_flow_called_by_a_called_flow_is_late_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of them is in time alone, and so is each pair; all three together are not."""
    flows = {"shop": LATER, "middle": MIDDLE, "inner": DEEP}

    assert written(tmp_path, **flows) == ['user "hi"', "wait 20h", "wait 10h", "expect refused window_closed"]
    assert "ask (timeout, 20h) -> middle -> inner -> more (timeout, 10h) -> hello" in capsys.readouterr().out
    plays(tmp_path, **flows)


def test_a_failed_delivery_begins_a_way(tmp_path: Path) -> None:
    """The message of a node that is left at once fails, and the interrupt leads on."""
    flows = {"shop": UNDELIVERED + ENDING}

    assert written(tmp_path, **flows) == [
        "given send fails later 131026", 'user "hi"', "wait 1d 6h", "expect refused window_closed",
    ]  # fmt: skip
    plays(tmp_path, **flows)


def test_words_of_an_interrupt_begin_a_way(tmp_path: Path) -> None:
    """They may be the customer's first."""
    flows = {"shop": SPOKEN + ENDING}

    assert written(tmp_path, **flows) == ['user "later"', "wait 1d 6h", "expect refused window_closed"]
    plays(tmp_path, **flows)


def test_an_interrupt_of_a_called_flow_begins_there(tmp_path: Path) -> None:
    """The caller leads to it; the silence is counted from the customer's latest word."""
    flows = {"shop": CALLER.replace("  on done", "  on gone -> bye\n  on done") + ENDING, "inner": CLOSING}

    assert written(tmp_path, **flows) == ['user "hi"', "wait 22h", "wait 3h", "expect refused window_closed"]
    plays(tmp_path, **flows)


@pytest.mark.parametrize(
    ("flow", "reason"),
    [
        (UNDELIVERED.replace("  -> pause", "  -> farewell").replace("30h", "1h"), "in a test that report comes at once"),
        (UNDELIVERED.replace("send welcome\n  | Welcome.\n  on failed -> bye\n  -> ask\n\n", ""), "no `send` comes before"),
        (SPOKEN.replace('"later"', '"{1}"'), "nothing that a customer does leads from the flow's start to 'pause'"),
    ],
    ids=["report at once", "no message", "words with holes"],
)  # fmt: skip
def test_a_way_that_nobody_can_show_has_its_reason(
    tmp_path: Path, flow: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The author is told why there is no test."""
    (tmp_path / "shop.flow").write_text(flow + ENDING)
    main(["check", "--write-test", str(tmp_path)])

    said = capsys.readouterr().err
    assert "no test written, because" in said
    assert reason in said
    assert not (tmp_path / "shop.chat").exists()
