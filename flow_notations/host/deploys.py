"""What a start made active in place of what was: one line for each flow, with where its sessions wait.

In: a store, the digests that were active before, and those that are now. Out: lines for whoever starts a host. It changes
nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from . import versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .store import Store, Transaction

PAGE: Final = 200
"""Conversations looked at in one transaction."""
CONVERSATIONS_MAX: Final = 10_000
"""Looked at for the count: about a second of a start."""


async def told(store: Store, before: Mapping[str, str | None], now: Mapping[str, str]) -> list[str]:
    """A line for each flow of which another version is active than before; flows that had none are no news."""
    changed = {flow: (old, now[flow]) for flow, old in before.items() if old and now.get(flow, old) != old}
    if not changed:
        return []
    waiting, whole = await _waiting(store)
    bound = "" if whole else f" among the first {CONVERSATIONS_MAX} conversations"
    return [
        await store.transact(lambda tx, flow=flow, pair=pair: _line(tx, flow, pair, waiting)) + bound  # type: ignore[misc]
        for flow, pair in sorted(changed.items())
    ]


async def _waiting(store: Store) -> tuple[Counter[tuple[str, str]], bool]:
    """How many sessions run each version; whether all conversations were looked at."""
    waiting: Counter[tuple[str, str]] = Counter()
    after = ""
    for _ in range(CONVERSATIONS_MAX // PAGE):
        last, found = await store.transact(lambda tx, after=after: _page(tx, after))  # type: ignore[misc]
        waiting.update(found)
        if last is None:
            return waiting, True
        after = last
    return waiting, False


def _page(tx: Transaction, after: str) -> tuple[str | None, list[tuple[str, str]]]:
    page = tx.conversations.page(after=after, limit=PAGE)
    live = [tx.interactions.get(each.live) for each in page if each.live]
    return page[-1].id if len(page) == PAGE else None, [(each.flow, each.digest) for each in live if each is not None]


def _line(tx: Transaction, flow: str, changed: tuple[str, str], waiting: Counter[tuple[str, str]]) -> str:
    known = {each.digest: each for each in versions.versions_of(tx, flow)}
    old, new = [known[digest] for digest in changed]
    counts = [f"{waiting[flow, digest]} on v{each.number}" for digest, each in known.items() if waiting[flow, digest]]
    return (
        f"{new} is active now{', an older version' if new.number < old.number else ''}; before, it was v{old.number}"
        f" ({old.digest[: versions.DIGEST_SIGNS_SHOWN]}); sessions go on with their versions:"
        f" {', '.join(counts) or 'none waits'}"
    )
