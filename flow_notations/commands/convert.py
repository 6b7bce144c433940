"""``flow convert``: the other form of a flow, text to JSON and back, with nothing lost; or the schema of the JSON form."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.library import CENTRE
from flow_notations.notations import STANDARD
from flow_notations.syntax import schema

from .files import FORMS, open_flow, printed, write_words

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the form wanted, and where it goes."""
    parser.add_argument("path", nargs="?", type=Path, metavar="FILE", help="a .flow or .json file")
    parser.add_argument("--to", choices=FORMS, help="the form wanted (default: the other one)")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="a file to write (default: standard output)")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the JSON form, for editors")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was converted; 1 when the file has mistakes, and nothing is written then; 2 when it was asked wrongly."""
    if arguments.schema:
        return _deliver(json.dumps(schema(STANDARD), ensure_ascii=False, indent=2) + "\n", arguments.output)
    if arguments.path is None:
        print("flow convert: name a file, or say --schema", file=sys.stderr)
        return 2
    if arguments.path.name == CENTRE:
        print(f"{arguments.path}: a centre file has the text form alone", file=sys.stderr)
        return 1
    opened = open_flow(arguments.path)
    sys.stderr.write(opened.rendered())
    if opened.flow is None or not opened.sound:
        return 1
    wanted = arguments.to or ("text" if opened.form == "json" else "json")
    try:
        text = printed(opened.flow, wanted)
    except ValueError as mistake:
        print(f"{arguments.path}: {mistake}", file=sys.stderr)
        return 1
    return _deliver(text, arguments.output)


def _deliver(text: str, output: Path | None) -> int:
    if output is None:
        sys.stdout.write(text)
        return 0
    return 0 if write_words(output, text) else 2
