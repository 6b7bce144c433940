"""``http``: what is asked of a service, what its answer becomes, and every way in which it fails."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from flow_notations import events, library
from flow_notations.effects import Fetch
from tests.flow_notations.machine.playing import HOUR, Play, played

FLOW = """
flow calling
  takes code text 40 = "AB 1/2?"

anywhere says "gone" -> gone

http lookup as got
  {request}
  on failed -> sorry
  -> show

send show
  | Got it.
  on failed, window_closed -> bye
  -> bye

send sorry
  | Failed: {error.status ?? 0}.
  on failed, window_closed -> bye
  -> bye

send gone
  | Gone: {error.status ?? 0}.
  on failed, window_closed -> bye
  -> bye

end bye
"""


def calling(request: str, **fields: Any) -> Play:
    """A session that calls at once."""
    return played(FLOW.replace("{request}", request)).begin(**fields)


def fetch_of(request: str) -> Fetch:
    """What it asks of the host."""
    return calling(request).asked_for(Fetch)[0]  # type: ignore[no-any-return]


def test_values_in_a_path_are_percent_encoded() -> None:
    """No value can add a step or a parameter."""
    assert "/parcels/AB%201%2F2%3F/slots" == fetch_of('get shop "/parcels/{code}/slots"').path


def test_a_body_may_be_nested_and_headers_and_key_are_filled() -> None:
    """``a.b = x`` writes into a record."""
    fetch = fetch_of(
        'post shop "/x"\n  body order.code = code, n = 1\n  header "X-Trace" "{interaction.id}"\n  once "{interaction.id}-1"'
    )

    assert {"order": {"code": "AB 1/2?"}, "n": 1} == fetch.body
    assert ({"X-Trace": "i1"}, "i1-1") == (fetch.headers, fetch.key)


RETRIES = {
    'get shop "/x"': (2, 2000),  # the service's own habit
    'get shop "/x"\n  retry 5 every 1s': (5, 1000),
    'get shop "/x"\n  retry 0': (0, 1000),
    'post shop "/x"': (0, 2000),  # it could happen twice
    'post shop "/x"\n  once "k"': (2, 2000),
    'delete shop "/x"': (2, 2000),
}


@pytest.mark.parametrize(("request_", "expected"), RETRIES.items())
def test_retries_are_the_nodes_own_or_the_services(request_: str, expected: tuple[int, int]) -> None:
    """What a service could carry out twice is not repeated without a key."""
    fetch = fetch_of(request_)

    assert expected == (fetch.retries, fetch.every_ms)


ANSWERS: list[tuple[str, Any, Any]] = [
    ("text", "hello", "hello"),
    ("text 5", "hello", "hello"),
    ("text 2", "😀", "😀"),
    ("text", "a" * 256, "a" * 256),
    ("text", "a" * 257, "a" * 255 + "…"),
    ("text?", None, None),
    ("number", 3, 3),
    ("number", Decimal("2.5"), Decimal("2.5")),
    ("yes_no", True, True),
    ("date", "2026-03-04", date(2026, 3, 4)),
    ("date", "2026-03-04T10:00:00", date(2026, 3, 4)),
    ("time", "09:30", time(9, 30)),
    ("datetime", "2026-03-04T09:00", datetime(2026, 3, 4, 8, tzinfo=UTC)),
    ("datetime", "2026-03-04T09:00:00Z", datetime(2026, 3, 4, 9, tzinfo=UTC)),
    ("duration", 90, timedelta(seconds=90)),
    ("list of number", (1, 2), (1, 2)),
    ("list of (id text, n number?)", ({"id": "a", "more": 1},), ({"id": "a", "n": None},)),
    ("(a text, b yes_no)", {"a": "x", "b": False, "c": 1}, {"a": "x", "b": False}),
]


@pytest.mark.parametrize(("type_", "sent", "got"), ANSWERS)
def test_an_answer_that_fits_becomes_a_value(type_: str, sent: Any, got: Any) -> None:
    """Read by the declared type; what was not declared is left out."""
    play = calling(f'get shop "/x"\n  gives v {type_}').fetched(200, {"v": sent, "other": 1})

    assert {"v": got} == play.now.names["got"]
    assert ["Got it."] == play.said


MISFITS: list[tuple[str, Any]] = [
    ("text", 3), ("text", None), ("number", "3"), ("number", True), ("yes_no", 1), ("date", "soon"), ("date", 5),
    ("time", "25:00"), ("datetime", "tomorrow"), ("duration", "1h"), ("duration", True), ("list of number", (1, "2")),
    ("list of text", "a"), ("(a text)", {"b": 1}), ("(a text)", "a"),
    ("text 5", "hello!"), ("text 2", "😀!"), ("text 5?", "hello!"), ("list of (id text 8)", ({"id": "slot-00001"},)),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "sent"), MISFITS)
def test_an_answer_that_does_not_fit_is_a_failure(type_: str, sent: Any) -> None:
    """Nothing is guessed; the reason names the place."""
    play = calling(f'get shop "/x"\n  gives v {type_}').fetched(200, {"v": sent})

    assert ["Failed: 200."] == play.said
    assert "got" not in play.now.names
    assert any("'v" in str(note["why"]) for taken in play.steps for note in taken.explanation)


@pytest.mark.parametrize("body", ["text", 3, (1,), None])
def test_a_body_that_is_no_record_does_not_fit(body: Any) -> None:
    """Also no body at all, where something was to come."""
    assert ["Failed: 200."] == calling('get shop "/x"\n  gives v text').fetched(200, body).said


def test_a_long_list_is_cut_and_reported() -> None:
    """500 items are kept."""
    for count, cut in ((499, False), (500, False), (501, True)):
        play = calling('get shop "/x"\n  gives v list of number').fetched(200, {"v": tuple(range(count))})
        got: Any = play.now.names["got"]

        assert min(count, 500) == len(got["v"])
        assert cut == any("cut" == note["what"] for taken in play.steps for note in taken.explanation)


STATUSES = [
    (200, ["Got it."]), (204, ["Got it."]), (299, ["Got it."]), (300, ["Failed: 300."]), (404, ["Gone: 404."]),
    (409, ["Failed: 409."]), (500, ["Failed: 500."]), (None, ["Failed: 0."]),
]  # fmt: skip


@pytest.mark.parametrize(("status", "said"), STATUSES)
def test_a_status_has_its_way_out(status: int | None, said: list[str]) -> None:
    """Success, a status with a way of its own, every other failure, and silence."""
    play = calling('get shop "/x"\n  on 404 -> gone')

    assert (404,) == play.asked_for(Fetch)[0].leave_at
    assert said == play.fetched(status).said


def test_a_service_that_never_answers_is_a_failure() -> None:
    """The session waits with a deadline, whatever becomes of the call."""
    assert ["Failed: 0."] == calling('get shop "/x"').wait(HOUR).said


def test_the_answer_of_another_call_is_ignored() -> None:
    """Only the ref of this call counts."""
    play = calling('get shop "/x"')
    taken = play.do(events.Fetched, ref="i1/9/9", status=200)

    assert ((), "lookup") == (taken.effects, play.where)


BROKEN = {
    "retry 1": "F209",
    'get shop "/x"\n  put shop "/x"': "F209",
    'post shop "/x"\n  retry 1': "F210",
    'get shop "/x"\n  retry 11': "F211",
    'get shop "/x"\n  on 200 -> gone': "F212",
    'get shop "/x"\n  on 600 -> gone': "F212",
}


@pytest.mark.parametrize(("request_", "code"), BROKEN.items())
def test_a_request_that_cannot_be_is_complained_of(request_: str, code: str) -> None:
    """Each with its code."""
    assert code in {found.code for found in library.read_text(FLOW.replace("{request}", request_)).diagnostics}


@pytest.mark.parametrize(
    "request_",
    ['get shop "/x"\n  retry 10', 'post shop "/x"\n  once "k"\n  retry 1', 'get shop "/x"\n  on 599 -> gone'],
)
def test_a_request_at_the_edge_is_fine(request_: str) -> None:
    """Nothing of its own is complained of."""
    assert not {found.code for found in library.read_text(FLOW.replace("{request}", request_)).diagnostics} & set(
        BROKEN.values()
    )
