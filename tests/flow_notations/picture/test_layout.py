"""Where things stand: columns, order, distances, loops; and how little an edit moves."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from flow_notations.picture import ANYWHERE, Kind, Layout, arrange, lay_out
from flow_notations.picture.arranging import crossings
from flow_notations.picture.ranking import back_arrows, columns
from tests.flow_notations.picture.drawing import drawn, graph, long_flow, nodes

SMALL = nodes("a -> b c", "b -> d", "c -> d", "d")


def places(layout: Layout) -> dict[str, tuple[float, float]]:
    """Left and top of every box."""
    return {placed.box.name: (placed.x, placed.y) for placed in layout.boxes}


def test_it_reads_from_left_to_right() -> None:
    """Each box stands one column behind the last of those that lead to it."""
    found = graph(nodes("a -> b c", "b -> c", "c -> d", "d"))

    assert columns(found, back_arrows(found)) == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_what_was_written_first_stands_higher() -> None:
    """Where nothing else decides, source order does."""
    at = places(drawn(SMALL))

    assert at["b"][0] == at["c"][0]
    assert at["b"][1] < at["c"][1]


def test_a_loop_leads_back_where_it_leads_up_in_the_source() -> None:
    """The arrow that a reader of the text sees going up is the one drawn going back."""
    found = graph(nodes("a -> b", "b -> c", "c -> a d", "d"))

    assert back_arrows(found) == {("c", "a")}


def test_leading_up_without_a_loop_is_not_leading_back() -> None:
    """A node that stands early in the file may come late in the conversation."""
    found = graph(nodes("a -> c", "late -> d", "c -> late", "d"))

    assert back_arrows(found) == frozenset()


def test_a_node_may_lead_to_itself() -> None:
    """It is drawn as a loop round its own column."""
    layout = drawn(nodes("a -> a b", "b"))
    line = next(line for line in layout.lines if line.back)

    assert (line.source, line.exit.target) == ("a", "a")
    assert "H" in line.path


@pytest.mark.parametrize("text", [SMALL, long_flow(100), long_flow(17)], ids=["small", "hundred", "seventeen"])
def test_no_two_boxes_touch(text: str) -> None:
    """There is air between any two boxes, and all stand inside the picture."""
    layout = drawn(text)
    for one, other in combinations(layout.boxes, 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        above = one.y + one.height <= other.y - 10 or other.y + other.height <= one.y - 10
        assert beside or above, (one.box.name, other.box.name)

    assert all(0 < placed.x and placed.x + placed.width < layout.width for placed in layout.boxes)
    assert all(0 < placed.y and placed.y + placed.height < layout.height for placed in layout.boxes)


def test_no_line_runs_under_a_box() -> None:
    """Along a column a line keeps to its lane: never inside a box of that column."""
    layout = drawn(long_flow(60))
    lanes = set()
    for line in layout.lines:
        for found in re.finditer(r"([\d.]+),([\d.]+)H([\d.]+)", line.path):
            lanes.add((min(float(found[1]), float(found[3])), float(found[2])))

    assert lanes
    assert not [
        (placed.box.name, y)
        for placed in layout.boxes
        for x, y in lanes
        if x == placed.x and placed.y < y < placed.y + placed.height
    ]


def test_loops_to_one_box_share_their_way_back() -> None:
    """The second line back ends where it meets the first; one arrowhead is enough."""
    layout = drawn(nodes("a -> b", "b -> c a", "c -> d a", "d -> a e", "e"))
    back = [line for line in layout.lines if line.back]

    assert [(line.source, line.joined) for line in back] == [("b", False), ("c", True), ("d", True)]
    assert [line.path.count("H") for line in back] == [2, 1, 1]


def test_lines_to_one_box_share_their_way() -> None:
    """Arrows from three columns flow together into one lane to the end."""
    layout = drawn(nodes("a -> b z", "b -> c z", "c -> d z", "d -> z", "z"))
    lanes = [set(re.findall(r"([\d.]+,[\d.]+)H", line.path)) for line in layout.lines if line.exit.target == "z"]

    assert lanes[1] - lanes[0] == set()
    assert lanes[2] - lanes[1] == set()


def test_the_order_unties_what_can_be_untied() -> None:
    """Options in the order opposite to the source cross only as long as the order is not improved."""
    arranged = arrange(graph(nodes("a -> c b", "b -> d", "c -> e", "d", "e")))

    assert crossings(arranged.slots, arranged.links) == 0


def test_a_big_flow_keeps_crossings_few() -> None:
    """A hundred nodes with branches and loops stay legible: fewer crossings than lines."""
    arranged = arrange(graph(long_flow(100)))

    assert crossings(arranged.slots, arranged.links) < len(arranged.links)


def test_the_same_flow_gives_the_same_picture() -> None:
    """Nothing but the flow decides."""
    assert drawn(long_flow(40)) == drawn(long_flow(40))


@pytest.mark.parametrize("place", [3, 13, 23, 36])
def test_adding_a_node_moves_few_others(place: int) -> None:
    """A new way out to a new end leaves every column and, but for a few neighbours, every order as it was."""
    before = long_flow(40)
    after = before.replace(f"\n  -> n{place + 1}\n", f"\n  when 1 == 2 -> new\n  -> n{place + 1}\n", 1)
    assert after != before
    one, other = graph(before), graph(after + "\nend new\n")
    old, new = arrange(one), arrange(other)
    kept = [tuple(slot for slot in column if slot.name != "new") for column in new.slots]
    moved = sum(was != now for was, now in zip(old.slots, kept, strict=True))

    assert {slot.column for column in new.slots for slot in column if slot.name == "new"} != set()
    assert columns(one, back_arrows(one)) == {
        name: at for name, at in columns(other, back_arrows(other)).items() if name != "new"
    }
    assert moved <= 2


def test_interrupts_are_drawn_once() -> None:
    """Flow-wide sentences stand on one box of their own, whatever they lead to."""
    layout = drawn('flow f\nanywhere says "agent", "human" -> b\nanywhere on failed -> b\n' + nodes("a -> b", "b")[10:])
    box = next(placed.box for placed in layout.boxes if placed.box.name == ANYWHERE)

    assert [(way.label, way.kind) for way in box.exits] == [
        ('says "agent", "human"', Kind.INTERRUPT),
        ("on failed", Kind.INTERRUPT),
    ]
    assert len(layout.boxes) == 3


def test_every_interrupt_has_its_words() -> None:
    """Each verb of `anywhere` reads as it is written."""
    found = graph(
        'flow f\nanywhere hears "stop" -> a\nanywhere closing 30m -> a\nanywhere undelivered -> a\n'
        'anywhere offers main "Main menu" -> a\nanywhere optout also "basta"\nend a\n'
    )

    assert [way.label for way in found.boxes[ANYWHERE].exits] == [
        'hears "stop"',
        "closing 30m",
        "undelivered",
        'offers "Main menu"',
    ]


def test_ways_out_read_as_written() -> None:
    """Options by label, conditions by their text, outcomes by name; options without an arrow share the plain one."""
    found = graph(
        "flow f\n"
        "collect ask as what: choice\n"
        "  | What?\n"
        '  * one "One"\n'
        '  * two "Two" -> b\n'
        '  * three "Three"\n'
        "  -> c\n"
        "  on timeout, failed -> b\n"
        '  when what == "one" -> b\n'
        "  -> b\n"
        "send b\n  -> c\n"
        "end c\n"
    )

    assert [(way.label, way.target) for way in found.boxes["ask"].exits] == [
        ("One · Three", "c"),
        ("Two", "b"),
        ("on timeout, failed", "b"),
        ('when what == "one"', "b"),
        ("else", "b"),
    ]
    assert [way.label for way in found.boxes["b"].exits] == [""]


def test_a_plain_way_beside_others_is_named() -> None:
    """`else` behind conditions; the outcome of the notation behind outcomes."""
    found = graph(
        "flow f\nchoose a\n  when 1 == 2 -> c\n  else -> b\nsend b\n  | B\n  on failed -> c\n  -> c\n"
        "nonsense x\n  on failed -> c\n  -> c\nend c\n"
    )

    assert [way.label for way in found.boxes["a"].exits] == ["when 1 == 2", "else"]
    assert [way.label for way in found.boxes["b"].exits] == ["on failed", "sent"]


def test_back_and_return_are_no_boxes() -> None:
    """Where they lead depends on the customer, so they are told on the row."""
    found = graph("flow f\nsend a\n  | A\n  on failed -> back\n  -> return\n")

    assert list(found.boxes) == ["a"]
    assert [way.hop for way in found.boxes["a"].exits] == [True, True]
    assert lay_out(found).lines == ()


def test_an_arrow_to_nowhere_is_drawn() -> None:
    """A picture of a flow with mistakes shows them."""
    found = graph(nodes("a -> gone"))

    assert found.boxes["gone"].missing


def test_the_first_words_tell_a_node() -> None:
    """The first line of copy, also under a condition; without copy the first setting; else nothing."""
    found = graph(
        "flow f\n"
        "send a\n  if 1 == 1\n    | Under a condition\n  -> b\n"
        "set b\n  x = 1\n  -> c\n"
        'send c\n  image "https://example.com/a.png"\n  |\n  -> d\n'
        "end d\n"
    )

    assert [box.words for box in found.boxes.values()] == [
        "Under a condition", "x = 1", 'image "https://example.com/a.png"', "",
    ]  # fmt: skip


def test_the_kind_of_answer_is_told() -> None:
    """With its bounds."""
    found = graph(
        "flow f\ncollect a: integer 1 to 5\n  | How many?\n  -> b\ncollect b: yes_no\n  | Sure?\n  -> c\nend c\n"
    )

    assert [box.answer for box in found.boxes.values()] == ["integer 1–5", "yes/no", ""]


def test_a_flow_without_nodes_is_an_empty_picture() -> None:
    """Nothing to draw is drawn."""
    layout = drawn("flow empty\n")

    assert (layout.boxes, layout.lines) == ((), ())
