"""What is known of many names: a mapping that is never changed, shared where it is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_notations.expressions.known import BRANCHES, EMPTY, Known
from flow_notations.values import NUMBER, TEXT, YES_NO, Type

NAMES = st.integers(0, 600).map(lambda number: f"x{number}")
CHANGES = st.lists(st.dictionaries(NAMES, st.sampled_from([NUMBER, TEXT, YES_NO]), max_size=40), max_size=8)


@given(CHANGES)
def test_it_is_a_mapping_like_any_other(changes: list[dict[str, Type]]) -> None:
    """However it came about, it holds what a plain dictionary would hold."""
    known, plain = Known.of({}), dict[str, Type]()
    for change in changes:
        known, plain = known.updated(change), plain | change

    assert plain == known
    assert len(plain) == len(known)
    assert [plain.get(f"x{number}") for number in range(601)] == [known.get(f"x{number}") for number in range(601)]


def test_a_change_makes_another_one() -> None:
    """What was known before stays as it was, in one family or in two."""
    before = Known.of({"a": TEXT})
    after = before.updated({"a": NUMBER, "b": YES_NO})

    assert ({"a": TEXT}, {"a": NUMBER, "b": YES_NO}) == (before, after)
    assert Known.of(before) is before
    assert "Known({'a': " in repr(before)


def test_a_name_of_the_family_can_be_unknown_here() -> None:
    """A name that stands beside, and no name at all: both are not known."""
    before = Known.of({"a": TEXT})
    before.updated({"b": TEXT})

    for name in ("b", "c"):
        with pytest.raises(KeyError):
            before[name]


def test_what_did_not_change_is_shared() -> None:
    """A change copies one branch of each height and nothing beside it."""
    before = Known.of({f"x{number}": TEXT for number in range(3 * BRANCHES**2)})
    after = before.updated({"x0": NUMBER})
    pairs = list(zip(before.root[0][0][0], after.root[0][0][0], strict=True))

    assert 1 == sum(one is not other for one, other in pairs)
    assert EMPTY[1] is after.root[1]
