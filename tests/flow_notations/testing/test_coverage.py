"""Coverage: which ways there are, which of them tests took, and how that is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stagehand import CENTRE, OPENING, script

from flow_notations.testing.coverage import Coverage, coverage, percent
from flow_notations.testing.reports import MISSES_SHOWN_MAX, lcov, table, total

if TYPE_CHECKING:
    from pathlib import Path

FLOW = """flow shop
  timeout 1h

anywhere on invalid, failed, timeout, window_closed -> bye

collect sure: yes_no
  | Sure?
  * yes "Of course" -> pick
  * no  "No"
  -> bye

collect pick as what: choice
  | Which?
  * red  "Red"  also "ruby"
  * blue "Blue" hears "sky"
  * none "None of them"
  when what == "red" -> bye
  on invalid -> done
  -> done

send done
  | Done.
  -> bye

end bye
"""


def covered(folder: Path, *tests: str, flow: str = FLOW) -> Coverage:
    """Play tests with these lines and collect what they took."""
    read = script(
        folder, "".join(OPENING.replace("a test", str(at)) + lines for at, lines in enumerate(tests)), flow=flow
    )
    assert not read.diagnostics, read.rendered(read.diagnostics)
    witnesses = [read.play(test).witness for test in read.transcript.tests]
    return coverage(read.library.flows["shop"], read.library.programs["shop"], witnesses)


def missed(found: Coverage) -> list[str]:
    """The ways that no test took."""
    return [way.words for way in found.ways if not way.taken]


START = '  user "hi"\n  bot …\n'
ALL = (
    START + '  user "yes"\n  bot …\n  user "ruby"\n  bot …\n',
    START + '  user taps yes\n  bot …\n  user taps red\n  bot …\n',
    START + '  user taps yes\n  bot …\n  user taps blue\n  bot …\n',
    START + '  user taps yes\n  bot …\n  user "the sky"\n  bot …\n',
    START + '  user taps yes\n  bot …\n  user "3"\n  bot …\n',
    START + '  user taps yes\n  bot …\n  user taps none\n  bot …\n',
    START + '  user taps yes\n  bot …\n  user "qwertz"\n  bot …\n  user "qwertz"\n  bot …\n  user "qwertz"\n  bot …\n',
    START + '  user taps no\n  bot …\n',
    START + '  user "no"\n  bot …\n',
)  # fmt: skip


def test_all_ways_can_be_taken(tmp_path: Path) -> None:
    """Nodes, outcomes, the condition both ways, every option by tap and by words."""
    assert missed(covered(tmp_path, *ALL)) == []


@pytest.mark.parametrize(
    ("without", "miss"),
    [
        ((0,), ["sure * yes by words", "pick * red by words"]),
        ((1,), ["pick * red by tap"]),
        ((3,), ["pick * blue by words"]),
        ((4,), ["pick * none by words"]),
        ((6,), ["pick on invalid"]),
        ((0, 1), ["sure * yes by words", "pick when … -> bye: yes", "pick * red by tap", "pick * red by words"]),
    ],
)
def test_what_no_test_took_is_named(tmp_path: Path, without: tuple[int, ...], miss: list[str]) -> None:
    """Each way on its own."""
    found = covered(tmp_path, *[lines for at, lines in enumerate(ALL) if at not in without])
    assert missed(found) == miss


def test_nothing_played_is_nothing_covered(tmp_path: Path) -> None:
    """Every way is missed, with the line where it stands."""
    found = covered(tmp_path, "")
    assert found.taken == 0
    assert next(way.line for way in found.ways if way.words == "pick when … -> bye: no") == 17


def test_options_from_data_count_as_one(tmp_path: Path) -> None:
    """Whichever of them is chosen."""
    flow = (
        "flow shop\n\nhttp look as found\n  get orders \"/x\"\n  gives slots list of (id text, day text)\n  on failed -> bye\n  -> pick\n\n"
        'collect pick as slot: choice\n  | When?\n  * each s in first(found.slots, 5) by s.id "{s.day}"\n  * other "Another" -> bye\n'
        "  on none, invalid, failed, timeout -> bye\n  -> bye\n\nend bye\n"
    )  # fmt: skip
    given = (
        '  given http look replies 200 {"slots": [{"id": "s1", "day": "Monday"}, {"id": "s2", "day": "Friday"}]}\n'
        + START
    )
    found = covered(tmp_path, given + "  user taps s2\n", given + '  user "Monday"\n', given + '  user "another"\n', flow=flow)  # fmt: skip
    assert [way for way in missed(found) if "*" in way] == ["pick * other by tap"]


def test_the_ends_of_called_flows_are_outcomes(tmp_path: Path) -> None:
    """Also when the called flow is really played, and its own ways count for it."""
    (tmp_path / "who.flow").write_text('flow who\n\ncollect ask as name: text\n  | Who?\n  on invalid, failed -> bad\n  on timeout -> bad\n  -> good\n\nend good\n  give name = name\n\nend bad\n')  # fmt: skip
    flow = "flow shop\n\ncall verify as who\n  flow who\n  on bad -> bye\n  on good -> bye\n\nend bye\n"
    found = covered(tmp_path, START + '  user "Eva"\n', flow=flow)
    assert [way for way in missed(found) if way.startswith("verify")] == ["verify on bad"]


def test_words_that_are_no_option_are_none(tmp_path: Path) -> None:
    """An option beside a free text is covered by itself only."""
    flow = 'flow shop\n\ncollect ask as words: text\n  | Anything?\n  * skip "Skip" -> bye\n  on invalid, failed, timeout -> bye\n  -> bye\n\nend bye\n'
    assert "ask * skip by words" in missed(covered(tmp_path, START + '  user "hello"\n', flow=flow))


def test_a_share_is_never_rounded_up() -> None:
    """100 means all; nothing of nothing is all."""
    assert [percent(999, 1000), percent(9999, 10_000), percent(1, 3), percent(3, 3), percent(0, 0)] == [
        99.9,
        99.9,
        33.3,
        100.0,
        100.0,
    ]


def test_the_table_lists_what_was_missed(tmp_path: Path) -> None:
    """With its place, as far as anybody reads; then the sum."""
    found = covered(tmp_path, "")
    lines = table([found]).splitlines()

    assert lines[0] == f"   0.0 %  shop  (0 of {len(found.ways)} ways)"
    assert lines[1].strip() == f"{found.path}:6 sure"
    assert lines[MISSES_SHOWN_MAX + 1] == f"          … and {len(found.ways) - MISSES_SHOWN_MAX} more"
    assert lines[-1] == "   0.0 %  in all"
    assert total([]) == 100.0


def test_a_short_list_is_shown_whole(tmp_path: Path) -> None:
    """And nothing at all when every way was taken."""
    assert "more" not in table([covered(tmp_path, *ALL[1:])])
    assert table([covered(tmp_path, *ALL)]).count("\n") == 1


def test_lcov_has_functions_branches_and_lines(tmp_path: Path) -> None:
    """Nodes are functions, the rest are branches of their lines."""
    rows = lcov([covered(tmp_path, ALL[7])]).splitlines()

    assert rows[:2] == ["TN:", f"SF:{tmp_path / 'shop.flow'}"]
    assert {"FN:6,sure", "FNDA:1,sure", "FNDA:0,pick", "FNF:4", "FNH:2", "DA:6,1", "DA:12,0"} <= set(rows)
    assert "BRH:2" in rows  # the plain way out of the first question, and its option by tap
    assert rows[-1] == "end_of_record"


def test_the_centre_of_these_tests_is_sound(tmp_path: Path) -> None:
    """Nothing here depends on a complaint."""
    assert script(tmp_path, OPENING, centre=CENTRE).library.rendered() == ""


TWIN = """flow shop
  language es

