"""``--update``: the bot's lines of failing tests follow what the bot says now; everything else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stagehand import OPENING, SHOP, script

from flow_notations.testing.rewriting import rewritten

if TYPE_CHECKING:
    from pathlib import Path


def updated(folder: Path, lines: str, *, flow: str = SHOP, head: str = OPENING) -> str:
    """The lines of the test after an update; it passes then."""
    read = script(folder, head + lines, flow=flow)
    assert not read.diagnostics, read.rendered(read.diagnostics)
    text = rewritten(read.source.text, [read.play(test, lenient=True) for test in read.transcript.tests])
    again = script(folder, text, flow=flow)
    assert not again.diagnostics, again.rendered(again.diagnostics)
    for test in again.transcript.tests:
        played = again.play(test)
        assert played.difference is None, text
    return text.removeprefix(head)


def test_what_fits_stays_as_it_is(tmp_path: Path) -> None:
    """Loose lines, comments and blanks included."""
    lines = '  user "hi"  # hello\n\n  bot  …\n  bot has "about"\n  user taps price\n  bot has "5"\n  bot nothing\n  expect end bye\n'
    assert updated(tmp_path, lines) == lines


def test_a_stretch_that_does_not_fit_is_written_anew(tmp_path: Path) -> None:
    """Texts, choices and links; the stretches around it stay."""
    before = '  user "hi"\n  bot "Hello"\n  # why\n  bot has "about"\n  user taps price\n  bot has "euros"\n'
    after = '  user "hi"\n  bot  "Hi there 👋"\n  bot  "What is it about?" choices order, talk, price\n  # why\n  user taps price\n  bot has "euros"\n'
    assert updated(tmp_path, before) == after
    assert updated(tmp_path, '  user "hi"\n  bot …\n  user taps price\n  bot nothing\n') == (
        '  user "hi"\n  bot …\n  user taps price\n  bot  "It is 5 euros." link "Buy"\n'
    )


def test_lines_that_are_missing_are_added(tmp_path: Path) -> None:
    """A test of acts alone becomes a whole conversation."""
    assert updated(tmp_path, '  user "hi"\n  user taps price\n') == (
        '  user "hi"\n  bot  "Hi there 👋"\n  bot  "What is it about?" choices order, talk, price\n'
        '  user taps price\n  bot  "It is 5 euros." link "Buy"\n'
    )


def test_what_is_not_said_any_more_goes(tmp_path: Path) -> None:
    """Expectations stay in their places, whatever they say."""
    lines = '  user "hi"\n  bot …\n  user taps price\n  bot …\n  wait 2h\n  bot "Still there?"\n  expect end bye\n'
    assert updated(tmp_path, lines) == lines.replace('  bot "Still there?"\n', "")


def test_a_test_that_starts_at_a_node(tmp_path: Path) -> None:
    """What it says at once is written below what is given."""
    head = 'test "a test"\n  flow shop at lookup with order_no "A"\n  given http lookup replies 404\n'
    assert updated(tmp_path, "  expect end bye\n", head=head) == '  bot  "There is no such order."\n  expect end bye\n'


def test_templates_and_media_are_written_by_kind(tmp_path: Path) -> None:
    """A template by its name."""
    flow = (
        "flow shop\n\nsend one\n  template hello\n  on failed -> bye\n  -> two\n\nsend two\n"
        '  image "https://example.com/a.png"\n  on failed -> bye\n  -> three\n\n'
        'send three\n  | A cat\n  image "https://example.com/a.png"\n  on failed -> bye\n  -> bye\n\nend bye\n'
    )
    assert updated(tmp_path, '  user "hi"\n', flow=flow) == (
        '  user "hi"\n  bot  template hello "hello"\n  bot  image\n  bot  image "A cat"\n'
    )


def test_shared_lines_are_not_rewritten(tmp_path: Path) -> None:
    """A row's test has lines that others have too."""
    read = script(tmp_path, OPENING + '  row said "hi"\n  user "{said}"\n')
    with pytest.raises(AssertionError, match="several tests"):
        rewritten(read.source.text, [read.play(test, lenient=True) for test in read.transcript.tests])
