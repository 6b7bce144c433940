"""Send Message and Collect Message Response for engines of others: no flow file, no session, no host.

Build a ``saying`` or a ``question`` from plain strings and functions, ask ``begin`` what to do, hand ``hear`` what happened. Each
answers with ``Go`` (an outcome and what to keep), ``Wait`` (memory and effects) or ``Ignored``; the engine performs the effects.

>>> from flow_notations.effects import Send
>>> from flow_notations.events import Heard, Message, Sent
>>> from flow_notations.notations.embed import Standing, begin, hear, question
>>> age = question("How old are you?", "integer", low=1, high=120, reasks=["A number, please."])
>>> asked = begin(age, Standing(interaction="i1", seq=1, at=0))
>>> [send] = [effect for effect in asked.effects if isinstance(effect, Send)]
>>> send.utterance.text
'How old are you?'
>>> sent = Sent(id="e2", seq=2, at=900, ref=send.ref)  # your channel has taken it
>>> asked = hear(age, Standing(interaction="i1", seq=2, at=900), asked.memory, sent)
>>> words = Message(id="m1", at=5_000, kind="text", text="I am 34")
>>> heard = Heard(id="e3", seq=3, at=5_000, message=words)
>>> answered = hear(age, Standing(interaction="i1", seq=3, at=5_000), asked.memory, heard)
>>> answered.outcome, answered.bind
('answered', {'answer': 34})

A timer that comes due is a ``Fired`` with its name; a send that failed is an ``Unsent`` with its ref.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from flow_notations import ast, events
from flow_notations.effects import Utterance
from flow_notations.events import Event, Message
from flow_notations.expressions import Scope, closest
from flow_notations.notation import Next
from flow_notations.profile import WHATSAPP, ChannelProfile
from flow_notations.source import NOWHERE
from flow_notations.values import Instant, Number, Value

from . import asking
from .asking import Check, Question
from .collect import COLLECT
from .kinds import KINDS
from .options import Item, Style, offer
from .send import SEND, Saying

__all__ = ["Standing", "begin", "hear", "question", "saying"]

NO_OPTIONS: Final[Mapping[str, str]] = MappingProxyType({})
"""A question without buttons."""


def saying(text: str) -> Saying:
    """A bound ``send`` of plain text, to ``begin`` and ``hear``. Raises ``TypeError`` and ``ValueError`` for what is no text."""
    _be_words("text", text)
    return Saying(utterance=_plain(text))


def question(  # noqa: PLR0913 - each is a setting that an author may write
    text: str,
    kind: str = "text",
    *,
    options: Mapping[str, str] = NO_OPTIONS,
    check: Callable[[Value], bool] | None = None,
    reasks: Sequence[str] = (),
    retries: int = 1,
    low: Number | None = None,
    high: Number | None = None,
    timeout_ms: int = asking.TIMEOUT_MS_DEFAULT,
    language: str = "en",
    profile: ChannelProfile = WHATSAPP,
) -> Question:
    """A bound ``collect``, to ``begin`` and ``hear``. The answer comes in ``Go.bind["answer"]``.

    ``options``: labels by id. ``check``: must hold for the answer. ``reasks``: the words of re-ask 1, 2, …. ``retries``:
    re-asks when there are no such words. ``low``, ``high``: bounds of a number. ``timeout_ms``: of silence, in milliseconds.
    Raises ``ValueError`` for a kind that does not exist and values that cannot be, ``TypeError`` for what is of another type.
    """
    _be_words("text", text)
    _be_kind(kind, options)
    _be_bounds(kind, low, high)
    _be_settings(check, reasks, retries=retries, timeout_ms=timeout_ms)
    style = Style(profile=profile, language=language, positions=kind == "choice")
    items = [Item(id=option, label=label, value=option) for option, label in options.items()]
    written = ast.Kind(name=ast.Word(kind, NOWHERE), low=low, high=high, span=NOWHERE)
    return Question(
        kind=kind,
        accepts=KINDS[kind].accepts,
        read=KINDS[kind].bind(written),
        style=style,
        ask=_plain(text),
        variable=ANSWER,
        options=offer(items, style) if items else None,
        checks=(Check(holds=lambda scope: check(scope.names[ANSWER])),) if check is not None else (),
        retries=len(reasks) or retries,
        reasks=tuple([_plain(words) for words in reasks]),
        timeout_ms=timeout_ms,
    )


ANSWER: Final = "answer"
"""The name under which an answer is kept."""


@dataclass(slots=True, kw_only=True)
class Standing:
    """What a notation may look at: the ``Context`` of the contract, for an engine of one's own. One for every event.

    ``interaction`` and ``seq`` make the refs: the same for the same event, different for every other.
    """

    interaction: str
    seq: int
    at: Instant
    window_until: Instant | None = None
    visit: int = 1
    backlog: tuple[Message, ...] = ()
    names: dict[str, Value] = field(default_factory=dict)
    language: str = "en"
    zone: str = "UTC"
    refs: int = 0

    @property
    def scope(self) -> Scope:
        """Names for expressions and templates."""
        return Scope(names=self.names, at=self.at, zone=self.zone, language=self.language)

    def ref(self) -> str:
        """``<interaction>/<seq>/<n>``."""
        self.refs += 1
        return f"{self.interaction}/{self.seq}/{self.refs}"

    def belongs(self, ref: str) -> str | None:
        """An engine that keeps no asks of others: nothing is known to belong elsewhere."""
        return None


def begin(node: Saying | Question, standing: Standing) -> Next:
    """Say it, or ask it: ``Wait`` with the effects to perform and the memory to keep until something happens."""
    _be_node(node, standing)
    return SEND.begin(node, standing) if isinstance(node, Saying) else COLLECT.begin(node, standing)


def hear(node: Saying | Question, standing: Standing, memory: dict[str, Any], event: Event) -> Next:
    """What happened, with the memory of the latest ``Wait``: ``Wait`` again, ``Go``, or ``Ignored``, which changes nothing."""
    _be_node(node, standing)
    if not isinstance(event, events.Stamp):
        raise TypeError(
            f"event is {_a(event)}; write Heard(…), Sent(…), Unsent(…) or Fired(…) of flow_notations.events"
        )
    if not isinstance(memory, dict) or ("ref" if isinstance(node, Saying) else "asks") not in memory:
        raise ValueError("memory is not that of this node's latest Wait")
    if isinstance(node, Saying):
        return SEND.hear(node, standing, memory, event)
    return COLLECT.hear(node, standing, memory, event)


# --- what cannot be ---------------------------------------------------------------------------------------------------


def _a(thing: object) -> str:
    return "nothing" if thing is None else f"of type {type(thing).__name__}"


def _be_node(node: object, standing: object) -> None:
    if not isinstance(node, Saying | Question):
        raise TypeError(f"node is {_a(node)}; write saying(…) or question(…)")
    if not isinstance(standing, Standing):
        raise TypeError(f"standing is {_a(standing)}; write Standing(interaction=…, seq=…, at=…)")


def _be_words(name: str, words: object) -> None:
    if not isinstance(words, str):
        raise TypeError(f"{name} is {_a(words)}; write the words in quotes")
    if not words.strip():
        raise ValueError(f"{name} is empty; write what the customer is to read")


def _be_kind(kind: str, options: object) -> None:
    if kind not in KINDS:
        near = closest(str(kind), KINDS)
        meant = f"did you mean '{near}'? " if near else ""
        raise ValueError(f"there is no kind '{kind}'; {meant}kinds are {', '.join(KINDS)}")
    if not isinstance(options, Mapping):
        raise TypeError(f"options is {_a(options)}; write labels by id: {{'yes': 'Yes, please'}}")
    if kind == "choice" and not options:
        raise ValueError("a choice has options; write labels by id: options={'yes': 'Yes, please'}")
    for option, label in options.items():
        _be_words("the id of an option", option)
        _be_words(f"the label of option '{option}'", label)


def _be_bounds(kind: str, low: object, high: object) -> None:
    for name, bound in (("low", low), ("high", high)):
        if bound is None:
            continue
        if not KINDS[kind].ranged:
            raise ValueError(f"{name} is for numbers; an answer of kind '{kind}' has no bounds")
        if not isinstance(bound, int | Decimal) or isinstance(bound, bool):
            raise TypeError(f"{name} is {_a(bound)}; write an int or a Decimal")
    if isinstance(low, int | Decimal) and isinstance(high, int | Decimal) and low > high:
        raise ValueError(f"low is {low} and high is {high}: no number is between them")


def _be_settings(check: object, reasks: object, **numbers: object) -> None:
    if check is not None and not callable(check):
        raise TypeError(f"check is {_a(check)}; write a function from the answer to True or False")
    if isinstance(reasks, str) or not isinstance(reasks, Sequence):
        raise TypeError(f"reasks is {_a(reasks)}; write a list of words, one for each re-ask")
    for words in reasks:
        _be_words("a re-ask", words)
    for name, number in numbers.items():
        least = 0 if name == "retries" else 1
        if not isinstance(number, int) or isinstance(number, bool):
            raise TypeError(f"{name} is {_a(number)}; write a whole number")
        if number < least:
            raise ValueError(f"{name} is {number}; it is {least} at least")


def _plain(text: str) -> Callable[[Any], Utterance]:
    spoken = Utterance(text=text)
    return lambda _scope: spoken
