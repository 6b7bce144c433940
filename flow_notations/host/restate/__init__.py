"""A host on a Restate cluster. Needs ``restate-sdk`` and ``hypercorn``; nothing of Restate shows outside this room."""

from .addresses import SCHEME, addresses_of, serving_addresses
from .host import RestateHost
from .store import RestateStore

__all__ = ["SCHEME", "RestateHost", "RestateStore", "addresses_of", "serving_addresses"]
