"""A host on a Restate cluster. Needs ``restate-sdk`` and ``hypercorn``; nothing of Restate shows outside this room."""

from .host import RestateHost

__all__ = ["RestateHost"]
