"""A transcript as read: ``.chat`` files hold tests, a test holds lines, each line is one of these nouns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from flow_notations.expressions import Expr
    from flow_notations.source import Span
    from flow_notations.values import Instant, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """``user "hi"``: the customer writes. Several texts in one line arrive together, before anybody answers."""

    texts: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Taps:
    """``user taps track`` or ``user taps "Track my order"``, on the newest message that shows it.

    ``old``: on the oldest message that shows it instead.
    """

    option: str
    by_label: bool
    old: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SendsMedia:
    """``user sends image "a cat"``: a medium with a caption, or a location, sticker, …"""

    kind: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """``bot "…"``, ``bot has "…"``: the next message of the flow. ``choices``: option ids in order, if stated."""

    text: str
    part: bool
    choices: tuple[str, ...] | None = None
    link: str | None = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAny:
    """``bot …``: any number of messages."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class BotNothing:
    """``bot nothing``: silence since the last line."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """``wait 22h 55m``: time passes; timers fire on the way."""

    milliseconds: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectEnd:
    """``expect end bye``: the interaction is over, by this end or for this reason."""

    outcome: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectAt:
    """``expect at ask_topic``: the session waits at this node."""

    node: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectVars:
    """``expect vars topic == "track", interaction.csat == 5``."""

    conditions: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectRefused:
    """``expect refused window_closed``: the newest send did not go out, for this reason."""

    reason: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """``given send refused 131056``, ``given send fails later 131026``, ``given answer lost``, ``given webhooks doubled``:
    what goes wrong from here on; ``times`` messages are hit.
    """

    kind: Literal["refused", "fails_later", "answer_lost", "not_sent", "doubled", "reordered"]
    code: int | None = None
    times: int = 1
    span: Span


Line: TypeAlias = (
    Says
    | Taps
    | SendsMedia
    | Bot
    | BotAny
    | BotNothing
    | Pause
    | ExpectEnd
    | ExpectAt
    | ExpectVars
    | ExpectRefused
    | Mishap
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test of a transcript file."""

    __test__ = False

    name: str
    flow: str
    lines: tuple[Line, ...]
    span: Span
    flow_span: Span
    clock: Instant
    contact: dict[str, Value] = field(default_factory=dict)
    """Fields of the customer, ``language`` among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole ``.chat`` file."""

    path: str
    tests: tuple[Test, ...]
