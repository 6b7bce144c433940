"""Coverage for people and for programs: a table for the terminal, LCOV for whoever draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .coverage import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .coverage import Coverage

MISSES_SHOWN_MAX = 12
"""Ways not taken that are listed for one flow; the rest is counted."""


def table(coverages: Sequence[Coverage]) -> str:
    """One line a flow with its share, under it what no test has taken; then the whole."""
    rows: list[str] = []
    for covered in coverages:
        rows.append(f"{percent(covered.taken, len(covered.ways)):6.1f} %  {covered.flow}  ({covered.taken} of {len(covered.ways)} ways)")  # fmt: skip
        rows += _languages(covered)
        missed = [way for way in covered.ways if not way.taken]
        rows += [f"          {covered.path}:{way.line} {way.words}" for way in missed[:MISSES_SHOWN_MAX]]
        if len(missed) > MISSES_SHOWN_MAX:
            rows.append(f"          … and {len(missed) - MISSES_SHOWN_MAX} more")
    rows.append(f"{total(coverages):6.1f} %  in all")
    return "\n".join(rows)


def _languages(covered: Coverage) -> Iterator[str]:
    """Of a flow with twins, how much of what it says was said in each language."""
    spoken: dict[str, list[bool]] = {}
    for way in covered.ways:
        if way.way.what == "language":
            spoken.setdefault(way.way.place, []).append(way.taken)
    if spoken:
        yield "          " + ", ".join(
            f"{sum(taken)} of {len(taken)} nodes in {code}" for code, taken in spoken.items()
        )


def total(coverages: Iterable[Coverage]) -> float:
    """The share of all ways of all flows; never rounded up."""
    every = [way for covered in coverages for way in covered.ways]
    return percent(sum(way.taken for way in every), len(every))


def lcov(coverages: Iterable[Coverage]) -> str:
    """The tracefile of LCOV: nodes are functions, ways out and options are branches, of the lines of the flow files.

    Format: https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1 (section FILES)
    """
    return "".join(f"{row}\n" for covered in coverages for row in _record(covered))


def _record(covered: Coverage) -> Iterator[str]:
    yield "TN:"
    yield f"SF:{covered.path}"
    nodes = [way for way in covered.ways if way.way.what == "node"]
    branches = [way for way in covered.ways if way.way.what != "node"]
    for node in nodes:
        yield f"FN:{node.line},{node.way.node}"
    for node in nodes:
        yield f"FNDA:{int(node.taken)},{node.way.node}"
    yield f"FNF:{len(nodes)}"
    yield f"FNH:{sum(node.taken for node in nodes)}"
    for number, branch in enumerate(branches):
        yield f"BRDA:{branch.line},0,{number},{int(branch.taken)}"
    yield f"BRF:{len(branches)}"
    yield f"BRH:{sum(branch.taken for branch in branches)}"
    lines: dict[int, bool] = {}
    for way in covered.ways:
        lines[way.line] = lines.get(way.line, False) or way.taken
    for line, taken in sorted(lines.items()):
        yield f"DA:{line},{int(taken)}"
    yield f"LF:{len(lines)}"
    yield f"LH:{sum(lines.values())}"
    yield "end_of_record"
