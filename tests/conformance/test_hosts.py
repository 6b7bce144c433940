"""One suite for every host: what it promises, in real processes, with real kills. C1 to C8 are the promises' names."""

from __future__ import annotations

import random
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.judging import judge, receipts, said, settled, steady
from tests.conformance.rigs import PATIENCE_SECONDS, deliver, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.rigs import Message, Node, Rig

    Step = dict[str, Any]

SEED = 11
MINUTE = 60_000
LONG = 10 * MINUTE
"""Ten seconds of ours; see ``node.RATE``."""


def fed(node: Callable[[], Node], batches: list[list[Message]]) -> None:
    """Deliver from several connections at once."""
    with ThreadPoolExecutor(4) as providers:
        list(providers.map(lambda batch: deliver(node, batch), batches))


def fired(node: Node) -> list[Step]:
    """The steps that timers brought about. Whether what they say left, is judged with all the rest."""
    found = steady(lambda: node)
    return [step for customer in found["customers"].values() for step in customer["journal"] if step["kind"] == "Fired"]


def test_c1_acknowledged_means_durable(rig: Rig) -> None:
    """A node killed the moment it acknowledged has lost nothing: the next life hears and answers every message."""
    messages = [said(customer, order) for customer in range(4) for order in range(2)]
    first = rig.start()
    assert deliver(lambda: first, messages) == len(messages)
    assert first.kill() == -signal.SIGKILL
    second = rig.start()
    deliver(lambda: second, receipts(rig))
    judge(rig, settled(lambda: second, messages), messages)


def test_c2_an_id_never_steps_twice(rig: Rig) -> None:
    """The same webhook five times at once, and again after a kill, is new once, heard once and answered once."""
    messages = [said(customer, 0) for customer in range(3)]
    node = rig.start()
    with ThreadPoolExecutor(5) as providers:
        fresh = list(providers.map(lambda _: deliver(lambda: node, messages), range(5)))
    assert sum(fresh) == len(messages)
    settled(lambda: node, messages)
    node.kill()
    again = rig.start()
    assert deliver(lambda: again, messages) == 0
    judge(rig, settled(lambda: again, messages), messages)
    assert len(rig.sent()) == len(messages)


def test_c3_one_step_at_a_time_per_conversation(rig: Rig) -> None:
    """Many messages of one customer from all sides at once: every step saw the one before it, none was lost."""
    nodes = [rig.start() for _ in range(rig.nodes_max)]
    messages = [said(0, order) for order in range(24)]
    with ThreadPoolExecutor(6) as providers:
        list(providers.map(lambda k: deliver(lambda: nodes[k % len(nodes)], [messages[k]]), range(24)))
    judge(rig, settled(lambda: nodes[0], messages), messages)


def test_c4_state_sends_and_timers_commit_together(rig: Rig) -> None:
    """Killed in the middle of its work, a host has for every step its state, its sends and its timers, or none of them."""
    messages = [said(customer, 0, f"wait {5 * MINUTE} tea") for customer in range(12)]
    first = rig.start()
    deliver(lambda: first, messages)
    until(lambda: len(rig.sent()) >= 3, "to be in the middle")
    first.kill()
    second = rig.start()
    deliver(lambda: second, receipts(rig))
    found = steady(lambda: second)
    for customer in found["customers"].values():
        asked = [ref for step in customer["journal"] for effect, ref in step["effects"] if effect == "Send"]
        assert set(asked) <= set(found["parts"])
        assert sum(memory.get("steps", 0) for memory in customer["memories"]) <= len(customer["journal"])
    until(lambda: len(fired(second)) == len(messages), "every timer to fire")
    judge(rig, settled(lambda: second, messages), messages)


def test_c5_sends_start_in_order_under_a_stable_ref(rig: Rig) -> None:
    """Answers leave in the order of the messages, each under the ref that its step gave it."""
    node = rig.start()
    messages = [said(customer, order) for order in range(5) for customer in range(4)]
    for order in range(5):
        deliver(lambda: node, [message for message in messages if message["id"].endswith(f".{order}")])
    found = settled(lambda: node, messages)
    judge(rig, found, messages)
    assert {ref for ref, *_ in rig.sent()} == set(found["parts"])
    for customer in range(4):
        phone = said(customer, 0)["phone"]
        assert [body for _, to, body, *_ in rig.sent() if to == phone] == [f"{customer}:{order}" for order in range(5)]


