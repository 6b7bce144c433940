"""What retention removes of one kept conversation: ended interactions, what was said outside of all, and the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from channel_adapter.messages import Instant
    from flow_notations.host.records import Line, Notice

    from .keeping import Keeping

HOLDING: Final = ("past", "queued", "parked", "kept", "interactions", "timers", "parts", "errands", "planned", "lines",
                  "notices", "journal")  # fmt: skip
"""What holds a conversation as long as there is any of it; its fields do so, too."""


def prune(keeping: Keeping, *, before: Instant, limit: int) -> tuple[str, ...]:
    """See ``ledgers.Conversations``."""
    ended = {
        interaction.id: interaction.conversation
        for interaction in keeping.interactions
        if interaction.status == "ended" and (interaction.ended_at or 0) < before
    }
    gone = dict([*ended.items()][:limit])
    for rows in ("parts", "lines", "notices", "timers"):
        setattr(keeping, rows, [row for row in getattr(keeping, rows) if row.interaction not in gone])
    keeping.interactions = [each for each in keeping.interactions if each.id not in gone]
    for interaction in gone:
        keeping.fields.pop(interaction, None)
    return tuple(gone.values())


def prune_apart(keeping: Keeping, *, before: Instant, limit: int) -> tuple[str, ...]:
    """See ``ledgers.Conversations``."""
    lines = [line for line in _lines_apart(keeping) if line.at < before][:limit]
    notices = [notice for notice in _notices_apart(keeping) if notice.at < before][:limit]
    refs = {line.ref for line in lines}
    keeping.lines = [line for line in keeping.lines if line not in lines]
    keeping.parts = [part for part in keeping.parts if part.ref not in refs]
    keeping.notices = [notice for notice in keeping.notices if notice not in notices]
    assert keeping.conversation is not None, "what is of nobody's is kept aside"
    return (keeping.conversation.id,) * (len(lines) + len(notices))


def moments_apart(keeping: Keeping) -> list[Instant]:
    """Since when ``prune_apart`` counts, of all that it may remove now."""
    return [*[line.at for line in _lines_apart(keeping)], *[notice.at for notice in _notices_apart(keeping)]]


def is_empty(keeping: Keeping) -> bool:
    """Whether nothing holds the conversation but what may be saved in its fields."""
    only = keeping.conversation
    quiet = only is not None and only.live is None and only.wake_at is None
    return quiet and not any(getattr(keeping, name) for name in HOLDING)


def _lines_apart(keeping: Keeping) -> Iterator[Line]:
    """A message that waits to be heard has no interaction yet; one from within the live interaction may be what answers in it."""
    waiting = {queued.line for queued in (*keeping.queued, *keeping.parked)}
    waiting |= {part.line for part in keeping.parts if not part.settled}
    live = keeping.conversation.live if keeping.conversation is not None else None
    since = next((each.since for each in keeping.interactions if each.id == live), None)
    for line in keeping.lines:
        if line.interaction is None and line.position not in waiting and (since is None or line.position < since):
            yield line


def _notices_apart(keeping: Keeping) -> Iterator[Notice]:
    """All that is told here is of this conversation, whether it names it or not."""
    return (each for each in keeping.notices if each.interaction is None)
