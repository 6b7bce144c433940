"""A replayed interaction as a ``.chat`` test: what the customer did, how long it took, what the flow answered.

In: the steps of a replay. Out: text that ``flow test`` plays. Redacted, the customer's words keep their shape only and
ours are not told, so that a course can be shown to anybody; it may then have to be given words again to play.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from flow_notations import values
from flow_notations.effects import End, Fetch, Offer, Send
from flow_notations.events import Began, Ended, Fetched, Fired, Heard, Released, Unsent

from .amending import EDITED, REVOKED
from .stepping import MASK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flow_notations.events import Event, Message

    from .replaying import Replayed

SECOND_MS: Final = 1000
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
_RELEASES: Final = {"released": "agent releases", "ended": "agent ends"}
_MEDIA: Final = {"contacts": "contact"}
MASKED_HEADING: Final = "# Words are masked: the course is as it was, the answers have to be put back."
PRIVATE_COMMENT: Final = "  # a private answer, which is kept nowhere"
AMENDED: Final = {
    REVOKED: "  # taken back by the customer since, so masked here",
    EDITED: "  # changed by the customer since",
}
NOT_SENT: Final = {"uncertain": "given answer lost"}


@dataclass(slots=True)
class _Writing:
    """The lines so far, the virtual hour, and what must stand before the first thing that happens."""

    redact: bool
    unsent: dict[str, Unsent]
    now: int
    head: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    acted_at: int = 0
    amended: Mapping[str, str] = field(default_factory=dict)
    fetching: dict[str, str] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=dict)

    def act(self, line: str, at: int) -> None:
        """Something happens, after the time that passed."""
        seconds = (at - self.now) // SECOND_MS
        if seconds > 0:
            self.lines.append(f"wait {duration(seconds)}")
            self.now = at
        self.acted_at = len(self.lines)
        self.lines.append(line)


def as_chat(
    steps: Sequence[Replayed],
    *,
    name: str,
    flow: str,
    redact: bool = False,
    amended: Mapping[str, str] | None = None,
) -> str:
    """The test. A replay without steps is an empty one that says so.

    ``amended``: ids of messages that their customer changed or took back since, with the status that the history shows.
    What was taken back is masked; what was changed stands as the flow heard it.
    """
    unsent = {step.event.ref: step.event for step in steps if isinstance(step.event, Unsent)}
    writing = _Writing(redact=redact, unsent=unsent, now=steps[0].event.at if steps else 0, amended=amended or {})
    for step in steps:
        _event(writing, step.event)
        for effect in step.effects:
            _effect(writing, effect, step)
    scripts = [f"given http {node} replies {', '.join(replies)}" for node, replies in writing.replies.items()]
    moment = datetime.fromtimestamp((steps[0].event.at if steps else 0) // SECOND_MS, UTC)
    rows = [f"flow {flow}", f"clock {moment:%Y-%m-%dT%H:%M:%SZ}", *writing.head, *scripts, *writing.lines]
    heading = [MASKED_HEADING] if redact or any(not step.replayed for step in steps) else []
    return "\n".join([*heading, f"test {quoted(name)}", *(f"  {row}" for row in rows)]) + "\n"


def duration(seconds: int) -> str:
    """``1d 2h 3s``."""
    words = []
    for unit, sign in _UNITS:
        count, seconds = divmod(seconds, unit)
        if count:
            words.append(f"{count}{sign}")
    return " ".join(words)


def quoted(text: str) -> str:
    """A text as it stands in a transcript."""
    return json.dumps(text, ensure_ascii=False)


def shape(text: str) -> str:
    """The same with every letter an x and every digit a 0."""
    return "".join("0" if sign.isdigit() else "x" if sign.isalpha() else sign for sign in text)


# --- what happened ----------------------------------------------------------------------------------------------------


def _event(writing: _Writing, event: Event) -> None:
    match event:
        case Began(first=first, contact=contact):
            writing.head += [] if writing.redact else _contact(dict(contact))
            if first is not None:
                writing.act(_user(writing, first), event.at)
        case Heard(message=message):
            writing.act(_user(writing, message), event.at)
        case Fired():
            seconds = -((writing.now - event.at) // SECOND_MS)
            if seconds > 0:
                writing.acted_at = len(writing.lines)
                writing.lines.append(f"wait {duration(seconds)}")
                writing.now += seconds * SECOND_MS
        case Fetched(ref=ref):
            _fetched(writing, event, ref)
        case Released(outcome=outcome) if outcome in _RELEASES:
            disposition = f" disposition {quoted(event.disposition)}" if event.disposition else ""
            writing.act(_RELEASES[outcome] + disposition, event.at)
        case Released():
            writing.head.append("given nobody on duty")
        case Ended(reason=reason):
            writing.lines.append(f"expect end {reason}")
        case _:
            pass


def _contact(contact: dict[str, Any]) -> list[str]:
    plain = {
        name: value for name, value in contact.items() if isinstance(value, str | bool | int) and name.isidentifier()
    }
    return [f"contact {name} {json.dumps(value, ensure_ascii=False)}" for name, value in plain.items()]


def _user(writing: _Writing, message: Message) -> str:
    """What the customer did, and in a comment what became of it."""
    status = writing.amended.get(message.id, "")
    comment = AMENDED.get(status, PRIVATE_COMMENT if message.text == MASK else "")
    return _did(message, shape(message.text) if writing.redact or status == REVOKED else message.text) + comment


def _did(message: Message, text: str) -> str:
    match message.kind:
        case "tap" if message.option is not None:
            return f"user taps {message.option}"
        case "text" | "tap":
            return f"user {quoted(text)}"
        case kind:
            medium = _MEDIA.get(kind, kind)
            return f"user sends {medium} {quoted(text)}" if text else f"user sends {medium}"


def _fetched(writing: _Writing, event: Fetched, ref: str) -> None:
    node = writing.fetching.get(ref)
    if node is None:
        return
    body = "" if event.body is None or writing.redact else " " + _json(event.body)
    writing.replies.setdefault(node, []).append("timeout" if event.status is None else f"{event.status}{body}")


def _json(value: Any) -> str:
    return json.dumps(values.to_json(value), ensure_ascii=False)


# --- what the flow did ------------------------------------------------------------------------------------------------


def _effect(writing: _Writing, effect: object, step: Replayed) -> None:
    match effect:
        case Send(ref=ref) if ref in writing.unsent and writing.unsent[ref].parts_sent == 0:
            _refused(writing, writing.unsent[ref])
        case Send():
            writing.lines.append(_bot(writing, effect))
        case Fetch(ref=ref):
            writing.fetching[ref] = step.node
        case Offer(queue=queue):
            writing.lines.append(f"expect handoff queue {queue}")
        case End(outcome=outcome):
            writing.lines.append(f"expect end {outcome}")
        case _:
            pass


def _refused(writing: _Writing, unsent: Unsent) -> None:
    """What goes wrong stands before what led to it."""
    given = f"given send refused {unsent.code}" if unsent.code is not None else NOT_SENT.get(unsent.reason)
    if given is not None:
        writing.lines.insert(writing.acted_at, given)
        writing.acted_at += 1
    writing.lines.append(f"expect refused {unsent.reason}")


def _bot(writing: _Writing, send: Send) -> str:
    said = send.utterance
    words = ["bot"]
    if said.template is not None and not said.text:
        words.append(f"template {said.template.name}")
    elif said.attachment is not None and said.menu is None and said.link is None:
        words.append(said.attachment.kind)
    if writing.redact or send.private:
        words.append('has ""')
    elif said.text or len(words) == 1:
        words.append(quoted(said.text))
    if said.menu is not None and said.menu.show != "numbers":
        words.append("choices " + ", ".join(choice.id for choice in said.menu.choices))
    if said.link is not None:
        words.append(f"link {quoted(said.link[0])}")
    return " ".join(words)
