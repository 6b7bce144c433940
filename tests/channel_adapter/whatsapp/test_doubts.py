"""Sends whose answer was lost."""

from __future__ import annotations

import pytest

from channel_adapter.channel import Accepted
from channel_adapter.messages import Fault, StatusChange
from channel_adapter.whatsapp.doubts import DOUBTS_MAX, PROOF_MS, Doubts


def receipt(ref="r", status="sent", message_id="wamid.1", **facts):
    return StatusChange(message_id=message_id, number_id="7001", status=status, at=0, ref=ref, **facts)


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "failed", "a word of tomorrow"])
def test_any_receipt_with_our_ref_proves_a_send(status):
    """Also a failure: what failed later was taken first."""
    doubts = Doubts()
    doubts.open("r", 0)
    assert doubts.proof("r") is None

    doubts.hear(receipt(status=status, faults=(Fault(code=131026),)))

    assert doubts.proof("r") == Accepted(message_id="wamid.1")
    assert doubts.unproved(PROOF_MS) == ()


def test_the_first_receipt_names_the_message():
    """A second one changes nothing."""
    doubts = Doubts()
    doubts.open("r", 0)
    doubts.hear(receipt())
    doubts.hear(receipt(message_id="wamid.2"))

    assert doubts.proof("r") == Accepted(message_id="wamid.1")


@pytest.mark.parametrize("ref", ["other", None])
def test_receipts_of_others_prove_nothing(ref):
    """No ref, or one that nobody waits for; nothing is kept of them."""
    doubts = Doubts()
    doubts.hear(receipt(ref=ref))
    doubts.open("r", 0)
    doubts.hear(receipt(ref=ref))

    assert (doubts.proof("r"), doubts.proof("other")) == (None, None)


def test_a_second_try_needs_a_proof_of_its_own():
    """What proved the first one does not prove the second; a closed one is proved no more."""
    doubts = Doubts()
    doubts.open("r", 0)
    doubts.hear(receipt())
    doubts.open("r", 1)
    assert doubts.proof("r") is None
    doubts.close("r")
    doubts.hear(receipt())
    assert doubts.proof("r") is None


@pytest.mark.parametrize(("waited", "told"), [(-1, ()), (0, ("r",)), (1, ("r",))])
def test_what_stays_unproved_is_told(waited, told):
    """At the very millisecond."""
    doubts = Doubts()
    doubts.open("r", 1_000)
    doubts.open("later", 9_000)

    assert doubts.unproved(1_000 + PROOF_MS + waited) == told


@pytest.mark.parametrize(("more", "kept"), [(-1, True), (0, True), (1, False)])
def test_memory_is_bounded(more, kept):
    """Beyond 10,000 the oldest is forgotten."""
    doubts = Doubts()
    for number in range(DOUBTS_MAX + more):
        doubts.open(str(number), 0)

    assert ("0" in doubts.unproved(PROOF_MS)) is kept
    assert len(doubts.unproved(PROOF_MS)) == min(DOUBTS_MAX, DOUBTS_MAX + more)
