"""Records of dispatch that take nobody: others before them take all that they could, or nobody is as they say.

In: records in the order in which they are tried, and the contact points that there are. Out: those that are idle, with the
reason. It knows no file and no store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .erasing import as_kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .integrations import DispatchRecord

OUTBOUND: Final = (
    "this record takes nobody: who begins an interaction names its flow, so dispatch is asked of inbound ones alone"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """One record that takes nobody. ``index`` and ``behind`` count from 0. ``key``: what of it is wrong by itself."""

    index: int
    behind: tuple[int, ...] = ()
    key: str = ""
    sentence: str = ""
    hint: str = ""


def idle_records(records: Sequence[DispatchRecord], contact_points: Sequence[str]) -> tuple[Idle, ...]:
    """All of them, in order. Without any contact points, others than the records name are thought of."""
    points = contact_points or [*[each.contact_point for each in records if each.contact_point], ""]
    taking: dict[int, DispatchRecord] = {}
    found = []
    for index, record in enumerate(records):
        idle = _by_itself(index, record) or _behind(index, record, taking, points)
        if idle is None:
            taking[index] = record
        else:
            found.append(idle)
    return tuple(found)


def _by_itself(index: int, record: DispatchRecord) -> Idle | None:
    if record.direction == "outbound":
        return Idle(
            index=index, key="direction", sentence=OUTBOUND, hint='take it away, or write direction = "inbound"'
        )
    customer = record.customer
    if customer is None or (kept := as_kept(customer)) == customer:
        return None
    sentence = (
        f"this record takes nobody: customers are known by their numbers as '{kept}' is written, never as '{customer}'"
    )
    return Idle(index=index, key="customer", sentence=sentence, hint=f'write customer = "{kept}"')


def _behind(
    index: int, record: DispatchRecord, taking: dict[int, DispatchRecord], points: Sequence[str]
) -> Idle | None:
    """The records before it that take everybody at each contact point that it is for; ``None`` when somebody is left.

    One for everybody everywhere is for contact points that may come, too: as the last one it is no mistake.
    """
    alone = next((each for each, other in taking.items() if _takes(other, record.contact_point, record.customer)), None)
    if alone is not None:
        return Idle(index=index, behind=(alone,))
    if record.contact_point is not None or record.customer is None:
        return None
    first = [
        next((each for each, other in taking.items() if _takes(other, point, record.customer)), None)
        for point in points
    ]
    return (
        None if None in first else Idle(index=index, behind=tuple(sorted({each for each in first if each is not None})))
    )


def _takes(record: DispatchRecord, point: str | None, customer: str | None) -> bool:
    """Whether it takes all that another is for; ``None`` is everybody, or every contact point, those that may come among them."""
    return record.contact_point in (None, point) and record.customer in (None, customer)
