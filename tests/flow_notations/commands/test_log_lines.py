"""What a served host logs, as lines for whoever started it."""

from __future__ import annotations

import logging

from flow_notations.commands.log_lines import LogLines


def record(words: str, *given: object, **fields: object) -> logging.LogRecord:
    """One, of the end of the second minute of 2026."""
    made = logging.makeLogRecord({"levelname": "WARNING", "msg": words, "args": given, **fields})
    made.created = 1_767_225_720.5
    return made


def test_a_line_has_its_moment_and_what_was_given_with_it() -> None:
    """In UTC; what is not known is left out."""
    line = LogLines().format(record("send %s", "paused", number_id="1001", code=190, retry_at=None))
    assert line == "2026-01-01T00:02:00Z WARNING send paused (number_id=1001, code=190)"


def test_a_line_that_is_its_own_sentence_stays_so() -> None:
    """Nothing in brackets."""
    assert LogLines().format(record("the store takes writes again")).endswith(" WARNING the store takes writes again")


def test_a_fault_stands_below_its_line() -> None:
    """With its place, for whoever mends the program."""
    fault = ZeroDivisionError("division by zero")
    lines = LogLines().format(record("it broke", exc_info=(type(fault), fault, None), number_id="1")).split("\n")
    assert lines[0].endswith("it broke (number_id=1)")
    assert lines[-1] == "ZeroDivisionError: division by zero"
