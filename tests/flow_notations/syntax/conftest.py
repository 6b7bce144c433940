"""A small table of notations for reading and printing: fragments only, nothing that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from flow_notations.notation import Field, Fragment, Notation, Presence, Reader

if TYPE_CHECKING:
    from flow_notations.notation import Table

R = Reader
SPOKEN = {
    "image": Field(reader=R.QUOTED, doc="An image."),
    "link": Field(reader=R.LINK, doc="A link."),
    "footer": Field(reader=R.QUOTED, doc="A footer."),
    "location": Field(reader=R.PLACE, doc="A place."),
    "contact": Field(reader=R.CARD, doc="A card.", many=True),
    "template": Field(reader=R.TEMPLATE_USE, doc="A template."),
}


def never(*_: Any) -> Any:
    """Syntax runs nothing."""
    raise AssertionError


def notation(word: str, type_: str, fragment: Fragment) -> Notation:
    """A notation that can only be read."""
    return Notation(
        word=word, type=type_, main="done", doc=f"The {word}.", fragment=fragment, facts=never, bind=never, begin=never,
        hear=never,
    )  # fmt: skip


def field(reader: Reader, **rest: Any) -> Field:
    """A field whose doc nobody reads."""
    return Field(reader=reader, doc=f"Takes a {reader.value}.", **rest)


COLLECT = Fragment(
    fields={
        **SPOKEN,
        "retry": field(R.RETRY, many=True, copy=True),
        "timeout": field(R.DURATION),
        "clean": field(R.EXPRESSION, many=True),
        "check": field(R.EXPRESSION, many=True, copy=True),
        "try": field(R.EXPRESSION),
        "remind": field(R.REMINDER, many=True, copy=True),
        "unsupported": field(R.FLAG, copy=True),
        "show": field(R.SHOW),
        "gather": field(R.GATHER),
        "private": field(R.FLAG),
    },
    variable=Presence.OPTIONAL,
    kinds=("text", "choice", "yes_no", "number", "integer", "date", "any"),
    ranges=("number", "integer"),
    copy=Presence.OPTIONAL,
    options=Presence.OPTIONAL,
    plain=Presence.OPTIONAL,
)
HTTP = Fragment(
    fields={
        **{method: field(R.REQUEST) for method in ("get", "post", "put", "patch", "delete")},
        "header": field(R.LINK, many=True),
        "body": field(R.ASSIGNMENTS, many=True),
        "gives": field(R.DECLARED, many=True),
        "once": field(R.QUOTED),
        "retry": field(R.RETRY),
    },
    variable=Presence.OPTIONAL,
)
HANDOFF = Fragment(
    fields={
        "queue": field(R.NAME, required=True),
        "skills": field(R.NAMES),
        "priority": field(R.INTEGER),
        "note": field(R.FLAG, copy=True),
        "timeout": field(R.DURATION),
    },
    variable=Presence.OPTIONAL,
    copy=Presence.OPTIONAL,
    plain=Presence.NEVER,
)
SCHEDULE = Fragment(
    fields={
        "flow": field(R.NAME, required=True),
        "with": field(R.ASSIGNMENTS),
        "at": field(R.EXPRESSION),
        "once": field(R.QUOTED),
        "tag": field(R.ASSIGNMENT),
    }
)
TABLE: Table = {
    found.word: found
    for found in (
        notation("send", "send_message", Fragment(fields=SPOKEN, copy=Presence.OPTIONAL)),
        notation("collect", "collect_message_response", COLLECT),
        notation("choose", "decision_branch", Fragment()),
        notation("set", "assign", Fragment(free=field(R.ASSIGNMENT, many=True))),
        notation("wait", "timer", Fragment(fields={"for": field(R.DURATION), "until": field(R.EXPRESSION)})),
        notation("http", "http_request", HTTP),
        notation("call", "reusable_flow", Fragment(fields=SCHEDULE.fields, variable=Presence.OPTIONAL)),
        notation("handoff", "queue_interaction", HANDOFF),
        notation("schedule", "schedule_flow", SCHEDULE),
        notation(
            "end",
            "exit",
            Fragment(fields={"give": field(R.ASSIGNMENTS, many=True)}, when=False, plain=Presence.NEVER),
        ),
        notation("keep", "note_down", Fragment(variable=Presence.REQUIRED, copy=Presence.REQUIRED)),
        notation("menu", "menu", Fragment(options=Presence.REQUIRED)),
    )
}


@pytest.fixture(scope="session")
def table() -> Table:
    """The notations of these tests."""
    return TABLE
