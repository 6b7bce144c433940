"""What a session asks of the world: the closed set of effects, as frozen values. One host performs them.

Outcomes come back as events. A ``ref`` is ``<interaction>/<seq>/<n>``: derived, never random, equal on replay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .values import Instant, Value

Show: TypeAlias = Literal["buttons", "list", "numbers"]
"""How a choice is drawn: reply buttons, a list behind a button, or numbered lines of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option as the customer sees it. ``id`` is the author's; the host makes the wire id from ref and id."""

    id: str
    label: str
    description: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """The options of a message. For ``numbers`` the lines stand in the text already and ``choices`` is for the record."""

    show: Show
    choices: tuple[Choice, ...]
    button: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A medium, location or contact to send, by link or by the channel's id."""

    kind: Literal["image", "audio", "video", "document", "sticker", "location", "contact"]
    details: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCall:
    """An approved template with its parameters filled."""

    name: str
    language: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One message in the flow's words: text with what hangs on it. With ``template`` and text both, the text goes out
    while the window is open and the template when it is closed.
    """

    text: str = ""
    menu: Menu | None = None
    attachment: Attachment | None = None
    link: tuple[str, str] | None = None
    """Label and address of a link button."""
    header: str | None = None
    footer: str | None = None
    template: TemplateCall | None = None
    speaker: str | None = None
    """The name under which agents and transcripts see it (``from``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Send one utterance. Answered by ``Sent`` or ``Unsent`` with the same ref. ``private`` masks it in journals."""

    ref: str
    utterance: Utterance
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """Wake the session at ``deadline`` with ``Fired(timer=name)``; the same name again moves the deadline."""

    name: str
    deadline: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTimer:
    """Forget the timer ``name``."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Call a service of the centre. ``path`` is encoded already; ``key`` is the idempotency key, if any."""

    ref: str
    service: str
    method: Literal["get", "post", "put", "patch", "delete"]
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Value = None
    key: str | None = None
    retries: int = 0
    every_ms: int = 1000
    leave_at: tuple[int, ...] = ()
    """HTTP statuses that end the call at once, without retries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Offer the conversation to people in ``queue``; ``note`` is for them alone."""

    ref: str
    queue: str
    note: str = ""
    deadline: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take an offer back."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """Keep a field of the contact (over interactions) or of this interaction."""

    scope: Literal["contact", "interaction"]
    name: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Begin another interaction with ``flow`` at ``at``; the same ``key`` replaces an earlier one."""

    ref: str
    flow: str
    at: Instant
    inputs: Mapping[str, Value] = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The interaction is over; ``outcome`` is the name of the end reached, or why there was none. ``gives``: its values."""

    outcome: str
    failed: bool = False
    sentence: str = ""
    gives: Mapping[str, Value] = field(default_factory=dict)


Effect: TypeAlias = Send | SetTimer | CancelTimer | Fetch | Offer | Withdraw | Save | Schedule | End
