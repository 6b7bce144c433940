"""One business number as a ``channel.Channel``: the order in which a send is checked, paced, sent and judged.

limits → window → breaker → pacing → window again → wire → outcome; a refusal that may be repeated goes round again for as
long as patience lasts. In: prepared parts. Out: outcomes, never exceptions. This file speaks no HTTP and no JSON: those
are behind the ``Wire`` port and in ``payloads`` and ``replies``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from channel_adapter.channel import Accepted, Reason, Refused
from channel_adapter.limits import WHATSAPP, prepare
from channel_adapter.messages import Template
from channel_adapter.window import is_open

from . import breaker, replies, telemetry
from .error_codes import SENTENCE_BY_ACTION, Action, lookup
from .pacing import Later, Pacer, number_rate
from .payloads import message_body, read_mark_body
from .retrying import keep_trying

if TYPE_CHECKING:
    from channel_adapter.channel import Outcome
    from channel_adapter.clock import Clock
    from channel_adapter.limits import ChannelLimits
    from channel_adapter.messages import Instant, Outbound, ReadMark, StatusChange

    from .dialect import NumberSettings
    from .pacing import Start
    from .telemetry import Meter
    from .wire import Wire

SENTENCE_PACED = "This customer or number got too many messages at once, so this one has to wait."


class WhatsAppChannel:
    """One business number on one provider. One process at a time may own a number: its pacing lives here."""

    def __init__(
        self,
        settings: NumberSettings,
        wire: Wire,
        *,
        clock: Clock,
        limits: ChannelLimits = WHATSAPP,
        start: Start = "fresh",
        meter: Meter | None = None,
    ) -> None:
        """``start="pessimistic"`` presumes that a predecessor spent the rates up to now, as after a crash."""
        self.settings = settings
        self.limits = limits
        self.breaker = breaker.Breaker()
        self._wire = wire
        self._clock = clock
        self._meter = meter or telemetry.best_meter()
        rate = number_rate(settings.number_per_second)
        self._pacer = Pacer(rate, queue_ms=settings.patience_ms, start=start, started=clock.now())

    def prepare(self, message: Outbound) -> tuple[Outbound, ...] | Refused:
        """Split a message into the parts that go over the wire, in order; or refuse it by a limit. Pure."""
        return prepare(message, self.limits)

    async def send(self, part: Outbound, *, window_until: Instant | None, attempt: int = 0) -> Outcome:
        """Send one prepared part; see ``channel.Channel.send``. Waits ``patience_ms`` of the settings at most."""
        checked = prepare(part, self.limits, overflow="refuse")
        if isinstance(checked, Refused):
            outcome: Outcome = checked
        else:
            outcome = await self._persist(checked[0], window_until, attempt)
        telemetry.sent(outcome, number_id=self.settings.number_id, to=part.to, ref=part.ref, meter=self._meter)
        return outcome

    async def deliver(self, message: Outbound, *, window_until: Instant | None) -> tuple[Outcome, ...]:
        """Prepare a message and send its parts in order, up to and including the first that is not accepted.

        A part that went out stays out; the number of accepted outcomes tells where a retry resumes.
        """
        parts = self.prepare(message)
        if isinstance(parts, Refused):
            return (parts,)
        outcomes: list[Outcome] = []
        for part in parts:
            outcomes.append(await self.send(part, window_until=window_until))
            if not isinstance(outcomes[-1], Accepted):
                break
        return tuple(outcomes)

    async def mark_read(self, mark: ReadMark) -> None:
        """Best effort: dropped when the number is stopped or busy; never raises for anything the world does."""
        if self.breaker.number is None and self._pacer.reserve_mark(self._clock.now()):
            await self._wire.post_message(read_mark_body(mark))

    def hear(self, status: StatusChange) -> None:
        """Learn from a failed status what a reply did not tell: payment, policy and integrity faults come late."""
        for fault in status.faults:
            self.breaker = breaker.after(self.breaker, fault.code, self._clock.now())

    def reset(self) -> None:
        """Close the breaker: an operator has renewed what was missing."""
        self.breaker = breaker.Breaker()

    async def aclose(self) -> None:
        """Give the wire's connections back."""
        await self._wire.aclose()

    async def _persist(self, part: Outbound, window_until: Instant | None, attempt: int) -> Outcome:
        """Go round for as long as patience lasts."""
        deadline = self._clock.now() + self.settings.patience_ms
        return await keep_trying(
            lambda: self._try(part, window_until, deadline),
            clock=self._clock,
            deadline=deadline,
            ref=part.ref,
            attempt=attempt,
            window_until=None if isinstance(part.content, Template) else window_until,
        )

    async def _try(self, part: Outbound, window_until: Instant | None, deadline: Instant) -> Outcome:
        """One round: nothing is on the wire unless the window was seen open after the last wait."""
        refused = self._barred(part, window_until) or await self._paced(part, window_until, deadline)
        if refused or (refused := self._barred(part, window_until)):
            return refused
        body = message_body(part, extra=self.settings.extra_body)
        outcome = replies.outcome(await self._wire.post_message(body), now=self._clock.now())
        if isinstance(outcome, Refused) and outcome.code is not None:
            self._learn(outcome.code, part)
        return outcome

    def _barred(self, part: Outbound, window_until: Instant | None) -> Refused | None:
        """Why the part may not leave at this moment, whatever the pace: the window, or the breaker."""
        return self._outside(part, window_until, self._clock.now()) or breaker.refusal(self.breaker, part.content)

    def _outside(self, part: Outbound, window_until: Instant | None, moment: Instant) -> Refused | None:
        if isinstance(part.content, Template) or is_open(window_until, moment):
            return None
        return Refused(reason=Reason.WINDOW_CLOSED, sentence=SENTENCE_BY_ACTION[Action.WINDOW_CLOSED])

    async def _paced(self, part: Outbound, window_until: Instant | None, deadline: Instant) -> Refused | None:
        """Wait for a token of the pair and the number; or say when to come back, if that is still in the window."""
        now = self._clock.now()
        turn = self._pacer.reserve(part.to.keys[0], now, patience_ms=max(0, deadline - now))
        if isinstance(turn, Later):
            paced = Refused(reason=Reason.PACED, sentence=SENTENCE_PACED, retry_at=turn.at)
            return self._outside(part, window_until, turn.at) or paced
        if turn.at > now:
            await self._clock.sleep(turn.at - now)
        return None

    def _learn(self, code: int, part: Outbound) -> None:
        """A throttle empties our bucket, so that the next message does not run into it; a ban opens the breaker."""
        now = self._clock.now()
        match lookup(code).action:
            case Action.RETRY_PAIR:
                self._pacer.pair_refused(part.to.keys[0], now)
            case Action.RETRY_NUMBER:
                self._pacer.number_refused(now)
            case _:
                name = part.content.name if isinstance(part.content, Template) else None
                self.breaker = breaker.after(self.breaker, code, now, template=name)
