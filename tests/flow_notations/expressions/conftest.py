"""What the tests of this room share: one env, one scope, and short ways from text to results."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flow_notations.diagnostics import render_all
from flow_notations.expressions import (
    Env,
    Hours,
    Scope,
    check_expression,
    compile_expression,
    compile_template,
    parse_expression,
    parse_template,
)
from flow_notations.source import Source
from flow_notations.values import (
    ANY,
    DATE,
    DATETIME,
    DURATION,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Type,
    list_of,
    record_of,
    text_of,
)

PATH = "a.flow"
WEDNESDAY = int(datetime(2026, 3, 4, 9, 30, tzinfo=UTC).timestamp() * 1000)
"""2026-03-04, 10:30 in Madrid."""


@pytest.fixture
def env():
    """Every kind of variable once."""
    card = record_of({"id": TEXT, "name": text_of(24), "last4": text_of(4), "state": TEXT})
    slot = record_of({"id": TEXT, "start": DATETIME, "end": DATETIME})
    return Env(
        names={
            "contact": record_of({"first_name": text_of(40).or_null(), "opted_out": YES_NO}),
            "interaction": record_of({"id": TEXT, "csat": NUMBER.or_null()}),
            "topic": Type("text", options=("track", "refund", "talk"), unset=True),
            "why": Type("text", options=("lost", "stolen", "fraud")),
            "order": record_of({"id": text_of(20), "status": text_of(40), "days_late": NUMBER, "total": NUMBER}),
            "done": Type("record", fields={"reference": text_of(20)}, unset=True),
            "found": record_of({"customer": text_of(20).or_null(), "locked": YES_NO}),
            "mine": record_of({"cards": list_of(card)}),
            "free": record_of({"slots": list_of(slot)}),
            "open_record": Type("record"),
            "code": TEXT,
            "n": NUMBER,
            "stars": Type("number", low=1, high=5),
            "sure": YES_NO,
            "day": DATE,
            "moment": DATETIME,
            "clock": TIME,
            "span": DURATION,
            "words": list_of(text_of(10)),
            "things": Type("list"),
            "whatever": ANY.known(),
        },
        nodes=frozenset({"ask", "look_up", "taken"}),
        hours=frozenset({"desk"}),
        labels={"why": {"lost": "I lost it"}},
    )


@pytest.fixture
def scope():
    """A Wednesday in Madrid."""
    return Scope(
        names={
            "contact": {"first_name": "Ana", "opted_out": False},
            "topic": "track",
            "n": 3,
            "code": "ab 12",
            "order": {"id": "AB-1", "total": 120},
            "cards": ({"id": "k1", "state": "active"}, {"id": "k2", "state": "blocked"}),
        },
        at=WEDNESDAY,
        zone="Europe/Madrid",
        visits={"ask": 2},
        hours={"desk": Hours(tuple((weekday, 480, 1320) for weekday in range(5)), frozenset({date(2026, 12, 25)}))},
        labels={"topic": {"track": "Track my order"}},
    )


@pytest.fixture
def read():
    """Text to expression; it must be without fault."""

    def run(text):
        parsed = parse_expression(text, path=PATH)
        assert parsed.diagnostics == (), text
        return parsed.value

    return run


@pytest.fixture
def value(read, scope):
    """Text to the value it has in ``scope``."""
    return lambda text, **names: compile_expression(read(text))(_with(scope, names))


@pytest.fixture
def fill(scope):
    """Copy to the text it gives in ``scope``."""

    def run(text, *, marks="*_~`", lengths=None, **names):
        parsed = parse_template(text, path=PATH)
        assert parsed.diagnostics == (), text
        return compile_template(parsed.value, marks=marks, lengths=lengths)(_with(scope, names))

    return run


@pytest.fixture
def complaints():
    """Expression to the full rendering of what reading it complains about."""

    def run(text):
        diagnostics = parse_expression(text, path=PATH).diagnostics
        return render_all(diagnostics, {PATH: Source(PATH, text)}).rstrip("\n")

    return run


@pytest.fixture
def objections(read, env):
    """Expression to the full rendering of what the check complains about."""

    def run(text, *, expect=None):
        found = check_expression(read(text), env, path=PATH, expect=expect)
        return render_all(found.diagnostics, {PATH: Source(PATH, text)}).rstrip("\n")

    return run


def _with(scope, names):
    scope.names = {**scope.names, **names}
    return scope
