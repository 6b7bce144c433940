"""A short, seeded slice of fuzzing with every run of the suite; the long ones are ``run.py``'s."""

from __future__ import annotations

import pytest

from tests.fuzz.mutations import damaged
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import INPUT_BYTES_MAX, TARGETS, judge

SEED = 20260302
TIMES = {
    "flow": 25,
    "document": 25,
    "transcript": 15,
    "template": 60,
    "expression": 150,
    "centre": 60,
    "answers": 60,
    "catalogue": 25,
    "po": 30,
}
"""Inputs of each target, so many that all of them together take a few seconds."""
TIMES_OTHERWISE = 300


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_inputs_come_to_a_documented_end(name: str) -> None:
    """Sound inputs, damaged in a seeded way, are read or refused as documented, within the bounds of time and memory."""
    sound = seeds(name)
    for number in range(TIMES.get(name, TIMES_OTHERWISE)):
        data = damaged(sound[number * 7 % len(sound)], SEED + number, sound)[:INPUT_BYTES_MAX]
        print(SEED + number, data)
        judge(name, data)
