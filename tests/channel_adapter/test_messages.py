"""Nouns: what cannot be is not made, and a customer's names never clash."""

from __future__ import annotations

import pytest

from channel_adapter import messages
from channel_adapter.messages import Address, Media


@pytest.mark.parametrize("names", [{}, {"phone": ""}, {"phone": "", "user_id": None}])
def test_an_address_needs_a_name(names: dict[str, str]) -> None:
    """A message to nobody is a programmer's fault."""
    with pytest.raises(AssertionError, match="needs a phone or a user id"):
        Address(**names)


def test_names_are_told_apart_by_their_kind() -> None:
    """Steadiest first; the same signs as a phone and as a user id are two names."""
    full = Address(phone="+1", user_id="US.1", parent_user_id="US.ENT.1")

    assert full.keys == ("phone:+1", "user:US.1", "parent:US.ENT.1")
    assert not set(Address(phone="1").keys) & set(Address(user_id="1").keys)


@pytest.mark.parametrize("places", [{}, {"id": "1", "link": "https://example.com"}, {"id": "", "link": ""}])
def test_a_medium_is_sent_by_id_or_by_link(places: dict[str, str]) -> None:
    """One of the two."""
    with pytest.raises(AssertionError, match="by id or by link"):
        Media(kind="image", **places)


def test_every_noun_is_at_the_door() -> None:
    """What is listed is there, in order."""
    assert sorted(messages.__all__) == messages.__all__
    assert all(hasattr(messages, name) for name in messages.__all__)
