"""Stored records as JSON: what comes back is what went in, whoever wrote it, and what is none is named."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations.errors import UnreadableState
from flow_notations.events import Fetched
from flow_notations.host.json_forms import FLOW_FORMS

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from([Decimal("1.10"), date(2026, 2, 28), timedelta(hours=1)]),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(["a", "$", "$$", "$date", "$class"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def fetched(body: object) -> Fetched:
    return Fetched(id="f", seq=1, at=2, ref="i/1/1", status=200, body=body)  # type: ignore[arg-type]


@given(VALUES)
def test_whatever_a_service_answers_reads_back_equal(body: object) -> None:
    """Dates and exact numbers stay what they are; a service's own ``$`` keys never pass for marks of ours."""
    event = fetched(body)

    assert event == FLOW_FORMS.loads(FLOW_FORMS.dumps(event))
    assert (body,) == FLOW_FORMS.loads(FLOW_FORMS.dumps([body]))


def test_what_is_at_its_usual_value_is_left_out() -> None:
    """A class may grow fields, and rows written before still load."""
    assert '{"$":"Fetched","id":"f","seq":1,"at":2,"ref":"i/1/1","status":200}' == FLOW_FORMS.dumps(fetched(None))


@pytest.mark.parametrize("text", ["", "[", '{"$":"Sent"}', '{"$":7}', "[] []", '{"$date":"today"}', "[" * 100_000])
def test_what_is_no_record_is_named(text: str) -> None:
    """Cut off, of no known class, followed by something, nested without end: always the one exception."""
    with pytest.raises(UnreadableState, match="a stored record is not readable"):
        FLOW_FORMS.loads(text)
