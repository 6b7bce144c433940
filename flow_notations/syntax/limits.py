"""How much a flow file may hold. Over a limit is a diagnostic (S118), never a hang.

The numbers are ours: each is several times the largest flow that people have kept in one file, and small enough that
reading the worst case stays within a few seconds.
"""

from __future__ import annotations

FLOW_CHARACTERS_MAX = 1_500_000
"""Code points of one file in text form."""

JSON_CHARACTERS_MAX = 8_000_000
"""Code points of one file in JSON form: indented by four, it takes up to five times the room of the same flow as text."""

JSON_SIGNS_MAX = 1_000_000
"""Words, numbers and marks of one file in JSON form: four times what 2,500 ordinary nodes have. Each takes about 3 µs."""

FLOW_LINES_MAX = 50_000
"""Lines of one file in text form."""

FLOW_EXPRESSIONS_CHARACTERS_MAX = 100_000
"""Code points of all expressions of one file together, names and paths aside. Reading them is the dearest part of a file: up to
40 µs a sign."""

LINE_CHARACTERS_MAX = 10_000
"""Code points of one line: twice the longest message of the channel."""

NODES_MAX = 2_500
"""Nodes of one flow."""

COPY_NESTING_MAX = 12
"""How deep ``if`` and ``each`` nest in copy, and with them the indentation of a file."""

TYPE_NESTING_MAX = 12
"""How deep lists and records nest in a declared type."""

JSON_NESTING_MAX = 40
"""How deep lists and objects nest in JSON form: what ``COPY_NESTING_MAX`` can need, with room."""

RECOVERIES_MAX = 20
"""Structural mistakes reported of one sentence before the rest of it is left unread."""

DIGITS_MAX = 9
"""Digits of a whole number in a setting."""
