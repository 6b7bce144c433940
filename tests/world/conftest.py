"""Options of the simulation: how many seeds, or one seed to repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--world-seeds N`` plays seeds 0 … N-1; ``--world-seed S`` plays one."""
    parser.addoption("--world-seeds", type=int, default=4, help="how many seeds the simulation plays")
    parser.addoption("--world-seed", type=int, default=None, help="play only this seed")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per seed."""
    if "seed" in metafunc.fixturenames:
        one = metafunc.config.getoption("--world-seed", default=None)
        many = metafunc.config.getoption("--world-seeds", default=4)
        metafunc.parametrize("seed", [one] if one is not None else range(many))
