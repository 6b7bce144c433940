"""The emulator is a second opinion: what it may know, and what it may touch."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import channel_adapter.emulator as emulator

ROOM = Path(emulator.__file__).parent
FILES = sorted(ROOM.rglob("*.py"))
FACES = {"server.py", "postman.py", "__main__.py", "in_process.py", "asgi.py", "stage.py", "graph_endpoints.py"}
OUTSIDE = {"httpx", "httpx2", "tenacity", "asyncio", "socket", "time", "random", "uuid", "os", "secrets", "uvicorn"}


def imported(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and node.level == 0}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_knows_the_adapter_it_judges(file: Path) -> None:
    """Of the adapter only its wire and the fault that a wire raises, its clock, and its nouns are known."""
    known = {name for name in imported(file) if name.startswith("channel_adapter.")}
    nouns = {"channel_adapter.messages", "channel_adapter.errors"}
    allowed = nouns | {"channel_adapter.clock", "channel_adapter.whatsapp.wire"}
    assert {name for name in known if not name.startswith("channel_adapter.emulator")} <= allowed


@pytest.mark.parametrize("file", [file for file in FILES if file.name not in FACES], ids=lambda file: file.name)
def test_the_model_touches_no_clock_no_chance_and_no_network(file: Path) -> None:
    """Input, output, time and randomness are the faces' affair."""
    assert not {name.split(".")[0] for name in imported(file)} & OUTSIDE


def test_known_secrets_are_all_that_a_default_number_holds() -> None:
    """So a production start that refuses them refuses the emulator's number."""
    number = emulator.BusinessNumber()
    assert {number.access_token, number.app_secret, number.verify_token} == emulator.KNOWN_SECRETS


def test_the_door_is_sorted_and_complete() -> None:
    """Everything promised is there."""
    assert sorted(emulator.__all__) == sorted(set(emulator.__all__))
    assert all(hasattr(emulator, name) for name in emulator.__all__)
