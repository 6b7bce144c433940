"""Which worker serves which number, when not all of them have the same numbers connected."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("psycopg", reason="pip install 'flow-notations[postgres]'")

from flow_notations.host.postgres import opening
from flow_notations.host.postgres.membership import Membership
from flow_notations.host.postgres.opening import bring_up_to_date, connect
from flow_notations.host.postgres.schema import MIGRATIONS
from flow_notations.host.postgres.sheets import SERVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flow_notations.host.postgres.rows import Session

CONNECTED_SINCE = 7
"""Migrations before the one that lets workers write down their numbers."""
WORLDS = 12
ROUNDS_MAX = 12

OLDER_RENEWAL = (
    "insert into workers (id, lease_until) values (%(id)s, clock_timestamp() + %(lease)s)"
    " on conflict (id) do update set lease_until = excluded.lease_until"
)
OLDER_TAKING = "update numbers set worker = %(id)s where worker is null"


@pytest.fixture
def session(emptied: str) -> Iterator[Session]:
    """A connection to a database with tables, which are empty."""
    with connect(emptied) as opened:
        bring_up_to_date(opened, migrate=True)
        yield opened


def worker(connected: str = "") -> Membership:
    """One with these numbers connected, a letter each."""
    membership = Membership(lease_seconds=60)
    membership.connected = frozenset(connected)
    return membership


def known(session: Session, numbers: str) -> None:
    """Customers wrote to these numbers; nobody serves them yet."""
    for number_id in numbers:
        session.execute("insert into numbers (number_id) values (%s)", (number_id,))


def beat(session: Session, membership: Membership) -> str:
    """The numbers that it serves from now on."""
    asked_at = time.monotonic()
    with session.transaction():
        numbers = membership.beat(session)
    membership.renewed(numbers, asked_at=asked_at)
    return "".join(sorted(numbers))


def settled(session: Session, workers: Sequence[Membership]) -> list[str]:
    """Everybody beats until nothing moves any more."""
    before: list[str] = []
    for _ in range(ROUNDS_MAX):
        after = [beat(session, each) for each in workers]
        if after == before:
            return after
        before = after
    raise AssertionError(f"no end of it: {before}")


def die(session: Session, membership: Membership) -> None:
    """It renews its lease no more, and the lease has run out."""
    session.execute("update workers set lease_until = clock_timestamp() where id = %s", (membership.worker,))


def heard_first(session: Session, number_id: str, membership: Membership) -> str | None:
    """Who serves a number that nobody knew, once this worker has taken in its first message."""
    session.execute(SERVED, (membership.worker, [number_id]))
    (row,) = session.execute("select worker from numbers where number_id = %s", (number_id,)).fetchall()
    return None if row[0] is None else str(row[0])


def test_each_number_goes_to_the_worker_that_has_it(session: Session) -> None:
    """Whoever beats first, and however uneven that is."""
    known(session, "abcde")
    assert settled(session, [worker("a"), worker("bcde")]) == ["a", "bcde"]


def test_what_several_have_is_shared_evenly(session: Session) -> None:
    """Three with overlapping numbers: those that only one has are its own, the others go where there is room."""
    known(session, "abcdxyz")
    served = settled(session, [worker("abcdx"), worker("abcdy"), worker("cdz")])
    assert all(len(numbers) <= share for numbers, share in zip(served, (3, 3, 2), strict=True))
    assert [own in numbers for own, numbers in zip("xyz", served, strict=True)] == [True] * 3
    assert sorted("".join(served)) == list("abcdxyz")


def test_workers_with_the_same_numbers_have_as_many_each(session: Session) -> None:
    """Give or take one; a worker that joins is given its share, one that leaves gives up its own."""
    known(session, "abcdefg")
    one, other, third = workers = [worker("abcdefg") for _ in range(3)]
    assert settled(session, [one]) == ["abcdefg"]
    assert sorted(len(numbers) for numbers in settled(session, [one, other])) == [3, 4]
    assert sorted(len(numbers) for numbers in settled(session, workers)) == [1, 3, 3]
    third.end(session)
    assert sorted(len(numbers) for numbers in settled(session, [one, other])) == [3, 4]


def test_a_number_that_nobody_has_is_served_all_the_same(session: Session) -> None:
    """Its timers and expiries come true; such numbers are shared like any others."""
    known(session, "abyz")
    served = settled(session, [worker("a"), worker("b")])
    assert [len(numbers) for numbers in served] == [2, 2]
    assert sorted("".join(served)) == list("abyz")


def test_a_worker_that_has_no_number_takes_what_nobody_has(session: Session) -> None:
    """And leaves the rest to whoever has it, even if that one came later and has all the work."""
    known(session, "abcz")
    idle = worker()
    assert beat(session, idle) == "abcz"
    assert settled(session, [worker("abc"), idle]) == ["abc", "z"]


def test_when_the_one_that_has_it_dies_anybody_serves_it(session: Session) -> None:
    """Until one that has it is back."""
    known(session, "ab")
    one, other = worker("a"), worker("b")
    settled(session, [one, other])
    die(session, other)
    assert beat(session, one) == "ab"
    assert beat(session, worker("b")) == "b"
    assert beat(session, one) == "a"


def test_a_number_is_added_at_the_second_while_the_first_serves_it(session: Session) -> None:
    """It moves with the second one's first beat: the first has no channel, so nothing of it can be on the wire there."""
    known(session, "az")
    older = worker("a")
    assert beat(session, older) == "az"
    newer = worker("az")
    assert "z" in beat(session, newer)
    assert "z" not in beat(session, older)
    assert not older.serves("z")


