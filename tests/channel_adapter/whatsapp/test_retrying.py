"""Retry policies as values: asked on states built by hand; nothing runs and nothing sleeps."""

from __future__ import annotations

import asyncio

import pytest
from tenacity import RetryCallState, Retrying

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.whatsapp.error_codes import entries
from channel_adapter.whatsapp.retrying import (
    ACCOUNT,
    AFTER_5_MINUTES,
    AFTER_10_MINUTES,
    AFTER_AN_HOUR,
    MAINTENANCE,
    PAIR,
    RETRY,
    SOON,
    STOP_AT_WINDOW_END,
    TWICE,
    TWICE_SLOWLY,
    UNREACHABLE,
    WAIT_UNTIL_TOLD,
    keep_trying,
    policy_of,
    retry_at,
)
from channel_adapter.window import MARGIN_MILLISECONDS

NOW = 1_800_000_000_000
DAY = 86_400_000


def refused(code: int | None = 131016, *, after: int | None = 0, reason: Reason = Reason.REFUSED) -> Refused:
    return Refused(reason=reason, sentence="no", code=code, retry_at=None if after is None else NOW + after)


def state(outcome: object, *, tries: int = 1, sleep: float = 0, **facts: object) -> RetryCallState:
    """The state of a call after ``tries`` tries, the last of which gave ``outcome``."""
    kwargs = {"ref": "i1/1/0", "now": NOW, "window_until": None, **facts}
    made = RetryCallState(retry_object=Retrying(), fn=None, args=(), kwargs=kwargs)
    made.attempt_number = tries
    made.upcoming_sleep = sleep
    made.set_result(outcome)
    return made


@pytest.mark.parametrize(
    ("policy", "waits", "tries"),
    [
        (SOON, [(1, 2), (1, 4), (1, 8), (1, 16)], 5),
        (UNREACHABLE, [(0.5, 1), (0.5, 2), (0.5, 4), (0.5, 8)], 5),
        (TWICE, [(2, 2), (10, 10)], 3),
        (TWICE_SLOWLY, [(10, 10), (60, 60)], 3),
        (PAIR, [(1, 1), (4, 4), (16, 16), (64, 64), (256, 256)], 6),
        (ACCOUNT, [(60, 60), (120, 120), (240, 240), (480, 480)], 5),
        (MAINTENANCE, [(30, 60), (30, 120), (30, 240), (30, 300)], 5),
        (AFTER_5_MINUTES, [(300, 300), (300, 300)], 3),
        (AFTER_10_MINUTES, [(600, 600), (600, 600)], 3),
        (AFTER_AN_HOUR, [(3600, 3600), (3600, 3600)], 3),
    ],
)
def test_a_policy_waits_longer_and_longer_and_then_gives_up(policy, waits, tries):
    """Each wait lies between its bounds, and the last try is the last."""
    outcome = refused()

    for number, (low, high) in enumerate(waits, start=1):
        assert low <= policy.wait(state(outcome, tries=number)) <= high
    assert [policy.stop(state(outcome, tries=number)) for number in (tries - 1, tries)] == [False, True]
    assert len(waits) == tries - 1


def test_the_longest_waits_are_capped():
    """A minute for a passing fault, half a minute for a closed door, an hour for an account."""
    late = state(refused(), tries=50)

    assert SOON.wait(late) <= 60
    assert UNREACHABLE.wait(late) <= 30
    assert ACCOUNT.wait(late) == 3600


def test_waits_are_spread_by_the_ref_and_repeat_exactly():
    """Many messages do not come back at the same moment; the same run gives the same waits."""
    waits = [SOON.wait(state(refused(), tries=3, ref=f"i{n}/1/0")) for n in range(200)]

    assert len(set(waits)) == 200
    assert min(waits) < 2
    assert max(waits) > 7
    assert waits == [SOON.wait(state(refused(), tries=3, ref=f"i{n}/1/0")) for n in range(200)]


@pytest.mark.parametrize(
    ("code", "policy"),
    [
        (2, SOON),
        (131016, SOON),
        (130429, SOON),
        (131056, PAIR),
        (4, ACCOUNT),
        (80007, ACCOUNT),
        (131000, TWICE),
        (131053, TWICE_SLOWLY),
        (131057, MAINTENANCE),
        (132069, AFTER_AN_HOUR),
        (134101, AFTER_10_MINUTES),
        (133015, AFTER_5_MINUTES),
        (138002, SOON),
        (199999, SOON),
    ],
)
def test_the_code_chooses_the_policy(code, policy):
    """By the code where it is special, else by its action."""
    assert policy_of(refused(code)) is policy


def test_an_unreachable_provider_and_a_refusal_without_code_have_policies():
    """A closed door is tried a little faster."""
    assert policy_of(refused(None, reason=Reason.UNREACHABLE)) is UNREACHABLE
    assert policy_of(refused(None)) is SOON


