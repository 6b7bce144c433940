"""What the sentences of ``anywhere`` do at a wait, in the flow that runs and in those that called it, innermost first.

Opt-out is built in. A message is tried whole (``said``), as a tap on a row or on a menu that stays open, and, when the
question made nothing of it, by the words it contains (``heard``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.answers import Understood, fold, is_opt_out
from flow_notations.effects import Save

from . import calling
from .state import Phase
from .working import CLOSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flow_notations.events import Message, Unsent

    from .program import Interrupts, Placed
    from .sprint import Sprint

INTERRUPT_CHARACTERS_MAX = 120
"""No interrupt is longer; a longer message is not folded at all."""


def said(sprint: Sprint, message: Message) -> bool:
    """Whether the whole message is an opt-out word or one that a flow listens for anywhere, or taps an offered row."""
    if message.option is not None:
        return _offered(sprint, message.option)
    if message.kind not in ("text", "tap") or len(message.text) > INTERRUPT_CHARACTERS_MAX:
        return False
    words = fold(message.text, sprint.language)
    leaving = _opts_out(sprint, words, message.text)
    if leaving:
        sprint.save(Save(scope="contact", name="opted_out", value=True))
    for depth, interrupts in _running(sprint):
        target = interrupts.says.get(words)
        if target is not None:
            sprint.interrupt(depth, target, f"anywhere says: '{message.text}'")
            return True
    if leaving:
        sprint.note("opted out", f"the customer wrote '{message.text}'")
        sprint.finish("opted_out")
    return leaving


def heard(sprint: Sprint, message: Message) -> bool:
    """Whether the message contains words that a flow hears anywhere; between two flows' targets nobody guesses."""
    if message.kind != "text":
        return False
    for depth, interrupts in _running(sprint):
        if interrupts.hears is not None:
            found = interrupts.hears.understand(message.text)
            if isinstance(found, Understood):
                sprint.interrupt(depth, str(found.value), f"anywhere {found.how}")
                return True
    return False


def reopened(sprint: Sprint, message: Message) -> bool:
    """Whether it is a tap on an older menu that stays open, of this flow or of one that called it; then its node is left by
    that option, and flows called from there are left for good. The menu of a called flow that has come back is over: what it
    knew is forgotten.
    """
    if message.option is None or message.of is None or message.of in sprint.memory.get("asks", ()):
        return False
    asked = _asker(sprint, message.of)
    if asked is None:
        return False
    depth, placed = asked
    before = calling.standing(sprint)
    calling.unwind(sprint, depth)
    made = placed.notation.reopen(placed.bound, sprint, message) if placed.notation.reopen is not None else None
    if made is None:
        calling.stand(sprint, before)
        return False
    sprint.note("left", f"a tap on the menu of '{placed.name}', which stays open")
    sprint.disarm()
    sprint.node = placed.name
    sprint.follow(placed, made)
    return True


def _asker(sprint: Sprint, ref: str) -> tuple[int, Placed] | None:
    """The node that asked with this ref, and the depth of its flow, while that flow runs. Called anew, a flow has asked nothing
    before it comes to its node: it does not know what it knew then.
    """
    asked = sprint.belongs(ref)
    if asked is None:
        return None
    flow, _, node = asked.rpartition("/")
    visits = (*(frame.visits for frame in sprint.frames), sprint.visits)
    for depth, (program, visited) in enumerate(zip(sprint.running(), visits, strict=True)):
        if flow == (program.name if depth else "") and node in program.nodes and node in visited:
            return depth, program.nodes[node]
    return None


def undelivered(sprint: Sprint, event: Unsent) -> None:
    """A message of an earlier node failed."""
    for depth, interrupts in _running(sprint):
        if interrupts.undelivered is not None:
            sprint.interrupt(depth, interrupts.undelivered, f"anywhere undelivered: {event.sentence or event.reason}")
            return


def closing(sprint: Sprint, why: str) -> bool:
    """The window or the interaction ends soon; whether a flow wanted to know."""
    for depth, interrupts in _running(sprint):
        if interrupts.closing is not None:
            sprint.interrupt(depth, interrupts.closing, f"anywhere closing: {why}")
            return True
    return False


def watch(sprint: Sprint) -> None:
    """Keep the timer of ``anywhere closing`` at its time before the reply window ends.

    Each message of the customer moves it. Once it has fired it is not set again before the window moves.
    """
    idle = not sprint.frames and sprint.program.interrupts.closing_ms is None
    if idle or sprint.window_until is None or sprint.phase is Phase.ENDED:
        return
    delay = next((found.closing_ms for _, found in _running(sprint) if found.closing_ms is not None), None)
    if delay is None:
        return
    deadline = sprint.window_until - delay
    if deadline > sprint.at and sprint.timers.get(CLOSING) != deadline:
        sprint.arm(CLOSING, deadline)


def opted_out(sprint: Sprint) -> bool:
    """Whether the customer wants no messages that they did not ask for."""
    contact = sprint.names.get("contact")
    return isinstance(contact, dict) and contact.get("opted_out") is True


def _opts_out(sprint: Sprint, words: str, text: str) -> bool:
    """Also with politeness around it; the exact test is asked only where a word of it could be one."""
    for _, interrupts in _running(sprint):
        if words in interrupts.opt_out:
            return True
        if " " in words and not interrupts.opt_out.isdisjoint(words.split()):
            return is_opt_out(text, sprint.language, interrupts.opt_out)
    return False


def _offered(sprint: Sprint, option: str) -> bool:
    for depth, interrupts in _running(sprint):
        target = interrupts.offers.get(option)
        if target is not None:
            sprint.interrupt(depth, target, f"anywhere offers: '{option}'")
            return True
    return False


def _running(sprint: Sprint) -> Iterable[tuple[int, Interrupts]]:
    """The sentences of every running flow with its depth, innermost first."""
    if not sprint.frames:
        return ((0, sprint.program.interrupts),)
    return [(depth, program.interrupts) for depth, program in enumerate(sprint.running())][::-1]
