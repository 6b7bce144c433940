"""When a refused send may be tried again: policies as tenacity values, and the one loop that uses them.

A policy is a wait and a stop, chosen by the code of the refusal. The same values answer two callers: ``keep_trying``
retries within this process for as long as patience lasts, and ``retry_at`` tells the durable outbox the moment of the
next try from a stored attempt count. Only a ``Refused`` is ever tried again: an ``Uncertain`` send may have gone out.
Jitter is derived from the message's ``ref``, so the same run gives the same waits. No retry leaves after the window.

Source of the pair limit's 4^X seconds: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from zlib import crc32

from tenacity import RetryCallState, Retrying
from tenacity.retry import retry_if_result
from tenacity.stop import stop_after_attempt, stop_base
from tenacity.wait import wait_base, wait_chain, wait_exponential, wait_fixed

from channel_adapter.channel import Reason, Refused
from channel_adapter.window import is_open

from .error_codes import Action, lookup

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from channel_adapter.channel import Outcome
    from channel_adapter.clock import Clock
    from channel_adapter.messages import Instant


class wait_spread(wait_base):  # noqa: N801 - tenacity's own naming of values
    """Anything from ``low`` seconds to what ``high`` says, spread by the ref of the message (kwarg ``ref``)."""

    def __init__(self, low: float, high: wait_base) -> None:
        self.low, self.high = low, high

    def __call__(self, retry_state: RetryCallState) -> float:
        part = crc32(f"{retry_state.kwargs['ref']}:{retry_state.attempt_number}".encode()) / 2**32
        return self.low + part * max(0.0, self.high(retry_state) - self.low)


class wait_until_told(wait_base):  # noqa: N801 - tenacity's own naming of values
    """At least until the moment the provider gave (``retry_at`` of the refusal), counted from kwarg ``now``."""

    def __call__(self, retry_state: RetryCallState) -> float:
        told = _refusal(retry_state).retry_at
        return 0.0 if told is None else max(0, told - retry_state.kwargs["now"]) / 1000


class wait_longest(wait_base):  # noqa: N801 - tenacity's own naming of values
    """The longest of several waits."""

    def __init__(self, *waits: wait_base) -> None:
        self.waits = waits

    def __call__(self, retry_state: RetryCallState) -> float:
        return max(wait(retry_state) for wait in self.waits)


class stop_at_window_end(stop_base):  # noqa: N801 - tenacity's own naming of values
    """Stop when the coming try would leave outside the reply window (kwarg ``window_until``; ``None``: no window)."""

    def __call__(self, retry_state: RetryCallState) -> bool:
        until, now = retry_state.kwargs["window_until"], retry_state.kwargs["now"]
        return until is not None and not is_open(until, now + _milliseconds(retry_state.upcoming_sleep))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How long to wait before the next try, and after how many tries to give up."""

    wait: wait_base
    stop: stop_base


SOON: Final = Policy(wait=wait_spread(1, wait_exponential(multiplier=2, max=60)), stop=stop_after_attempt(5))
UNREACHABLE: Final = Policy(wait=wait_spread(0.5, wait_exponential(multiplier=1, max=30)), stop=stop_after_attempt(5))
TWICE: Final = Policy(wait=wait_chain(wait_fixed(2), wait_fixed(10)), stop=stop_after_attempt(3))
TWICE_SLOWLY: Final = Policy(wait=wait_chain(wait_fixed(10), wait_fixed(60)), stop=stop_after_attempt(3))
PAIR: Final = Policy(wait=wait_exponential(multiplier=1, exp_base=4), stop=stop_after_attempt(6))
ACCOUNT: Final = Policy(wait=wait_exponential(multiplier=60, max=3600), stop=stop_after_attempt(5))
MAINTENANCE: Final = Policy(wait=wait_spread(30, wait_exponential(multiplier=60, max=300)), stop=stop_after_attempt(5))
AFTER_5_MINUTES: Final = Policy(wait=wait_fixed(300), stop=stop_after_attempt(3))
AFTER_10_MINUTES: Final = Policy(wait=wait_fixed(600), stop=stop_after_attempt(3))
AFTER_AN_HOUR: Final = Policy(wait=wait_fixed(3600), stop=stop_after_attempt(3))

