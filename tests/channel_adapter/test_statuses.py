"""Receipts climb and never step down, whatever the order in which they come."""

from __future__ import annotations

from itertools import permutations

import pytest

from channel_adapter.messages import Address, Fault, StatusChange
from channel_adapter.statuses import HISTORY_MAX, LADDER, Standing, climb


def change(status: str, at: int = 1, **fields: object) -> StatusChange:
    """A report about one message."""
    return StatusChange(message_id="wamid.1", number_id="n", status=status, at=at, **fields)  # type: ignore[arg-type]


def after(*statuses: str) -> Standing:
    """The standing after these reports."""
    standing = None
    for at, status in enumerate(statuses):
        standing = climb(standing, change(status, at))
    assert standing is not None
    return standing


@pytest.mark.parametrize("order", [*permutations(["sent", "delivered", "read", "played"])])
def test_the_highest_rung_wins_in_any_order(order: tuple[str, ...]) -> None:
    """All 24 orders end at *played*, and at no time does the standing fall."""
    heights = [LADDER[after(*order[: size + 1]).rung or ""] for size in range(4)]
    assert heights == sorted(heights)
    assert after(*order).rung == "played"


@pytest.mark.parametrize(
    ("reports", "rung", "contradictory"),
    [
        (("sent", "failed"), "failed", False),
        (("failed", "sent"), "failed", False),
        (("failed",), "failed", False),
        (("failed", "delivered"), "delivered", True),
        (("failed", "read"), "read", True),
        (("delivered", "failed"), "delivered", True),
        (("read", "delivered"), "read", False),
        (("sent", "warmed_up"), "sent", False),
        (("warmed_up",), None, False),
        (("warmed_up", "sent"), "sent", False),
    ],
)
def test_a_failure_ends_it_unless_delivery_is_proven(
    reports: tuple[str, ...], rung: str | None, contradictory: bool
) -> None:
    """Contradictions are kept and flagged; unknown words are kept and change nothing."""
    standing = after(*reports)
    assert (standing.rung, standing.contradictory) == (rung, contradictory)
    assert tuple(each.status for each in standing.history) == reports


def test_the_reason_of_a_failure_is_kept() -> None:
    """It comes once only; a delivery proved later hides it from the standing, not from the history."""
    fault = Fault(code=131026, title="undeliverable")
    failed = climb(None, change("failed", faults=(fault,)))
    assert failed.faults == (fault,)
    delivered = climb(failed, change("delivered", 2))
    assert delivered.faults == ()
    assert delivered.history[0].faults == (fault,)
    assert after("sent").faults == ()


def test_a_repeated_report_changes_nothing() -> None:
    """The very same value comes back, also when the redelivery has another time."""
    standing = after("sent", "delivered")
    assert climb(standing, change("sent", 99)) is standing


def test_the_time_of_each_rung_is_the_first_report() -> None:
    """For the ticks that people see."""
    standing = after("sent", "read")
    assert (standing.reached_at("sent"), standing.reached_at("read"), standing.reached_at("played")) == (0, 1, None)


def test_history_is_bounded() -> None:
    """A group of many readers does not grow a message for ever, but a rise is never lost."""
    standing = None
    for number in range(HISTORY_MAX + 5):
        standing = climb(standing, change("delivered", recipient=Address(user_id=f"US.{number}")))
    assert standing is not None
    assert len(standing.history) == HISTORY_MAX
    assert climb(standing, change("read")).rung == "read"
