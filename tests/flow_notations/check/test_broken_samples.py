"""Every complaint of the checker has a broken flow whose whole rendering is pinned beside it.

``FLOW_UPDATE=1`` rewrites the renderings.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flow_notations.check.complaints import WORDINGS
from tests.flow_notations.check.reading import examine

BROKEN = Path(__file__).parents[2] / "samples" / "broken"
SAMPLES = sorted(path for path in BROKEN.glob("*.flow") if path.name[:4] in WORDINGS)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_broken_flow_is_explained(path: Path) -> None:
    """A broken flow is complained of with its code, in exactly these words."""
    findings = examine(path.read_text(), path.name)
    expected = path.with_suffix(".txt")
    if os.environ.get("FLOW_UPDATE") == "1":
        expected.write_text(findings.text)

    assert path.name[:4] in findings.codes
    assert expected.read_text() == findings.text


def test_every_complaint_has_a_sample() -> None:
    """No complaint goes without a flow that provokes it."""
    assert set(WORDINGS) == {path.name[:4] for path in SAMPLES}
