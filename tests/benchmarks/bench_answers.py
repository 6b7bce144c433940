"""How long it takes to understand an answer: ``python tests/benchmarks/bench_answers.py``.

Prints the best of several runs in microseconds per message, after warming the tables of the language. The bar: an exact match
of an option within 3 µs.
"""

from __future__ import annotations

import sys
import timeit
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flow_notations.answers import OptionIndex, OptionWords, fold, is_opt_out
from flow_notations.answers.dates import understand_date
from flow_notations.answers.emails import understand_email
from flow_notations.answers.numbers import understand_number
from flow_notations.answers.phones import understand_phone
from flow_notations.answers.times import understand_time
from flow_notations.answers.yes_no import understand_yes_no

EXACT_MICROSECONDS_MAX = 3.0
ROUNDS, MESSAGES = 7, 5_000

OPTIONS = (
    OptionWords("track", "Track my order", ("order", "parcel")),
    OptionWords("refund", "Get a refund", ("money back",), ("stolen", "card")),
    OptionWords("talk", "Talk to a person", (), ("human", "credit card")),
)
INDEX = OptionIndex(OPTIONS)
TODAY = date(2026, 3, 4)

CASES = {
    "option, exact label": lambda: INDEX.understand("Get a refund"),
    "option, position": lambda: INDEX.understand("2"),
    "option, hears": lambda: INDEX.understand("my wallet was stolen yesterday"),
    "option, none": lambda: INDEX.understand("what is the weather like"),
    "option index built": lambda: OptionIndex(OPTIONS),
    "yes/no, exact": lambda: understand_yes_no("yes"),
    "yes/no, Yeah I do": lambda: understand_yes_no("Yeah I do"),
    "number, I am 34": lambda: understand_number("I am 34", integer=True, low=1, high=120),
    "number, in words": lambda: understand_number("two hundred and five"),
    "number, Arabic": lambda: understand_number("عمري ٣٤", "ar"),
    "date, ISO": lambda: understand_date("2026-03-05", today=TODAY),
    "date, Spanish words": lambda: understand_date("el 5 de marzo de 2026", "es", today=TODAY),
    "time": lambda: understand_time("half past two pm"),
    "e-mail": lambda: understand_email("my mail is ana@example.com"),
    "phone": lambda: understand_phone("600 111 222", country="ES"),
    "opt-out, no": lambda: is_opt_out("Get a refund", "en"),
    "fold, ASCII": lambda: fold("Get a refund"),
    "fold, accents": lambda: fold("¿Cómo está, señor?", "es"),
}


def microseconds(case: str) -> float:
    """The best time of one case, in microseconds per message."""
    CASES[case]()
    return min(timeit.repeat(CASES[case], number=MESSAGES, repeat=ROUNDS)) / MESSAGES * 1e6


def main() -> int:
    """Print every case; 1 if an exact match is over its bar."""
    measured = {case: microseconds(case) for case in CASES}
    for case, took in measured.items():
        print(f"{case:24} {took:8.2f} µs")
    return int(measured["option, exact label"] > EXACT_MICROSECONDS_MAX)


if __name__ == "__main__":
    raise SystemExit(main())
