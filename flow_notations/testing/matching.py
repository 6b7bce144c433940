"""Does a message on the phone fit a line ``bot …``? In: both. Out: what is not as written, in a sentence, or ``None``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .difference import SAID_ELSE, SAID_MORE, Difference
from .wording import choice_ids, kind_of, quoted, shown

if TYPE_CHECKING:
    from channel_adapter.emulator import Bubble
    from flow_notations.source import Span

    from .transcript import Bot


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message of the bot. ``template``: the name of the one it was made of."""

    bubble: Bubble
    template: str | None = None


class Unheard:
    """Messages of the bot that no line has named yet. ``skipping``: a ``bot …`` stands before the next line."""

    def __init__(self) -> None:
        self.waiting: list[Spoken] = []
        self.skipping = False

    def match(self, line: Bot) -> None:
        """Take the message that a line names. Raises ``Difference`` when it is another, or none."""
        if self.skipping:
            self.skipping = False
            at = next((at for at, spoken in enumerate(self.waiting) if differs(line, spoken) is None), None)
            if at is None:
                raise Difference(SAID_ELSE, line.span, f"no message of the bot is {_wanted(line)}", self._said())
            del self.waiting[: at + 1]
            return
        if not self.waiting:
            raise Difference(SAID_ELSE, line.span, f"the bot is silent; expected {_wanted(line)}")
        spoken = self.waiting.pop(0)
        different = differs(line, spoken)
        if different is not None:
            raise Difference(SAID_ELSE, line.span, different, f"the bot said: {shown(spoken.bubble, spoken.template)}")

    def nothing_left(self, span: Span) -> None:
        """Everything that was said has been named. Raises ``Difference`` at ``span`` otherwise."""
        if self.skipping:
            self.skipping = False
            self.waiting.clear()
        if self.waiting:
            sentence = f"the bot also said: {shown(self.waiting[0].bubble, self.waiting[0].template)}"
            raise Difference(SAID_MORE, span, sentence, "list it, or write `bot …` to skip what it says")

    def _said(self) -> str:
        said = " / ".join(shown(spoken.bubble, spoken.template) for spoken in self.waiting)
        return f"the bot said: {said}" if said else "the bot is silent"


def differs(line: Bot, spoken: Spoken) -> str | None:
    """What is not as written, as a sentence; ``None`` when all is."""
    bubble = spoken.bubble
    if line.kind is not None and line.kind != kind_of(bubble):
        return f"the message is of kind {kind_of(bubble)}; expected {line.kind}"
    if line.template is not None and line.template != spoken.template:
        return f"the template is {spoken.template}; expected {line.template}"
    if line.part and line.text not in bubble.text:
        return f"the message has not {quoted(line.text)} in it"
    if not line.part and line.text != bubble.text:
        return f"the message is not {quoted(line.text)}"
    ids = choice_ids(bubble)
    if line.choices is not None and line.choices != ids:
        return f"the choices are {', '.join(ids) or 'none'}; expected {', '.join(line.choices)}"
    if line.link is not None and (bubble.link is None or bubble.link[0] != line.link):
        return f"there is no link {quoted(line.link)}"
    return None


def _wanted(line: Bot) -> str:
    """A line in words."""
    if line.text:
        return quoted(line.text)
    return (
        f"a message with choices {', '.join(line.choices)}"
        if line.choices
        else f"a message of kind {line.kind or 'any'}"
    )
