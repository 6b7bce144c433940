"""Versions: published for good, one active; sessions keep theirs over a deploy, and move only where they fit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from flow_notations import machine, values
from flow_notations.__main__ import main
from flow_notations.errors import BrokenFlow, UnreadableState
from flow_notations.host import archive as archives
from flow_notations.host import migration, versions
from flow_notations.host.bundles import bundle, unbundle
from flow_notations.host.migration_values import kind_of, value_fits
from flow_notations.host.replaying import replay
from flow_notations.library import read_library
from flow_notations.machine.state import Frame
from tests.flow_notations.host.embedded import SHOPS, Centre, library_of, run, version

if TYPE_CHECKING:
    from pathlib import Path

THANKS = SHOPS.replace("Thank you.", "Thanks a lot!")
CALLER = """flow caller

call visit
  flow shops
  on bye -> done
  -> done

end done
"""


def test_what_is_published_stays_and_is_numbered() -> None:
    """The same flow again is the version it was; another is the next; each is found by several names."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.deploy(SHOPS + "\n# a comment changes nothing\n")
        await centre.deploy(THANKS)
        first, second = await centre.store.transact(lambda tx: versions.versions_of(tx, "shops"))

        assert (first.number, second.number) == (1, 2)
        assert await centre.store.transact(versions.flows) == {"shops": second.digest}
        for name in ("v1", first.digest, first.digest[:6]):
            assert await version(centre, "shops", name) == first
        assert await version(centre, "shops", "active") == second
        for flow, name, words in (("shops", "v3", "names no version"), ("shops", first.digest[:5], "no version"),
                                  ("taxi", "v1", "published are shops")):  # fmt: skip
            with pytest.raises(versions.NoSuchVersion, match=words):
                await version(centre, flow, name)

    run(scenario)


def test_a_label_names_a_version_and_drafts_are_not_active() -> None:
    """A draft waits to be activated; a label that two versions share names neither."""

    async def scenario(centre: Centre) -> None:
        for text in (SHOPS, THANKS):
            library = library_of(text)
            await archives.publish(centre.store, library, {"shops": "spring"}, at=1, active=False)

        assert await centre.store.transact(versions.flows) == {"shops": None}
        with pytest.raises(versions.NoSuchVersion, match="several"):
            await version(centre, "shops", "spring")
        with pytest.raises(versions.NoSuchVersion, match="no version"):
            await version(centre, "shops", "active")
        assert "spring" in str(await version(centre, "shops", "v1"))

    run(scenario)


def test_a_running_session_survives_a_deploy() -> None:
    """It goes on with the words it began with; the next interaction has the new ones."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        await centre.deploy(THANKS)
        await centre.taps("market")
        await centre.says("cake")
        await centre.says("hi again")
        await centre.taps("market")

        assert [words for words in centre.said if "hank" in words] == ["Thank you.", "Thanks a lot!"]

    run(scenario)


def test_a_version_that_means_something_else_now_is_not_run() -> None:
    """What was published is proved by its digest, its form, and by being sound."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        kept = await version(centre, "shops", "v1")
        other = replace(kept, digest="0" * 64)
        broken = replace(kept, digest="1" * 64, bundle=kept.bundle.replace('"shops"', '"shops"').replace("->", "<-"))
        newer = replace(kept, digest="2" * 64, bundle=json.dumps({**json.loads(kept.bundle), "form": 9}))
        no_flow = replace(kept, digest="3" * 64, bundle=json.dumps({**json.loads(kept.bundle), "flow": "taxi"}))
        archive = archives.Archive()
        for each, words in ((other, "means something else"), (newer, "form 9"), (no_flow, "taxi")):
            with pytest.raises(UnreadableState, match=words):
                archive.activate(each)
        assert broken.bundle
        assert archive.find("shops", "4" * 64) is None
        assert archive.active == {}

    run(scenario)


