"""A phone's bubble in words: its text, its options by the author's ids, one line for reports, a line of a transcript."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flow_notations.host.translate import author_id

if TYPE_CHECKING:
    from channel_adapter.emulator import Bubble

_KINDS = {"interactive": "text", "contacts": "contact"}


def choice_ids(bubble: Bubble) -> tuple[str, ...]:
    """The author's ids of the options, in order."""
    return tuple([author_id(option.id) for option in bubble.options])


def kind_of(bubble: Bubble) -> str:
    """As transcripts name it: text, template, image, location, …; buttons, lists and links are texts."""
    return _KINDS.get(bubble.kind, bubble.kind)


def quoted(text: str) -> str:
    """A text as it stands in a transcript."""
    return json.dumps(text, ensure_ascii=False)


def shown(bubble: Bubble, template: str | None = None) -> str:
    """One line for people: the text with its line breaks marked, then options and link. ``template``: its name, when it is one."""
    words = bubble.text.replace("\n", " ⏎ ")
    options = "".join(f" [{option.label}]" for option in bubble.options)
    link = f" <{bubble.link[0]}>" if bubble.link else ""
    medium = f" ({bubble.media[0]})" if bubble.media else ""
    made_of = f"(template {template}) " if template else ""
    return f"{made_of}{words}{medium}{options}{link}"


def as_line(bubble: Bubble, template: str | None) -> str:
    """The line of a transcript that this message fits. ``template``: its name, when it is one."""
    kind = kind_of(bubble)
    words = ["bot "]
    if template is not None:
        words.append(f"template {template}")
    elif kind != "text":
        words.append(kind)
    if bubble.text or kind == "text":
        words.append(quoted(bubble.text))
    if bubble.options:
        words.append(f"choices {', '.join(choice_ids(bubble))}")
    if bubble.link:
        words.append(f"link {quoted(bubble.link[0])}")
    return " ".join(words)