def test_a_number_is_given_back_to_one_that_cannot_take_it_yet(session: Session) -> None:
    """Nothing says that a worker without any number is not of an older release, which would be sending: it goes first."""
    known(session, "a")
    bare, newer = worker(), worker("a")
    assert [beat(session, each) for each in (bare, newer, bare, newer)] == ["a", "", "", "a"]


def test_a_number_that_a_living_worker_has_is_not_taken_from_it(session: Session) -> None:
    """Both have it: it stays where it is, at its pace."""
    known(session, "a")
    one, other = worker("a"), worker("a")
    assert [beat(session, each) for each in (one, other, one, other)] == ["a", "", "a", ""]


def test_a_number_is_served_though_all_that_have_it_have_enough(session: Session) -> None:
    """They take it beyond their share, and give what others have room for: the share leaves nothing unserved."""
    one, other = worker("nrs"), worker("ntu")
    known(session, "rstu")
    settled(session, [one, other])
    rooms = [worker("rs"), worker("tu")]
    known(session, "n")
    served = settled(session, [one, other, *rooms])
    assert sorted("".join(served)) == sorted("nrstu")
    assert all(len(numbers) <= 2 for numbers in served)


def test_thirds_make_a_whole(session: Session) -> None:
    """Shares of numbers that three, six or seven workers have add up to just that, not to a little more."""
    for count in (3, 6, 7):
        numbers = "abcdefghijklmnopqrstu"[: count * 3]
        session.execute("delete from workers")
        session.execute("delete from numbers")
        known(session, numbers)
        served = settled(session, [worker(numbers) for _ in range(count)])
        assert [len(each) for each in served] == [3] * count


def test_a_worker_of_an_older_release_keeps_what_it_has(session: Session) -> None:
    """It writes down no numbers, and may be sending: nothing is taken from it; what is free goes where it is connected."""
    known(session, "ab")
    names = {"id": "older", "lease": timedelta(seconds=60)}
    session.execute(OLDER_RENEWAL, names)
    session.execute(OLDER_TAKING, names)
    newer = worker("abc")
    assert beat(session, newer) == ""
    known(session, "cz")
    assert beat(session, newer)[:1] == "c"
    session.execute("delete from workers where id = 'older'")
    assert beat(session, newer) == "abcz"


def test_the_first_message_at_a_new_number(session: Session) -> None:
    """Whoever hears it serves it, unless only others that live have the number; then it is theirs with their next beat."""
    one, other = worker("a"), worker("bc")
    for each in (one, other):
        beat(session, each)
    assert heard_first(session, "a", one) == one.worker
    assert heard_first(session, "z", one) == one.worker
    assert heard_first(session, "b", one) is None
    assert beat(session, one) == "az"
    assert beat(session, other) == "b"
    die(session, other)
    assert heard_first(session, "c", one) == one.worker
    assert heard_first(session, "d", worker("d")) is None  # it does not serve


def test_a_lease_that_lapsed_ends_a_tenure(session: Session) -> None:
    """Another may have had the number in between, and be gone again: what left from it lately is looked up anew."""
    known(session, "a")
    one = worker("a")
    beat(session, one)
    tenure = one.tenure("a")
    beat(session, one)
    assert one.tenure("a") == tenure
    one._until = time.monotonic()
    assert beat(session, one) == "a"
    assert one.tenure("a") != tenure


def test_a_database_of_the_version_before_is_brought_up_to_date(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a worker of that release lives: it has its numbers, and renews its lease beside those of this one."""
    with connect(address) as opened, monkeypatch.context() as before:
        before.setattr(opening, "MIGRATIONS", MIGRATIONS[:CONNECTED_SINCE])
        bring_up_to_date(opened, migrate=True)
        known(opened, "a")
        names = {"id": "older", "lease": timedelta(seconds=60)}
        opened.execute(OLDER_RENEWAL, names)
        opened.execute(OLDER_TAKING, names)
    with connect(address) as opened:
        bring_up_to_date(opened, migrate=True)
        opened.execute(OLDER_RENEWAL, names)
        assert beat(opened, worker("a")) == ""


@pytest.mark.parametrize("seed", range(WORLDS))
def test_every_number_is_served_by_one_that_has_it(session: Session, seed: int) -> None:
    """Any workers, any numbers, in any order: it comes to rest, and where one that lives has a number, one such serves it."""
    chance = random.Random(seed)
    numbers = "abcdefghij"
    known(session, numbers)
    workers = [worker("".join(chance.sample(numbers, chance.randint(0, 8)))) for _ in range(chance.randint(1, 5))]
    for _ in range(6):
        beat(session, chance.choice(workers))
    if len(workers) > 1 and chance.random() < 0.5:
        die(session, workers.pop())
    served = settled(session, workers)
    connected = frozenset[str]().union(*(each.connected for each in workers))
    for each, its in zip(workers, served, strict=True):
        assert frozenset(its) & connected <= each.connected, f"seed {seed}"
    assert sorted("".join(served)) == list(numbers), f"seed {seed}"
