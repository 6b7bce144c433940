"""What is over is laid by: an ended interaction with all that was said in it leaves the state that travels with every event.

The latest stay, for receipts that come late. What was laid by is read with the rest, pruned by its age and erased.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from .keeping import FORMS, Keeping

if TYPE_CHECKING:
    from collections.abc import Iterable

ENDED_MAX: Final = 5
"""Ended interactions that still travel with the conversation."""
SAID: Final = ("parts", "lines", "notices")


def lay_by(keeping: Keeping) -> dict[str, str]:
    """Take what is over out of ``keeping``; its text by interaction."""
    ended = sorted(
        (each for each in keeping.interactions if each.status == "ended"), key=lambda each: each.ended_at or 0
    )
    over = [each for each in ended[:-ENDED_MAX] if not _is_open(keeping, each.id)]
    laid = {}
    for interaction in over:
        said = {name: [row for row in getattr(keeping, name) if row.interaction == interaction.id] for name in SAID}
        fields = keeping.fields.pop(interaction.id, {})
        laid[interaction.id] = FORMS.dumps({"interactions": [interaction], **said, "fields": fields})
        keeping.past[interaction.id] = interaction.ended_at or 0
    for name in SAID if laid else ():
        setattr(keeping, name, [row for row in getattr(keeping, name) if row.interaction not in laid])
    keeping.interactions = [each for each in keeping.interactions if each.id not in laid]
    return laid


def recall(keeping: Keeping, texts: Iterable[str]) -> Keeping:
    """``keeping`` with what was laid by, to look at."""
    for text in texts:
        laid: dict[str, Any] = FORMS.loads(text)
        for name in ("interactions", *SAID):
            setattr(keeping, name, [*_of(keeping, laid[name]), *getattr(keeping, name)])
        for interaction in laid["interactions"]:
            keeping.fields[interaction.id] = dict(laid["fields"])
    keeping.interactions.sort(key=lambda each: each.began_at)
    for name in SAID:
        getattr(keeping, name).sort(key=lambda row: row.position)
    return keeping


def _of(keeping: Keeping, rows: Iterable[Any]) -> list[Any]:
    """A conversation may have moved since."""
    known = keeping.conversation
    return [row if known is None or row.conversation is None else replace(row, conversation=known.id) for row in rows]


def _is_open(keeping: Keeping, interaction: str) -> bool:
    return any(part.interaction == interaction and not part.settled for part in keeping.parts)
