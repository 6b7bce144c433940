"""Several names of one customer: however their messages, changes and receipts come, there is one conversation."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.messages import Address, IdentityChanged, Received, StatusChange, Text
from flow_notations.effects import Save
from flow_notations.events import Began, Ended, Heard
from flow_notations.host.restate.homes import home_of, whereabouts
from flow_notations.host.restate.keeping import loaded
from tests.flow_notations.host.restate.little_cluster import LittleCluster, play_on
from tests.flow_notations.host.test_lanes import echo
from tests.flow_notations.host.world import NUMBER, say

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event

PHONE = Address(phone="+15550001111")
USER = Address(user_id="US.77")
BOTH = Address(phone="+15550001111", user_id="US.77")
NEW = Address(phone="+15550002222")
count = itertools.count()


def said(sender: Address, text: str, at: int) -> Received:
    identity = f"wamid.{text}.{next(count)}"
    return Received(id=identity, number_id=NUMBER, sender=sender, at=at, content=Text(body=text))


async def says(cluster: LittleCluster, sender: Address, text: str, *, settle: bool = True) -> Received:
    cluster.clock.advance_to(cluster.clock.now() + 1_000)
    message = said(sender, text, cluster.clock.now())
    assert await cluster.host.accept([message], arrived_at=cluster.clock.now()) == 1
    if settle:
        await cluster.settle()
    return message


def heard(cluster: LittleCluster) -> list[str]:
    lines = cluster.only().history.page(next(iter(cluster.keepings())), before=None, limit=99)
    return [line.message_id or "" for line in lines if line.direction == "in"]


def test_a_customer_with_one_name_lives_under_it() -> None:
    """Nothing is asked of anybody first, and no object shows a name."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        await says(cluster, PHONE, "again")
        assert list(cluster.keepings()) == [home_of(NUMBER, PHONE.keys[0])]
        assert cluster.channel.bodies == ["hi", "again"]
        assert not any("555" in key for key in cluster.texts)

    play_on(echo, scenario)


@pytest.mark.parametrize("first", [PHONE, USER])
def test_a_second_name_leads_to_the_same_conversation(first: Address) -> None:
    """Known by either, then by both: the flow that began goes on, and messages under any name reach it."""

    async def scenario(cluster: LittleCluster) -> None:
        for sender in (first, BOTH, PHONE, USER):
            await says(cluster, sender, "x")
        assert len(heard(cluster)) == 4
        assert [type(event) for event in cluster.machine.events if isinstance(event, Began | Heard)] == [
            Began, Heard, Heard, Heard,
        ]  # fmt: skip

    play_on(echo, scenario)


def remembering(memory: dict[str, Any], event: Event) -> list[Effect]:
    if isinstance(event, Began | Heard):
        message = event.first if isinstance(event, Began) else event.message
        assert message is not None
        return [say(memory, event, message.text), Save(scope="contact", name=message.text[0], value=message.text)]
    return []


@pytest.mark.parametrize("order", [(PHONE, USER), (USER, PHONE)])
def test_two_conversations_that_prove_to_be_one_customer_become_one(order: tuple[Address, Address]) -> None:
    """The one whose customer wrote last goes on; the other's interaction ends as merged; history, fields and journals stay."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, order[0], "a1")
        await says(cluster, order[1], "b1")
        assert len(cluster.keepings()) == 2
        changed = IdentityChanged(
            id="i1", kind="user_id", number_id=NUMBER, at=cluster.clock.now(), previous=PHONE, current=USER
        )
        for fresh in (1, 0):
            assert await cluster.host.accept([changed], arrived_at=cluster.clock.now()) == fresh
            await cluster.settle()
        await says(cluster, order[0], "a2")
        kept = cluster.only()
        ((key, keeping),) = cluster.keepings().items()
        assert len(heard(cluster)) == 3
        loser, winner = kept.interactions.of(key)
        assert (loser.outcome, winner.status) == ("merged", "live")
        assert kept.conversations.fields(key) == {"a": '"a2"', "b": '"b1"'}
        assert keeping.conversation is not None
        assert keeping.conversation.customer.user_id == USER.user_id
        assert [len(kept.interactions.journal(each.id)) for each in (loser, winner)] == [3, 4]
        assert [type(event) for event in cluster.machine.events].count(Ended) == 1
        positions = [line.position for line in keeping.lines]
        assert positions == sorted(set(positions))
        left = [key for key, journal in cluster.beside.items() if journal]
        assert left == [key]

    play_on(remembering, scenario)


def test_a_changed_phone_is_written_to_from_then_on() -> None:
    """Whichever of the two homes takes the other in."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "old")
        await says(cluster, NEW, "new")
        changed = IdentityChanged(
            id="i1", kind="user_id", number_id=NUMBER, at=cluster.clock.now(), previous=PHONE, current=NEW
        )
        await cluster.host.accept([changed], arrived_at=cluster.clock.now())
        await cluster.settle()
        ((_, keeping),) = cluster.keepings().items()
        assert keeping.conversation is not None
        assert keeping.conversation.customer == NEW

    play_on(echo, scenario)


