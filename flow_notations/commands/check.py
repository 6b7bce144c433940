"""``flow check``: every complaint about some flows at once, before a customer sees anything."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.diagnostics import as_json
from flow_notations.library import CENTRE, centre_above

from .neighbours import read_with_neighbours
from .wording import counted

if TYPE_CHECKING:
    import argparse

    from flow_notations.library import Library


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files or folders, and the form of the answer."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a .flow or .json file, or a folder of them and what lies below it",
    )
    parser.add_argument("--json", action="store_true", help="one JSON array, for editors and continuous integration")
    parser.add_argument("--write-test", action="store_true", help="write a test that shows each complaint about the reply window to the .chat beside its flow")  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """0 when every flow may run, 1 when one may not, or there is none."""
    libraries = [read_with_neighbours(unit) for unit in _units(arguments.paths)]
    if arguments.json:
        found = [as_json(diagnostic) for library in libraries for diagnostic in library.diagnostics]
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.write("".join(library.rendered() for library in libraries))
        if libraries:
            print(summary(libraries))
    if arguments.write_test:
        # The one use of check that needs a virtual customer, whose loading is a third of its start.
        from .write_test import write_tests

        for line in (line for library in libraries for line in write_tests(library)):
            print(line, file=sys.stderr)
    empty = [path for path in arguments.paths if path.is_dir() and not _folders(path)]
    for path in empty:
        print(f"no flows found in {path}", file=sys.stderr)
    return 0 if not empty and all(library.sound for library in libraries) else 1


def _units(paths: list[Path]) -> list[list[Path]]:
    """What is read together: flows of one centre; without a centre, a folder below those that were named stays by itself."""
    units: dict[Path | None, list[Path]] = {}
    for path in paths:
        for each in _folders(path) if path.is_dir() else [path]:
            folder = each if each.is_dir() else each.parent
            alone = folder if path.is_dir() and each != path else None
            centre = each if each.name == CENTRE else centre_above(folder)
            units.setdefault(centre.resolve() if centre is not None else alone, []).append(each)
    return list(units.values())


def _folders(path: Path) -> list[Path]:
    """A folder and those below it, hidden ones aside, that hold flows."""
    flows = [flow for flow in path.rglob("*.flow") if flow.name != CENTRE]
    shown = [flow.parent for flow in flows if not any(part.startswith(".") for part in flow.relative_to(path).parts)]
    return sorted(dict.fromkeys(shown))


def summary(libraries: list[Library]) -> str:
    """What was read, under which centre where that stands elsewhere, and what is to do."""
    diagnostics = [diagnostic for library in libraries for diagnostic in library.diagnostics]
    errors = sum(diagnostic.severity == "error" for diagnostic in diagnostics)
    warnings = len(diagnostics) - errors
    flows = counted(sum(len(library.flows) for library in libraries), "flow")
    above = sorted({library.centre.path for library in libraries if _elsewhere(library)})
    used = f" with {', '.join(above)}" if above else ""
    if not diagnostics:
        return f"{flows}{used}: nothing to complain about"
    found = [counted(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number]
    hint = "; `flow explain CODE` says more about one" if errors else ""
    return f"{flows}{used}: {', '.join(found)}{hint}"


def _elsewhere(library: Library) -> bool:
    """Whether a flow's centre stands in another folder than the flow."""
    folder = Path(library.centre.path).parent.resolve()
    return library.centre.written and any(Path(flow.path).parent.resolve() != folder for flow in library.flows.values())
