"""The contract of a notation: one word of the language, whole, in one file and one row of a table.

A notation says what may be written (``Fragment``), what can come of it (``outcomes`` and ``facts``), how it is bound to a
runnable value (``bind``), and how it runs (``begin`` and ``hear``). It never touches the world: it answers with
``Go``, ``Wait``, ``Enter`` or ``Ignored``. A foreign engine can drive ``begin`` and ``hear`` without any flow file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from . import ast
    from .effects import Effect
    from .events import Event, Message
    from .expressions import Scope
    from .profile import ChannelProfile
    from .source import Span
    from .values import Instant, Type, Value


# --- what may be written ----------------------------------------------------------------------------------------------


class Reader(Enum):
    """How the raw tail of a setting is read, and to which noun of ``ast``."""

    FLAG = "flag"
    """nothing follows → ``None``"""
    NAME = "name"
    """``support`` → ``Word``"""
    NAMES = "names"
    """``en, es`` → tuple of ``Word``"""
    QUOTED = "quoted"
    """``"Order {id}"`` → ``Template``"""
    INTEGER = "integer"
    """``5`` → ``int``"""
    DURATION = "duration"
    """``1h 30m`` → ``timedelta``"""
    EXPRESSION = "expression"
    """``upper(code)`` → ``Expr``"""
    RETRY = "retry"
    """``2 every 1s`` → ``Retry``"""
    ASSIGNMENT = "assignment"
    """``contact.first_name = trim(name)`` → ``Assignment``"""
    ASSIGNMENTS = "assignments"
    """``customer = who.customer, reason = why`` → tuple of ``Assignment``"""
    LINK = "link"
    """``"Follow" "https://…"`` → ``Link``"""
    SHOW = "show"
    """``list "See times"`` → ``Show``"""
    REQUEST = "request"
    """``orders "/{id}"`` → ``Request``"""
    DECLARED = "declared"
    """``id text 20, total number?`` → tuple of ``Declared``"""
    TEMPLATE_USE = "template_use"
    """``delivery_open with name = x`` → ``TemplateUse``"""
    REMINDER = "reminder"
    """``1h before window closes`` → ``Reminder``"""
    PLACE = "place"
    """``"Our shop" "12 Market Street" at 51.5, -0.12`` → ``Place``"""
    CARD = "card"
    """``"Support" "+15550001111"`` → ``Card``"""
    GATHER = "gather"
    """``1 to 5 quiet 20s until "done"`` → ``Gather``"""


class Presence(Enum):
    """Whether something may, must or must not be written."""

    NEVER = "never"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Sees(Enum):
    """Which names an expression of a setting can read."""

    BEFORE = "before"
    """what is known when the node begins"""
    ANSWER = "answer"
    """that, and the node's own variable with the value under judgement"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting of a notation. ``many``: may be written several times. ``copy``: may own nested copy.

    ``expects`` is the type an expression must have; ``moment``: it must mean one, as a moment, a time of the day, a duration from now
    or ``open(hours)`` does. ``doc`` is one sentence for the reference.
    """

    reader: Reader
    doc: str
    many: bool = False
    copy: bool = False
    required: bool = False
    sees: Sees = Sees.BEFORE
    expects: Type | None = None
    moment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """What may stand in a node of this notation. A free key (``x = …`` in ``set``) is read by ``free``."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    free: Field | None = None
    variable: Presence = Presence.NEVER
    kinds: tuple[str, ...] = ()
    """Words allowed after the colon; of these the bounded ones (``1 to 5``) are in ``ranges``."""
    ranges: tuple[str, ...] = ()
    copy: Presence = Presence.NEVER
    options: Presence = Presence.NEVER
    when: bool = True
    plain: Presence = Presence.REQUIRED
    """The plain ``-> node``. NEVER: the notation ends the flow, or its arrows all have names."""


# --- what can come of it ----------------------------------------------------------------------------------------------


class Missing(Enum):
    """What happens when an outcome has no route, neither on the node nor by ``anywhere on``."""

    ERROR = "error"
    """the flow is broken"""
    AS_FAILED = "as_failed"
    """it leaves as ``failed`` does"""
    HANDLED = "handled"
    """the node deals with it by itself"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A named way out besides the main one."""

    name: str
    doc: str
    missing: Missing = Missing.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What is true when a node is left by one outcome.

    ``gives``: names set, with their types. ``heard``: the customer wrote just now, so the window is fresh; else
    between ``lasts_ms[0]`` and ``lasts_ms[1]`` passed inside the node. ``sends_max``: messages since the customer's last.
    """

    gives: Mapping[str, Type] = field(default_factory=dict)
    heard: bool = False
    lasts_ms: tuple[int, int] = (0, 0)
    sends_max: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the checker must know of one written node.

    ``leaving``: by outcome, the main one included; an outcome that this node cannot have is absent.
    ``asks``: it waits for the customer. ``speaks``: it sends free-form copy on entry, so it needs an open window.
    ``template_beside``: when the window is closed a template goes instead. ``ends``: the flow stops here.
    """

    leaving: Mapping[str, Leaving]
    asks: bool = False
    speaks: bool = False
    template_beside: bool = False
    ends: bool = False


class Complain(Protocol):
    """How a notation reports what its fragment cannot say."""

    def __call__(self, code: str, span: Span, sentence: str, hint: str = "", *, warning: bool = False) -> None:
        """Report one diagnostic."""
        ...


