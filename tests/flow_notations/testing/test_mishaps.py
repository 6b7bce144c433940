"""What goes wrong on purpose: the provider refuses, answers and webhooks are lost or doubled, the host's process dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stagehand import fails, passes, played

if TYPE_CHECKING:
    from pathlib import Path

GREETED = '  user "hi"\n  bot "Hi there 👋"\n  bot "What is it about?" choices order, talk, price\n'


@pytest.mark.parametrize(
    "mishap",
    ["answer lost", "answer lost 2", "webhooks doubled", "webhooks reordered", "statuses lost", "send unreachable",
     "send refused 131016"],
)  # fmt: skip
def test_small_mishaps_change_nothing_for_the_customer(tmp_path: Path, mishap: str) -> None:
    """Lost answers are proved, doubles dropped, passing refusals tried again."""
    passes(tmp_path, f'  given {mishap}\n{GREETED}  user taps price\n  bot "It is 5 euros."\n  expect end bye\n')


def test_a_refusal_for_good_is_an_outcome(tmp_path: Path) -> None:
    """By the channel's own code."""
    passes(tmp_path, '  given send refused 131026\n  user "hi"\n  bot nothing\n  expect refused refused\n  expect end bye\n')  # fmt: skip


def test_a_message_can_fail_after_it_was_taken(tmp_path: Path) -> None:
    """It is not on the phone, and the session learns of it."""
    passes(tmp_path, '  given send fails later 131026\n  user "hi"\n  bot has "about"\n  expect refused undelivered\n')


@pytest.mark.parametrize("saves", range(1, 16))
def test_the_host_dies_after_any_commit(tmp_path: Path, saves: int) -> None:
    """The file is opened by a new host, which goes on: no message twice, none lost but the one that was on its way out.

    That one is in doubt: nobody knows whether it went out, so it is not sent again.
    """
    result = played(tmp_path, f"  given crash after saves {saves}\n{GREETED}")
    heard = [spoken.bubble.text for _, spoken in result.answers]

    assert len(heard) == len(set(heard))
    assert result.passed or set(heard) < {"Hi there 👋", "What is it about?"}


def test_the_host_dies_right_after_a_send(tmp_path: Path) -> None:
    """A status proves that the message went out; the conversation goes on as if nothing had been."""
    passes(tmp_path, f'  given crash after send\n{GREETED}  user taps price\n  bot "It is 5 euros."\n')
    passes(tmp_path, f'  given crash after send 2\n{GREETED}  user taps price\n  bot "It is 5 euros."\n')


def test_the_host_dies_right_before_a_send(tmp_path: Path) -> None:
    """Nothing proves it: after a minute it is reported as uncertain, never sent again."""
    passes(tmp_path, '  given crash before send\n  user "hi"\n  bot nothing\n  wait 2m\n  bot nothing\n  expect refused uncertain\n')  # fmt: skip


def test_several_crashes(tmp_path: Path) -> None:
    """One after another."""
    passes(tmp_path, f"  given crash after send\n  given crash after saves 3\n  given crash after send 2\n{GREETED}")


def test_a_crash_between_people_and_services(tmp_path: Path) -> None:
    """A call that was under way is made again, under the same ref; an offer is the same offer."""
    for saves in (1, 2, 3, 4):
        flow_at = '  flow shop at lookup with order_no "A"\n'
        chat = f'{flow_at}  given http lookup replies 200 {{"status": "late"}}\n  given crash after saves {saves}\n'
        passes(tmp_path, chat + "  bot …\n  wait 10m\n  bot …\n  expect http lookup calls 1\n")
        held = f"  flow shop at to_people\n  given crash after saves {saves}\n  bot …\n  wait 3m\n  bot …\n  agent releases\n  bot …\n"
        passes(tmp_path, held)


def test_a_difference_shows_the_notices_to_people(tmp_path: Path) -> None:
    """Whoever reads the failure learns what the host reported."""
    result = played(tmp_path, '  given send refused 131026\n  user "hi"\n  bot "Hi there 👋"\n')
    assert result.difference is not None
    assert fails(tmp_path, '  given send refused 131026\n  user "hi"\n  bot "Hi"\n', "X201")
