"""The walls between rooms stand, and a hole in any of them is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLANTED = {
    "the adapter learns of flows": ("channel_adapter/limits/planted.py", "import flow_notations.values\n"),
    "the machine imports a notation": ("flow_notations/machine/planted.py", "import flow_notations.notations.send\n"),
    "the checker reads the clock": ("flow_notations/check/planted.py", "import time\n"),
    "an expression opens a socket": ("flow_notations/expressions/planted.py", "import socket\n"),
    "a notation knows the adapter": ("flow_notations/notations/planted.py", "import channel_adapter.messages\n"),
    "a low noun climbs": ("flow_notations/values_planted.py", "X = 1\n"),
    "the reading of webhooks does I/O": ("channel_adapter/whatsapp/webhook.py", "import httpx\n"),
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the layer checks on the packages below ``root``."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two packages and their contracts, where they may be broken."""
    root = tmp_path_factory.mktemp("walls")
    for package in ("flow_notations", "channel_adapter"):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def test_the_walls_stand() -> None:
    """The code as it is keeps every contract."""
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_hole_is_found(name: str, copy: Path) -> None:
    """A violation of any contract, or a module that chose no floor, fails the check."""
    path, content = PLANTED[name]
    target = copy / path
    before = target.read_text() if target.exists() else None
    target.parent.mkdir(exist_ok=True)
    target.write_text(content + (before or ""))
    try:
        result = lint(copy)
    finally:
        target.write_text(before) if before is not None else target.unlink()

    assert result.returncode != 0, result.stdout