# --- how it runs ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Leave by ``outcome``; ``target`` overrides the route (an option's own arrow). ``why`` explains it to people."""

    outcome: str
    why: str = ""
    bind: Mapping[str, Value] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    target: str | None = None
    language: str | None = None
    """The language the session speaks from here on, when it changes."""
    misunderstood: bool = False
    """The customer's words made no sense here: ``anywhere hears`` may take them first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Stay. ``memory`` is small JSON and comes back in ``hear``. Timers named in ``effects`` are local to this wait:
    they are cancelled when the node is left, and a late one is never heard. ``misunderstood``: as in ``Go``.
    """

    memory: dict[str, Any]
    why: str = ""
    effects: tuple[Effect, ...] = ()
    misunderstood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter:
    """Go on in another flow. It comes back as ``Go``: its end is the outcome, and ``keep`` names the variable that gets
    what the end gives.
    """

    flow: str
    inputs: Mapping[str, Value] = field(default_factory=dict)
    keep: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """The event is none of this node's business; nothing changes."""

    reason: str


Next: TypeAlias = Go | Wait | Enter | Ignored


class Context(Protocol):
    """What a node may look at while it runs."""

    @property
    def scope(self) -> Scope:
        """Names for expressions and templates."""
        ...

    @property
    def at(self) -> Instant:
        """The event's moment."""
        ...

    @property
    def window_until(self) -> Instant | None:
        """End of the reply window."""
        ...

    @property
    def visit(self) -> int:
        """How many times this node has been entered, this time included."""
        ...

    @property
    def backlog(self) -> tuple[Message, ...]:
        """Messages that came while nobody listened, oldest first."""
        ...

    def ref(self) -> str:
        """A fresh ref for an effect: derived from the interaction and the event, equal on replay."""
        ...

    def belongs(self, ref: str) -> str | None:
        """The node that asked with this ref, when it was a collect's ask that is still remembered."""
        ...


class Binder(Protocol):
    """What ``bind`` may use: compilers for what the author wrote, and what is settled before running."""

    @property
    def profile(self) -> ChannelProfile:
        """The channel's numbers."""
        ...

    @property
    def language(self) -> str:
        """Of the copy being bound."""
        ...

    @property
    def routed(self) -> frozenset[str]:
        """Outcomes that have a route, on the node or by default."""
        ...

    @property
    def offers(self) -> tuple[tuple[str, str], ...]:
        """Rows that ``anywhere offers`` adds to every list: id and label."""
        ...

    def service(self, name: str) -> ast.Service | None:
        """A service of the centre, when there is one of this name."""
        ...

    def template_language(self, name: str) -> str:
        """The language in which a template of the centre goes out here: its form nearest to the copy's language."""
        ...

    def setting(self, node: ast.Node, key: str) -> ast.Setting | None:
        """The node's own setting, or the flow's default for it."""
        ...

    def settings(self, node: ast.Node, key: str) -> tuple[ast.Setting, ...]:
        """All of that key; the flow's default only when the node has none."""
        ...

    def expression(self, expr: Any) -> Callable[[Scope], Value]:
        """Compile an expression."""
        ...

    def condition(self, expr: Any) -> Callable[[Scope], bool]:
        """Compile a condition: anything but true is false."""
        ...

    def template(self, template: Any) -> Callable[[Scope], str]:
        """Compile a quoted value or a line."""
        ...

    def copy(self, copy: ast.Copy) -> Callable[[Scope], str]:
        """Compile copy to one text: lines joined, conditions and repetitions applied."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """One word of the language. ``examine`` reports what the fragment cannot; ``example`` is a node in text form that the
    documentation shows and the tests run.
    """

    word: str
    type: str
    main: str
    doc: str
    fragment: Fragment
    facts: Callable[[ast.Node, FactsContext], Facts]
    bind: Callable[[ast.Node, Binder], Any]
    begin: Callable[[Any, Context], Next]
    hear: Callable[[Any, Context, dict[str, Any], Event], Next]
    outcomes: tuple[Outcome, ...] = ()
    examine: Callable[[ast.Node, Complain], None] | None = None
    listens: bool = False
    """Whether a customer's message can be an answer here. Elsewhere it waits in the backlog."""
    holds: bool = False
    """Whether people have the conversation while it waits: automation is silent and nothing interrupts."""
    reopen: Callable[[Any, Context, Message], Next | None] | None = None
    """What a tap on a menu that this node showed before leads to now; ``None``: nothing, its time is over."""
    example: str = ""

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """The main outcome, then the others."""
        return (self.main, *(outcome.name for outcome in self.outcomes))


class FactsContext(Protocol):
    """What ``facts`` may look at."""

    @property
    def profile(self) -> ChannelProfile:
        """The channel's numbers."""
        ...

    def setting(self, node: ast.Node, key: str) -> ast.Setting | None:
        """The node's own setting, or the flow's default for it."""
        ...

    def type_of(self, expr: Any) -> Type:
        """The type of an expression with the names known where the node begins."""
        ...

    def ends_of(self, flow: str) -> Mapping[str, Mapping[str, Type]]:
        """The ends of another flow, each with what it gives; empty when there is no such flow."""
        ...


Table: TypeAlias = Mapping[str, Notation]
"""The notations of a language, by their word."""
