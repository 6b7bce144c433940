"""The query of a request to an admin endpoint, read whole: what an endpoint takes, and every mistake with what was expected.

In: the query's bytes and the names of the parameters that a path takes. Out: a ``Query``, or ``WrongQuery`` with a
sentence for each mistake. It knows no endpoint and no store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args
from urllib.parse import parse_qsl

from flow_notations.errors import FlowError
from flow_notations.expressions import closest

from .reading import PAGE_DEFAULT
from .records import PartState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

LIMIT_MAX: Final = 1000
"""Rows on a page."""
PARAMETERS_MAX: Final = 20
"""In one query; no endpoint takes a quarter of them."""
SIGNS_SHOWN_MAX: Final = 40
"""Of what somebody sent."""
STATES: Final = get_args(PartState)


class WrongQuery(FlowError):
    """A query holds what its endpoint does not take; the message says what, where, and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was asked for besides the path. ``reveal``: customers' numbers whole. ``state``: of sends; ``None`` for all."""

    limit: int = PAGE_DEFAULT
    after: str = ""
    reveal: bool = False
    state: str | None = None
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One of them. ``read`` returns ``None`` for what cannot be; ``expected`` completes the sentence then."""

    read: Callable[[str], Any]
    expected: str


def _limit(words: str) -> int | None:
    few = words.isascii() and words.isdigit() and len(words) <= len(str(LIMIT_MAX))
    return int(words) if few and 1 <= int(words) <= LIMIT_MAX else None


def _printable(words: str) -> str | None:
    return words if words and words.isprintable() else None


PARAMETERS: Final[dict[str, Parameter]] = {
    "limit": Parameter(read=_limit, expected=f"a whole number from 1 to {LIMIT_MAX}"),
    "after": Parameter(read=_printable, expected="the 'next' of the page before"),
    "reveal": Parameter(read={"1": True, "0": False}.get, expected="1, for customers' numbers whole, or 0"),
    "state": Parameter(read=lambda words: words if words in STATES else None, expected=f"one of {', '.join(STATES)}"),
    "version": Parameter(read=_printable, expected="v2, a label, or the beginning of a digest"),
}
"""Every parameter that some endpoint takes."""


def read_query(raw: bytes, takes: Collection[str], *, needs: Iterable[str] = ()) -> Query:
    """Read all of it. Raises ``WrongQuery`` with every mistake."""
    try:
        pairs = parse_qsl(raw.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=PARAMETERS_MAX)
    except ValueError:
        raise WrongQuery(
            f"the query has more than {PARAMETERS_MAX} parameters; this path takes {_all(takes)}"
        ) from None
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, words in pairs:
        if name not in takes:
            near = closest(name, takes)
            hint = f"did you mean '{near}'?" if near else f"this path takes {_all(takes)}"
            wrong.append(f"{_shown(name)}: {hint}")
        elif name in values:
            wrong.append(f"{name}: it stands twice; write it once")
        elif (value := PARAMETERS[name].read(words)) is None:
            wrong.append(f"{name}={_shown(words)}: expected {PARAMETERS[name].expected}")
        else:
            values[name] = value
    given = {name for name, _ in pairs}
    wrong += [f"{name} is missing: expected {PARAMETERS[name].expected}" for name in needs if name not in given]
    if wrong:
        raise WrongQuery("in the query, " + "; ".join(wrong))
    return Query(**values)


def _shown(words: str) -> str:
    plain = words if words.isprintable() else repr(words)[1:-1]
    return f"'{plain if len(plain) <= SIGNS_SHOWN_MAX else plain[:SIGNS_SHOWN_MAX] + '…'}'"


def _all(takes: Collection[str]) -> str:
    return ", ".join(f"'{name}'" for name in takes) or "no parameters"
