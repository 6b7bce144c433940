"""How long reading and checking a large flow takes. Bar: a flow of 1,000 nodes in less than a second, all told.

Run it: ``python tests/benchmarks/bench_check.py``. It prints one line a size; the best of three rounds counts.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flow_notations.check import check
from flow_notations.notations import STANDARD
from flow_notations.syntax import from_text

SIZES = (100, 1000, 2000)
ROUNDS = 3
SECONDS_MAX_AT_1000 = 1.0

HEAD = """flow large
  title   "A large flow"
  retry   1
  timeout 15m

anywhere says "agent", "human"               -> to_agent
anywhere on invalid, failed, window_closed   -> to_agent
anywhere on timeout                          -> to_agent

"""
SECTION = """collect topic_{n} as topic_{n}: choice
  | What is it about, number {n}?
  * order  "My order"      also "parcel"
  * refund "Get a refund"  hears "money back"
  * person "A person"      -> to_agent
  retry 2
    | Please tap one of the options.
  -> age_{n}

collect age_{n} as age_{n}: integer 0 to 120
  | And how old are you?
  check age_{n} >= 18
    | This is for grown-ups.
  when age_{n} > 60 -> branch_{n}
  -> note_{n}

collect note_{n} as note_{n}: text
  | Anything else about {{label(topic_{n})}}?
  clean trim(note_{n})
  -> branch_{n}

choose branch_{n}
  when topic_{n} == "order" and age_{n} > 30 -> say_{n}
  when (note_{n} ?? "") contains "late"      -> say_{n}
  else -> next_{n}

send say_{n}
  | You said *{{topic_{n}}}*, {{age_{n}}}, {{note_{n} ?? "nothing"}}.
  if age_{n} > 60
    | We are glad to have you.
  -> next_{n}

set next_{n}
  seen_{n} = age_{n} + {n}
  total_{n} = seen_{n} * 2
  -> {after}

"""
TAIL = """send to_agent
  | A colleague will write to you.
  on failed, window_closed -> bye
  -> bye

end bye
"""
NODES_A_SECTION = 6


def large_flow(nodes: int) -> str:
    """A flow of about so many nodes, none of them trivial, every variable still known at its end."""
    count = max(1, (nodes - 2) // NODES_A_SECTION)
    sections = [
        SECTION.format(n=number, after=f"topic_{number + 1}" if number < count else "bye")
        for number in range(1, count + 1)
    ]
    return HEAD + "".join(sections) + TAIL


def measure(nodes: int) -> tuple[float, float]:
    """Seconds to read and seconds to check; the best of the rounds."""
    text = large_flow(nodes)
    best = (float("inf"), float("inf"))
    for _ in range(ROUNDS):
        started = perf_counter()
        read = from_text(text, path="large.flow", table=STANDARD)
        half = perf_counter()
        assert read.value is not None, read.diagnostics
        checked = check(read.value, table=STANDARD)
        done = perf_counter()
        assert checked.flow is not None, [*read.diagnostics, *checked.diagnostics][:3]
        best = min(best, (half - started, done - half), key=sum)
    return best


def main() -> int:
    """Print the table; 1 when the bar is missed."""
    missed = False
    for nodes in SIZES:
        reading, checking = measure(nodes)
        sys.stdout.write(
            f"{nodes:>5} nodes: read {reading:.3f} s, check {checking:.3f} s, all {reading + checking:.3f} s\n"
        )
        missed = missed or (nodes == 1000 and reading + checking > SECONDS_MAX_AT_1000)
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
