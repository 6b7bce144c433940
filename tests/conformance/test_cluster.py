"""A cluster of three replicating servers and two processes: one of each dies by ``kill -9``, nothing is lost, nothing comes twice."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.conformance import postgres_server, restate_server
from tests.conformance.judging import judge, receipts, said, settled
from tests.conformance.rigs import RestateRig, deliver, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NODES = 3
CUSTOMERS = 8
ORDERS = 4


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[RestateRig]:
    """Three servers, in an empty world."""
    if os.environ.get(postgres_server.SWITCH) != "1":
        pytest.skip(postgres_server.SWITCH_HINT)
    binary = restate_server.program()
    if binary is None:
        pytest.skip(restate_server.HINT)
    made = RestateRig(tmp_path, restate_server.RestateServer(binary, nodes=NODES))
    yield made
    made.stop()


@pytest.mark.parametrize("victim", range(NODES))
def test_a_server_and_a_process_die_while_both_processes_hear_the_same(rig: RestateRig, victim: int) -> None:
    """Every message reaches both processes; whichever server dies, first or not, the rest goes on without it and with it again."""
    one, other = rig.start(), rig.start()
    messages = [said(customer, order) for order in range(ORDERS) for customer in range(CUSTOMERS)]
    with ThreadPoolExecutor(8) as providers:
        fed = [
            providers.submit(deliver, lambda node=node: other if one.killed else node, [message])
            for message in messages
            for node in (one, other)
        ]
        until(lambda: len(rig.sent()) >= len(messages) // 4, "both to be at work")
        rig.kill_server_node(victim)
        died, before = time.monotonic(), len(rig.sent())
        until(lambda: len(rig.sent()) > before + CUSTOMERS, "the other servers to take over")
        print(f"server {victim} died; eight more sends after {time.monotonic() - died:.1f} s")
        one.kill()
        fresh = sum(each.result() for each in fed)
    assert fresh >= len(messages) - 16, (
        "an acknowledgement that died with its process is the only one that may be missing"
    )
    deliver(lambda: other, receipts(rig))
    judge(rig, settled(lambda: other, messages), messages)
    rig.revive()
    late = [said(customer, ORDERS) for customer in range(CUSTOMERS)]
    deliver(lambda: other, late)
    judge(rig, settled(lambda: other, [*messages, *late]), [*messages, *late])