def test_a_bundle_holds_what_a_flow_names_its_centre_and_its_translations(tmp_path: Path) -> None:
    """Read back, it is the same program, wherever the files went meanwhile."""
    (tmp_path / "shops.flow").write_text(SHOPS)
    (tmp_path / "caller.flow").write_text(CALLER)
    assert main(["i18n", "extract", str(tmp_path / "shops.flow"), "--language", "es"]) == 0
    twin = tmp_path / "shops.es.copy"
    twin.write_text(twin.read_text().replace("# todo", "# translated"))
    (tmp_path / "centre.flow").write_text('centre acme\n  zone "Europe/Madrid"\n  language en\n')
    library = read_library([tmp_path])
    assert library.sound, library.rendered()
    kept = bundle(library, "caller")
    read = json.loads(kept)

    assert sorted(read["flows"]) == ["caller", "shops"]
    assert list(read["copies"]["shops"]) == ["es"]
    assert "Europe/Madrid" in read["centre"]
    again, name = unbundle(kept)
    assert (name, again.programs["caller"].digest) == ("caller", library.programs["caller"].digest)
    assert again.centre.zone == "Europe/Madrid"
    with pytest.raises(BrokenFlow):
        bundle(library, "taxi")


def test_a_bundle_reads_back_to_the_same_digest() -> None:
    """Text form, JSON form, and back."""
    library = library_of(SHOPS)
    read, name = unbundle(bundle(library, "shops"))

    assert (name, read.programs["shops"].digest) == ("shops", library.programs["shops"].digest)


# --- moving -----------------------------------------------------------------------------------------------------------


def editions(old: str, new: str) -> tuple[migration.Edition, migration.Edition]:
    """Two versions of the flow."""
    return migration.edition(library_of(old), "shops"), migration.edition(library_of(new), "shops")


def moved_to(new: str, *, at: str = "ask", renamed: dict[str, str] | None = None) -> tuple[str, ...]:
    """The problems of moving a session that waits at a node; empty when it fits."""
    found: list[tuple[str, ...]] = []

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        if at == "again":
            await centre.taps("market")
        before, after = editions(SHOPS, new)
        (move,) = await migration.plan(centre.store, "shops", before, after, renamed or {})
        found.append(move.fit.problems)
        assert move.node == at

    run(scenario)
    return found[0]


@pytest.mark.parametrize(
    ("new", "at", "words"),
    [
        (THANKS, "ask", ""),
        (SHOPS.replace(" ask ", " which ").replace("-> ask", "-> which"), "ask", "say what became of it with --rename"),
        (SHOPS.replace('  * market  "Market Square"\n', '  * mall "The Mall"\n'), "ask", "shown: market"),
        (SHOPS.replace('  * station', '  * mall "The Mall"\n  * station'), "ask", ""),
        (SHOPS.replace("as wish: text", "as wish: number"), "again", "asked for a text and asks for a number"),
        (SHOPS.replace("as wish: text", "as wish: number"), "ask", ""),
        (
            SHOPS.replace("collect again as wish: text\n  | What do you wish for?\n  timeout 15m\n", "send again\n  | Well.\n"),
            "again", "was a collect and is a send",
        ),
        (SHOPS.replace("send thanks", "set thanks\n  age = 4\n  -> thanks2\n\nsend thanks2").replace(
            "What do you wish for?", "At {age}, what do you wish for?"), "again", "relies on 'age'"),
    ],
)  # fmt: skip
def test_a_session_moves_only_where_it_fits(new: str, at: str, words: str) -> None:
    """Node, kind, options and variables must all be there; what cannot be moved says why."""
    problems = moved_to(new, at=at)

    assert words in "; ".join(problems)
    assert bool(words) == bool(problems)


def test_a_value_that_does_not_fit_is_named_and_never_shown() -> None:
    """The customer chose what the new version does not know; people read which variable, not what was chosen."""
    problems = moved_to(SHOPS.replace('  * market  "Market Square"\n', ""), at="again")

    assert "'shop' holds a text that is no" in problems[0]
    assert "market" not in problems[0]
    assert [kind_of(value) for value in (None, True, 1, datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1), ())] == [
        "null", "yes_no", "number", "datetime", "date", "list",
    ]  # fmt: skip


def test_a_session_inside_a_called_flow_stays() -> None:
    """Until that one returns."""
    inside = Frame(node="a", enters="identity", keep=None, names={}, visits={}, trail=(), interrupted=None)

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        state = machine.decode((await centre.interaction()).state)
        found = migration.fit(replace(state, frames=(inside,)), *editions(SHOPS, THANKS), {})
        assert found.problems == ("it is inside flow 'identity', which this one called",)

    run(scenario)


def test_a_renamed_node_is_found_by_its_new_name() -> None:
    """People say what became of it."""
    new = SHOPS.replace("collect ask", "collect which")

    assert moved_to(new, renamed={"ask": "which"}) == ()


