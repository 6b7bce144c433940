"""``flow explain CODE``: the card of a diagnostic: what, why, how to mend, and a flow that provokes it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from flow_notations.check import card, codes

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One code, or none for the list."""
    parser.add_argument("code", nargs="?", help="such as N101; without it, all codes are listed")


def run(arguments: argparse.Namespace) -> int:
    """0 when there is such a card."""
    if arguments.code is None:
        for code in codes():
            found = card(code)
            assert found is not None, "a listed code has a card"
            print(f"{code}  {found.title}")
        return 0
    found = card(arguments.code.upper())
    if found is None:
        print(f"there is no code '{arguments.code}'; `flow explain` lists them all", file=sys.stderr)
        return 1
    print(found.text.strip())
    return 0
