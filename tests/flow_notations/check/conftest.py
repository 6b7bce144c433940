"""Where the larger samples lie, when they do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def shared() -> Path:
    """The folder of samples beside the checkout."""
    found = Path(os.environ.get("FLOW_SHARED", Path(__file__).resolve().parents[3] / "../shared"))
    if not (found / "samples").is_dir():
        pytest.skip("the larger samples are not here")
    return found
