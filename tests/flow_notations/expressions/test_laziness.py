"""Importing the room is cheap: no parser, no pattern engine, no grapheme tables until one is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import flow_notations.expressions as room


def test_importing_loads_nothing_heavy():
    """lark, re2, regex and zoneinfo wait for their first use."""
    code = "import sys, flow_notations.expressions; print({'lark', 're2', 'regex', 'zoneinfo'} & set(sys.modules))"
    root = Path(__file__).resolve().parents[3]

    assert subprocess.check_output([sys.executable, "-c", code], cwd=root, text=True).strip() == "set()"


def test_the_door_is_sorted_and_complete():
    """Every name in ``__all__`` is there, in order."""
    assert sorted(room.__all__) == sorted(name for name in room.__all__ if hasattr(room, name))
