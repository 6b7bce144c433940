"""A host on a Restate cluster: conversations are virtual objects, any number of processes serve them.

Needs ``restate-sdk`` and ``granian`` (or ``hypercorn``) here and a ``restate-server`` of 1.7 or newer elsewhere, three of
them for a cluster that outlives one (https://docs.restate.dev/server/clusters). ``addresses`` says how both find each other,
``homes`` where a conversation is, ``visits`` and ``verbs`` what happens there, ``objects`` how Restate is asked for it;
``store`` and ``glance`` are how consoles look. Nothing of Restate shows outside this room.
"""

from .addresses import SCHEME, addresses_of, serving_addresses
from .host import RestateHost
from .store import RestateStore

__all__ = ["SCHEME", "RestateHost", "RestateStore", "addresses_of", "serving_addresses"]
