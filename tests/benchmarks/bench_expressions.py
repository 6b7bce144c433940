"""How fast expressions run: beside Python's ``eval`` of a code object in the same run. ``python tests/benchmarks/bench_expressions.py``.

Bars: the small condition at most 1.5 µs; a template with three holes a few µs; a template without holes a constant.
"""

from __future__ import annotations

import sys
import timeit
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flow_notations.expressions import (
    BUDGET_UNITS_DEFAULT,
    Scope,
    compile_condition,
    compile_template,
    parse_expression,
    parse_template,
)
from flow_notations.expressions.parser import grammar

if TYPE_CHECKING:
    from collections.abc import Callable

CONDITION = 'x.age > 18 and name contains "a"'
CONDITION_MICROSECONDS_MAX = 1.5
TEMPLATE = 'Hi {name}, you are {x.age}. {city ?? "Nowhere"} greets you.'


def microseconds(run: Callable[[], object], number: int = 50_000) -> float:
    """Best of five, per call."""
    return min(timeit.repeat(run, number=number, repeat=5)) / number * 1e6


def main() -> int:
    """Print the table; fail when the condition is over its bar."""
    scope = Scope(names={"x": {"age": 20}, "name": "Ana", "city": "Sevilla"})
    condition = compile_condition(parse_expression(CONDITION, path="bench").value)
    template = compile_template(parse_template(TEMPLATE, path="bench").value)
    literal = compile_template(parse_template("One moment, please.", path="bench").value)
    python = compile('x["age"] > 18 and "a" in name', "bench", "eval")
    names = scope.names

    def fill() -> str:
        scope.budget = BUDGET_UNITS_DEFAULT
        return template(scope)

    grammar()
    rows = {
        "condition": microseconds(lambda: condition(scope)),
        "the same by eval of a code object": microseconds(lambda: eval(python, {}, names)),
        "template with three holes": microseconds(fill),
        "template without holes": microseconds(lambda: literal(scope)),
        "parse the condition": microseconds(lambda: parse_expression(CONDITION, path="bench"), 200),
        "parse {order.id}": microseconds(lambda: parse_expression("order.id", path="bench"), 2000),
    }
    for title, taken in rows.items():
        print(f"{title:40} {taken:8.2f} µs")
    return int(rows["condition"] > CONDITION_MICROSECONDS_MAX)


if __name__ == "__main__":
    sys.exit(main())
