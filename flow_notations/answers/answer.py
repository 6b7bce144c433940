"""What understanding a customer's words can come to.

Flows in: nothing. Flows out: the three nouns every reader in this room returns. Each says how it came to its result, in
words a designer or an agent can read; none knows what the flow will do with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from flow_notations.values import Value


@dataclass(frozen=True, slots=True)
class Understood:
    """One meaning: ``value``, and ``how`` it was found (``label 'Get a refund'``, ``position 2``).

    ``exact``: the whole message says this and nothing else; an early message may win only by an exact match.
    """

    value: Value
    how: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several meanings with equal right; the customer is asked again. ``candidates``: option ids, or values as text."""

    candidates: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """No meaning; ``why`` is a sentence fragment for people (``no number in the message``)."""

    why: str


Answer: TypeAlias = Understood | Ambiguous | NotUnderstood
