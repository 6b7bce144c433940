"""Token buckets as values: how fast a number and a pair may send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channel_adapter.whatsapp.pacing import (
    MEMORY_MS,
    PAIR_BURST,
    PAIR_PERIOD_MS,
    PAIR_RATE,
    PAIRS_MAX,
    Bucket,
    Later,
    Pacer,
    PairBuckets,
    Rate,
    Slot,
    bounded,
    emptied,
    number_rate,
    pair_rate,
    ready_at,
    take,
)

NOW = 1_800_000_000_000
DAY = 86_400_000


def sent_at(pacer: Pacer, count: int, *, pair: str = "a", now: int = NOW, patience_ms: int = DAY) -> list[int]:
    """The moments, after ``now``, at which ``count`` messages that all come at once may leave."""
    turns = [pacer.reserve(pair, now, patience_ms=patience_ms) for _ in range(count)]
    assert all(isinstance(turn, Slot) for turn in turns)
    return [turn.at - now for turn in turns]


@pytest.mark.parametrize("count", [PAIR_BURST - 1, PAIR_BURST, PAIR_BURST + 1, PAIR_BURST + 2])
def test_a_customer_gets_45_at_once_and_then_one_every_6_seconds(count):
    """The burst borrows from the future."""
    waits = sent_at(Pacer(Rate(interval_us=1, capacity=1000), queue_ms=DAY), count)

    assert waits[:PAIR_BURST] == [0] * min(count, PAIR_BURST)
    assert waits[PAIR_BURST:] == [PAIR_PERIOD_MS * (n + 1) for n in range(count - PAIR_BURST)]


def test_what_was_borrowed_is_paid_back_by_silence():
    """After a burst of 45, two minutes of silence are worth 20 messages."""
    pacer = Pacer(number_rate(1000), queue_ms=DAY)
    sent_at(pacer, PAIR_BURST)

    waits = sent_at(pacer, 21, now=NOW + 20 * PAIR_PERIOD_MS + 45)

    assert all(wait < 100 for wait in waits[:20])
    assert waits[20] > PAIR_PERIOD_MS - 100


@pytest.mark.parametrize(("per_second", "burst"), [(20, 2), (80, 8), (1000, 100), (1, 1), (9, 1), (10, 1)])
def test_a_number_sends_at_its_rate(per_second, burst):
    """After a tenth of a second's worth at once, evenly; no second holds more than 1.1 times the rate."""
    pacer = Pacer(number_rate(per_second), queue_ms=DAY)
    turns = [pacer.reserve(f"customer {n}", NOW, patience_ms=DAY).at - NOW for n in range(3 * per_second + burst)]

    assert turns[:burst] == [0] * burst
    assert turns == sorted(turns)
    for start in range(0, 2000, 250):
        assert sum(start <= turn < start + 1000 for turn in turns) <= per_second + burst
    assert abs(turns[-1] - 3000) <= 1000 / per_second + 3


def test_one_slow_customer_delays_no_other():
    """A customer over their rate is sent away and takes nothing of the number's rate."""
    pacer = Pacer(number_rate(80))
    sent_at(pacer, PAIR_BURST, pair="slow")
    later = NOW + 1_000

    turned = [pacer.reserve("slow", later, patience_ms=0) for _ in range(1_000)]

    assert all(isinstance(turn, Later) and turn.at >= later + PAIR_PERIOD_MS - 1_000 for turn in turned)
    assert pacer.reserve("quick", later, patience_ms=0) == Slot(at=later)


@pytest.mark.parametrize(("patience_ms", "kind"), [(5_999, Later), (6_000, Slot), (6_001, Slot)])
def test_a_turn_within_patience_is_taken(patience_ms, kind):
    """Beyond it nothing is taken, and the moment to come back is told."""
    pacer = Pacer(Rate(interval_us=1, capacity=1000), queue_ms=DAY)
    sent_at(pacer, PAIR_BURST)

    turn = pacer.reserve("a", NOW, patience_ms=patience_ms)

    assert turn == kind(at=NOW + PAIR_PERIOD_MS)


def test_a_busy_number_sends_away_what_cannot_wait():
    """The number's own queue is bounded by patience too."""
    pacer = Pacer(number_rate(80))
    turns = [pacer.reserve(f"c{n}", NOW, patience_ms=100) for n in range(20)]

    assert [type(turn) for turn in turns] == [Slot] * 16 + [Later] * 4
    assert turns[-1].at == NOW + 113