@pytest.mark.parametrize("entry", [entry for entry in entries() if entry.retryable], ids=lambda entry: str(entry.code))
def test_every_retryable_code_ends(entry):
    """At most six tries and seven hours, whatever the code."""
    policy = policy_of(refused(entry.code))
    tries = next(number for number in range(1, 100) if policy.stop(state(refused(entry.code), tries=number)))

    assert 3 <= tries <= 6
    assert sum(policy.wait(state(refused(entry.code), tries=number)) for number in range(1, tries)) <= 7 * 3600


@pytest.mark.parametrize(
    ("outcome", "again"),
    [
        (refused(), True),
        (refused(after=None), False),
        (Uncertain(sentence="?"), False),
        (Accepted(message_id="wamid.1"), False),
    ],
)
def test_only_a_refusal_that_may_be_repeated_is(outcome, again):
    """An uncertain send may have gone out: never again without proof."""
    assert RETRY(state(outcome)) == again
    assert (retry_at(outcome, ref="r", attempt=0, now=NOW, window_until=None) is not None) == again


def test_the_provider_may_ask_for_a_longer_wait():
    """Its header wins when it is longer than the back-off, and only then."""
    assert WAIT_UNTIL_TOLD(state(refused(after=90_000))) == 90
    assert WAIT_UNTIL_TOLD(state(refused(after=-5))) == 0
    assert WAIT_UNTIL_TOLD(state(refused(after=None))) == 0
    assert retry_at(refused(131000, after=90_000), ref="r", attempt=0, now=NOW, window_until=None) == NOW + 90_000
    assert retry_at(refused(131000, after=500), ref="r", attempt=0, now=NOW, window_until=None) == NOW + 2_000


def test_the_outbox_asks_the_same_values_with_its_stored_count():
    """Attempt by attempt the pair limit's 4^X seconds, then never."""
    moments = [retry_at(refused(131056), ref="r", attempt=n, now=NOW, window_until=None) for n in range(6)]

    assert moments == [NOW + 1_000, NOW + 4_000, NOW + 16_000, NOW + 64_000, NOW + 256_000, None]


@pytest.mark.parametrize(("left", "stops"), [(-1, True), (0, True), (1, False)])
def test_no_retry_leaves_outside_the_window(left, stops):
    """At the very millisecond of the window's end, its margin counted, it is too late."""
    until = NOW + 2_000 + MARGIN_MILLISECONDS + left

    assert STOP_AT_WINDOW_END(state(refused(131000), sleep=2, window_until=until)) == stops
    assert (retry_at(refused(131000), ref="r", attempt=0, now=NOW, window_until=until) is None) == stops


class Tries:
    """Gives outcomes from a list and counts."""

    def __init__(self, *outcomes: object) -> None:
        self.left = list(outcomes)

    async def __call__(self) -> object:
        return self.left.pop(0)


def run(room, tries: Tries, *, patience_ms: int = 10_000, attempt: int = 0, window_until: int | None = None):
    """The final outcome, and the milliseconds slept."""
    clock = room.clock()
    facts = {"deadline": NOW + patience_ms, "ref": "r", "attempt": attempt, "window_until": window_until}
    return asyncio.run(keep_trying(tries, clock=clock, **facts)), clock.now() - NOW


def test_short_waits_are_slept_in_process(room):
    """Two seconds, ten seconds, then it goes through."""
    result, slept = run(room, Tries(refused(131000), refused(131000), Accepted(message_id="w")), patience_ms=12_000)

    assert (result, slept) == (Accepted(message_id="w"), 12_000)


def test_a_wait_beyond_patience_goes_back_with_its_moment(room):
    """One millisecond short, the outbox takes it from here."""
    result, slept = run(room, Tries(refused(131000), refused(131000)), patience_ms=11_999)

    assert (result.retry_at, slept) == (NOW + 12_000, 2_000)


def test_without_patience_nothing_ever_sleeps(room):
    """Tests and simulations own the time."""
    result, slept = run(room, Tries(refused(131056)), patience_ms=0)

    assert (result.retry_at, slept) == (NOW + 1_000, 0)


def test_the_last_try_says_never(room):
    """Tries of the outbox count."""
    result, slept = run(room, Tries(refused(131000)), attempt=2)

    assert (result.retry_at, result.code, slept) == (None, 131000, 0)


def test_a_retry_after_the_window_says_never(room):
    """A refusal in the last second of the window is final."""
    result, slept = run(room, Tries(refused(131000)), window_until=NOW + MARGIN_MILLISECONDS + 1_000)

    assert (result.retry_at, slept) == (None, 0)


@pytest.mark.parametrize(
    "outcome", [Accepted(message_id="w"), Uncertain(sentence="?"), refused(None, reason=Reason.PACED, after=6_000)]
)
def test_everything_else_is_returned_as_it_is(room, outcome):
    """Our own pacing has said its moment already."""
    assert run(room, Tries(outcome)) == (outcome, 0)
