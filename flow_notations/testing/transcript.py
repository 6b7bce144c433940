"""A transcript as read: ``.chat`` files hold tests, a test holds lines, each line is one of these nouns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from flow_notations.expressions import Expr
    from flow_notations.source import Span
    from flow_notations.values import Instant, Value

# --- what people do ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """``user "hi"``: the customer writes. Several texts in one line arrive together, before anybody answers.

    ``late_ms``: so long ago it was written; it arrives only now.
    """

    texts: tuple[str, ...]
    late_ms: int = 0
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """``user quotes "order number" "AB-1"``: an answer that quotes the newest message of ours with these words."""

    part: str
    text: str
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
class TapsTemplate:
    """``user taps "Reschedule" of template delivery_failed payload "AB12"``: on a template sent before all this."""

    label: str
    template: str
    payload: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SendsMedia:
    """``user sends image "a cat"``: a medium with a caption, or a location, sticker, …

    ``place``: of a location, its latitude and longitude in degrees, if stated.
    """

    kind: str
    text: str
    place: tuple[float, float] | None = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """``wait 22h 55m``: time passes; timers fire on the way."""

    milliseconds: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSays:
    """``agent "Good evening"``: a person of the centre writes to the customer."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLeaves:
    """``agent releases [disposition "…"]``, ``agent ends``: people are done with the conversation."""

    outcome: Literal["released", "ended"]
    disposition: str | None = None
    span: Span


Act: TypeAlias = Says | Quotes | Taps | TapsTemplate | SendsMedia | Pause | AgentSays | AgentLeaves
"""A line that lets something happen; the bot's answer to the line before must be complete by then."""

# --- what the bot says ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """``bot "…"``, ``bot has "…"``: the next message of the flow. ``choices``: option ids in order, if stated.

    ``kind``: image, location, …, or ``template`` with its name; anything when it is not stated.
    """

    text: str
    part: bool
    kind: str | None = None
    template: str | None = None
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


# --- what is expected -------------------------------------------------------------------------------------------------


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
    """``expect refused window_closed``: a send did not go out, for this reason."""

    reason: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectHttp:
    """``expect http book attempts 2 calls 1 with one key last body {…}``. ``attempts`` are those of the newest call."""

    node: str
    attempts: int | None = None
    calls: int | None = None
    one_key: bool = False
    body: Value = None
    has_body: bool = False
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectHandoff:
    """``expect handoff queue cards note "…"``: the conversation was offered to people so."""

    queue: str | None = None
    note: str | None = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectScheduled:
    """``expect scheduled FLOW``: this flow will begin later."""

    flow: str
    span: Span


Expectation: TypeAlias = (
    ExpectEnd | ExpectAt | ExpectVars | ExpectRefused | ExpectHttp | ExpectHandoff | ExpectScheduled
)

# --- what goes wrong, and what stands behind the flow -----------------------------------------------------------------

MishapKind: TypeAlias = Literal[
    "refused", "fails_later", "answer_lost", "not_sent", "doubled", "reordered", "statuses_lost",
    "crash_before_send", "crash_after_send", "crash_after_saves",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """``given send refused 131056``, ``given answer lost``, ``given webhooks doubled``, ``given crash after send``, …:
    what goes wrong from here on; ``times`` messages are hit, or that many commits pass before the crash.
    """

    kind: MishapKind
    code: int | None = None
    times: int = 1
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """One item of a service's script: a status with its JSON, or ``None`` for no answer in time."""

    status: int | None
    body: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenHttp:
    """``given http lookup replies timeout, 500, 200 {…}``: the last item repeats."""

    node: str
    replies: tuple[Scripted, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCall:
    """``given call verify ends verified {…}``: the called flow is not played, it ends so."""

    node: str
    outcome: str
    values: dict[str, Value]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenNobody:
    """``given nobody on duty``: every offer to people comes back at once."""

    span: Span


Given: TypeAlias = Mishap | GivenHttp | GivenNobody
Line: TypeAlias = Act | Bot | BotAny | BotNothing | Expectation | Given

# --- tests ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test of a transcript file.

    ``at``: the node where it starts, with a customer's message just received. ``inputs`` are set when it starts. ``plain``: every line
    stands in the file for this test alone, so that ``--update`` may rewrite it.
    """

    __test__ = False

    name: str
    flow: str
    lines: tuple[Line, ...]
    span: Span
    flow_span: Span
    clock: Instant
    contact: dict[str, Value] = field(default_factory=dict)
    """Fields of the customer, ``language`` among them."""
    at: str | None = None
    at_span: Span | None = None
    inputs: dict[str, Value] = field(default_factory=dict)
    calls: tuple[GivenCall, ...] = ()
    plain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole ``.chat`` file."""

    path: str
    tests: tuple[Test, ...]