def test_c6_a_timer_fires_once_at_or_after_its_deadline_and_never_stale(rig: Rig) -> None:
    """Across a kill: one is due, one was cancelled, one was moved; each fires as it was last set, and once."""
    node = rig.start()
    # Long enough for the slowest machine to say the second word before the first timer is due.
    first = [said(customer, 0, f"wait {LONG} tea") for customer in range(3)]
    then = [said(1, 1, "cancel tea"), said(2, 1, f"wait {LONG + MINUTE} tea")]
    deliver(lambda: node, first)
    settled(lambda: node, first)
    deliver(lambda: node, then)
    settled(lambda: node, [*first, *then])
    node.kill()
    second = rig.start()
    until(lambda: len(fired(second)) == 2, "two timers to fire")
    found = settled(lambda: second, [*first, *then])
    judge(rig, found, [*first, *then])
    for customer, wait in ((0, LONG), (2, LONG + MINUTE)):
        steps = found["customers"][said(customer, 0)["phone"]]["journal"]
        (rang,) = [step for step in steps if step["kind"] == "Fired"]
        armed = [step for step in steps if ("SetTimer", None) in map(tuple, step["effects"])][-1]
        assert rang["at"] >= armed["at"] + wait
    cancelled = found["customers"][said(1, 0)["phone"]]["journal"]
    assert [step for step in cancelled if step["kind"] == "Fired"] == []


def test_c7_killed_again_and_again(rig: Rig) -> None:
    """Nodes, and the server where there is one, die by ``kill -9`` under load; every promise holds all the same."""
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    messages = [said(customer, order) for order in range(4) for customer in range(8)]
    alive = [rig.start()]
    with ThreadPoolExecutor(1) as provider:
        feeding = provider.submit(fed, lambda: alive[-1], [[message] for message in messages])
        for life in range(3):
            enough = min(len(rig.sent()) + chance.randrange(2, 7), len(messages) - 1)
            until(lambda: len(rig.sent()) >= enough or feeding.done(), f"life {life} to do some work")  # noqa: B023
            if rig.has_server and life == 1:
                rig.kill_server()
            else:
                alive[-1].kill()
                alive.append(rig.start())
            deliver(lambda: alive[-1], receipts(rig))
        feeding.result(PATIENCE_SECONDS)
    deliver(lambda: alive[-1], receipts(rig))
    judge(rig, settled(lambda: alive[-1], messages), messages)


def test_c8_two_nodes_fed_the_same_webhook(rig: Rig) -> None:
    """Both get every message at the same time, and one is killed on the way: one conversation each, one answer each."""
    if rig.nodes_max == 1:
        pytest.skip("one process to a store; see the next test")
    one, other = rig.start(), rig.start()
    orders = [[said(customer, order, number=number) for customer in range(4) for number in ("1001", "1002")]
              for order in range(3)]  # fmt: skip
    messages = [message for order in orders for message in order]
    with ThreadPoolExecutor(8) as providers:
        first = both_get(providers, (one, other), [*orders[0], *orders[1]])
        until(lambda: len(rig.sent()) >= len(messages) // 3, "both to be at work")
        one.kill()
        # Only now, so that whichever of them was quicker, there is something left for the one that lives.
        last = both_get(providers, (other, other), orders[2])
        for delivered in (*first, *last):
            delivered.result()
    deliver(lambda: other, receipts(rig))
    found = settled(lambda: other, messages)
    judge(rig, found, messages)
    assert "node1" in {node for *_, node in rig.sent()}, "the one that lives goes on"


def both_get(providers: ThreadPoolExecutor, nodes: tuple[Node, Node], messages: list[Message]) -> list[Future[int]]:
    """Each message goes to each of the nodes; to the other one, once the first is dead."""
    one, other = nodes
    return [
        providers.submit(deliver, lambda node=node: other if one.killed else node, [message])  # type: ignore[misc]
        for message in messages
        for node in nodes
    ]


def test_c8_a_store_of_one_process_refuses_a_second(rig: Rig) -> None:
    """Where one process owns the store, another one ends at once, and the first goes on."""
    if rig.nodes_max > 1:
        pytest.skip("several processes may serve it")
    first, second = rig.start(), rig.start()
    assert not second.up
    assert second.wait() == 1
    deliver(lambda: first, [said(0, 0)])
    judge(rig, settled(lambda: first, [said(0, 0)]), [said(0, 0)])
