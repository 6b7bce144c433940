"""What conditions teach, and which of them can only come out one way."""

from __future__ import annotations

import pytest

from flow_notations.expressions import constant, narrow
from flow_notations.values import NUMBER, TEXT, Type


@pytest.mark.parametrize(
    ("text", "truth", "path", "known"),
    [
        ("topic is known", True, "topic", True),
        ("topic is known", False, "topic", False),
        ("topic is unknown", False, "topic", True),
        ("not (topic is unknown)", True, "topic", True),
        ("topic != null", True, "topic", True),
        ("null == topic", False, "topic", True),
        ("topic == null", True, "topic", False),
        ("topic == 'track'", True, "topic", True),
        ("topic in ['track', 'talk']", True, "topic", True),
        ("topic is known and n > 1", True, "topic", True),
        ("topic is known and n > 1", False, "topic", False),
        ("topic is unknown or n > 1", False, "topic", True),
        ("topic is known or n > 1", True, "topic", False),
        ("found.customer is known", True, "found.customer", True),
        ("found.customer is known", False, "found.customer", False),
        ("done.reference is known", True, "done.reference", True),
        ("done.reference is known", True, "done", True),
        ("upper(topic) is known", True, "topic", False),
        ("nobody is known", True, "topic", False),
        ("nobody.there is known", True, "topic", False),
        ("nobody == 'x'", True, "topic", False),
        ("sure", True, "sure", True),
        ("words[0].x == 'a'", True, "topic", False),
    ],
)
def test_known(text, truth, path, known, read, env):
    """A value that was asked for is known where the answer was yes."""
    found = narrow(read(text), env, truth)
    type_ = None
    for name in path.split("."):
        type_ = (type_.fields if type_ else found.names)[name]

    assert (not (type_.unset or type_.nullable)) is known


@pytest.mark.parametrize(
    ("text", "truth", "low", "high"),
    [
        ("stars > 3", True, 3, 5),
        ("stars > 3", False, 1, 3),
        ("stars >= 3", True, 3, 5),
        ("stars < 3", True, 1, 3),
        ("stars <= 3", False, 3, 5),
        ("3 < stars", True, 3, 5),
        ("stars == 2", True, 2, 2),
        ("stars == 2", False, 1, 5),
        ("stars != 2", True, 1, 5),
        ("stars > 9", False, 1, 5),
        ("stars > n", True, 1, 5),
        ("stars > true", True, 1, 5),
        ("stars + 1 > 3", True, 1, 5),
        ("interaction.csat > 3", True, 1, 5),
    ],
)
def test_bounds(text, truth, low, high, read, env):
    """A number compared with a number is bounded by it."""
    found = narrow(read(text), env, truth).names["stars"]

    assert (found.low, found.high) == (low, high)


def test_a_number_without_bounds_gets_one(read, env):
    """From one side."""
    assert narrow(read("n >= 3"), env, True).names["n"] == Type("number", low=3)
    assert narrow(read("n < 3"), env, True).names["n"] == Type("number", high=3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("not true", False),
        ("not sure", None),
        ("sure and false", False),
        ("false and sure", False),
        ("sure or true", True),
        ("sure or sure", None),
        ("false or false", False),
        ("true and true", True),
        ("n is known", True),
        ("n is unknown", False),
        ("topic is known", None),
        ("done.reference is known", None),
        ("found.customer is known", None),
        ("nobody is known", None),
        ("upper(code) is known", None),
        ("null is known", False),
        ("1 is known", True),
        ("n != null", True),
        ("null == n", False),
        ("why == 'lost'", None),
        ("why == 'nothing'", False),
        ("why != 'nothing'", True),
        ("why in ['lost', 'stolen', 'fraud']", None),
        ("why in ['x', 'y']", False),
        ("why == 'lost' or why == 'stolen' or why == 'fraud'", True),
        ("why == 'lost' and why == 'stolen'", False),
        ("why == 'lost' and why in ['lost', 'x']", None),
        ("topic == 'nothing'", None),
        ("code == 'x'", None),
        ("upper(code) == 'X'", None),
        ("'a' == 'a'", True),
        ("1 != 1", False),
        ("1 < 2", True),
        ("1 >= 2", False),
        ("'a' < 'b'", None),
        ("1 == 'a'", None),
        ("stars > 5", False),
        ("stars >= 1", True),
        ("stars < 1", False),
        ("stars <= 5", True),
        ("0 < stars", True),
        ("stars == 9", False),
        ("stars != 9", True),
        ("stars == 3", None),
        ("stars > 3", None),
        ("stars > 3 and stars < 2", False),
        ("n > 3", None),
        ("nobody > 3", None),
        ("interaction.csat > 3", None),
        ("upper(code) > 3", None),
        ("visits(ask) > 3", None),
        ("stars > true", None),
        ("open(desk)", None),
    ],
)
def test_constant(text, expected, read, env):
    """True or false when types and bounds decide it, else nothing."""
    assert constant(read(text), env) is expected


def test_earlier_conditions_decide_later_ones(read, env):
    """After every other option was ruled out, the last one is certain; a new value forgets it all."""
    for text in ("why == 'lost'", "why in ['stolen']"):
        env = narrow(read(text), env, False)

    assert [constant(read(f"why == '{option}'"), env) for option in ("lost", "stolen", "fraud")] == [False, False, True]
    assert constant(read("why == 'fraud'"), env.with_names({"why": env.names["why"]})) is None


def test_env_is_cheap_to_change(env):
    """A change is a new one; the old one stays."""
    changed = env.with_names({"n": TEXT})

    assert (changed.names["n"], env.names["n"]) == (TEXT, NUMBER)
    assert env.with_type(("brand", "new"), TEXT).names["brand"].fields == {"new": TEXT}
