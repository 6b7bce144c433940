"""The chapter of the reference about a host inside somebody else's program: each call with what its own docstring says."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

from flow_notations.host.embedding import embed
from flow_notations.host.host import Host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CALLS: Final[tuple[Callable[..., Any], ...]] = (
    embed,
    Host.accept,
    Host.settle,
    Host.run,
    Host.begin,
    Host.write,
    Host.take,
    Host.release,
    Host.history,
    Host.export,
    Host.erase,
)
"""In the order in which one meets them."""
RAISES: Final = "Raises "
"""Begins what a docstring says of errors; it goes to the end of the paragraph."""


def calls_chapter() -> Iterator[str]:
    """The lines of the chapter."""
    yield "`embed` puts a host into your own program. The rest are its methods, to be awaited; without asyncio a `BlockingHost` waits for"
    yield 'them: `blocking.run(host.take(conversation, "Rita"))`. A `Worker` on PostgreSQL and a `RestateHost` have them too, the latter'
    yield "without `settle` and `scrub`. The README shows them at work; what is left out here stands in their docstrings."
    yield from ["", "| call | what it does |", "|---|---|"]
    for call in CALLS:
        yield f"| `{_written(call)}` | {_does(call)} |"


def _written(call: Callable[..., Any]) -> str:
    """As one writes it: parameters with what stands for those that are left out."""
    parameters = inspect.signature(call).parameters.values()
    bare = [each.replace(annotation=each.empty) for each in parameters if each.name != "self"]
    name = call.__name__ if call is embed else f"await host.{call.__name__}"
    return f"{name}{inspect.Signature(bare)}"


def _does(call: Callable[..., Any]) -> str:
    """The docstring's first paragraph, and what it says of errors wherever that stands."""
    paragraphs = [" ".join(each.split()) for each in (inspect.getdoc(call) or "").split("\n\n")]
    first, others = paragraphs[0], paragraphs[1:]
    raises = [RAISES + each.partition(RAISES)[2] for each in others if RAISES in each]
    return " ".join([first, *raises]).replace("``", "`").replace("|", "\\|")
