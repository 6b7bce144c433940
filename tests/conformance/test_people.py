"""People on every host, in real processes: what is offered to them, and what they take, when a node or a server is killed."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tests.conformance.judging import judge, said, settled, steady
from tests.conformance.rigs import PATIENCE_SECONDS, Gone, deliver, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conformance.rigs import Node, Rig

CUSTOMERS = 6
TAKES = 5


def texts(node: Callable[[], Node], kind: str) -> list[str]:
    """What the steps of one kind say, of all customers."""
    found = steady(node)
    steps = [step for customer in found["customers"].values() for step in customer["journal"]]
    return [step["text"] for step in steps if step["kind"] == kind]


def test_an_offer_that_died_with_its_node_is_made_again_under_its_ref(rig: Rig, tmp_path: Path) -> None:
    """A node is killed while people are asked: each offer is one offer, however often it was made, and answered once."""
    messages = [said(customer, 0, "offer") for customer in range(CUSTOMERS)]
    nodes = [rig.start()]
    with ThreadPoolExecutor(1) as provider:
        feeding = provider.submit(deliver, lambda: nodes[-1], messages)
        until(lambda: len(offered(tmp_path)) >= 1, "people to be asked")
        nodes[-1].kill()
        nodes.append(rig.start())
        feeding.result(PATIENCE_SECONDS)
    until(lambda: len(texts(lambda: nodes[-1], "Released")) >= CUSTOMERS, "every offer to be answered")
    judge(rig, settled(lambda: nodes[-1], messages), messages)
    answered = Counter(texts(lambda: nodes[-1], "Released"))
    assert set(answered.values()) == {1}
    assert set(answered) == {ref for ref, _ in offered(tmp_path)}
    print(f"{len(offered(tmp_path))} times asked for {len(answered)} offers")


def test_who_takes_a_conversation_takes_it_once_though_the_server_dies(rig: Rig) -> None:
    """What was confirmed was done once; what was not, was done no more often than it was asked for."""
    messages = [said(customer, 0) for customer in range(CUSTOMERS)]
    node = rig.start()
    deliver(lambda: node, messages)
    settled(lambda: node, messages)
    with ThreadPoolExecutor(CUSTOMERS + 1) as agents:
        taking = [agents.submit(takes, node, message["phone"]) for message in messages]
        agents.submit(rig.kill_server).result(PATIENCE_SECONDS)
        asked: Counter[str] = sum([each.result(PATIENCE_SECONDS) for each in taking], Counter())
    until(lambda: set(texts(lambda: node, "Taken")) == set(asked), "everything that was confirmed to be stepped")
    done = Counter(texts(lambda: node, "Taken"))
    assert {by: times for by, times in done.items() if times > asked[by]} == {}
    print(f"{sum(asked.values())} times asked, {sum(done.values())} times done, {len(asked)} confirmed")


def takes(node: Node, phone: str) -> Counter[str]:
    """Somebody takes a customer's conversation several times, again until it is confirmed; how often each was asked for."""
    asked: Counter[str] = Counter()
    for turn in range(TAKES):
        confirmed = False
        while not confirmed:
            asked[f"{phone}:{turn}"] += 1
            try:
                node.ask({"take": phone, "by": f"{phone}:{turn}"})
            except Gone:
                continue
            confirmed = True
    return asked


def offered(folder: Path) -> list[Any]:
    """Every time that people were asked: under which ref, by which node."""
    path = folder / "offered"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
