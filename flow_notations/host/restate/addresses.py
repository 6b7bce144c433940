"""Where a cluster is, by one address: its ingress, its admin port, and where it finds the processes that serve it.

``restate://h1:8080,h2:8080,h3:8080?admin=h1:9070,h2:9070,h3:9070&listen=0.0.0.0:9080&reached=flows.internal:9080``:
each part may name several nodes of the cluster, of which one that answers is taken. ``listen`` is where this process
waits for the cluster's calls; ``reached`` is how the cluster comes there, when that is by another name: one name for all
processes, with a load balancer behind it, since a cluster calls the address that was registered last. That port asks
nobody who they are: it belongs on a network that only the cluster is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from flow_notations.errors import MissingSettings

SCHEME: Final = "restate://"
WORDS: Final = frozenset({"admin", "listen", "reached"})
HTTP_PORT: Final = 80
_NOT_OURS: Final = re.compile(rf"(?<=[?&])(?!(?:{'|'.join(sorted(WORDS))})=)([^=&]*)=[^&]*")
"""A word of a query that is none of ours: its value may be a secret."""
FORM: Final = "restate://INGRESS?admin=HOST:PORT&listen=HOST:PORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Of a cluster, as URLs; ``listen`` is ``None`` for whoever only looks, and ``reached`` is empty then."""

    ingress: tuple[str, ...]
    admin: tuple[str, ...]
    listen: tuple[str, int] | None = None
    reached: str = ""


def addresses_of(text: str) -> Addresses:
    """Read an address. Raises ``MissingSettings`` when it is not of the form."""
    nodes, _, query = text.removeprefix(SCHEME).partition("?")
    named = dict(parse_qsl(query))
    ingress, admin = _urls(nodes.rstrip("/")), _urls(named.get("admin", ""))
    listens, reached = _urls(named.get("listen", "")), _urls(named.get("reached", named.get("listen", "")))
    places = {url: _place(url) for url in (*ingress, *admin, *listens, *reached)}
    listen = places[listens[0]] if listens else None
    if (
        not (text.startswith(SCHEME) and ingress and admin)
        or not named.keys() <= WORDS
        or None in places.values()
        or (listens and not named["listen"].rpartition(":")[2].isdecimal())
    ):
        raise MissingSettings(f"'{_bare(text)}' is not of the form {FORM}")
    return Addresses(ingress=ingress, admin=admin, listen=listen, reached=reached[0] if reached and listen else "")


def serving_addresses(text: str) -> Addresses:
    """Read the address of a cluster that is to be served from here. Raises ``MissingSettings`` like ``addresses_of``."""
    addresses = addresses_of(text)
    if addresses.listen is None:
        raise MissingSettings(f"'{_bare(text)}' does not say where to wait for the cluster's calls: {FORM}")
    return addresses


def node_for_people(url: str) -> str:
    """A node's URL without the user and the password that may stand in it."""
    return re.sub(r"(?<=//)[^/]*@", "…@", url)


def _bare(text: str) -> str:
    """An address for people without what may be a secret: what stands before an ``@``, and words that are none of ours.

    A password may hold any sign that nobody escaped, so the last ``@`` of all ends it.
    """
    _, hidden, rest = text.removeprefix(SCHEME).rpartition("@")
    begun = SCHEME if text.startswith(SCHEME) else ""
    return begun + ("…@" if hidden else "") + _NOT_OURS.sub(r"\1=…", rest)


def _urls(hosts: str) -> tuple[str, ...]:
    return tuple([f"http://{host.strip()}" for host in hosts.split(",") if host.strip()])


def _place(url: str) -> tuple[str, int] | None:
    """Host and port that a URL of ours names; ``None`` when it names none."""
    try:
        parts = urlsplit(url)
        port = HTTP_PORT if parts.port is None else parts.port
    except ValueError:  # of a port that is no number or too great, of half a bracket
        return None
    return (parts.hostname, port) if parts.hostname and not parts.path else None
