"""A customer erased from a store or from a copy of one, and the proof: nothing that names or quotes them is in its files.

In: an open store and somebody's name. Out: what was erased, and the words by which its files are then searched.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from channel_adapter.messages import Address

from .customer_record import lines_of
from .fading import spellings
from .store import Scrubs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .records import Conversation
    from .store import Store, Transaction

PAGE: Final = 500
"""Conversations looked at together."""
WORDS_SIGNS_MIN: Final = 24
"""A shorter text may be somebody else's, too, and proves nothing."""
WORDS_SIGNS_MAX: Final = 64
"""Of a longer one the beginning is looked for: a row may go on in another page."""
DIGITS_MIN: Final = 7
"""Fewer stand in a file by chance; a number of a country's own has as many at least."""
_NUMBER: Final = re.compile(r"[\d\s+().\-/\u2010-\u2015]+")
_NOUGHT: Final = "(0)"
"""Is dialled within the country only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Conversations that were erased, and what must be found nowhere: names without their plus, also within base64, and longer
    texts of theirs.
    """

    conversations: tuple[str, ...]
    words: tuple[str, ...]


async def conversations_of(store: Store, name: str, *, number_id: str | None = None) -> tuple[str, ...]:
    """Every conversation of whoever has, or had, this phone number or user id; at one of our numbers or at any."""
    keys = Address(phone=as_kept(name), user_id=name, parent_user_id=name).keys
    numbers = {each.number_id async for each in _all(store)} if number_id is None else {number_id}
    return await store.transact(
        lambda tx: tuple([found.id for number in sorted(numbers) for found in tx.conversations.find(number, keys)])
    )


def as_kept(name: str) -> str:
    """A name as customers are known by it: a phone number in any spelling with its plus and without signs, an id as it is."""
    bare = "".join([sign for sign in name.replace(_NOUGHT, "") if sign.isdecimal()])
    return f"+{bare.removeprefix('00')}" if bare and _NUMBER.fullmatch(name.strip()) else name.strip()


def words_of_name(name: str) -> tuple[str, ...]:
    """By what the files are searched for a name; a number without what one dials before it. None of one that is too short."""
    word = as_kept(name).removeprefix("+").lstrip("0")
    return spellings(word) if len(word) >= DIGITS_MIN else ()


async def erase(store: Store, conversations: tuple[str, ...]) -> Gone:
    """Erase them, and scrub the store's files. Raises ``StoreUnavailable`` when traces may be left."""
    words: set[str] = set()
    for conversation in conversations:
        keys = await store.transact(lambda tx, each=conversation: tx.conversations.known_keys(each))  # type: ignore[misc]
        words |= {word for key in keys for word in spellings(key.partition(":")[2].removeprefix("+"))}
        words |= await store.transact(lambda tx, each=conversation: _erased(tx, each))  # type: ignore[misc]
    if isinstance(store, Scrubs):
        await store.scrub()
    return Gone(conversations=conversations, words=tuple(sorted(words)))


async def _all(store: Store) -> AsyncIterator[Conversation]:
    after = ""
    while page := await store.transact(lambda tx, after=after: tx.conversations.page(after=after, limit=PAGE)):  # type: ignore[misc]
        for conversation in page:
            yield conversation
        after = page[-1].id


def _erased(tx: Transaction, conversation: str) -> set[str]:
    words = set()
    for line in lines_of(tx, conversation):
        if line.direction == "in":
            words |= {stored(text) for text in _texts(json.loads(line.content))}
    tx.conversations.erase(conversation)
    return words


def stored(text: str) -> str:
    """How a text begins where it is stored."""
    return json.dumps(text, ensure_ascii=False)[1:-1][:WORDS_SIGNS_MAX]


def _texts(content: object) -> Iterator[str]:
    """What a customer wrote; what they tapped are words of ours."""
    match content:
        case {"$": "Tap"}:
            return
        case str() if len(content) >= WORDS_SIGNS_MIN:
            yield content
        case dict():
            for value in content.values():
                yield from _texts(value)
        case list():
            for value in content:
                yield from _texts(value)
