"""The public doors, as frameworks look through them: every name opens, and every annotation can be read at run time."""

from __future__ import annotations

import inspect
import typing
from typing import Any

import pytest

import channel_adapter
import flow_notations
from flow_notations.notations import embed as engines

ALIASES = ("Content", "Instant", "Item", "Outcome")
"""Names for types; what they stand for has a name of its own, or none."""


def members(thing: Any) -> list[Any]:
    """What of it somebody may call or make: itself, and the public methods of a class."""
    if not inspect.isclass(thing):
        return [thing] if callable(thing) else []
    named = [
        found for name, found in inspect.getmembers_static(thing) if name == "__init__" or not name.startswith("_")
    ]
    inner = [each.fget if isinstance(each, property) else getattr(each, "__func__", each) for each in named]
    return [thing, *[each for each in inner if inspect.isfunction(each)]]


DOORS = [
    *[pytest.param(getattr(flow_notations, name), id=name) for name in flow_notations.__all__],
    *[pytest.param(getattr(channel_adapter, name), id=f"adapter-{name}") for name in channel_adapter.__all__],
    *[pytest.param(getattr(engines, name), id=f"engines-{name}") for name in engines.__all__],
]


@pytest.mark.parametrize("thing", DOORS)
def test_annotations_can_be_read_at_run_time(thing: Any) -> None:
    """Web frameworks, validators and dependency injection ask ``typing.get_type_hints`` of what they are given."""
    for each in members(thing):
        assert isinstance(typing.get_type_hints(each), dict)


def test_the_door_names_what_it_opens() -> None:
    """Sorted, complete, and honest about what is not there."""
    names = flow_notations.__all__
    assert names == sorted(names)
    assert [name for name in names if name not in ALIASES and getattr(flow_notations, name).__name__ != name] == []
    assert set(names) <= set(dir(flow_notations))
    with pytest.raises(AttributeError, match="no attribute 'Taxi'"):
        _ = flow_notations.Taxi


def test_a_store_a_channel_and_a_desk_of_ones_own_need_no_other_import() -> None:
    """Every type of ours that stands in a signature of a port is named by a door."""
    ports = ("Store", "Channel", "Clock", "People", "Fetcher")
    named = {getattr(flow_notations, name) for name in flow_notations.__all__}
    for port in ports:
        for method in members(getattr(flow_notations, port))[1:]:
            for hint in typing.get_type_hints(method).values():
                ours = [each for each in (hint, *typing.get_args(hint)) if _is_ours(each)]
                assert [each for each in ours if each not in named] == [], f"{port}.{method.__name__}"


def _is_ours(hint: Any) -> bool:
    return inspect.isclass(hint) and hint.__module__.split(".")[0] in ("flow_notations", "channel_adapter")
