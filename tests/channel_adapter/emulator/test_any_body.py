"""Whatever is posted, the answer is one of the documented ones, and the phone can still be looked at."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channel_adapter.emulator import ApprovedTemplate, BusinessNumber, Cloud

SAMPLES = json.loads((Path(__file__).parent / "samples/meta_send_examples.json").read_text())
BODIES = [sample | {"to": "+27821234567"} for name, sample in SAMPLES.items() if not name.startswith("_")]
TEMPLATES = tuple(
    ApprovedTemplate(
        name=body["template"]["name"],
        language=body["template"]["language"]["code"],
        body="{{1}}",
        replies=("Yes", "No"),
    )
    for body in BODIES
    if "template" in body
)
NOON = 1_800_000_000_000
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["read", "²", "{{1}}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, held in inner for place in places(held, (*path, key)))]


@st.composite
def bent_bodies(draw: st.DrawFn) -> Any:
    """A good body in which one or two places hold something else, or one key more."""
    body = {"body": deepcopy(draw(st.sampled_from(BODIES)))}
    for _ in range(draw(st.integers(0, 2))):
        path = draw(st.sampled_from(places(body)[1:]))
        holder: Any = body
        for key in path[:-1]:
            holder = holder[key]
        if draw(st.booleans()):
            holder[path[-1]] = draw(ANYTHING)
        elif isinstance(holder[path[-1]], dict):
            holder[path[-1]][draw(st.sampled_from(["type", "parameter_name", "action", "context"]))] = draw(ANYTHING)
    return body["body"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(body=bent_bodies() | ANYTHING)
def test_any_body_gets_a_documented_answer(body: Any) -> None:
    """200 with a message id or success, or an error with code and trace; webhooks and phone stay readable."""
    cloud = Cloud(numbers=[BusinessNumber(templates=TEMPLATES)])
    cloud.customer("+27821234567")
    cloud.says("27821234567", "hi", at=NOON)
    answer = cloud.post_message(cloud.numbers[0].id, cloud.numbers[0].access_token, body, NOON)
    document = json.loads(answer.body)
    if answer.status == 200:
        assert document.get("success") or document["messages"][0]["id"]
    else:
        assert document["error"]["code"]
        assert document["error"]["fbtrace_id"]
    assert all(json.loads(delivery.body)["entry"] for delivery in cloud.due(NOON * 2))
    assert cloud.phone("27821234567")


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    kind=st.sampled_from(["text", "image", "location", "contacts", "interactive", "button", "sticker", "new"]),
    content=st.dictionaries(st.sampled_from(["body", "id", "name", "list_reply", "latitude"]), ANYTHING),
)
def test_customers_may_send_anything(kind: str, content: dict[str, Any]) -> None:
    """The phone shows what can be shown, and never fails."""
    cloud = Cloud()
    cloud.customer("+27821234567")
    cloud.sends("27821234567", kind, content, at=NOON)
    assert len(cloud.phone("27821234567")) == 1
