"""A store whose words are sealed: each conversation under a key of its own, kept outside the store and its backups.

Erasing a customer destroys the key; then every copy of the store that was ever made has lost what they said and were told.
"""

from .key_file import KeyFile
from .opening import with_keys
from .store import SealedStore

__all__ = ["KeyFile", "SealedStore", "with_keys"]
