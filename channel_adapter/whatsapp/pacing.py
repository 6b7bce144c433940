"""Token buckets as plain values: how fast a number and a pair (number and customer) may send.

A ``Bucket`` is one integer: the moment, in microseconds, at which it is full again. Taking a token moves that moment one
interval on; a bucket is empty when the moment lies its whole capacity ahead. So a bucket needs no refilling, an idle one
equals a fresh one and can be forgotten, and time comes in as an argument only.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (80, 1,000 or 20 messages a
second for a number; one per 6 s for a pair, with bursts of up to 45 that borrow from the future).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from channel_adapter.messages import Instant

PAIR_PERIOD_MS: Final = 6_000
PAIR_BURST: Final = 45
NUMBER_BURST_PART: Final = 10
"""A number's bucket holds a tenth of a second of its rate: no second sees more than 1.1 times the rate."""
PAIRS_MAX: Final = 100_000
"""Pairs remembered at once (about 20 MB); beyond it those nearest to full are forgotten first."""

MEMORY_MS: Final = PAIR_PERIOD_MS * PAIR_BURST
"""What was sent longer ago than this weighs nothing: 270 s fill every bucket."""

_US_PER_MS: Final = 1_000

Start: TypeAlias = Literal["fresh", "pessimistic"]
"""``pessimistic``: presume that a predecessor spent everything up to the start, as after a crash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One token every ``interval_us`` microseconds; at most ``capacity`` saved up."""

    interval_us: int
    capacity: int

    def __post_init__(self) -> None:
        assert self.interval_us > 0, "a rate needs an interval"
        assert self.capacity > 0, "a bucket needs room for one token"


def pair_rate(burst: int = PAIR_BURST) -> Rate:
    """Return the rate of one customer, who may get ``burst`` messages at once."""
    return Rate(interval_us=PAIR_PERIOD_MS * _US_PER_MS, capacity=burst)


PAIR_RATE: Final = pair_rate()


