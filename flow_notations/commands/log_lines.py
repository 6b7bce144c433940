"""What a served host reports as it works, as lines for whoever started it: when, how grave, what, and of which number.

In: records of the standard library's logging, whose fields hold neither secrets nor words of customers. Out: text.
"""

from __future__ import annotations

import logging
import time

FIELDS_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class LogLines(logging.Formatter):
    """``2026-03-02T09:30:00Z WARNING webhook refused (status=401, reason=…)``; the moment in UTC."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the library's name
        """The line; what was given with it in brackets."""
        given = [
            f"{name}={value}"
            for name, value in vars(record).items()
            if name not in FIELDS_OF_EVERY_RECORD and value is not None
        ]
        return super().formatMessage(record) + (f" ({', '.join(given)})" if given else "")


def print_warnings() -> None:
    """Warnings and what is worse, to standard error; where a program logs already, as that does."""
    lines = logging.StreamHandler()
    lines.setFormatter(LogLines())
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
