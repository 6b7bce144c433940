"""Fuzz one target, guided by coverage: ``python tests/fuzz/run.py TARGET --seconds N --seed S``. Needs ``pip install atheris``.

Corpus and findings go to ``--folder`` (beside the system's temporary files), never into the repository. Each finding is written once,
with its traceback; the run goes on after it. ``report.json`` there says how much was tried.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT)]
os.chdir(ROOT)
with atheris.instrument_imports(include=["flow_notations", "channel_adapter", "lark"]):
    from tests.fuzz import seeds, targets
from tests.fuzz.mutations import damaged

HANGS_SECONDS = 60
"""An input that takes this long ends the run; libFuzzer keeps it."""
PROCESS_MEBIBYTES_MAX = 2048
REPORTS_SECONDS = 2


class Run:
    """One run of a target: what was tried, and each finding by the place it was raised at."""

    def __init__(self, target: str, folder: Path) -> None:
        self.target = target
        self.folder = folder
        self.started = time.process_time()
        self.told = self.started
        self.seeds = seeds.seeds(target)
        self.executions = 0
        self.found: dict[str, int] = {}

    def one(self, data: bytes) -> None:
        """Try one input."""
        self.executions += 1
        if time.process_time() > self.told + REPORTS_SECONDS:
            self.report()
        try:
            targets.judge(self.target, data)
        except Exception as fault:
            self._keep(data, fault)

    def other(self, data: bytes, size_max: int, seed: int) -> bytes:
        """The next input: half of them damaged blindly by libFuzzer, half with sense."""
        if seed % 2:
            return bytes(atheris.Mutate(data, size_max))
        return damaged(data, seed, self.seeds)[:size_max]

    def _keep(self, data: bytes, fault: Exception) -> None:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        key = f"{type(fault).__name__} {Path(place.filename).name}:{place.lineno}"
        self.found[key] = self.found.get(key, 0) + 1
        name = hashlib.sha256(key.encode()).hexdigest()[:12]
        kept = self.folder / f"finding-{name}"
        if not kept.exists() or len(data) < kept.stat().st_size:
            kept.write_bytes(data)
            kept.with_suffix(".txt").write_text(key + "\n" + "".join(traceback.format_exception(fault))[-6000:])

    def report(self) -> None:
        """Write down what this run came to so far; the engine ends the process without a word."""
        minutes = round((time.process_time() - self.started) / 60, 2)
        said = {"target": self.target, "executions": self.executions, "cpu_minutes": minutes, "found": self.found}
        (self.folder / "report.json").write_text(json.dumps(said))
        self.told = time.process_time()


def main() -> None:
    """Fill the corpus with seeds, and go."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("target", choices=targets.TARGETS)
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "flow-fuzz")
    chosen = arguments.parse_args()
    folder = chosen.folder / chosen.target
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    run = Run(chosen.target, folder)
    for number, seed in enumerate(run.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in seeds.words(chosen.target))
    (folder / "words").write_text("".join(f'"{word}"\n' for word in escaped))
    options = {
        "max_total_time": chosen.seconds, "seed": chosen.seed, "max_len": targets.INPUT_BYTES_MAX, "timeout": HANGS_SECONDS,
        "rss_limit_mb": PROCESS_MEBIBYTES_MAX, "dict": folder / "words", "artifact_prefix": f"{folder}/", "print_final_stats": 1,
    }  # fmt: skip
    atheris.Setup(
        [sys.argv[0], str(corpus), *(f"-{key}={value}" for key, value in options.items())],
        run.one,
        custom_mutator=run.other,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
