"""A flow as read: the one tree behind both forms, text and JSON.

Every line an author wrote is an item with its span and its trivia (comments above it, a blank line before it), in source
order, so that either form prints back without loss. Names are not resolved and types are not known here: that is ``check``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from datetime import timedelta

    from .expressions.nodes import Expr, Template
    from .source import Span
    from .values import Number, Type


@dataclass(frozen=True, slots=True)
class Trivia:
    """What stands around a line and means nothing to the machine: whole-line ``comments`` above it (without ``#``),
    the comment at its end, and whether a blank line came before.
    """

    comments: tuple[str, ...] = ()
    beside: str | None = None
    blank_before: bool = False


PLAIN = Trivia()


@dataclass(frozen=True, slots=True)
class Word:
    """A name with its place."""

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


# --- copy ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    r"""One ``|`` line. ``joined``: it ended in ``\\``, so the next line follows without a line break."""

    template: Template
    joined: bool = False
    span: Span
    trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIf:
    """Lines kept when ``condition`` holds, and those kept when it does not."""

    condition: Expr
    then: Copy
    otherwise: Copy = ()
    span: Span
    trivia: Trivia = PLAIN
    otherwise_trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyEach:
    """Lines repeated for every item of a bounded list."""

    variable: Word
    items: Expr
    body: Copy
    span: Span
    trivia: Trivia = PLAIN


CopyPart: TypeAlias = CopyLine | CopyIf | CopyEach
Copy: TypeAlias = tuple[CopyPart, ...]


# --- values of settings: one noun per reader --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """``2`` or ``2 every 1s``."""

    times: int
    every: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """``target = value``; the target is a variable or a field such as ``contact.first_name``."""

    target: tuple[str, ...]
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """``"Label" "address"``."""

    label: Template
    address: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """``buttons``, ``list "See times"``, ``numbers``, ``pages``."""

    how: Word
    button: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``parcels "/{code}/slots"``: a service of the centre and a path."""

    service: Word
    path: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """``name text 40?`` or ``level text 10 = "strong"``: a name with its type, and what it is when nothing is given."""

    name: Word
    type: Type
    default: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateUse:
    """``delivery_still_open with name = …, code = …``."""

    name: Word
    arguments: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """``10m`` (after the ask) or ``1h before window closes``."""

    delay: timedelta
    before_window_closes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``"Our shop" "12 Market Street" at 51.5, -0.12``: degrees of latitude and longitude (WGS 84), and words for them."""

    latitude: Expr
    longitude: Expr
    name: Template | None = None
    address: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """``"Support" "+15550001111"``: somebody's name and telephone numbers."""

    name: Template
    phones: tuple[Template, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """``1 to 5 quiet 20s until "done"``."""

    low: int
    high: int
    quiet: timedelta | None = None
    until: tuple[str, ...] = ()


SettingValue: TypeAlias = (
    "None | int | str | timedelta | Word | tuple[Word, ...] | Template | tuple[Template, ...] | Expr | Retry | Assignment"
    " | tuple[Assignment, ...] | Link | Show | Request | tuple[Declared, ...] | TemplateUse | Place | Card | Reminder | Gather"
)


# --- what a node's body holds -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyBlock:
    """A run of copy lines of the node itself."""

    copy: Copy
    span: Span
    trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """``* id "Label" also … hears … describe … = value -> target``."""

    id: Word
    label: Template
    label_span: Span
    also: tuple[Template, ...] = ()
    hears: tuple[Template, ...] = ()
    describe: Template | None = None
    value: Expr | None = None
    section: Template | None = None
    target: Word | None = None
    span: Span
    trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionEach:
    """``* each x in items by key "{…}" describe "…" -> target``: options from data; the answer is the item."""

    variable: Word
    items: Expr
    key: Expr
    label: Template
    label_span: Span
    describe: Template | None = None
    target: Word | None = None
    span: Span
    trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """``key value`` with the copy nested under it. ``value`` is of the type its field's reader gives."""

    key: Word
    value: SettingValue
    value_span: Span
    copy: Copy = ()
    span: Span
    trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """``when condition -> target``: tried in order at the main outcome."""

    condition: Expr
    target: Word
    span: Span
    trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class On:
    """``on outcome, … -> target``."""

    outcomes: tuple[Word, ...]
    target: Word
    span: Span
    trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """``-> target`` (the main outcome), or ``else -> target`` in a ``choose``."""

    target: Word
    written_else: bool = False
    span: Span
    trivia: Trivia = PLAIN


Route: TypeAlias = When | On | Otherwise
BodyItem: TypeAlias = CopyBlock | Option | OptionEach | Setting | When | On | Otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What stands after the colon: ``choice``, ``integer 1 to 5``."""

    name: Word
    low: Number | None = None
    high: Number | None = None
    span: Span


Item = TypeVar("Item")


KIND: Final = ":"
OPTION: Final = "*"
ROUTES: Final = frozenset({"->", "on", "when", "else"})
"""The signs and words that a kind, an option and ways out begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A notation placed in a flow, under a name."""

    notation: Word
    name: Word
    variable: Word | None = None
    kind: Kind | None = None
    body: tuple[BodyItem, ...] = ()
    span: Span
    trivia: Trivia = PLAIN
    closing: tuple[str, ...] = ()
    """Comments inside the body after its last item."""
    unread: tuple[str, ...] = field(default=(), compare=False)
    """What lines begin with that could not be read: settings, ways out (``ROUTES``), options (``OPTION``); ``KIND``: the kind. They
    are complained of, so nobody need miss them.
    """

    def items(self, kind: type[Item]) -> tuple[Item, ...]:
        """The body items of one kind, in order."""
        return tuple([item for item in self.body if isinstance(item, kind)])

    @property
    def copy(self) -> Copy:
        """All copy of the node itself, in order."""
        return tuple(part for block in self.items(CopyBlock) for part in block.copy)

    @property
    def options(self) -> tuple[Option | OptionEach, ...]:
        """The options, in order."""
        return tuple([item for item in self.body if isinstance(item, (Option, OptionEach))])

    @property
    def routes(self) -> tuple[Route, ...]:
        """The ways out written on the node, in order; an option's own arrow stands on the option."""
        return tuple([item for item in self.body if isinstance(item, (When, On, Otherwise))])

    def settings(self, key: str) -> tuple[Setting, ...]:
        """Every setting of this key, in order."""
        return tuple([item for item in self.body if isinstance(item, Setting) and item.key.text == key])

    def setting(self, key: str) -> Setting | None:
        """The first setting of this key."""
        for item in self.body:
            if isinstance(item, Setting) and item.key.text == key:
                return item
        return None


# --- the flow ---------------------------------------------------------------------------------------------------------

Verb: TypeAlias = Literal["says", "hears", "offers", "on", "closing", "undelivered", "optout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anywhere:
    """``anywhere says "agent", "human" -> to_agent`` and its kin.

    ``words``: of says, hears and optout. ``outcomes``: of on. ``delay``: of closing. ``option`` and ``label``: of offers.
    """

    verb: Verb
    verb_span: Span
    words: tuple[Template, ...] = ()
    outcomes: tuple[Word, ...] = ()
    delay: timedelta | None = None
    option: Word | None = None
    label: Template | None = None
    target: Word | None = None
    span: Span
    trivia: Trivia = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A whole flow. ``settings`` are the header's: title, language, retry, timeout, takes, …"""

    name: Word
    settings: tuple[Setting, ...] = ()
    sentences: tuple[Node | Anywhere, ...] = ()
    path: str = "<flow>"
    span: Span
    trivia: Trivia = PLAIN
    closing: tuple[str, ...] = ()
    """Comments after the last sentence."""
    unread: tuple[str, ...] = field(default=(), compare=False)
    """Words of header lines and names of nodes that could not be read: names that may stand there."""

    @property
    def nodes(self) -> dict[str, Node]:
        """Nodes by name, in source order; of two with one name the first (the checker complains of the second)."""
        found: dict[str, Node] = {}
        for sentence in self.sentences:
            if isinstance(sentence, Node):
                found.setdefault(sentence.name.text, sentence)
        return found

    @property
    def anywhere(self) -> tuple[Anywhere, ...]:
        """The flow-wide sentences, in order."""
        return tuple(sentence for sentence in self.sentences if isinstance(sentence, Anywhere))

    @property
    def start(self) -> Node | None:
        """The first node: where a session begins."""
        return next((sentence for sentence in self.sentences if isinstance(sentence, Node)), None)

    def setting(self, key: str) -> Setting | None:
        """The header's first setting of this key."""
        return next((setting for setting in self.settings if setting.key.text == key), None)


# --- the centre -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An HTTP service that flows call by name: flows hold no hosts and no secrets."""

    name: Word
    base: str
    timeout: timedelta
    retry: Retry


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDeclared:
    """An approved template of one language, with its parameters."""

    name: Word
    language: str
    parameters: tuple[Declared, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursDeclared:
    """Opening hours: ``spans`` holds (weekday 0–6 from Monday, from, to as minutes of the day); ``closed`` ISO dates."""

    name: Word
    spans: tuple[tuple[int, int, int], ...]
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """Every name that a flow borrows. An absent centre file is the empty ``Centre``."""

    name: str = "centre"
    zone: str = "UTC"
    language: str = "en"
    contact: dict[str, Type] = field(default_factory=dict)
    interaction: dict[str, Type] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    queues: tuple[str, ...] = ()
    templates: dict[tuple[str, str], TemplateDeclared] = field(default_factory=dict)
    hours: dict[str, HoursDeclared] = field(default_factory=dict)
    path: str = "<centre>"
    written: bool = False
    """Whether a centre file was read: without one, contact and interaction fields are not known by name."""

    def form_of(self, template: str, language: str) -> str | None:
        """The language of a template's form for people who read ``language``: the same, or the same of another region."""
        forms = [form for name, form in self.templates if name == template]
        alike = [form for form in forms if _bare(form) == _bare(language)]
        return language if language in forms else next(iter(alike), None)


def _bare(language: str) -> str:
    """Without the region: ``pt-BR`` and the channel's ``pt_BR`` are ``pt``."""
    return language.replace("_", "-").partition("-")[0].lower()