POLICY_BY_ACTION: Final = {
    Action.RETRY: SOON,
    Action.RETRY_NUMBER: SOON,
    Action.RETRY_PAIR: PAIR,
    Action.RETRY_APP: ACCOUNT,
    Action.RETRY_WABA: ACCOUNT,
    Action.RETRY_LIMITED: TWICE,
    Action.RETRY_LATER: AFTER_AN_HOUR,
}
"""An action that is missing here is tried again like ``RETRY`` when its code is retryable at all."""

POLICY_BY_CODE: Final = {
    131053: TWICE_SLOWLY,
    131057: MAINTENANCE,
    133015: AFTER_5_MINUTES,
    134101: AFTER_10_MINUTES,
    2494100: AFTER_5_MINUTES,
}
"""Codes whose documented pace differs from that of their action."""

RETRY: Final = retry_if_result(lambda outcome: isinstance(outcome, Refused) and outcome.retry_at is not None)
STOP_AT_WINDOW_END: Final = stop_at_window_end()
WAIT_UNTIL_TOLD: Final = wait_until_told()


def policy_of(refusal: Refused) -> Policy:
    """Return the policy for a refusal."""
    if refusal.reason is Reason.UNREACHABLE:
        return UNREACHABLE
    if refusal.code is None:
        return SOON
    return POLICY_BY_CODE.get(refusal.code) or POLICY_BY_ACTION.get(lookup(refusal.code).action, SOON)


def retry_at(outcome: Outcome, *, ref: str, attempt: int, now: Instant, window_until: Instant | None) -> Instant | None:
    """Return the moment of the next try, or ``None``: never.

    ``attempt`` counts the tries before the one that gave ``outcome``. ``window_until`` bounds the retry; ``None`` means
    that the content needs no window (a template).
    """
    state = _state(outcome, ref=ref, attempt=attempt, now=now, window_until=window_until)
    if not RETRY(state):
        return None
    policy = policy_of(_refusal(state))
    state.upcoming_sleep = wait_longest(policy.wait, WAIT_UNTIL_TOLD)(state)
    if (policy.stop | STOP_AT_WINDOW_END)(state):
        return None
    return now + _milliseconds(state.upcoming_sleep)


async def keep_trying(
    try_once: Callable[[], Awaitable[Outcome]],
    *,
    clock: Clock,
    deadline: Instant,
    ref: str,
    attempt: int,
    window_until: Instant | None,
) -> Outcome:
    """Try until something other than a retryable refusal comes, or until the next try would come after ``deadline``.

    The last refusal is returned with the moment at which it may be tried again, or without one when it may not.
    """
    while True:
        outcome = await try_once()
        if not isinstance(outcome, Refused) or (outcome.reason is Reason.PACED and outcome.code is None):
            return outcome
        again = retry_at(outcome, ref=ref, attempt=attempt, now=clock.now(), window_until=window_until)
        if again is None or again > deadline:
            return replace(outcome, retry_at=again)
        await clock.sleep(again - clock.now())
        attempt += 1


def _state(outcome: Outcome, **facts: object) -> RetryCallState:
    attempt = facts["attempt"]
    assert isinstance(attempt, int)
    state = RetryCallState(retry_object=_UNUSED, fn=None, args=(), kwargs=facts)
    state.attempt_number = attempt + 1
    state.set_result(outcome)
    return state


_UNUSED: Final = Retrying()
"""A state has to name a driver; ours is ``keep_trying`` or the outbox, so this one never runs."""


def _refusal(state: RetryCallState) -> Refused:
    assert state.outcome is not None, "a policy is asked after a try, not before"
    outcome = state.outcome.result()
    assert isinstance(outcome, Refused), "only a refusal is ever tried again"
    return outcome


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