def test_what_is_on_the_wire_while_a_conversation_moves_is_settled_where_it_went() -> None:
    """The outcome of a send finds its part; nothing is sent twice, nothing stays open."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "one", settle=False)
        await says(cluster, USER, "two", settle=False)
        changed = IdentityChanged(
            id="i1", kind="user_id", number_id=NUMBER, at=cluster.clock.now(), previous=PHONE, current=USER
        )
        await cluster.host.accept([changed], arrived_at=cluster.clock.now())
        cluster.ahead.rotate(-2)  # the move comes before the outcomes
        await cluster.settle()
        await cluster.passes(120_000)
        ((_, keeping),) = cluster.keepings().items()
        assert sorted(cluster.channel.bodies) == ["one", "two"]
        assert {part.state for part in keeping.parts} == {"accepted"}

    play_on(echo, scenario)


def test_two_homes_that_lead_to_each_other_at_once_end_as_one() -> None:
    """Both learn of the other before either hears of it."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "one")
        await says(cluster, USER, "two")
        homes = sorted(cluster.keepings())
        cluster.ahead.extend([("lead", homes[0], {"to": homes[1]}), ("lead", homes[1], {"to": homes[0]})])
        await cluster.settle()
        assert list(cluster.keepings()) == [homes[0]]
        await says(cluster, USER, "three")
        assert len(heard(cluster)) == 3

    play_on(echo, scenario)


def test_a_home_that_is_led_away_and_then_given_to_holds_again() -> None:
    """A loop of two homes is broken by what travels: it stays where it has been before."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "one")
        (holder,) = cluster.keepings()
        other = "a" * 16
        cluster.texts[other] = '{"moved":"' + holder + '"}'
        await cluster.visit("lead", holder, {"to": other})
        await cluster.settle()
        assert list(cluster.keepings()) == [other]
        assert loaded(cluster.texts[holder]).moved == other

    play_on(echo, scenario)


def receipt(message_id: str, at: int, **more: Any) -> StatusChange:
    return StatusChange(message_id=message_id, number_id=NUMBER, status="delivered", at=at, **more)


@pytest.mark.parametrize("recipient", [None, Address(phone="+99")])
def test_a_receipt_without_its_customer_finds_its_message_by_our_ref(recipient: Address | None) -> None:
    """Also when the channel writes the customer's number another way."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        sent = cluster.channel.sent[0]
        change = receipt("wamid.out1", cluster.clock.now(), ref=sent.ref, recipient=recipient)
        assert await cluster.host.accept([change], arrived_at=cluster.clock.now()) == 1
        line = cluster.only().history.by_ref(sent.ref)
        assert line is not None
        assert line.status == "delivered"

    play_on(echo, scenario)


def test_a_receipt_of_nobody_is_kept_with_the_number() -> None:
    """It is shown as not ours."""

    async def scenario(cluster: LittleCluster) -> None:
        for ref in (None, "elsewhere/1/1"):
            change = receipt(f"m{ref}", cluster.clock.now(), ref=ref)
            assert await cluster.host.accept([change], arrived_at=cluster.clock.now()) == 1
        (text,) = cluster.texts.values()
        assert [kept.reason for kept in loaded(text).kept] == ["not a message of ours"] * 2
        assert whereabouts(change).otherwise in cluster.texts

    play_on(echo, scenario)
