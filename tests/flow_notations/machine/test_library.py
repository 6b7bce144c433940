"""Flows from files: what is read, bound and complained of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations import library
from flow_notations.errors import BrokenFlow
from flow_notations.notations import STANDARD

if TYPE_CHECKING:
    from pathlib import Path

SOUND = "flow {name}\n\nend bye\n"


def codes(found: library.Library) -> list[str]:
    """The codes of all complaints."""
    return [complaint.code for complaint in found.diagnostics]


def test_a_folder_of_flows_with_its_centre(tmp_path: Path) -> None:
    """The centre file beside them counts; each flow is bound."""
    (tmp_path / "centre.flow").write_text('centre acme\n  zone "Europe/Madrid"\n  language es\n')
    for name in ("one", "two"):
        (tmp_path / f"{name}.flow").write_text(SOUND.format(name=name))
    found = library.read_library([tmp_path])

    assert found.sound, found.rendered()
    assert ("Europe/Madrid", "es") == (found.program("one").zone, found.program("two").language)


def test_a_flow_may_call_one_that_is_read_later(tmp_path: Path) -> None:
    """Order of files does not matter."""
    (tmp_path / "a.flow").write_text("flow a\n\ncall it\n  flow b\n  -> bye\n\nend bye\n")
    (tmp_path / "b.flow").write_text(SOUND.format(name="b"))
    found = library.read_library([tmp_path], table=STANDARD)

    assert found.program("b") is found.program("a").callees["b"]


def test_what_cannot_be_read_is_complained_of(tmp_path: Path) -> None:
    """A file that is not there, one that is no text, one that may not be opened as a file."""
    (tmp_path / "bad.flow").write_bytes(b"flow \xff")
    (tmp_path / "folder.flow").mkdir()
    found = library.read_library([tmp_path / "none.flow", tmp_path / "bad.flow", tmp_path])

    assert {"S190"} == set(codes(found))
    assert 3 == len(found.diagnostics)


def test_two_flows_with_one_name(tmp_path: Path) -> None:
    """The second is complained of, the first runs on."""
    for file in ("a", "b"):
        (tmp_path / f"{file}.flow").write_text(SOUND.format(name="same"))
    found = library.read_library([tmp_path / "a.flow", tmp_path / "b.flow"])

    assert ["N130"] == codes(found)
    assert "same" in found.programs


def test_the_json_form_is_read_by_its_look() -> None:
    """Text or JSON, one library."""
    assert ["S131"] == codes(library.read_text("{}")) or not library.read_text("{}").sound


def test_a_flow_that_is_not_sound_has_no_program() -> None:
    """Asking for it says why."""
    found = library.read_text("flow f\n\nsend x\n  -> y\n\nend y\n")

    with pytest.raises(BrokenFlow, match="F201"):
        found.program("f")
    with pytest.raises(BrokenFlow, match="there is no such flow; known: g"):
        library.read_text(SOUND.format(name="g")).program("h")


def test_a_flow_that_is_not_there_has_no_part_in_others_warnings(tmp_path: Path) -> None:
    """Asking for an unknown flow tells which are known, and of files only those that could not be read."""
    (tmp_path / "g.flow").write_text("flow g\n\nset a\n  x = 1\n  when 1 < 2 -> bye\n  -> bye\n\nend bye\n")
    (tmp_path / "broken.flow").write_text("flow k\n\nset a\n  -> b\n\nend bye\n")
    found = library.read_library([tmp_path])

    with pytest.raises(BrokenFlow) as unknown:
        found.program("h")
    with pytest.raises(BrokenFlow) as unsound:
        found.program("k")

    assert "known: g, k" in str(unknown.value)
    assert "P110" not in str(unknown.value)
    assert "N101" in str(unsound.value)
    assert "g.flow" not in str(unsound.value)


def test_a_sign_that_is_no_utf_8_is_located(tmp_path: Path) -> None:
    """By line and column, in flows and centres."""
    (tmp_path / "a.flow").write_bytes("flow a\n\nsend á\n  | Aña\n".encode().replace("ñ".encode(), b"\xf1"))
    [found] = library.read_library([tmp_path / "a.flow"]).diagnostics

    assert (4, 6) == (found.span.line, found.span.column)
