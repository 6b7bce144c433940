"""What people and programs tell a host on a cluster, and what a customer may have forgotten: all in virtual time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from channel_adapter.channel import Reason, Refused
from channel_adapter.messages import PersonWrote, StatusChange, Text, Unreadable
from flow_notations.effects import End, Fetch, Offer
from flow_notations.errors import NotHere, StoreUnavailable
from flow_notations.events import Began, Fetched, Heard, Released, Taken
from flow_notations.host.people import Answer
from flow_notations.host.restate.keeping import SEEN_MS, loaded
from flow_notations.host.restate.verbs import KEPT_MAX
from flow_notations.host.wiring import Integration
from tests.flow_notations.host.restate.little_cluster import LittleCluster, play_on
from tests.flow_notations.host.restate.test_moving import BOTH, PHONE, USER, said, says
from tests.flow_notations.host.test_lanes import echo
from tests.flow_notations.host.world import NUMBER, START

if TYPE_CHECKING:
    from flow_notations.effects import Effect
    from flow_notations.events import Event

DAY = 24 * 3_600_000


def test_a_flow_is_begun_with_a_customer_once_per_key() -> None:
    """A stranger gets a conversation; a customer who is in one is begun with when it is over."""

    async def scenario(cluster: LittleCluster) -> None:
        identity = await cluster.host.begin(NUMBER, BOTH, "other", key="k", inputs={"n": 1})
        await cluster.settle()
        assert await cluster.host.begin(NUMBER, USER, "other", key="k", inputs={"n": 1}) == identity
        await cluster.settle()
        await cluster.passes(25 * 3_600_000)
        (began,) = [event for event in cluster.machine.events if isinstance(event, Began)]
        assert began.inputs == {"n": 1}
        assert list(cluster.keepings()) == [identity]

    play_on(lambda memory, event: [End(outcome="bye")], scenario)


class Desk:
    """People who answer later."""

    def __init__(self) -> None:
        self.offered: list[str] = []

    async def offer(self, offer: Offer, *, conversation: str) -> None:
        self.offered.append(offer.ref)

    async def withdraw(self, ref: str) -> None:
        """Nothing to take back."""


def offering(memory: dict[str, Any], event: Event) -> list[Effect]:
    return [Offer(ref=f"{memory['interaction']}/1/1", queue="care")] if isinstance(event, Began) else []


def test_people_take_and_release_a_conversation() -> None:
    """By the conversation's id and the offer's ref; a second release changes nothing, one of nobody neither."""

    async def scenario(cluster: LittleCluster) -> None:
        cluster.host.people = desk = Desk()
        await says(cluster, PHONE, "hi")
        (conversation,) = cluster.keepings()
        await cluster.host.take(conversation, "Bo")
        for outcome in ("released", "ended"):
            await cluster.host.release(desk.offered[0], Answer(outcome=outcome, disposition="solved", agent="Bo"))  # type: ignore[arg-type]
        await cluster.host.release("nobody/1/1", Answer(outcome="released"))
        await cluster.settle()
        assert [type(event) for event in cluster.machine.events] == [Began, Taken, Released]
        assert cluster.machine.events[-1].outcome == "released"  # type: ignore[union-attr]
        assert "nobody" not in cluster.texts

    play_on(offering, scenario)


def test_a_conversation_that_is_not_here_cannot_be_taken() -> None:
    """Whoever asks is told so, and nothing is created by it."""

    async def scenario(cluster: LittleCluster) -> None:
        with pytest.raises(NotHere, match="there is no conversation 'nobody'"):
            await cluster.host.take("nobody", "Bo")
        assert cluster.texts == {}

    play_on(echo, scenario)


def test_a_person_writes_to_a_customer() -> None:
    """Once per key, in order, refused with its reason; nobody is written to who is not there."""

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        (conversation,) = cluster.keepings()
        written = [await cluster.host.write(conversation, "Rita here", by="Rita", key="k1") for _ in range(2)]
        await cluster.settle()
        assert (written[0] == written[1], written[0].refused) == (True, None)
        assert cluster.channel.bodies == ["hi", "Rita here"]
        cluster.channel.refusal = Refused(reason=Reason.LIMIT, sentence="Too long.")
        assert (await cluster.host.write(conversation, "x", by="Rita", key="k2")).refused == cluster.channel.refusal
        with pytest.raises(NotHere, match="there is no conversation 'nobody'"):
            await cluster.host.write("nobody", "x", by="Rita", key="k3")
        assert "nobody" not in cluster.texts

    play_on(echo, scenario)


def test_a_parked_session_is_resumed_by_its_id() -> None:
    """Its event is tried again; what is not parked has nothing to resume."""
    broken = [True]

    def breaking(memory: dict[str, Any], event: Event) -> list[Effect]:
        assert not (isinstance(event, Heard) and broken[0]), "not today"
        return []

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        await says(cluster, PHONE, "again")
        ((conversation, keeping),) = cluster.keepings().items()
        (interaction,) = [each.id for each in keeping.interactions]
        assert not await cluster.host.resume(interaction)
        assert not await cluster.host.resume(conversation)
        await cluster.passes(20_000)
        broken[0] = False
        assert await cluster.host.resume(interaction)
        await cluster.settle()
        assert [type(event) for event in cluster.machine.events] == [Began, Heard]

    play_on(breaking, scenario)


def test_a_refused_send_is_tried_again_by_its_ref() -> None:
    """What was refused is queued again; what went out is not."""

    async def scenario(cluster: LittleCluster) -> None:
        cluster.channel.outcomes.append(Refused(reason=Reason.REFUSED, sentence="No."))
        await says(cluster, PHONE, "hi")
        send = cluster.channel.sent[0].ref
        assert await cluster.host.retry(send)
        assert not await cluster.host.retry("nobody/1/1")
        await cluster.settle()
        assert cluster.channel.bodies == ["hi", "hi"]
        assert not await cluster.host.retry(send)

    play_on(echo, scenario)


def test_a_fetch_is_answered() -> None:
    """Without services every call comes back without a status, and the flow hears so."""

    def fetching(memory: dict[str, Any], event: Event) -> list[Effect]:
        if isinstance(event, Began):
            return [Fetch(ref=f"{memory['interaction']}/1/1", service="s", method="GET", path="/")]
        return []

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        assert isinstance(cluster.machine.events[-1], Fetched)

    play_on(fetching, scenario)


def test_an_erased_customer_leaves_nothing_under_any_name() -> None:
    """Neither rows nor journal nor the ways to them; an old message that is delivered again is not heard again."""

    async def scenario(cluster: LittleCluster) -> None:
        first = await says(cluster, USER, "secret1")
        await says(cluster, BOTH, "secret2")
        unreadable = Unreadable(id="u", reason=f"{PHONE.phone} said what?", raw="")
        await cluster.host.accept([unreadable], arrived_at=START)
        (conversation,) = cluster.keepings()
        await cluster.host.erase(conversation)
        await cluster.settle()
        everything = repr((cluster.texts, cluster.beside))
        for trace in ("secret", PHONE.phone, USER.user_id):
            assert str(trace) not in everything.replace(first.id, "").replace("wamid.secret", "")
        assert cluster.keepings() == {}
        assert await cluster.host.accept([first], arrived_at=cluster.clock.now()) == 0
        await cluster.passes(SEEN_MS + DAY)
        assert [text for text in cluster.texts.values() if '"seen":{"' in text] == []

    play_on(echo, scenario)


def test_erasing_what_is_not_there_is_said() -> None:
    """Nothing is created by it either."""

    async def scenario(cluster: LittleCluster) -> None:
        with pytest.raises(NotHere, match="there is no conversation 'nobody'"):
            await cluster.host.erase("nobody")
        assert cluster.texts == {}

    play_on(echo, scenario)


def test_interactions_are_kept_as_long_as_their_number_says() -> None:
    """The cluster drops them by itself, a moment after their day; steps and ways to them go with them, and who has nothing else."""

    def ending(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [End(outcome="bye")]

    async def scenario(cluster: LittleCluster) -> None:
        await says(cluster, PHONE, "hi")
        ((conversation, keeping),) = cluster.keepings().items()
        (interaction,) = [each.id for each in keeping.interactions]
        await cluster.passes(7 * DAY)
        assert cluster.beside[conversation] != {}
        assert interaction in cluster.texts
        await cluster.passes(1)
        assert cluster.beside[conversation] == {}
        assert cluster.keepings() == {}
        assert interaction not in cluster.texts

    integrations = {NUMBER: Integration(number_id=NUMBER, retention_days=7)}
    play_on(ending, scenario, integrations=integrations)


def first_read(cluster: LittleCluster) -> StatusChange:
    """A status of a message that nobody knows."""
    return StatusChange(message_id="m", number_id=NUMBER, status="read", at=cluster.clock.now(), recipient=PHONE)


@pytest.mark.parametrize(("days", "age"), [(None, 30 * DAY), (90, 30 * DAY), (9, 9 * DAY), (1, 8 * DAY)])
def test_what_is_kept_aside_is_kept_no_longer_than_elsewhere(days: int | None, age: int) -> None:
    """Thirty days, or as the number says that keeps least, never less than duplicates are dropped; then it goes by itself.

    An account, a stranger and a customer keep it alike.
    """

    async def scenario(cluster: LittleCluster) -> None:
        await cluster.host.accept([first_read(cluster)], arrived_at=START)  # of a stranger's message
        await cluster.host.accept([Unreadable(id="u", reason="?", raw="")], arrived_at=START)
        await says(cluster, USER, "hi")
        wrote = PersonWrote(id="p", number_id=NUMBER, to=USER, at=START, content=Text(body="x"))
        await cluster.host.accept([wrote], arrived_at=START)
        await cluster.settle()
        assert sum(len(loaded(text).kept) for text in cluster.texts.values()) == 3
        await cluster.passes(START + age - cluster.clock.now())
        assert sum(len(loaded(text).kept) for text in cluster.texts.values()) == 3
        assert [notice.kind for text in cluster.texts.values() for notice in loaded(text).notices] == ["unreadable"]
        await cluster.passes(1)
        assert [loaded(text).kept for text in cluster.texts.values() if loaded(text).kept] == []
        assert [notice for text in cluster.texts.values() for notice in loaded(text).notices] == []

    def ending(memory: dict[str, Any], event: Event) -> list[Effect]:
        return [End(outcome="bye")]

    play_on(ending, scenario, integrations={NUMBER: Integration(number_id=NUMBER, retention_days=days)})


def test_what_is_kept_aside_each_day_goes_each_day() -> None:
    """One at a time, though the account hears something new all the while."""

    async def scenario(cluster: LittleCluster) -> None:
        for day in range(9):
            await cluster.host.accept([Unreadable(id=f"u{day}", reason="?", raw="")], arrived_at=cluster.clock.now())
            await cluster.passes(DAY)
        (kept,) = [loaded(text).kept for text in cluster.texts.values() if loaded(text).kept]
        assert [each.id for each in kept] == [f"u{day}" for day in range(1, 9)]
        await cluster.passes(1)
        (kept,) = [loaded(text).kept for text in cluster.texts.values() if loaded(text).kept]
        assert len(kept) == 7

    play_on(echo, scenario, integrations={NUMBER: Integration(number_id=NUMBER, retention_days=8)})


def test_a_person_at_the_phone_begins_a_conversation_too() -> None:
    """Once, however often the channel tells it."""

    async def scenario(cluster: LittleCluster) -> None:
        wrote = PersonWrote(id="p", number_id=NUMBER, to=PHONE, at=START, content=Text(body="x"))
        assert [await cluster.host.accept([wrote], arrived_at=START) for _ in range(2)] == [1, 0]
        assert len(cluster.keepings()) == 1

    play_on(echo, scenario)


@pytest.mark.parametrize("items", [KEPT_MAX - 1, KEPT_MAX, KEPT_MAX + 1])
def test_an_account_keeps_the_newest_of_what_cannot_be_read(items: int) -> None:
    """Its state travels with every event, so it has an end."""

    async def scenario(cluster: LittleCluster) -> None:
        many = [Unreadable(id=f"u{k}", reason="?", raw="") for k in range(items)]
        await cluster.host.accept(many, arrived_at=START)
        (kept,) = [loaded(text).kept for text in cluster.texts.values()]
        assert (len(kept), kept[-1].id) == (min(items, KEPT_MAX), f"u{items - 1}")

    play_on(echo, scenario)


def test_an_item_that_breaks_is_buried_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of its batch are heard."""
    from flow_notations.host.restate import verbs

    plain = verbs.take_in

    def picky(tx: Any, wiring: Any, item: Any, at: int) -> bool:
        if item.content.body == "bad":
            raise RuntimeError("cannot")
        return plain(tx, wiring, item, at)

    monkeypatch.setattr(verbs, "take_in", picky)

    async def scenario(cluster: LittleCluster) -> None:
        assert await cluster.host.accept([said(PHONE, text, START) for text in ("bad", "good")], arrived_at=START) == 2
        await cluster.settle()
        ((_, keeping),) = cluster.keepings().items()
        assert (cluster.channel.bodies, [kept.reason for kept in keeping.kept]) == (["good"], ["RuntimeError: cannot"])

    play_on(echo, scenario)


def test_a_conversation_that_moves_for_ever_is_not_acknowledged() -> None:
    """The webhook comes again; the fault is said."""

    async def scenario(cluster: LittleCluster) -> None:
        cluster.texts = {"a": '{"moved":"b"}', "b": '{"moved":"a"}'}
        with pytest.raises(StoreUnavailable, match="moved too often"):
            await cluster.host.resume("a")

    play_on(echo, scenario)
