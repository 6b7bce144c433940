"""Flows that need a caller are not begun without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

FLOW = """flow visit
  takes day date, price number, sure yes_no, tags list of text, who text 10 = "there", code text 5?

anywhere on failed -> bye

send hello
  | {who}: {date(day)} {price + 1} {sure} {length(tags)} {code ?? "-"}
  -> bye

end bye
"""
NEEDED = "flow 'visit' cannot begin by itself: a caller gives it day, price, sure, tags; "
GIVEN = ("--with", "day=2026-03-04", "--with", "price=2.5", "--with", "sure=true", "--with", 'tags=["a", "b"]')
SECRETS = {"NUMBER_ID": "1", "ACCESS_TOKEN": "t0", "APP_SECRET": "s0", "VERIFY_TOKEN": "w0"}


@pytest.fixture
def visit(tmp_path: Path) -> str:
    """A flow that takes values, two of them not needed."""
    path = tmp_path / "visit.flow"
    path.write_text(FLOW)
    return str(path)


def test_talk_says_what_is_needed(visit: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And how to give it."""
    assert main(["talk", visit]) != 0
    assert NEEDED + "give it with --with name=value" in capsys.readouterr().err


def test_talk_takes_the_values(visit: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Days and texts as they stand, the rest as JSON writes it; what has a default may be given, too."""
    lines = iter(["hi"])
    monkeypatch.setattr("builtins.input", lambda _prompt="": next(lines, "/quit"))

    assert main(["talk", visit, *GIVEN, "--with", "who=Ana"]) == 0
    assert "Ana: Wed 4 Mar 3.5 yes 2 -" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("dya=1", "flow 'visit' takes no 'dya'; it takes day, price, sure, tags, who, code"),
        ("day=soon", "--with day=soon: 'day' is a text, not date"),
        ("price=much", "--with price=much: 'price' is a text, not number"),
        ("who=Bartholomew", "--with who=Bartholomew: 'who' has 11 characters; text 10 was declared"),
    ],
)
def test_a_value_that_does_not_fit_is_said(
    visit: str, pair: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its name, and what was declared."""
    assert main(["talk", visit, *GIVEN, "--with", pair]) != 0
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("words", [["serve", "--port", "0"], ["demo", "--scripted"]])
def test_customers_do_not_begin_it(
    words: list[str], visit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would go out with holes."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"WHATSAPP_{name}", value)
    monkeypatch.setenv("FLOW_STORE", str(tmp_path / "store.db"))

    assert main([words[0], visit, *words[1:]]) != 0
    assert NEEDED in capsys.readouterr().err
