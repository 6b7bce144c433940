"""What must be true of any host's account of itself and of what reached customers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.conformance.rigs import Gone, until

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.conformance.rigs import Message, Node, Rig

OPEN = ("queued", "dispatching")


def said(customer: int, order: int, text: str = "", *, number: str = "1001") -> Message:
    """A customer's message; by default its text says whose and which it is."""
    return {
        "id": f"wamid.{number}.{customer}.{order}",
        "number": number,
        "phone": f"+1555{number}{customer:03}",
        "text": text or f"{customer}:{order}",
    }


def receipts(rig: Rig) -> list[dict[str, str]]:
    """The provider reports every message that it took."""
    sent = sorted({(ref, phone) for ref, phone, *_ in rig.sent()})
    return [{"delivered": ref, "phone": phone, "number": phone[5:9]} for ref, phone in sent]


def steady(node: Callable[[], Node]) -> dict[str, Any]:
    """An account that was true at one moment, also while the host works: it is read piece by piece, so twice the same."""
    found: dict[str, Any] = {}

    def twice() -> bool:
        nonlocal found
        before = found
        try:
            found = node().ask({"read": True})
        except Gone:
            return False
        return found == before

    until(twice, "to read the same account twice")
    return found


def settled(node: Callable[[], Node], messages: Sequence[Message]) -> dict[str, Any]:
    """Wait until all messages were stepped and nothing is on its way any more; the host's account then."""
    wanted = {message["id"] for message in messages}
    found: dict[str, Any] = {}

    def quiet() -> bool:
        nonlocal found
        before = found
        try:
            found = node().ask({"read": True})
        except Gone:
            return False
        # An account is read piece by piece; twice the same, it was true at one moment.
        return found == before and not unfinished(found, wanted)

    until(quiet, lambda: f"to finish {unfinished(found, wanted)}")
    return found


def unfinished(found: dict[str, Any], wanted: set[str]) -> list[Any]:
    """What is not over: messages not stepped, parts on their way, sends whose session was not told."""
    steps = [step for customer in found["customers"].values() for step in customer["journal"]]
    told = {step["text"] for step in steps if step["kind"] in ("Sent", "Unsent")}
    parts = [(ref, state) for ref, (state, _) in found["parts"].items() if state in OPEN or ref not in told]
    return [*sorted(wanted - {step["id"] for step in steps}), *parts]


def judge(rig: Rig, found: dict[str, Any], messages: Sequence[Message]) -> None:
    """C2, C3, C4 and C5 of a world that came to rest."""
    for phone, customer in found["customers"].items():
        steps = customer["journal"]
        assert [step["seq"] for step in steps] == list(range(1, len(steps) + 1)), phone
        assert [memory["steps"] for memory in customer["memories"]] == [len(steps)], phone
        mine = [message["id"] for message in messages if message["phone"] == phone]
        assert sorted(step["id"] for step in steps if step["kind"] in ("Began", "Heard")) == sorted(mine)
        assert sorted(customer["heard"]) == sorted(mine)
    steps = [step for customer in found["customers"].values() for step in customer["journal"]]
    assert max(Counter(step["id"] for step in steps).values()) == 1, "an event was stepped twice"
    sends = [ref for step in steps for effect, ref in step["effects"] if effect == "Send"]
    assert sorted(sends) == sorted(found["parts"]), "sends do not agree with the steps that asked for them"
    judge_sent(rig, found, sends)


def judge_sent(rig: Rig, found: dict[str, Any], sends: Sequence[str]) -> None:
    """Nothing twice; in order; what never went out was reported, or taken for sent since the customer wrote on."""
    refs = Counter(ref for ref, *_ in rig.sent())
    assert max(refs.values(), default=1) == 1, f"sent twice: {[ref for ref, times in refs.items() if times > 1]}"
    unproved = {ref for ref, (_, message_id) in found["parts"].items() if message_id is None}
    assert set(sends) - set(refs) <= (unproved if rig.kills else set()), "never sent, and nobody was told"
    for phone, customer in found["customers"].items():
        asked = [ref for step in customer["journal"] for effect, ref in step["effects"] if effect == "Send"]
        went = [ref for ref, to, *_ in rig.sent() if to == phone]
        assert went == [ref for ref in asked if ref in refs], f"out of order to {phone}"
