"""The circuit breaker of a number, as data: what stops it, since when, and what it still lets through.

In: codes of replies and of failed statuses. Out: the same frozen ``Breaker``, or one with a pause in it. A pause ends
when an operator resets it, never by time: credentials, policy and payment do not heal by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from channel_adapter.channel import Reason, Refused
from channel_adapter.messages import Template

from .error_codes import Action, lookup

if TYPE_CHECKING:
    from channel_adapter.messages import Content, Instant

NUMBER_ACTIONS: Final = frozenset({Action.REAUTH_PAUSE, Action.PAUSE_NUMBER, Action.PAUSE_WABA})
TEMPLATE_PAUSED_CODES: Final = frozenset({132015, 132016})
"""Codes that stop one template; the other template code stops all of them."""
PAUSED_TEMPLATES_MAX: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why and since when sending stands still."""

    code: int
    since: Instant
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """Open for everything, for all templates, or for some templates; closed when all three are empty."""

    number: Pause | None = None
    templates: Pause | None = None
    by_template: tuple[tuple[str, Pause], ...] = ()


def after(breaker: Breaker, code: int, now: Instant, *, template: str | None = None) -> Breaker:
    """Return the breaker once ``code`` was heard; ``template`` is the name of the template that met it, if any."""
    entry = lookup(code)
    pause = Pause(code=code, since=now, sentence=entry.sentence)
    if entry.action in NUMBER_ACTIONS:
        return breaker if breaker.number else replace(breaker, number=pause)
    if entry.action is not Action.PAUSE_TEMPLATES:
        return breaker
    if code not in TEMPLATE_PAUSED_CODES:
        return breaker if breaker.templates else replace(breaker, templates=pause)
    if template is None or template in dict(breaker.by_template):
        return breaker
    return replace(breaker, by_template=(*breaker.by_template, (template, pause))[-PAUSED_TEMPLATES_MAX:])


def refusal(breaker: Breaker, content: Content) -> Refused | None:
    """Return why ``content`` may not leave now, or ``None`` when it may."""
    pause = breaker.number
    if pause is None and isinstance(content, Template):
        pause = breaker.templates or dict(breaker.by_template).get(content.name)
    if pause is None:
        return None
    return Refused(
        reason=Reason.PAUSED, code=pause.code, sentence=pause.sentence, details=f"stopped since {pause.since}"
    )
