"""Grammar files built into parsers, and kept beside the compiled Python so that the next process need not build them.

A package and the name of its grammar file in, a parser out. Knows no grammar and no token.
"""

from __future__ import annotations

import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lark import Lark


def built(package: str, name: str, **options: Any) -> Lark:
    """The LALR parser of a grammar file, with options of lark.

    Its table is kept under ``__pycache__``, as the compiled form of a module is, and read when grammar, options, lark and
    Python are the same (https://lark-parser.readthedocs.io/en/stable/classes.html#lark.Lark, ``cache``): that takes a tenth of
    building it. Where Python writes no such files, or may not, none is written.
    """
    from importlib.resources import files

    from lark import Lark

    source = files(package) / name
    kept = Path(cache_from_source(str(source))).with_suffix(".lark")
    cache = False if sys.dont_write_bytecode else str(kept)
    return Lark(source.read_text(encoding="utf-8"), parser="lalr", cache=cache, **options)
