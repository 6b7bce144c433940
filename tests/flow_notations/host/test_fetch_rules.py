"""The rules of calling a service: what is tried again, which addresses and paths may be called, what JSON may be."""

from __future__ import annotations

import ipaddress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_notations.effects import Fetch
from flow_notations.host import fetch_rules as rules
from flow_notations.host.fetching import Reply

NOW = 1_800_000_000_000


def call(**more: object) -> Fetch:
    """A call that may be tried twice more."""
    return Fetch(
        **{"ref": "i/1/1", "service": "s", "method": "get", "path": "/x", "retries": 2, "every_ms": 500} | more
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [None, *sorted(rules.TRANSIENT_STATUSES)])
def test_silence_and_passing_faults_are_tried_again(status: int | None) -> None:
    """The next attempt is a moment, as far away as the flow says."""
    assert rules.judged(call(), 0, Reply(status=status), NOW).retry_at == NOW + 500
    assert rules.judged(call(), 1, Reply(status=status), NOW).retry_at == NOW + 500


def test_retries_end() -> None:
    """Attempt number ``retries`` (from 0) is the last."""
    assert rules.judged(call(), 2, Reply(status=500), NOW).retry_at is None


@pytest.mark.parametrize("status", [200, 204, 400, 401, 404, 409, 501])
def test_what_will_not_change_is_not_tried_again(status: int) -> None:
    """Answers and refusals are final at once."""
    assert rules.judged(call(), 0, Reply(status=status), NOW).retry_at is None


def test_a_status_with_its_own_way_out_leaves_at_once() -> None:
    """Even one that is tried again elsewhere."""
    assert rules.judged(call(leave_at=(503,)), 0, Reply(status=503), NOW).retry_at is None


def test_a_service_may_ask_for_patience_within_reason() -> None:
    """``Retry-After`` counts when it is longer than the flow's pause, up to an hour."""
    limit = rules.RETRY_AFTER_SECONDS_MAX

    def pause(seconds: int) -> int:
        return (rules.judged(call(), 0, Reply(status=429), NOW, retry_after_s=seconds).retry_at or 0) - NOW

    assert pause(0) == 500
    assert pause(3) == 3_000
    assert [pause(limit - 1), pause(limit), pause(limit + 1)] == [(limit - 1) * 1000, limit * 1000, limit * 1000]


@pytest.mark.parametrize("path", ["/", "/orders/AB-1", "/a/b?c=d&e=%20", "/a..b", "/~x", "/x?next=/../y"])
def test_plain_paths_are_fine(path: str) -> None:
    """What stays below the service's base."""
    assert rules.path_complaint(path) is None


@pytest.mark.parametrize(
    "path",
    ["", "orders", "//evil.example", "/a/../b", "/..", "/.", "/%2e%2e/x", "/%2E./x", "/a b", "/a\r\nHost: x", "/a\\b", "/a#b", "/é"],
)  # fmt: skip
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    """Another host, a step up, a second header, half an address."""
    assert rules.path_complaint(path) is not None


def test_a_path_has_a_longest() -> None:
    """At one below, at, and above the limit."""
    longest = rules.PATH_CHARACTERS_MAX
    complaints = [rules.path_complaint("/" + "a" * (length - 1)) for length in (longest - 1, longest, longest + 1)]
    assert [complaint is None for complaint in complaints] == [True, True, False]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::",
     "2001:db8::1", "64:ff9b::a00:1"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    """This machine, this network, the cloud's own services, and their disguises."""
    assert rules.address_complaint(ipaddress.ip_address(address), ()) is not None


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_may_be_called(address: str) -> None:
    """The rest of the world."""
    assert rules.address_complaint(ipaddress.ip_address(address), ()) is None


def test_a_private_network_may_be_trusted_by_name() -> None:
    """Only that network, and of its own family."""
    trusted = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::/0")]
    assert rules.address_complaint(ipaddress.ip_address("10.1.1.1"), trusted) is None
    assert rules.address_complaint(ipaddress.ip_address("192.168.1.1"), trusted) is not None


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: number.normalize() + 0).filter(
        lambda number: number != number.to_integral_value() and abs(number.as_tuple().exponent) < 30  # type: ignore[arg-type]
    ),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text().filter(lambda key: "$" not in key), inner),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    """Numbers stay exact, texts and records whole."""
    assert rules.read_json(rules.write_json(value)) == value  # type: ignore[arg-type]


def test_moments_and_durations_are_plain_json() -> None:
    """Services know ISO 8601 and seconds."""
    moment = datetime.fromisoformat("2026-03-02T09:30:00")
    value = (date(2026, 3, 2), moment, time(9, 30), timedelta(minutes=1, milliseconds=500), Decimal("1.50"))
    assert rules.write_json(value) == '["2026-03-02","2026-03-02T09:30:00","09:30:00",60.5,1.50]'


@pytest.mark.parametrize("text", ["", "{", "NaN", "[1, Infinity]", "[" * 100_000, b"\xff\xfe\xfa"])
def test_what_is_not_json_is_a_value_error(text: str | bytes) -> None:
    """Also what only some parsers take, and what is nested beyond reason."""
    with pytest.raises(ValueError):
        rules.read_json(text)


def test_a_key_cannot_pretend_to_be_a_stored_date() -> None:
    """The mark of stored values is taken off."""
    assert rules.read_json('{"$date": 1}') == {"date": 1}
