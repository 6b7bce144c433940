"""How fast flows are read and printed, per CPU-second. ``python tests/benchmarks/bench_syntax.py``.

Bars, as ratios to Python's own ``tokenize`` over as many lines of Python in the same run: a flow of 1,000 nodes reads from text in at
most 2.5 times as long, and from JSON in at most 8 times. (On a core where ``tokenize`` makes 45,000 lines per second, text reads
at 31,000.)
"""

from __future__ import annotations

import gc
import io
import json
import sys
import time
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flow_notations.notations import STANDARD
from flow_notations.syntax import digest, from_json, from_text, to_json, to_text
from flow_notations.syntax.grammar import parser

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT_RATIO_MAX = 2.5
JSON_RATIO_MAX = 8.0
PYTHON = 'if order.days_late > 3 and order.total >= 100:  # to_agent\n    send("Sorry, it is late.", to=agent)\n'
ROUNDS = 200
UNIT = """
collect ask_{n} as code_{n}: text
  | Which parcel is it? The code has ten letters and digits, like *AB12345678*.
  clean upper(remove(code_{n}, " "))
  check code_{n} matches "^[A-Z0-9]{{10}}$"
    | That is not a parcel code. It stands in our first message, under the picture.
  retry 2
  timeout 1h
  on invalid, timeout, failed -> pick_{n}
  -> pick_{n}

collect pick_{n} as slot_{n}: choice
  | When shall we come?
  * today    "Today"    also "now", "at once" -> done_{n}
  * tomorrow "Tomorrow" also "next day"       -> done_{n}
  * never    "I'll fetch it"
  retry 1
    | Please tap one of the times.
  -> route_{n}

choose route_{n}
  when code_{n} is known and visits(ask_{n}) < 3 -> done_{n}
  else -> mark_{n}

send done_{n}
  | Done ✅ We come for {{code_{n}}}.
  if visits(done_{n}) > 1
    | Please be at home: it is our last attempt.
  link "Follow your parcel" "https://example.com/t/{{code_{n}}}"
  -> mark_{n}

set mark_{n}
  interaction.parcel = code_{n}
  -> {next}
"""


def seconds(run: Callable[[], object]) -> float:
    """Best CPU time of five, the collector at rest."""
    taken = []
    for _ in range(5):
        gc.collect()
        gc.disable()
        started = time.process_time()
        run()
        taken.append(time.process_time() - started)
        gc.enable()
    return min(taken)


def main() -> int:
    """Print the table; fail when a bar is missed."""
    units = [UNIT.format(n=n, next=f"ask_{n + 1}" if n + 1 < ROUNDS else "bye") for n in range(ROUNDS)]
    text = "flow bench\n" + "".join(units) + "\nend bye\n"
    lines = text.count("\n")
    built = time.process_time()
    parser()
    built = time.process_time() - built
    read = from_text(text, path="bench", table=STANDARD)
    assert read.value is not None
    assert not read.diagnostics, read.diagnostics[:3]
    flow = read.value
    document = json.dumps(to_json(flow))
    python = PYTHON * (lines // 2)
    rows = {
        "from_text": seconds(lambda: from_text(text, path="bench", table=STANDARD)),
        "to_text": seconds(lambda: to_text(flow)),
        "from_json": seconds(lambda: from_json(document, path="bench", table=STANDARD)),
        "to_json": seconds(lambda: to_json(flow)),
        "digest": seconds(lambda: digest(flow)),
        "json.loads of the same": seconds(lambda: json.loads(document)),
        "tokenize of as many lines": seconds(lambda: list(tokenize.generate_tokens(io.StringIO(python).readline))),
    }
    print(
        f"{len(flow.nodes)} nodes, {lines} lines, {len(document)} characters of JSON; grammar built in {built * 1000:.0f} ms"
    )
    for title, taken in rows.items():
        print(f"{title:<40} {taken * 1000:8.1f} ms {lines / taken:12,.0f} lines/s")
    baseline = rows["tokenize of as many lines"]
    text_ratio, json_ratio = rows["from_text"] / baseline, rows["from_json"] / baseline
    print(f"text {text_ratio:.2f} of {TEXT_RATIO_MAX}, JSON {json_ratio:.2f} of {JSON_RATIO_MAX}")
    return 0 if text_ratio <= TEXT_RATIO_MAX and json_ratio <= JSON_RATIO_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
