"""Flow versions in a store: published once, never changed, numbered in order; one of them active. Functions on a transaction.

They are kept as fields: scope ``flow:NAME`` holds a version by its digest, scope ``flows`` the active digest of each
flow, scope ``flows:revision`` a number that grows with every change. No store needs to know of them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from flow_notations.errors import FlowError

if TYPE_CHECKING:
    from channel_adapter.messages import Instant

    from .store import Transaction

FLOWS: Final = "flows"
REVISION: Final = "flows:revision"
DIGEST_SIGNS_MIN: Final = 6
"""The least part of a digest by which a version may be named."""
DIGEST_SIGNS_SHOWN: Final = 10


class NoSuchVersion(FlowError):
    """A flow or a version was named that was never published, or a name that fits several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One published version. ``bundle``: what it means (see ``bundles``). ``label``: what its publisher calls it."""

    flow: str
    digest: str
    number: int
    published_at: Instant
    bundle: str
    label: str = ""

    def __str__(self) -> str:
        label = f" '{self.label}'" if self.label else ""
        return f"{self.flow} v{self.number}{label} ({self.digest[:DIGEST_SIGNS_SHOWN]})"


def publish(
    tx: Transaction, *, flow: str, digest: str, bundle: str, at: Instant, label: str = ""
) -> tuple[Version, bool]:
    """Keep a version for good; whether it is new. The same digest again is the version that it was."""
    known = {each.digest: each for each in versions_of(tx, flow)}
    if digest in known:
        return known[digest], False
    version = Version(flow=flow, digest=digest, number=len(known) + 1, published_at=at, bundle=bundle, label=label)
    tx.conversations.save_field(_scope(flow), digest, json.dumps(asdict(version), ensure_ascii=False))
    if flow not in tx.conversations.fields(FLOWS):
        tx.conversations.save_field(FLOWS, flow, json.dumps(None))
    _changed(tx)
    return version, True


def activate(tx: Transaction, version: Version) -> None:
    """New interactions take this version from now on; running ones keep theirs."""
    tx.conversations.save_field(FLOWS, version.flow, json.dumps(version.digest))
    _changed(tx)


def revision(tx: Transaction) -> int:
    """Grows with everything that is published or made active: whoever knows an older number looks again."""
    return int(tx.conversations.fields(REVISION).get("number", "0"))


def flows(tx: Transaction) -> dict[str, str | None]:
    """Every published flow with the digest of its active version."""
    return {name: json.loads(digest) for name, digest in sorted(tx.conversations.fields(FLOWS).items())}


def versions_of(tx: Transaction, flow: str) -> tuple[Version, ...]:
    """Every version of a flow, oldest first."""
    kept = tx.conversations.fields(_scope(flow)).values()
    return tuple(sorted([Version(**json.loads(each)) for each in kept], key=lambda version: version.number))


def named(tx: Transaction, flow: str, name: str) -> Version:
    """A version by ``active``, its number (``v3``), its label or the beginning of its digest. Raises ``NoSuchVersion``."""
    known = versions_of(tx, flow)
    if not known:
        published = ", ".join(flows(tx)) or "none"
        raise NoSuchVersion(f"flow '{flow}' was never published here; published are {published}")
    wanted = flows(tx).get(flow) or "" if name == "active" else name
    fitting = [each for each in known if _fits(each, wanted)]
    if len(fitting) != 1:
        why = "names no version" if not fitting else "names several versions"
        raise NoSuchVersion(f"'{name}' {why} of flow '{flow}'; there are {', '.join(map(str, known))}")
    return fitting[0]


def _changed(tx: Transaction) -> None:
    tx.conversations.save_field(REVISION, "number", str(revision(tx) + 1))


def _fits(version: Version, name: str) -> bool:
    if name in (f"v{version.number}", version.digest) or (name and name == version.label):
        return True
    return len(name) >= DIGEST_SIGNS_MIN and version.digest.startswith(name)


def _scope(flow: str) -> str:
    return f"flow:{flow}"
