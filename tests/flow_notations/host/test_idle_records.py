"""Records of dispatch that take nobody are told of, where they stand, with what stands before them."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations.host.idle_records import idle_records
from flow_notations.host.integration_file import read_records
from flow_notations.host.integrations import DispatchRecord
from flow_notations.host.wiring import CHANNEL_TYPE, Route
from tests.flow_notations.host.test_integrations import SOUND

ONE, TWO = "+15550001111", "1002"
ANA, BO = "+15559990000", "US.13491208655302741918"
HEAD = SOUND[: SOUND.index("[[dispatch]]")]
FIRST = HEAD.count("\n") + 1
"""The line of the first record of dispatch."""


def told(*records: str) -> list[tuple[int, str, str]]:
    """Line, sentence and hint of each warning of these records, three lines each."""
    tables = "".join(f'[[dispatch]]\n{record}\nflow = "a"\n' for record in records)
    read = read_records(HEAD + tables)
    assert read.sound
    found = [each for each in read.diagnostics if each.code == "I108"]
    assert all(each.severity == "warning" for each in found)
    return [(each.span.line - FIRST, each.sentence, each.hint) for each in found]


def test_a_record_behind_a_more_general_one_is_told_of() -> None:
    """With both lines, and what to do."""
    ((line, sentence, hint),) = told(f'contact_point = "{ONE}"', f'contact_point = "{ONE}"\ncustomer = "{ANA}"')
    assert (line, hint) == (3, f"move it above line {FIRST}, or take it away")
    assert sentence == f"this record takes nobody: record 1 before it (line {FIRST}) takes everybody whom it could take"


def test_several_records_may_leave_nobody_to_one_behind_them() -> None:
    """Every contact point is taken by another."""
    ((line, sentence, _),) = told(f'contact_point = "{ONE}"', f'contact_point = "{TWO}"', f'customer = "{ANA}"')
    assert (line, f"records 1, 2 before it (lines {FIRST}, {FIRST + 3}) take everybody" in sentence) == (6, True)


@pytest.mark.parametrize(
    "records",
    [
        (f'contact_point = "{ONE}"', f'contact_point = "{TWO}"', ""),
        (f'customer = "{ANA}"', f'customer = "{BO}"', f'contact_point = "{ONE}"', ""),
        (f'contact_point = "{ONE}"\ncustomer = "{ANA}"', f'contact_point = "{ONE}"'),
        (f'contact_point = "{ONE}"', f'customer = "{ANA}"'),
        ('direction = "inbound"\nchannel_type = "sms"',),
    ],
)
def test_what_takes_somebody_is_not_told_of(records: tuple[str, ...]) -> None:
    """Nor one for everybody at the end: a number may come."""
    assert told(*records) == []


def test_a_second_record_for_everybody_is_told_of() -> None:
    """However its channel and direction are written: there is one of each."""
    assert [line for line, *_ in told("", 'direction = "inbound"', 'channel_type = "any"')] == [3, 6]


@pytest.mark.parametrize(
    "written", ["15559990000", "+1 555 999-0000", "001 (555) 9990000", "+1.555.999.0000", "+1 555 999‑0000"]
)
def test_a_customers_number_in_another_spelling_takes_nobody(written: str) -> None:
    """Told at its own line; the right spelling is in the hint. It stands before nobody."""
    ((line, sentence, hint),) = told(f'customer = "{written}"', f'customer = "{ANA}"')
    assert (line, hint) == (1, f'write customer = "{ANA}"')
    assert f"never as '{written}'" in sentence


def test_an_outbound_record_takes_nobody() -> None:
    """Nor does it stand before anybody."""
    ((line, sentence, _),) = told('direction = "outbound"', "")
    assert (line, "who begins an interaction names its flow" in sentence) == (1, True)


def test_a_file_with_errors_is_told_its_errors_alone() -> None:
    """What is idle shows once all records are read; a contact point that no number has is told at its own record."""
    broken = (
        '[[dispatch]]\nflow = 3\n[[dispatch]]\ncontact_point = "+9"\nflow = "a"\n' + '[[dispatch]]\nflow = "a"\n' * 2
    )
    found = [(each.code, each.span.line - FIRST) for each in read_records(HEAD + broken).diagnostics]
    assert [each for each in found if each[0] != "I107"] == [("I104", 1), ("I106", 3)]


def test_records_without_numbers_are_looked_at_all_the_same() -> None:
    """Tables in one line have no lines of their own."""
    (found,) = read_records('dispatch = [{ flow = "a" }, { flow = "b" }]').diagnostics
    assert (found.code, "record 1 before it (line 1)" in found.sentence) == ("I108", True)


RECORDS = st.builds(
    DispatchRecord,
    flow=st.just("a"),
    contact_point=st.sampled_from([None, ONE, TWO]),
    customer=st.sampled_from([None, ANA, BO]),
    channel_type=st.sampled_from([None, CHANNEL_TYPE]),
    direction=st.sampled_from([None, "inbound", "outbound"]),
)


@given(records=st.lists(RECORDS, max_size=6))
def test_exactly_those_are_idle_that_dispatch_never_reaches(records: list[DispatchRecord]) -> None:
    """Law: as the host tries them, for every customer at every number; but for one for everybody, which may wait."""
    routes = [_route(record) for record in records]
    reached = set()
    for point, customer in product((ONE, TWO, "another"), (ANA, BO, "somebody")):
        attributes = {
            "channel_type": CHANNEL_TYPE, "contact_point": point, "customer": customer, "direction": "inbound",
        }  # fmt: skip
        takers = [index for index, route in enumerate(routes) if route.matches(attributes)]
        if takers and (
            point != "another" or (routes[takers[0]].contact_point, routes[takers[0]].customer) == (None, None)
        ):
            reached.add(takers[0])
    assert {idle.index for idle in idle_records(records, [ONE, TWO])} == set(range(len(records))) - reached


def _route(record: DispatchRecord) -> Route:
    names = ("flow", "contact_point", "customer", "channel_type", "direction")
    values: dict[str, Any] = {name: getattr(record, name) for name in names}
    return Route(**values)
