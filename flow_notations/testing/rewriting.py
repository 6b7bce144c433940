"""``flow test --update``: the lines ``bot …`` of a test that failed, written anew from what the bot says now.

Only stretches between two acts that do not fit are rewritten; whatever fits, ``has`` and ``…`` included, stays as it is.
In: a file's text and tests played leniently. Out: the new text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from . import transcript as nouns
from .difference import Difference
from .matching import Unheard
from .wording import as_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .matching import Spoken
    from .playing import Played

Saying: TypeAlias = nouns.Bot | nouns.BotAny | nouns.BotNothing


def rewritten(text: str, played: Iterable[Played]) -> str:
    """The file with the changes of every test; tests with rows or openings must not be among them."""
    gone: set[int] = set()
    added: dict[int, list[str]] = {}
    for test in played:
        assert test.test.plain, "a line of several tests cannot be rewritten for one"
        for after, said, written in _stretches(test):
            if not _fits(written, said):
                gone |= {line.span.line for line in written}
                place = written[0].span.line - 1 if written else after
                added[place] = [f"  {as_line(spoken.bubble, spoken.template)}" for spoken in said]
    kept: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        kept += [line] if number not in gone else []
        kept += added.get(number, [])
    return "\n".join(kept)


def _stretches(played: Played) -> Iterator[tuple[int, list[Spoken], list[Saying]]]:
    """For each act: its line, what the bot said after it, and what is written about that.

    A test that starts ``at`` a node has one more in front: the customer has just written.
    """
    test = played.test
    acts = [line.span.line for line in test.lines if isinstance(line, nouns.Act)]
    givens = [line.span.line for line in test.lines if isinstance(line, nouns.Given)]
    header = max([test.flow_span.line, *[line for line in givens if not acts or line < acts[0]]])
    starts = [(header, test.span.line)] if test.at is not None else []
    starts += [(line, line) for line in acts]
    ends = [line for line, _ in starts[1:]] + [max([line.span.line for line in test.lines], default=0) + 1]
    for (after, heard), until in zip(starts, ends, strict=False):
        said = [spoken for line, spoken in played.answers if line == heard]
        yield after, said, [line for line in test.lines if isinstance(line, Saying) and after < line.span.line < until]


def _fits(written: Sequence[Saying], said: Sequence[Spoken]) -> bool:
    unheard = Unheard()
    unheard.waiting += said
    try:
        for line in written:
            if isinstance(line, nouns.Bot):
                unheard.match(line)
            elif isinstance(line, nouns.BotAny):
                unheard.skipping = True
            else:
                unheard.nothing_left(line.span)
        if written:
            unheard.nothing_left(written[-1].span)
    except Difference:
        return False
    return bool(written) or not said