def number_rate(per_second: int) -> Rate:
    """Return the rate of a number that may send ``per_second`` messages."""
    return Rate(interval_us=-(-1_000_000 // per_second), capacity=max(1, per_second // NUMBER_BURST_PART))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """The moment, in microseconds since the epoch, at which the bucket is full again."""

    full_at_us: int = 0


def ready_at(bucket: Bucket, rate: Rate, now: Instant) -> Instant:
    """Return the first moment, ``now`` or later, at which one token is there."""
    borrowed_us = rate.interval_us * (rate.capacity - 1)
    return max(now, -(-(bucket.full_at_us - borrowed_us) // _US_PER_MS))


def take(bucket: Bucket, rate: Rate, now: Instant) -> Bucket:
    """Return the bucket with one token less, or with a place in its queue when it is empty."""
    return Bucket(full_at_us=max(bucket.full_at_us, now * _US_PER_MS) + rate.interval_us)


def emptied(rate: Rate, now: Instant) -> Bucket:
    """Return a bucket with nothing in it: the provider just said so."""
    return Bucket(full_at_us=now * _US_PER_MS + rate.interval_us * rate.capacity)


def bounded(bucket: Bucket, rate: Rate, now: Instant, *, queue_ms: int) -> Bucket:
    """Return the bucket owing no more than it ever could at ``now``: a clock that went back must not stop a number.

    A bucket owes its capacity and what queues for it: nobody queues longer than ``queue_ms``.
    """
    bound_us = (now + queue_ms + 1) * _US_PER_MS + rate.interval_us * rate.capacity
    return bucket if bucket.full_at_us <= bound_us else Bucket(full_at_us=bound_us)


class PairBuckets:
    """The buckets of all customers of a number; memory is bounded and no customer's bucket touches another's."""

    def __init__(self, rate: Rate = PAIR_RATE, *, presumed: Bucket | None = None, pairs_max: int = PAIRS_MAX) -> None:
        """``presumed`` is the bucket of a customer not met yet; a full one unless given."""
        self._rate = rate
        self._presumed = presumed or Bucket()
        self._buckets: dict[str, Bucket] = {}
        self._pairs_max = pairs_max
        self._sweep_at = min(pairs_max, 1_024)

    def __len__(self) -> int:
        return len(self._buckets)

    def of(self, pair: str) -> Bucket:
        """Return the bucket of one customer."""
        return self._buckets.get(pair, self._presumed)

    def put(self, pair: str, bucket: Bucket, now: Instant) -> None:
        """Keep a customer's bucket, forgetting idle ones when there are many."""
        self._buckets[pair] = bucket
        if len(self._buckets) > self._sweep_at:
            self._buckets = dict(_busy(self._buckets, now, self._pairs_max))
            # Doubling keeps the cost of sweeping constant per message.
            self._sweep_at = min(self._pairs_max, max(1_024, 2 * len(self._buckets)))


def presumed_pair(rate: Rate, started: Instant) -> Bucket:
    """Return the bucket of an unknown customer after a pessimistic start: one token left at ``started``."""
    return Bucket(full_at_us=started * _US_PER_MS + rate.interval_us * (rate.capacity - 1))


def _busy(buckets: Mapping[str, Bucket], now: Instant, pairs_max: int) -> list[tuple[str, Bucket]]:
    """A full bucket equals a forgotten one, so only the others are kept, the emptiest first; at most nine tenths."""
    busy = [(pair, bucket) for pair, bucket in buckets.items() if bucket.full_at_us > now * _US_PER_MS]
    busy.sort(key=lambda entry: -entry[1].full_at_us)
    return busy[: max(1, pairs_max * 9 // 10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in the queue of the number: the token is taken, the message may leave at ``at``."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Nothing was taken; come back at ``at``."""

    at: Instant


class Pacer:
    """The buckets of one business number. Every method is instant and takes the moment as an argument."""

    def __init__(
        self,
        number: Rate,
        pair: Rate = PAIR_RATE,
        *,
        queue_ms: int = 10_000,
        start: Start = "fresh",
        started: Instant = 0,
    ) -> None:
        """``queue_ms`` is the longest that anybody waits for a turn."""
        self._number_rate, self._pair_rate, self._queue_ms = number, pair, queue_ms
        pessimistic = start == "pessimistic"
        self._number = emptied(number, started) if pessimistic else Bucket()
        self.pairs = PairBuckets(pair, presumed=presumed_pair(pair, started) if pessimistic else None)

    def reserve(self, pair: str, now: Instant, *, patience_ms: int) -> Slot | Later:
        """Take one token of the pair and one of the number, if both are there within ``patience_ms``.

        Nothing is taken for a message that has to come back, so a customer who gets too many messages never uses up
        the number's rate; the queue of the number is first in, first out.
        """
        bucket = self.pairs.of(pair)
        pair_bucket = bounded(bucket, self._pair_rate, now, queue_ms=self._queue_ms)
        number = self._number_at(now)
        at = max(ready_at(pair_bucket, self._pair_rate, now), ready_at(number, self._number_rate, now))
        if at - now > min(patience_ms, self._queue_ms):
            if pair_bucket is not bucket:
                self.pairs.put(pair, pair_bucket, now)
            return Later(at=at)
        self.pairs.put(pair, take(pair_bucket, self._pair_rate, now), now)
        self._number = take(number, self._number_rate, now)
        return Slot(at=at)

    def reserve_mark(self, now: Instant) -> bool:
        """Take one token of the number for a read mark or typing sign, only when one is there at once."""
        number = self._number_at(now)
        if ready_at(number, self._number_rate, now) > now:
            return False
        self._number = take(number, self._number_rate, now)
        return True

    def recall(self, sends: Iterable[tuple[str, Instant]], now: Instant) -> None:
        """Take a token for each send of a predecessor, at the moment when it was dispatched.

        After a ``fresh`` start this makes the buckets what they were: no worse presumed, no better hoped. A moment after
        ``now`` (clocks differ) counts as ``now``.
        """
        for at, pair in sorted((min(at, now), pair) for pair, at in sends):
            if now - at < MEMORY_MS:
                self.pairs.put(pair, take(self.pairs.of(pair), self._pair_rate, at), at)
                self._number = take(self._number, self._number_rate, at)

    def _number_at(self, now: Instant) -> Bucket:
        self._number = bounded(self._number, self._number_rate, now, queue_ms=self._queue_ms)
        return self._number

    def pair_refused(self, pair: str, now: Instant) -> None:
        """The provider says that this customer got too many messages: believe it."""
        self.pairs.put(pair, emptied_but_one(self._pair_rate, now), now)

    def number_refused(self, now: Instant) -> None:
        """The provider says that the number is too fast: believe it."""
        self._number = max(self._number, emptied(self._number_rate, now), key=lambda bucket: bucket.full_at_us)


def emptied_but_one(rate: Rate, now: Instant) -> Bucket:
    """Return a bucket whose only token is the retry itself: when that one may leave is the back-off's to say."""
    return Bucket(full_at_us=now * _US_PER_MS + rate.interval_us * (rate.capacity - 1))
