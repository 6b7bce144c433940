"""The sample flows stand in both forms, and the two are one flow."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from flow_notations.notations import STANDARD
from flow_notations.syntax import digest, from_json, from_text, to_json, to_text

FLOWS = sorted(path for path in (Path(__file__).resolve().parents[2] / "flows").glob("*.flow") if path.stem != "centre")


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_text_and_json_are_one_flow(path: Path) -> None:
    """X.json is what X.flow converts to, prints back as the same text, and has the same digest. FLOW_UPDATE=1 writes it."""
    flow = from_text(path.read_text(), path=str(path), table=STANDARD).value
    assert flow is not None
    twin = path.with_suffix(".json")
    if os.environ.get("FLOW_UPDATE"):
        twin.write_text(json.dumps(to_json(flow), ensure_ascii=False, indent=2) + "\n")

    read = from_json(twin.read_bytes(), path=str(twin), table=STANDARD)

    assert read.diagnostics == ()
    assert read.value is not None
    assert json.loads(twin.read_text()) == to_json(flow)
    assert to_text(read.value) == to_text(flow)
    assert digest(read.value) == digest(flow)
