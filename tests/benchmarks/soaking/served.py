"""``flow serve`` in the driver's time: ``python -m tests.benchmarks.soaking.served CLOCK serve …``.

The whole command line as it is, in a process of its own; one name is replaced, the machine's clock.
"""

from __future__ import annotations

import sys
from pathlib import Path

from flow_notations.__main__ import main
from flow_notations.commands import serve
from tests.benchmarks.soaking.clockwork import SharedClock

if __name__ == "__main__":
    serve.SystemClock = lambda: SharedClock(Path(sys.argv[1]))  # type: ignore[assignment, misc]
    sys.exit(main(sys.argv[2:]))
