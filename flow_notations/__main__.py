"""The command line: ``flow VERB …``. Each verb is a file in ``commands`` and is loaded only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING

from flow_notations.errors import FlowError

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = {
    "check": "find every mistake in flows before a customer does",
    "explain": "what a code of a complaint means and how to mend it; what a notation can have",
    "talk": "chat with a flow in this terminal; time can be skipped",
    "test": "play the transcripts beside flows",
    "fmt": "put flows in canonical form",
    "convert": "a flow in its other form, text or JSON; the schema of the JSON form",
    "show": "the picture of a flow, as SVG or Mermaid text",
    "i18n": "translations beside flows: extract, check, and PO files in and out",
    "reference": "write the reference of the language, made from its code",
    "serve": "answer WhatsApp's webhooks with a flow",
    "integration": "business numbers in integrations.toml: list, show, check, add, switch on and off, onboarding",
    "dispatch": "which flow takes which interactions, by integrations.toml",
    "publish": "keep versions of flows in a store, list them, make one active",
    "migrate": "move waiting sessions from one version of a flow to another: a plan first",
    "inspect": "what a store holds: conversations, journals, sends, dead letters; resume what is parked",
    "replay": "play an interaction's journal again, bit for bit, or make a transcript of it",
    "backup": "copy a store while a host works on it, and prove the copy",
    "export": "everything kept of one customer, as JSON, for their request",
    "erase": "forget a customer in a store and in copies of it, and prove that nothing is left",
    "demo": "emulator, host and a sample flow in real processes over loopback HTTP",
}
"""The verbs with one line each."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code. What a person can mend is one clear line on standard error, exit 2."""
    given = list(sys.argv[1:] if words is None else words)
    for word in given:
        if word.encode(errors="replace").decode() != word:
            print(f"flow: {word!r} is not UTF-8 text; only such words can be looked for, and shown", file=sys.stderr)
            return 2
    parser = _parser(given[0] if given and given[0] in VERBS else None)
    arguments = parser.parse_args(given)
    if arguments.verb is None:
        parser.print_help()
        return 2
    try:
        return int(_command(arguments.verb).run(arguments))
    except FlowError as fault:
        print(f"flow {arguments.verb}: {fault}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(verb: str | None) -> argparse.ArgumentParser:
    """Every verb has its line; only the one that was asked for has its module loaded."""
    parser = argparse.ArgumentParser(prog="flow", description="Messaging flows: check, talk, test, serve.")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for name, line in VERBS.items():
        added = verbs.add_parser(name, help=line, description=line)
        if name == verb:
            _command(name).add_arguments(added)
    return parser


def _command(verb: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"flow_notations.commands.{verb}")


if __name__ == "__main__":
    sys.exit(main())
