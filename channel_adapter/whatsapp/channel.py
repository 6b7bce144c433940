"""One business number as a ``channel.Channel``: the order in which a send is checked, paced, sent and judged.

limits → lane → window → breaker → pacing → window again → wire → outcome; a refusal that may be repeated goes round again
for as long as patience lasts. In: prepared parts. Out: outcomes, never exceptions. This file speaks no HTTP and no JSON:
those are behind the ``Wire`` port and in ``payloads`` and ``replies``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from channel_adapter.channel import Accepted, Reason, Refused, Uncertain
from channel_adapter.limits import WHATSAPP, prepare
from channel_adapter.messages import Template
from channel_adapter.window import is_open, passable

from . import breaker, replies, telemetry, tracing
from .doubts import PROOF_MS, Doubts
from .error_codes import SENTENCE_BY_ACTION, Action, lookup
from .lanes import ConversationLanes
from .pacing import Later, Pacer, number_rate, pair_rate
from .payloads import message_body, read_mark_body
from .retrying import keep_trying

if TYPE_CHECKING:
    from collections.abc import Iterable

    from channel_adapter.channel import Outcome
    from channel_adapter.clock import Clock
    from channel_adapter.limits import ChannelLimits
    from channel_adapter.messages import Address, Content, Instant, Outbound, ReadMark, StatusChange

    from .dialect import NumberSettings
    from .pacing import Start
    from .telemetry import Meter
    from .tracing import Tracer
    from .wire import Wire

SENTENCE_PACED: Final = "This customer or number got too many messages at once, so this one has to wait."
SECOND_LOOK_MS: Final = 2_000
"""Now and then the provider takes an open window for closed, as it says itself: one more try, this much later."""
PROOF_POLL_MS: Final = 250
_WINDOW_CODE: Final = 131047


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
        tracer: Tracer | None = None,
    ) -> None:
        """``start="pessimistic"`` presumes that a predecessor spent the rates up to now, as after a crash."""
        self.settings = settings
        self.limits = limits
        self.breaker = breaker.Breaker()
        self.doubts = Doubts()
        self._wire = wire
        self._clock = clock
        self._meter = meter or telemetry.best_meter()
        self._tracer = tracer or tracing.best_tracer()
        self._lanes = ConversationLanes()
        self._pacer = Pacer(
            number_rate(settings.number_per_second),
            pair_rate(settings.pair_burst),
            queue_ms=settings.patience_ms,
            start=start,
            started=clock.now(),
        )

    @property
    def number_per_second(self) -> int:
        """See ``channel.Paces``."""
        return self.settings.number_per_second

    def recall(self, sends: Iterable[tuple[Address, Instant]]) -> None:
        """Learn what a predecessor dispatched, and when: after a ``fresh`` start the pace is then exactly as it was.

        Only the last 270 s matter; more does no harm.
        """
        self._pacer.recall(((to.keys[0], at) for to, at in sends), self._clock.now())

    def prepare(self, message: Outbound) -> tuple[Outbound, ...] | Refused:
        """Split a message into the parts that go over the wire, in order; or refuse it by a limit. Pure."""
        return prepare(message, self.limits)

    async def send(self, part: Outbound, *, window_until: Instant | None, attempt: int = 0) -> Outcome:
        """Send one prepared part; see ``channel.Channel.send``. Waits ``patience_ms`` of the settings at most.

        Sends to one customer leave in the order of the calls. Waiting for one's turn among them counts as patience.
        """
        began = self._clock.now()
        async with self._lanes.turn(part.to.keys[0]):
            return await self._send(part, window_until, attempt, began)

    async def deliver(
        self,
        message: Outbound,
        *,
        window_until: Instant | None,
        fallback: Template | None = None,
        proof_ms: int = PROOF_MS,
    ) -> tuple[Outcome, ...]:
        """Prepare a message and send its parts in order, up to and including the first that is not accepted.

        A part that went out stays out; the number of accepted outcomes tells where a retry resumes. ``fallback`` goes
        instead of the message when the reply window is closed. A part whose answer was lost holds the others back while
        a receipt is waited for, ``proof_ms`` at most; receipts come through ``hear``.
        """
        began = self._clock.now()
        async with self._lanes.turn(message.to.keys[0]):
            goes = fallback if fallback and not is_open(window_until, self._clock.now()) else message.content
            parts = self.prepare(replace(message, content=goes))
            if isinstance(parts, Refused):
                return (parts,)
            outcomes: list[Outcome] = []
            for part in parts:
                outcome = await self._send(part, window_until, 0, began if not outcomes else self._clock.now())
                if isinstance(outcome, Uncertain):
                    outcome = await self.proof(part.ref, within_ms=proof_ms) or outcome
                outcomes.append(outcome)
                if not isinstance(outcome, Accepted):
                    break
            return tuple(outcomes)

    async def proof(self, ref: str, *, within_ms: int = PROOF_MS) -> Accepted | None:
        """Wait for the receipt that proves an uncertain send. ``None``: tell people, and never resend it unasked."""
        until = self._clock.now() + within_ms
        while (found := self.doubts.proof(ref)) is None and self._clock.now() < until:
            await self._clock.sleep(PROOF_POLL_MS)
        return found

    async def mark_read(self, mark: ReadMark) -> None:
        """Best effort: dropped when the number is stopped or busy; never raises for anything the world does."""
        if self.breaker.number is None and self._pacer.reserve_mark(self._clock.now()):
            await self._wire.post_message(read_mark_body(mark))

    def hear(self, status: StatusChange) -> None:
        """Learn from a status what a reply did not tell: that a lost send went out, or a fault that came late."""
        self.doubts.hear(status)
        for fault in status.faults:
            self.breaker = breaker.after(self.breaker, fault.code, self._clock.now())

    def reset(self) -> None:
        """Close the breaker: an operator has renewed what was missing."""
        self.breaker = breaker.Breaker()

    async def aclose(self) -> None:
        """Give the wire's connections back."""
        await self._wire.aclose()

    async def _send(self, part: Outbound, window_until: Instant | None, attempt: int, began: Instant) -> Outcome:
        """Check, try and report one part whose turn it is."""
        facts: dict[str, tracing.Attribute] = {
            "number_id": self.settings.number_id,
            "ref": part.ref,
            "attempt": attempt,
        }
        with self._tracer.span("whatsapp.send", facts) as span:
            checked = prepare(part, self.limits, overflow="refuse")
            if isinstance(checked, Refused):
                outcome: Outcome = checked
            else:
                outcome = await self._persist(checked[0], window_until, attempt, began + self.settings.patience_ms)
            span.set_attribute("outcome", telemetry.word_of(outcome))
            if isinstance(outcome, Refused) and outcome.code is not None:
                span.set_attribute("code", outcome.code)
        telemetry.sent(outcome, number_id=self.settings.number_id, to=part.to, ref=part.ref, meter=self._meter)
        self._meter.record("whatsapp.send.duration", self._clock.now() - began, {"number_id": self.settings.number_id})
        return outcome

    async def _persist(self, part: Outbound, window_until: Instant | None, attempt: int, deadline: Instant) -> Outcome:
        """Go round for as long as patience lasts; a window that only the provider sees closed is looked at twice."""
        outcome = await keep_trying(
            lambda: self._try(part, window_until, deadline),
            clock=self._clock,
            deadline=deadline,
            ref=part.ref,
            attempt=attempt,
            window_until=window_until if self._needs_window(part.content) else None,
        )
        again = self._clock.now() + SECOND_LOOK_MS
        doubtful = isinstance(outcome, Refused) and outcome.code == _WINDOW_CODE
        if not doubtful or again > deadline or not is_open(window_until, again):
            return outcome
        await self._clock.sleep(SECOND_LOOK_MS)
        return await self._try(part, window_until, deadline)

    async def _try(self, part: Outbound, window_until: Instant | None, deadline: Instant) -> Outcome:
        """One round: nothing is on the wire unless the window was seen open after the last wait."""
        refused = self._barred(part, window_until) or await self._paced(part, window_until, deadline)
        if refused or (refused := self._barred(part, window_until)):
            return refused
        outcome = await self._request(part, direct=not is_open(window_until, self._clock.now()))
        if isinstance(outcome, Refused) and outcome.code is not None:
            self._learn(outcome.code, part)
        return outcome

    async def _request(self, part: Outbound, *, direct: bool) -> Outcome:
        """One request and its outcome. Its ref is in doubt from before it leaves: a receipt may overtake the answer."""
        extra = dict(self.settings.extra_body)
        if direct and not isinstance(part.content, Template):
            extra["category"] = self.settings.direct_send_category
        self.doubts.open(part.ref, self._clock.now())
        with self._tracer.span("whatsapp.request", {"number_id": self.settings.number_id}, client=True):
            result = await self._wire.post_message(message_body(part, extra=extra))
        outcome = replies.outcome(result, now=self._clock.now())
        if isinstance(outcome, Uncertain):
            return self.doubts.proof(part.ref) or outcome
        self.doubts.close(part.ref)
        return outcome

    def _needs_window(self, content: Content) -> bool:
        policy = self.settings.window_policy
        return passable(content, policy=policy, fallback=None, until=None, now=0) is None

    def _barred(self, part: Outbound, window_until: Instant | None) -> Refused | None:
        """Why the part may not leave at this moment, whatever the pace: the window, or the breaker."""
        return self._outside(part, window_until, self._clock.now()) or breaker.refusal(self.breaker, part.content)

    def _outside(self, part: Outbound, window_until: Instant | None, moment: Instant) -> Refused | None:
        if is_open(window_until, moment) or not self._needs_window(part.content):
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