def test_a_refused_customer_waits_and_the_others_do_not():
    """The provider says that the pair is over its limit: only the retry itself has a token left."""
    pacer = Pacer(number_rate(1000))
    pacer.pair_refused("a", NOW)

    assert pacer.reserve("a", NOW, patience_ms=0) == Slot(at=NOW)
    assert pacer.reserve("a", NOW, patience_ms=0) == Later(at=NOW + PAIR_PERIOD_MS)
    assert pacer.reserve("b", NOW, patience_ms=0) == Slot(at=NOW)


def test_a_refused_number_loses_its_burst():
    """The provider says that the number is too fast: the next messages are spaced."""
    pacer = Pacer(number_rate(10))
    pacer.number_refused(NOW)

    assert [pacer.reserve(f"c{n}", NOW, patience_ms=DAY).at - NOW for n in range(3)] == [100, 200, 300]


def test_a_refusal_never_shortens_a_queue():
    """Messages that already have a later turn keep it."""
    pacer = Pacer(number_rate(10))
    waits = [pacer.reserve(f"c{n}", NOW, patience_ms=DAY).at - NOW for n in range(5)]
    pacer.number_refused(NOW)

    assert pacer.reserve("next", NOW, patience_ms=DAY).at - NOW == waits[-1] + 100


def test_after_a_crash_the_buckets_are_presumed_spent():
    """One message for each customer, the number from nothing; after five minutes all is as fresh."""
    fresh = Pacer(number_rate(10), queue_ms=DAY)
    careful = Pacer(number_rate(10), queue_ms=DAY, start="pessimistic", started=NOW)

    assert isinstance(careful.reserve("a", NOW, patience_ms=0), Later)
    assert careful.reserve("a", NOW + 100, patience_ms=0) == Slot(at=NOW + 100)
    assert careful.reserve("a", NOW + 200, patience_ms=0) == Later(at=NOW + PAIR_PERIOD_MS)
    rested = NOW + 300_000
    assert sent_at(careful, 50, pair="b", now=rested) == sent_at(fresh, 50, pair="b", now=rested)


@pytest.mark.parametrize(("recalled", "expected"), [(44, Slot), (45, Later), (46, Later)])
def test_after_a_recall_the_46th_is_paced(recalled, expected):
    """A fresh start that is told what its predecessor sent knows as much as it did."""
    pacer = Pacer(number_rate(1_000_000), queue_ms=DAY)
    pacer.recall([("a", NOW - 1)] * recalled, NOW)

    assert isinstance(pacer.reserve("a", NOW, patience_ms=0), expected)
    assert isinstance(pacer.reserve("b", NOW, patience_ms=0), Slot)


@pytest.mark.parametrize(("age", "expected"), [(MEMORY_MS - 1, Later), (MEMORY_MS, Slot), (MEMORY_MS + 1, Slot)])
def test_a_recall_forgets_what_weighs_nothing(age, expected):
    """After 270 s a burst of 45 is paid back to the millisecond."""
    pacer = Pacer(Rate(interval_us=1, capacity=1_000), queue_ms=DAY)
    pacer.recall([("a", NOW - age)] * 45, NOW)

    for _ in range(44):
        pacer.reserve("a", NOW, patience_ms=0)
    assert isinstance(pacer.reserve("a", NOW, patience_ms=0), expected)


@given(
    gaps=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20_000)), max_size=120),
    per_second=st.sampled_from([1, 20, 80]),
)
def test_a_recall_is_exact(gaps, per_second):
    """Whatever was sent when: the successor gives the next message the very turn that the predecessor would have."""
    first, sends, now = Pacer(number_rate(per_second)), [], NOW
    for pair, gap in gaps:
        now += gap
        if isinstance(first.reserve(pair, now, patience_ms=0), Slot):
            sends.append((pair, now))
    second = Pacer(number_rate(per_second))
    second.recall(reversed(sends), now)

    for pair in "abc":
        assert second.reserve(pair, now, patience_ms=DAY) == first.reserve(pair, now, patience_ms=DAY)


def test_a_recalled_moment_of_tomorrow_counts_as_now():
    """The store of a machine whose clock goes ahead must not stop a customer until then."""
    ahead, level = Pacer(number_rate(10), queue_ms=DAY), Pacer(number_rate(10), queue_ms=DAY)
    ahead.recall([("a", NOW + DAY)], NOW)
    level.recall([("a", NOW)], NOW)

    assert sent_at(ahead, 50) == sent_at(level, 50)


