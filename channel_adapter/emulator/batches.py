"""Several items in one webhook body, in each of the three ways that the envelope allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .webhook_bodies import Json, change, entry, envelope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from channel_adapter.messages import Instant

    from .chance import Chance

BATCH_MOST = 1_000
"""Updates in one body. Rule: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview"""

_LISTS = ("contacts", "messages", "statuses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that happened, with its own complete ``value``."""

    name: str
    number_id: str
    account_id: str
    field: str
    value: Json

    def body(self, items: Sequence[Item], chance: Chance) -> Json:
        """The body that carries these items, this one first."""
        if len(items) == 1:
            return envelope([entry(self.account_id, [change(self.field, self.value)])])
        match chance.below(3, "shape", self.name):
            case 0:
                return envelope([entry(item.account_id, [change(item.field, item.value)]) for item in items])
            case 1:
                return envelope([entry(self.account_id, [change(item.field, item.value) for item in items])])
            case _:
                return envelope([entry(self.account_id, [change(*pair) for pair in _merged(items)])])


def grouped(items: Sequence[tuple[Instant, Item]], rate: float, chance: Chance) -> Iterator[list[tuple[Instant, Item]]]:
    """Cut a queue into batches: an item joins the one before it at this rate, if both are of one number."""
    batch: list[tuple[Instant, Item]] = []
    for due, item in items:
        joins = (
            batch
            and len(batch) < BATCH_MOST
            and batch[0][1].number_id == item.number_id
            and chance.happens(rate, "batch", item.name)
        )
        if batch and not joins:
            yield batch
            batch = []
        batch.append((due, item))
    if batch:
        yield batch


def _merged(items: Sequence[Item]) -> Iterator[tuple[str, Json]]:
    """One value for each field, its lists joined; a contact appears once."""
    values: dict[str, Json] = {}
    for item in items:
        value = values.setdefault(item.field, {key: held for key, held in item.value.items() if key not in _LISTS})
        for key in _LISTS:
            for held in item.value.get(key, ()):
                into = value.setdefault(key, [])
                if key != "contacts" or held not in into:
                    into.append(held)
        value.update({key: held for key, held in item.value.items() if key not in _LISTS})
    yield from values.items()
