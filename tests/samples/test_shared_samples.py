"""The sample flows that designers share, beside the checkout: they read, check, run and pass, as they stand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flow_notations.library import read_library
from flow_notations.testing.running import read_script

SHARED = Path(os.environ.get("FLOW_SHARED") or Path(__file__).resolve().parents[2] / "../shared")
SAMPLES = SHARED / "samples"
CHATS = sorted(SAMPLES.glob("*.chat"))

pytestmark = pytest.mark.skipif(not CHATS, reason="no samples beside this checkout; set FLOW_SHARED to where they are")


def test_they_read_and_check() -> None:
    """Not one complaint, not even a warning."""
    library = read_library([SAMPLES])

    assert library.rendered() == ""
    assert set(library.programs) == {"card_block", "reschedule", "verify_identity"}


@pytest.mark.parametrize("reopening", [False, True], ids=["kept open", "reopened"])
@pytest.mark.parametrize("chat", CHATS, ids=lambda path: path.stem)
def test_they_pass(chat: Path, reopening: bool) -> None:
    """Every test of every transcript, also when the store's file is closed and opened between any two turns."""
    script = read_script(chat)
    assert script.rendered(script.diagnostics) == ""

    for test in script.transcript.tests:
        played = script.play(test, reopening=reopening)
        assert played.difference is None, script.rendered([played.difference])
