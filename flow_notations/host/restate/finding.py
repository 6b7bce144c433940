"""Finding a conversation from what is known of it, and calling it wherever it has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flow_notations.errors import StoreUnavailable

from .objects import CONVERSATION
from .verbs import MOVED

if TYPE_CHECKING:
    from .cluster import Ingress
    from .homes import Whereabouts

HOPS_MAX: Final = 8
"""Homes that a call follows; conversations move when they become one, which is rare."""
REMEMBERED_MAX: Final = 100_000
"""Names whose home is remembered here. A memory that is no longer true costs a hop, never a message."""


class Finder:
    """Knows the way to conversations, and remembers it."""

    def __init__(self, ingress: Ingress) -> None:
        self._ingress = ingress
        self._homes: dict[str, str] = {}

    async def home(self, where: Whereabouts) -> str:
        """The object that holds the conversation, or in which it may begin. Raises ``StoreUnavailable``."""
        if where.ask == (where.otherwise,):  # there is no other
            return self._homes.get(where.otherwise, where.otherwise)
        for name in where.ask:
            if (known := self._homes.get(name)) is not None:
                return known
        for name in where.ask:
            found: str | None = await self._ingress.call(CONVERSATION, name, "where")
            if found is not None:
                self._remember(name, found)
                return found
        return where.otherwise

    async def call(self, name: str, verb: str, told: dict[str, Any]) -> Any:
        """The answer of the conversation that is found by ``name``. Raises ``StoreUnavailable``."""
        home = self._homes.get(name, name)
        for _ in range(HOPS_MAX):
            answer = await self._ingress.call(CONVERSATION, home, verb, told)
            if MOVED not in answer:
                return answer["is"]
            home = answer[MOVED]
            self._remember(name, home)
        raise StoreUnavailable(f"conversation '{name}' moved too often; try again")

    def _remember(self, name: str, home: str) -> None:
        if len(self._homes) >= REMEMBERED_MAX:
            self._homes.clear()
        self._homes[name] = home
