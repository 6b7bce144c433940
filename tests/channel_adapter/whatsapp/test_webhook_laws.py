"""Laws of reading webhooks: whatever comes, there is an answer."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channel_adapter.messages import Item, Notice, Received, Standby, Unreadable
from channel_adapter.whatsapp.webhook import parse

SHARED = Path(os.environ.get("FLOW_SHARED", Path(__file__).resolve().parents[3] / "../shared"))
REAL_BODIES = SHARED / "data/webhooks"
SAMPLES = Path(__file__).parent / "samples/webhooks"
NOW = 1_800_000_000_000
KINDS = get_args(Item)
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["27820001111", "US.1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "body", "from", "text", "errors", "code"]), inner, max_size=3)
    ),
    max_leaves=6,
)
WHOLE = [
    json.loads(case.joinpath("body").read_bytes())
    for case in sorted(SAMPLES.iterdir())
    if case.name not in {"not_json", "empty", "not_utf8"}
]


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """The path of every value inside a document."""
    inner: list[tuple[object, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(deeper for key, item in inner for deeper in places(item, (*path, key)))]


def answer(body: bytes) -> tuple[Item, ...]:
    """The items, each of a documented kind and storable as text."""
    items = parse(body, arrived_at=NOW)
    for item in items:
        assert isinstance(item, KINDS)
        repr(item).encode()
        if isinstance(item, Received):
            assert 0 < item.at <= NOW
            assert item.id
    return items


@given(st.binary())
def test_any_bytes_have_an_answer(body):
    """No bytes end in an exception or in silence."""
    assert answer(body)


@settings(max_examples=200)
@given(st.data())
def test_any_value_anywhere_has_an_answer(data):
    """A recorded body with one of its values replaced by anything is still read, item by item."""
    document = copy.deepcopy(data.draw(st.sampled_from(WHOLE)))
    path = data.draw(st.sampled_from(places(document)))
    value = data.draw(ODD)
    if not path:
        document = value
    else:
        place = document
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    answer(json.dumps(document).encode())


@settings(max_examples=60)
@given(st.data())
def test_a_bad_neighbour_never_spoils_a_message(data):
    """Whatever stands beside a good message in its list, the good one comes out equal."""
    document = json.loads((SAMPLES / "no_contacts/body").read_bytes())
    (good,) = answer(json.dumps(document).encode())
    messages = document["entry"][0]["changes"][0]["value"]["messages"]
    messages[:0] = data.draw(st.lists(ODD, max_size=3))
    messages += data.draw(st.lists(ODD, max_size=3))

    assert good in answer(json.dumps(document).encode())


@pytest.mark.parametrize("depth", [10, 100, 900, 5_000])
def test_depth_is_no_weapon(depth):
    """A deep value is pruned or its body set aside; the stack never overflows."""
    for place in ('"text":', '"context":', '"hologram":'):
        head = '{"entry":[{"changes":[{"value":{"messages":[{"id":"w","from":"1","type":"hologram",' + place
        answer((head + '{"a":' * depth + "1" + "}" * depth + "}]}}]}]}").encode())


def test_the_order_of_a_batch_is_kept():
    """Messages come out in the order in which they stand."""
    bodies = [SAMPLES.joinpath(case, "body").read_bytes() for case in ("text", "image", "location")]
    entries = [entry for body in bodies for entry in json.loads(body)["entry"]]
    items = answer(json.dumps({"entry": entries}).encode())

    assert [item for body in bodies for item in answer(body)] == list(items)


@pytest.mark.skipif(not REAL_BODIES.exists(), reason="the collected webhook bodies are not here")
def test_every_collected_body_is_understood():
    """74 whole bodies of other people's tests: none unreadable, each message a message, other fields notices."""
    bodies = [body for file in sorted(REAL_BODIES.glob("*.json")) for body in json.loads(file.read_bytes()).values()]

    assert len(bodies) == 74
    for body in bodies:
        items = answer(json.dumps(body).encode())
        fields = [change["field"] for entry in body["entry"] for change in entry["changes"]]
        assert items
        assert not any(isinstance(item, Unreadable) for item in items)
        assert not any(isinstance(item, Standby) for item in items)
        if fields == ["messages"]:
            assert not any(isinstance(item, Notice) for item in items)
