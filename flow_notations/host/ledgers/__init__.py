"""What a transaction reads and writes, noun by noun: the narrow half of the store's port.

No type of any database appears here. A store keeps and finds; what it means is decided elsewhere.
"""

from .arriving import Conversations, Inbox, Remembers
from .leaving import Errands, Outbox
from .sessions import Interactions
from .telling import History

__all__ = ["Conversations", "Errands", "History", "Inbox", "Interactions", "Outbox", "Remembers"]
