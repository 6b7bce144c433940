"""How long reading and checking a large flow takes. Bar: a flow of 1,000 nodes in less than a second, all told.

Run it: ``python tests/benchmarks/bench_check.py``. It prints one line a size and one a shape, in seconds of processor
time; the best of three rounds counts. Twice the nodes should take about twice as long, whatever the shape: behind each size
stands what one node costs, beside a node of the smallest flow. A busy machine blurs that; calls are counted in the tests.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flow_notations.check import check
from flow_notations.notations import STANDARD
from flow_notations.syntax import from_text

SIZES = (500, 1000, 2000, 2450)
ROUNDS = 3
SECONDS_MAX_AT_1000 = 1.0
RATIO_MAX = 1.3
"""A node of the largest flow may cost so many times a node of the smallest."""

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


SHORT = "flow large\n\nanywhere on invalid, failed, window_closed, timeout -> bye\n\n"
END = "end bye\n"


def options(count: int) -> str:
    """One question with so many options, each with a node of its own."""
    rows = "".join(f'  * o{number} "Option {number}" -> n{number}\n' for number in range(count))
    sends = "".join(f"send n{number}\n  | You chose {{topic}}.\n  -> bye\n\n" for number in range(count))
    return f"{SHORT}collect ask as topic: choice\n  | Which?\n  show numbers\n{rows}\n{sends}{END}"


def going_back(count: int) -> str:
    """A long chain of questions, each of which can be taken back."""
    question = 'collect c{0} as v{0}: choice\n  | Question {0}?\n  * yes "Yes"\n  * no "Back" -> back\n  -> c{1}\n\n'
    return SHORT + "".join(question.format(number, number + 1) for number in range(count)) + f"end c{count}\n\n{END}"


def dense(count: int) -> str:
    """Questions that lead to one another by eight arrows each, in loops upon loops."""
    text = SHORT
    for number in range(count):
        arrows = "".join(f'  * o{arrow} "O {arrow}" -> c{(number * 7 + arrow**3) % count}\n' for arrow in range(8))
        text += f"collect c{number} as v{number}: choice\n  | Question {number}?\n{arrows}"
        text += f'  * on "On" -> c{(number + 1) % count}\n  * out "Out" -> bye\n\n'
    return text + END


def interrupted(count: int) -> str:
    """So many interrupts, each with a node that returns to the question it broke into."""
    heard = "".join(f'anywhere says "word {number}" -> h{number}\n' for number in range(count))
    asks = "".join(
        f"collect c{number}: text\n  | Question {number}?\n  -> c{number + 1}\n\n" for number in range(count)
    )
    sends = "".join(f"send h{number}\n  | Hello.\n  -> return\n\n" for number in range(count))
    return f"{SHORT}{heard}\n{asks}end c{count}\n\n{sends}{END}"


def waiting(count: int) -> str:
    """Questions and hours of waiting in one large loop: the window is counted round it."""
    text = SHORT
    for number in range(count):
        text += f"wait w{number}\n  for 1h\n  -> t{number}\n\ncollect t{number}: text\n  | Q{number}\n  timeout 20h\n"
        text += f"  on timeout -> w{(number * 7) % count}\n  on failed -> bye\n  -> w{(number + 1) % count}\n\n"
    return text + END


SHAPES = ((options, 500), (going_back, 500), (dense, 150), (interrupted, 150), (waiting, 250))
"""Shapes, each with half the size that is measured."""


def measure(text: str) -> tuple[float, float]:
    """Seconds to read and seconds to check; the best of the rounds."""
    best = (float("inf"), float("inf"))
    for _ in range(ROUNDS):
        started = process_time()
        read = from_text(text, path="large.flow", table=STANDARD)
        half = process_time()
        assert read.value is not None, read.diagnostics[:3]
        check(read.value, table=STANDARD)
        done = process_time()
        best = min(best, (half - started, done - half), key=sum)
    return best


def main() -> int:
    """Print the table; 1 when the bar is missed."""
    missed = False
    smallest = ratio = 0.0
    for nodes in SIZES:
        reading, checking = measure(large_flow(nodes))
        both = reading + checking
        smallest = smallest or both / nodes
        ratio = both / nodes / smallest
        sys.stdout.write(
            f"{nodes:>5} nodes: read {reading:.3f} s, check {checking:.3f} s, all {both:.3f} s,"
            f" {both / nodes * 1e3:.3f} ms a node, {ratio:.2f} x a node of {SIZES[0]}\n"
        )
        missed = missed or (nodes == 1000 and both > SECONDS_MAX_AT_1000)
    missed = missed or ratio > RATIO_MAX
    for shape, half in SHAPES:
        once, twice = measure(shape(half)), measure(shape(2 * half))
        sys.stdout.write(
            f"{shape.__name__:>12} of {2 * half}: read {twice[0]:.3f} s, check {twice[1]:.3f} s,"
            f" {twice[1] / once[1]:.1f} x that of {half}\n"
        )
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