def test_a_smaller_burst_is_a_setting():
    """The stricter reading of the provider's page: less borrowed, less silence owed."""
    pacer = Pacer(number_rate(1_000_000), pair_rate(5), queue_ms=DAY)

    assert sent_at(pacer, 7)[4:] == [0, PAIR_PERIOD_MS, 2 * PAIR_PERIOD_MS]


def test_a_read_mark_takes_only_what_is_spare():
    """It is dropped while messages queue, and costs a token of the number when it goes."""
    pacer = Pacer(number_rate(10))

    assert pacer.reserve_mark(NOW)
    assert not pacer.reserve_mark(NOW)
    assert pacer.reserve("a", NOW, patience_ms=0) == Later(at=NOW + 100)
    assert pacer.reserve_mark(NOW + 100)


def test_a_clock_that_goes_back_stops_nobody_for_long():
    """An hour back costs a customer the queue and one period, another customer the queue; never the hour."""
    pacer = Pacer(number_rate(80), queue_ms=10_000)
    sent_at(pacer, 3, patience_ms=10_000)
    earlier = NOW - 3_600_000

    again = pacer.reserve("a", earlier, patience_ms=10_000)
    other = pacer.reserve("b", earlier, patience_ms=10_000)

    assert again == Later(at=earlier + 10_000 + PAIR_PERIOD_MS + 1)
    assert isinstance(other, Later)
    assert isinstance(pacer.reserve("b", other.at - 9_000, patience_ms=10_000), Slot)
    assert isinstance(pacer.reserve("a", again.at, patience_ms=0), Slot)


def test_a_debt_is_bounded_at_its_bound():
    """A bucket may owe its capacity and the queue; more is a clock's fault."""
    rate = Rate(interval_us=1_000, capacity=10)
    worst = Bucket(full_at_us=NOW * 1000 + 10 * 1_000 + 6_000)

    assert bounded(worst, rate, NOW, queue_ms=5) == worst
    assert bounded(Bucket(full_at_us=worst.full_at_us + 1), rate, NOW, queue_ms=5) == worst


@pytest.mark.parametrize("bad", [{"interval_us": 0, "capacity": 1}, {"interval_us": 1, "capacity": 0}])
def test_a_rate_that_cannot_be_is_a_programmers_fault(bad):
    """No rate without an interval and room for one token."""
    with pytest.raises(AssertionError):
        Rate(**bad)


def test_idle_customers_are_forgotten():
    """Memory follows the customers of the last minutes, not all there ever were."""
    pairs = PairBuckets()
    for n in range(50_000):
        now = NOW + n * 1_000
        pairs.put(f"customer {n}", take(pairs.of(f"customer {n}"), PAIR_RATE, now), now)

    assert len(pairs) <= 1_025


def test_a_busy_customer_is_not_forgotten():
    """Sweeping drops only what equals a fresh bucket."""
    pairs = PairBuckets()
    pairs.put("busy", emptied(PAIR_RATE, NOW), NOW)
    for n in range(5_000):
        pairs.put(f"customer {n}", Bucket(full_at_us=0), NOW)

    assert pairs.of("busy") == emptied(PAIR_RATE, NOW)


@pytest.mark.parametrize("customers", [99, 100, 101])
def test_memory_has_a_hard_bound(customers):
    """When all are busy, those nearest to full are forgotten; the bound is 100,000 unless set."""
    pairs = PairBuckets(pairs_max=100)
    for n in range(customers):
        pairs.put(f"customer {n}", Bucket(full_at_us=(NOW + 1 + n) * 1000), NOW)

    assert len(pairs) == (customers if customers <= 100 else 90)
    assert pairs.of(f"customer {customers - 1}") != Bucket()
    assert PAIRS_MAX == 100_000


@given(
    st.lists(st.integers(0, 20_000), min_size=1, max_size=80),
    st.integers(1, 10_000_000),
    st.integers(1, 50),
)
def test_no_span_ever_holds_more_than_its_tokens(gaps, interval_us, capacity):
    """For any arrivals and any rate: between two sends there were tokens for all that left from the one to the other."""
    rate, bucket, now, left = Rate(interval_us=interval_us, capacity=capacity), Bucket(), NOW, []
    for gap in gaps:
        now += gap
        left.append(ready_at(bucket, rate, now))
        bucket = take(bucket, rate, now)

    assert left == sorted(left)
    for first in range(len(left)):
        for last in range(first, len(left)):
            span_us = (left[last] - left[first] + 1) * 1000
            assert last - first + 1 <= capacity + span_us // interval_us + 1
