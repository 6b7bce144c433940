"""``flow test``: play the transcripts beside flows, in virtual time, against the real host."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.testing.running import Script, find_scripts, read_script

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to look."""
    parser.add_argument("paths", nargs="*", type=Path, default=[Path()], metavar="FILE", help=".chat or .flow files, or folders (default: here)")  # fmt: skip
    parser.add_argument(
        "--verbose", "-v", action="store_true", help="show every conversation, not only those that failed"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when every test passed and there was one; 1 otherwise."""
    passed = failed = 0
    for path in find_scripts(arguments.paths):
        try:
            script = read_script(path)
        except OSError as mistake:
            print(f"{path}: cannot be read: {mistake.strerror}", file=sys.stderr)
            failed += 1
            continue
        if script.diagnostics:
            print(script.rendered(script.diagnostics))
            failed += 1
            continue
        good, bad = _play_all(script, verbose=arguments.verbose)
        passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def _play_all(script: Script, *, verbose: bool) -> tuple[int, int]:
    good = bad = 0
    for test in script.transcript.tests:
        played = script.play(test)
        good, bad = good + played.passed, bad + (not played.passed)
        print(f"{'ok  ' if played.passed else 'FAIL'} {script.source.path}: {test.name}")
        if verbose or not played.passed:
            print("".join(f"       {line}\n" for line in played.conversation), end="")
        if played.difference is not None:
            print(script.rendered([played.difference]))
    return good, bad
