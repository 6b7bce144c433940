"""``flow check``: every complaint about some flows at once, before a customer sees anything."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.diagnostics import as_json
from flow_notations.library import Library, read_library

from .wording import counted
from .write_test import write_tests

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files or folders, and the form of the answer."""
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="FILE", help="a .flow or .json file, or a folder of them"
    )
    parser.add_argument("--json", action="store_true", help="one JSON array, for editors and continuous integration")
    parser.add_argument("--write-test", action="store_true", help="write a test that shows each complaint about the reply window to the .chat beside its flow")  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """0 when every flow may run, 1 when one may not."""
    library = read_library(arguments.paths)
    if arguments.json:
        json.dump([as_json(diagnostic) for diagnostic in library.diagnostics], sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.write(library.rendered())
        print(summary(library))
    if arguments.write_test:
        for line in write_tests(library):
            print(line, file=sys.stderr)
    return 0 if library.sound else 1


def summary(library: Library) -> str:
    """One line: what was read and what is to do."""
    errors = sum(diagnostic.severity == "error" for diagnostic in library.diagnostics)
    warnings = len(library.diagnostics) - errors
    flows = counted(len(library.flows), "flow")
    if not library.diagnostics:
        return f"{flows}: nothing to complain about"
    found = [counted(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number]
    hint = "; `flow explain CODE` says more about one" if errors else ""
    return f"{flows}: {', '.join(found)}{hint}"
