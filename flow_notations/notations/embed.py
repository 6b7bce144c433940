"""Send Message and Collect Message Response for engines of others: no flow file, no session, no host.

Build a ``saying`` or a ``question`` from plain strings and functions, ask ``begin`` what to do, hand ``hear`` what happened. Each
answers with ``Go`` (an outcome and what to keep), ``Wait`` (memory and effects) or ``Ignored``; the engine performs the effects.
"""

# ruff: noqa: TC001, TC003 - whoever embeds this reads its annotations at run time
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from flow_notations import ast
from flow_notations.effects import Utterance
from flow_notations.events import Message
from flow_notations.expressions import Scope
from flow_notations.profile import WHATSAPP, ChannelProfile
from flow_notations.source import NOWHERE
from flow_notations.values import Instant, Number, Value

from . import asking
from .asking import Check, Question
from .kinds import KINDS
from .options import Item, Style, offer
from .send import Saying

__all__ = ["Standing", "question", "saying"]

NO_OPTIONS: Final[Mapping[str, str]] = MappingProxyType({})
"""A question without buttons."""


def saying(text: str) -> Saying:
    """A bound ``send`` of plain text: for ``SEND.begin`` and ``SEND.hear``."""
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
    """A bound ``collect``: for ``COLLECT.begin`` and ``COLLECT.hear``. The answer comes in ``Go.bind["answer"]``.

    ``options``: labels by id. ``check``: must hold for the answer. ``reasks``: the words of re-ask 1, 2, …. ``retries``:
    re-asks when there are no such words. Raises ``ValueError`` for a kind that does not exist.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind '{kind}'; kinds are {', '.join(KINDS)}")
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


def _plain(text: str) -> Callable[[Any], Utterance]:
    spoken = Utterance(text=text)
    return lambda _scope: spoken
