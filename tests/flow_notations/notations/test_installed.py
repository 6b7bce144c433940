"""A third party ships a notation as a package: one file, one entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flow_notations import library
from flow_notations.errors import ClashingNotations
from flow_notations.notations import STANDARD

ROOT = Path(__file__).resolve().parents[3]

NOTATION = """
from flow_notations.effects import Save
from flow_notations.notation import Facts, Field, Fragment, Go, Ignored, Leaving, Notation, Reader

TAG = Notation(
    word="{word}",
    type="{word}_interaction",
    main="done",
    doc="Tags the interaction for reports.",
    fragment=Fragment(fields={{"with": Field(reader=Reader.NAME, doc="The tag.", required=True)}}),
    facts=lambda node, context: Facts(leaving={{"done": Leaving()}}),
    bind=lambda node, binder: str(node.setting("with").value),
    begin=lambda tag, context: Go(outcome="done", effects=(Save(scope="interaction", name="tag", value=tag),)),
    hear=lambda tag, context, memory, event: Ignored("never waits"),
    example="{word} it\\n  with vip\\n  -> bye\\n",
)
"""
PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{package}"
version = "1.0"

[project.entry-points."flow_notations.notations"]
{word} = "{package}:TAG"
"""
RUN = """
from flow_notations import library
from flow_notations.events import Began
from flow_notations.machine import step

found = library.read_text("flow f\\n\\ntag it\\n  with vip\\n  -> bye\\n\\nend bye\\n", table=library.load_table())
taken = step(found.program("f"), None, Began(id="e", seq=1, at=0, interaction="i"))
print([effect.value for effect in taken.effects if hasattr(effect, "value")], taken.state.outcome)
"""


def install(where: Path, package: str, word: str) -> None:
    """Build a package with one notation and install it, offline."""
    source = where / f"{package}-source"
    (source / package).mkdir(parents=True)
    (source / package / "__init__.py").write_text(NOTATION.format(word=word))
    (source / "pyproject.toml").write_text(PROJECT.format(package=package, word=word))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index",
         "--disable-pip-version-check", "--target", str(where / "installed"), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip


def run(where: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Run a program that sees what is installed there."""
    path = os.pathsep.join([str(where / "installed"), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installed_notation_is_checked_and_runs(tmp_path: Path) -> None:
    """Installed and nothing else: its word is in the table, its flow is sound, its effect comes out."""
    install(tmp_path, "tagging", "tag")
    done = run(tmp_path, RUN)

    assert "['vip'] bye\n" == done.stdout, done.stderr


def test_two_packages_with_one_word_are_refused(tmp_path: Path) -> None:
    """Nobody guesses which is meant; both are named."""
    install(tmp_path, "tagging", "tag")
    install(tmp_path, "tagging_too", "tag")
    done = run(tmp_path, RUN)

    assert "ClashingNotations: tagging_too:TAG brings 'tag', which tagging:TAG have already" in done.stderr


class Entry:
    """An entry point of a made-up package."""

    name, value = "odd", "odd:THING"

    def __init__(self, thing: object) -> None:
        self._thing = thing

    def load(self) -> object:
        """What it points to."""
        return self._thing


@pytest.mark.parametrize(
    ("thing", "sentence"),
    [("text", "is no notation"), (STANDARD["send"], "'send', which the standard notations have already")],
)
def test_what_is_no_notation_or_takes_a_standard_word_is_refused(
    monkeypatch: pytest.MonkeyPatch, thing: object, sentence: str
) -> None:
    """A package cannot replace what every flow relies on."""
    monkeypatch.setattr(
        "importlib.metadata.entry_points", lambda *, group: [Entry(thing)] if group == library.GROUP else []
    )

    with pytest.raises(ClashingNotations, match=sentence):
        library.load_table()


def test_without_packages_the_table_is_the_standard_one() -> None:
    """Nothing is added by itself."""
    assert set(STANDARD) <= set(library.load_table())
