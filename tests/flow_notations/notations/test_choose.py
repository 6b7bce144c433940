"""``choose``: the first condition that holds, else ``else``."""

from __future__ import annotations

import pytest

from tests.flow_notations.machine.playing import played

FLOW = """
flow choosing
  takes n number = 0

choose which
  when n > 10 -> many
  when n > 1  -> some
  else        -> few

end many

end some

end few
"""


@pytest.mark.parametrize(("n", "end"), [(11, "many"), (10, "some"), (2, "some"), (1, "few"), (0, "few")])
def test_the_first_condition_that_holds_decides(n: int, end: str) -> None:
    """In order, and the reasons are told."""
    play = played(FLOW).begin(inputs={"n": n})

    assert f"end {end}" == play.where
    assert f"many: {n > 10}" in play.why
