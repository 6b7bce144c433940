"""One message, echo or status as an item, whoever its customer is."""

from __future__ import annotations

import pytest

from channel_adapter.messages import Address, IdentityChanged, Notice
from channel_adapter.whatsapp.items import PHONE_DIGITS_MAX, UnfitError, change_of, echo, message, status

NOW = 1_800_000_000_000


def around(*contacts: object, **value: object):
    """What stands around an item."""
    return change_of({"metadata": {"phone_number_id": "7001"}, "contacts": list(contacts), **value}, NOW)


def sender(value: dict[str, object], *contacts: object) -> Address:
    """The customer of a text."""
    return message({"id": "w", "type": "text", "text": {"body": "x"}, **value}, around(*contacts)).sender


PHONE = {"from": "27820001111"}
CARD = {"wa_id": "27820001111", "user_id": "ZA.1", "profile": {"name": "Thandi"}}


@pytest.mark.parametrize(
    ("value", "contacts", "expected"),
    [
        (PHONE, [], Address(phone="+27820001111")),
        ({"from": "+27820001111"}, [], Address(phone="+27820001111")),
        (PHONE, [CARD], Address(phone="+27820001111", user_id="ZA.1")),
        (PHONE, [{"wa_id": "27829999999", "user_id": "ZA.9"}], Address(phone="+27820001111")),
        (PHONE, [{"wa_id": "27829999999", "user_id": "ZA.9"}, CARD], Address(phone="+27820001111", user_id="ZA.1")),
        ({"from_user_id": "ZA.1"}, [CARD], Address(phone="+27820001111", user_id="ZA.1")),
        ({"from_parent_user_id": "ZA.ENT.1"}, [], Address(parent_user_id="ZA.ENT.1")),
        ({"from": "ZA.ENT.1"}, [], Address(parent_user_id="ZA.ENT.1")),
        ({"from": "ZA.1"}, [CARD], Address(phone="+27820001111", user_id="ZA.1")),
        ({}, [CARD], Address(phone="+27820001111", user_id="ZA.1")),
        ({"from": ""}, [{"wa_id": "", "user_id": "ZA.1"}], Address(user_id="ZA.1")),
        ({"from": "٢٧٨٢٠٠٠١١١١"}, [], Address(user_id="٢٧٨٢٠٠٠١١١١")),
    ],
)
def test_a_customer_is_named_by_what_the_webhook_joins(value, contacts, expected):
    """A contact lends its names only to the message that shares one, or to the only message without any."""
    assert sender(value, *contacts) == expected


@pytest.mark.parametrize("contacts", [[], [{}], [7], [CARD, {"wa_id": "27829999999"}]])
def test_a_message_of_nobody_is_unfit(contacts):
    """Two contacts and no name: guessing would show one customer's message to another."""
    with pytest.raises(UnfitError, match="names no customer"):
        sender({}, *contacts)


@pytest.mark.parametrize(("digits", "phone"), [(PHONE_DIGITS_MAX, True), (PHONE_DIGITS_MAX + 1, False)])
def test_a_phone_has_at_most_15_digits(digits, phone):
    """A longer string of digits is a name of another kind."""
    assert bool(sender({"from": "1" * digits}).phone) == phone


@pytest.mark.parametrize("identity", [None, "", 7])
def test_an_item_without_an_id_is_unfit(identity):
    """Nothing could tell it from its own redelivery."""
    with pytest.raises(UnfitError, match="no id"):
        message({"id": identity, **PHONE}, around())


@pytest.mark.parametrize("kind", ["edit", "revoke"])
def test_an_amendment_of_nothing_is_unfit(kind):
    """It names no message."""
    with pytest.raises(UnfitError, match=kind):
        message({"id": "w", "type": kind, kind: {}, **PHONE}, around())


def test_an_echo_to_nobody_is_unfit():
    """It names no customer."""
    with pytest.raises(UnfitError, match="echo"):
        echo({"id": "w"}, around())


def test_a_status_without_a_word_is_unfit():
    """It says nothing."""
    with pytest.raises(UnfitError, match="status"):
        status({"id": "w"}, around())


def test_a_status_may_name_nobody():
    """A failed one often does not."""
    assert status({"id": "w", "status": "failed", "pricing": "x"}, around()).recipient is None


@pytest.mark.parametrize(
    ("system", "previous", "current"),
    [
        (
            {"type": "customer_identity_changed"},
            Address(phone="+27820001111", user_id="ZA.1"),
            Address(phone="+27820001111", user_id="ZA.1"),
        ),
        (
            {"type": "customer_changed_number", "new_wa_id": "27829999999"},
            Address(phone="+27820001111", user_id="ZA.1"),
            Address(phone="+27829999999"),
        ),
        (
            {"type": "user_changed_number", "wa_id": "27829999999", "user_id": "ZA.2", "previous_parent_user_id": "P"},
            Address(phone="+27820001111", parent_user_id="P"),
            Address(phone="+27829999999", user_id="ZA.2"),
        ),
    ],
)
def test_a_change_of_identity_holds_both_sides(system, previous, current):
    """Old shapes and new ones."""
    value = {"id": "w", "type": "system", "from_user_id": "ZA.1", "system": system, **PHONE}

    item = message(value, around())

    assert isinstance(item, IdentityChanged)
    assert (item.previous, item.current, item.kind) == (previous, current, system["type"])


def test_a_system_message_about_nobody_is_a_notice():
    """It is kept, and acted on by nobody."""
    item = message({"id": "w", "type": "system", "system": {"body": "hello"}}, around())

    assert isinstance(item, Notice)
    assert (item.id, item.field) == ("w", "messages.system")


def test_a_group_message_names_its_group():
    """The sender is the participant."""
    value = {"id": "w", "type": "text", "text": {"body": "x"}, "group_id": "G", "referral": "odd", **PHONE}
    item = message(value, around())

    assert (item.group_id, item.referral, item.sender) == ("G", None, Address(phone="+27820001111"))


def test_faults_beside_two_messages_belong_to_neither():
    """Only a message that is alone in its change takes the change's errors for its own."""
    value = {"id": "w", "type": "interactive", **PHONE}
    errors = [{"code": 131000}]

    alone = message(value, around(messages=[value], errors=errors))
    in_company = message(value, around(messages=[value, value], errors=errors))

    assert (len(alone.content.faults), in_company.content.faults) == (1, ())
