"""``flow test``: play the transcripts beside flows, in virtual time, against the real host."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.testing.coverage import coverage
from flow_notations.testing.reports import lcov, table, total
from flow_notations.testing.rewriting import rewritten
from flow_notations.testing.running import find_scripts, read_script

if TYPE_CHECKING:
    import argparse

    from flow_notations.library import Library
    from flow_notations.testing.coverage import Coverage
    from flow_notations.testing.observing import Witness
    from flow_notations.testing.playing import Played
    from flow_notations.testing.running import Script


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to look, how to play, what to report."""
    parser.add_argument("paths", nargs="*", type=Path, default=[Path()], metavar="FILE", help=".chat or .flow files, or folders (default: here)")  # fmt: skip
    parser.add_argument("--verbose", "-v", action="store_true", help="show every conversation, not only those that failed")  # fmt: skip
    parser.add_argument("--reopen", action="store_true", help="close the store's file and open it again between any two turns")  # fmt: skip
    parser.add_argument("--update", action="store_true", help="write the bot's lines of failing tests anew from what it says now")  # fmt: skip
    parser.add_argument("--coverage", action="store_true", help="show which ways of the flows no test has taken")
    parser.add_argument("--fail-under", type=float, metavar="N", help="fail when less than N percent of all ways are taken; never rounded up")  # fmt: skip
    parser.add_argument("--lcov", type=Path, metavar="OUT", help="write the coverage as an LCOV tracefile")


def run(arguments: argparse.Namespace) -> int:
    """0 when every test passed, there was one, and the floor of coverage holds; 1 otherwise."""
    passed = failed = 0
    scripts: list[tuple[Script, list[Played]]] = []
    for path in find_scripts(arguments.paths):
        script = read_script(path)
        if script.diagnostics:
            print(script.rendered(script.diagnostics))
            failed += 1
            continue
        played = [_play(script, at, arguments) for at in range(len(script.transcript.tests))]
        scripts.append((script, played))
        bad = [one for one in played if not one.passed]
        passed, failed = passed + len(played) - len(bad), failed + len(bad)
        if bad and arguments.update:
            _update(script, bad)
    print(f"{passed} passed, {failed} failed")
    covered = _covered(scripts, arguments)
    return 0 if passed and not failed and covered else 1


def _play(script: Script, at: int, arguments: argparse.Namespace) -> Played:
    test = script.transcript.tests[at]
    played = script.play(test, reopening=arguments.reopen)
    print(f"{'ok  ' if played.passed else 'FAIL'} {script.source.path}: {test.name}")
    if arguments.verbose or not played.passed:
        print("".join(f"       {line}\n" for line in played.conversation), end="")
    if played.difference is not None:
        print(script.rendered([played.difference]))
    return played


def _update(script: Script, failed: list[Played]) -> None:
    """Rewrite what can be; what a table or an opening shares is left to people."""
    alone = [played.test for played in failed if played.test.plain]
    for played in failed:
        if not played.test.plain:
            print(f"       not updated: '{played.test.name}' shares its lines with other tests")
    if not alone:
        return
    path = Path(script.source.path)
    text = rewritten(script.source.text, [script.play(test, lenient=True) for test in alone])
    if text != script.source.text:
        path.write_text(text, encoding="utf-8")
        print(f"       updated: {path}; read the change before you keep it")


def _covered(scripts: list[tuple[Script, list[Played]]], arguments: argparse.Namespace) -> bool:
    """Report coverage as it was asked for; whether the floor holds."""
    if not (arguments.coverage or arguments.lcov or arguments.fail_under is not None):
        return True
    flows: dict[str, tuple[Library, str, list[Witness]]] = {}
    for script, played in scripts:
        witnesses = [one.witness for one in played]
        for name in script.library.programs:
            kept = flows.setdefault(script.library.flows[name].path, (script.library, name, []))
            kept[2].extend(witnesses)
    coverages: list[Coverage] = [
        coverage(library.flows[name], library.programs[name], witnesses) for library, name, witnesses in flows.values()
    ]
    if arguments.coverage:
        print(table(coverages))
    if arguments.lcov:
        arguments.lcov.write_text(lcov(coverages), encoding="utf-8")
    reached = total(coverages)
    if arguments.fail_under is not None and reached < arguments.fail_under:
        print(f"coverage is {reached} %, less than {arguments.fail_under} %", file=sys.stderr)
        return False
    return True