collect sure
  | ¿Seguro?
  * yes "Claro"
  * no  "No"

collect pick
  | ¿Cuál?
  * red  "Rojo"
  * blue "Azul"
  * none "Ninguno"

send done
  | Hecho.
"""


def test_a_flow_with_twins_is_covered_in_each_language(tmp_path: Path) -> None:
    """What a node says counts once for every language; a node that says nothing has none."""
    (tmp_path / "shop.es.copy").write_text(TWIN, encoding="utf-8")
    spanish = '  contact language "es"\n  user "hola"\n  bot …\n  user taps yes\n  bot …\n'
    found = covered(tmp_path, START + "  user taps yes\n  bot …\n  user taps blue\n  bot …\n", spanish)

    assert ["pick in es", "sure in es"] == sorted(
        way.words for way in found.ways if way.taken and way.words.endswith(" in es")
    )
    assert "done in es" in missed(found)
    assert "bye in es" not in [way.words for way in found.ways]
    assert "          3 of 3 nodes in en, 2 of 3 nodes in es\n" in table([found])


def test_a_flow_in_one_language_has_no_ways_of_languages(tmp_path: Path) -> None:
    """Nothing changes for it."""
    found = covered(tmp_path, START)

    assert "language" not in {way.way.what for way in found.ways}
    assert "nodes in" not in table([found])