def test_a_move_is_applied_journalled_and_replayed() -> None:
    """A plan changes nothing; applied, the session goes on with the new words, and its journal still replays."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        await centre.deploy(THANKS.replace("collect ask", "collect which"))
        old, new = editions(SHOPS, THANKS.replace("collect ask", "collect which"))
        before = await centre.interaction()
        await migration.plan(centre.store, "shops", old, new, {"ask": "which"})
        assert await centre.interaction() == before
        (move,) = await migration.apply(centre.store, "shops", old, new, {"ask": "which"}, at=centre.clock.now())
        assert move.possible
        assert "armed timers keep their deadlines" in move.fit.notes
        await centre.restart()
        await centre.taps("market")
        assert "Thanks a lot!" in centre.said
        after = await centre.interaction()
        journal = await centre.host.journal(after.id)
        assert (after.digest, [entry.seq for entry in journal]) == (new.digest, list(range(1, len(journal) + 1)))
        assert replay(after, journal, centre.archive.find).difference is None
        assert await migration.plan(centre.store, "shops", old, new, {}) == ()

    run(scenario)


def test_a_timer_of_a_moved_session_still_fires() -> None:
    """It waits no longer than it would have."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        await centre.deploy(THANKS)
        await migration.apply(centre.store, "shops", *editions(SHOPS, THANKS), {}, at=centre.clock.now())
        await centre.restart()
        await centre.passes(16 * 60_000)
        assert (await centre.interaction()).outcome == "bye"

    run(scenario)


def test_what_has_no_state_or_an_unreadable_one_stays() -> None:
    """With its reason."""
    old, new = editions(SHOPS, THANKS)

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        found = await centre.interaction()
        for state, words in ((None, "beginning failed"), ("{}", "not readable")):
            await centre.store.transact(lambda tx, state=state: tx.interactions.save(replace(found, state=state)))
            (move,) = await migration.apply(centre.store, "shops", old, new, {}, at=1)
            assert words in move.fit.problems[0]

    run(scenario)


def test_what_is_gone_is_dropped_from_memory_with_a_note() -> None:
    """Old menus, the way back and the interrupted question."""

    async def scenario(centre: Centre) -> None:
        await centre.deploy(SHOPS)
        await centre.says("hi")
        await centre.taps("market")
        state = machine.decode((await centre.interaction()).state)
        gone = SHOPS.split("collect ask")[0] + "collect again" + SHOPS.split("collect again")[1]
        old, new = editions(SHOPS, gone)
        fitted = migration.fit(replace(state, trail=("ask",), interrupted="ask"), old, new, {})
        assert fitted.state is not None
        assert (fitted.state.asks[-1][1], fitted.state.trail, fitted.state.interrupted) == ("again", (), None)
        assert len(fitted.notes) == 4
        elsewhere = migration.fit(replace(state, node="nowhere"), old, new, {})
        assert "does not have" in elsewhere.problems[0]

    run(scenario)


@pytest.mark.parametrize(
    ("value", "type_", "fits"),
    [
        ("a", values.TEXT, True), (1, values.TEXT, False), (True, values.NUMBER, False), (Decimal("1.5"), values.NUMBER, True),
        (True, values.YES_NO, True), (None, values.TEXT, False), (None, values.TEXT.or_null(), True), (3, values.ANY, True),
        (date(2026, 1, 1), values.DATE, True), (datetime(2026, 1, 1, tzinfo=UTC), values.DATE, False),
        (datetime(2026, 1, 1, tzinfo=UTC), values.DATETIME, True), (time(1), values.TIME, True),
        (timedelta(1), values.DURATION, True), (("a",), values.list_of(values.TEXT), True),
        (("a", 1), values.list_of(values.TEXT), False), ((1,), values.Type("list"), True),
        ({"a": 1}, values.record_of({"a": values.NUMBER}), True), ({}, values.record_of({"a": values.NUMBER}), False),
        ("x", values.Type("text", options=("y",)), False), ("y", values.Type("text", options=("y",)), True),
    ],
)  # fmt: skip
def test_a_value_fits_a_type_or_not(value: values.Value, type_: values.Type, fits: bool) -> None:
    """Nothing is converted."""
    assert value_fits(value, type_) is fits
