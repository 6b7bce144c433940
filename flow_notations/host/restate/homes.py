"""Where things are at home on a cluster: each name of a customer has an object of its own, found by nothing but the name.

One of these objects holds the conversation; the others lead to it, and so does one named like each interaction. So no
directory has to be kept or asked: whoever knows any name of a customer, or a ref of ours, knows where to knock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from channel_adapter import messages as channel
from flow_notations.host.interactions import derived_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from channel_adapter.messages import Item

ACCOUNT: Final = "account"
"""The object that keeps what no customer said; each number has one, and the process one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Objects at which to ask for a conversation, the surest first; and the one it begins in when none knows it."""

    ask: tuple[str, ...]
    otherwise: str


def home_of(number_id: str, key: str) -> str:
    """The object of one name of a customer. It shows nothing of the name."""
    return derived_id(f"customer:{number_id}:{key}")


def account_of(number_id: str) -> str:
    """The object of what the channel says about a number itself."""
    return f"{number_id}:{ACCOUNT}"


def whereabouts_of(number_id: str, keys: Iterable[str]) -> Whereabouts:
    """Of a customer known by these names."""
    homes = tuple(dict.fromkeys(home_of(number_id, key) for key in keys))
    return Whereabouts(ask=homes, otherwise=homes[0])


def interaction_of(ref: str) -> str:
    """The interaction that a send, a part of it, or an offer belongs to: refs begin with its id."""
    return ref.partition("/")[0]


def whereabouts(item: Item) -> Whereabouts:
    """Of an item: its customer's, or that of the message it is about, or else the number's account."""
    number_id = getattr(item, "number_id", "") or ACCOUNT
    match item:
        case channel.Received(sender=customer) | channel.PersonWrote(to=customer):
            return whereabouts_of(number_id, customer.keys)
        case channel.Edited(sender=customer) | channel.Revoked(sender=customer):
            return whereabouts_of(number_id, customer.keys)
        case channel.Standby(received=received):
            return whereabouts(received)
        case channel.IdentityChanged(previous=previous, current=current):
            return whereabouts_of(number_id, (*previous.keys, *current.keys))
        case channel.StatusChange(recipient=recipient, ref=ref):
            own = (interaction_of(ref),) if ref else ()
            named = whereabouts_of(number_id, recipient.keys).ask if recipient is not None else ()
            return Whereabouts(ask=(*own, *named), otherwise=(*named, account_of(number_id))[0])
        case _:
            return Whereabouts(ask=(), otherwise=account_of(number_id))
