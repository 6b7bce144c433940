"""The order in which nodes are looked at, and flows whose size must not cost more than it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations.check import check
from flow_notations.check.called import Calls
from flow_notations.check.order import Agenda, components, postorder
from flow_notations.check.past import QUESTIONS_MAX
from flow_notations.check.reach import reach
from flow_notations.profile import WHATSAPP
from flow_notations.syntax import from_text
from tests.flow_notations.check.reading import centre, examine
from tests.flow_notations.check.rows import TABLE

if TYPE_CHECKING:
    from flow_notations.check.reach import Reached

GRAPH = {"a": ("b",), "b": ("c",), "c": ("b", "d"), "d": ("e",), "e": ("d",), "f": ("f",)}


def reached(text: str) -> Reached:
    flow = from_text(text, path="shop.flow", table=TABLE).value
    assert flow is not None
    return reach(Calls(table=TABLE, centre=centre(), profile=WHATSAPP, flows={}).case(flow))


def test_knots_come_before_what_leads_to_them() -> None:
    """Nodes that lead to one another are one knot; a knot comes after all that it leads to."""
    assert [{"d", "e"}, {"b", "c"}, {"a"}, {"f"}] == components(GRAPH)
    assert ["e", "d", "c", "b", "a", "f"] == postorder(GRAPH)


def test_a_loop_comes_to_rest_before_what_follows_it() -> None:
    """News inside a loop go round it before anybody behind it hears of them."""
    agenda = Agenda(GRAPH)
    for name in ("d", "b", "a"):
        agenda.add(name)
    seen = []
    rounds = 2
    while (name := agenda.next()) is not None:
        seen.append(name)
        if name == "b":
            agenda.add("c")
        elif name == "c" and rounds:
            rounds -= 1
            agenda.add("d")
            agenda.add("b")

    assert ["a", "b", "c", "b", "c", "b", "c", "d"] == seen


def asking(count: int, option: str) -> str:
    """So many questions one after another, each with this option."""
    questions = [
        f'collect q{number} as a{number}: choice\n  | Well?\n  * yes "Yes"\n  {option}\n  -> q{number + 1}\n\n'
        for number in range(count)
    ]
    head = "flow shop\n\nanywhere on invalid, timeout, failed -> bye\n\n"
    return f"{head}{''.join(questions)}end q{count}\n\nend bye\n"


def test_back_leads_to_the_question_before() -> None:
    """Not to all before it: who goes back twice passes each question."""
    edges = reached(asking(4, '* no "Back" -> back')).edges

    assert ["q1"] == [edge.target for edge in edges["q2"] if edge.outcome == "answered" and edge.target[1:] < "2"]


def test_back_from_an_interrupt_leads_to_any_question() -> None:
    """An interrupt comes after any question, so there is always one to go back to."""
    text = asking(2, '* no "No"').replace("\n\nanywhere on", '\n\nanywhere says "back" -> again\nanywhere on', 1)
    found = examine(text + "\nsend again\n  | Once more.\n  on failed -> bye\n  -> back\n")

    assert "N115" not in found.codes


@pytest.mark.parametrize("count", [QUESTIONS_MAX - 1, QUESTIONS_MAX, QUESTIONS_MAX + 1])
def test_back_after_many_questions_means_any(count: int) -> None:
    """Behind more questions than are told apart, any of them is meant."""
    options = "".join(f'  * o{number} "O{number}" -> q{number}\n' for number in range(count))
    questions = "".join(f"collect q{number}: text\n  | Well?\n  -> join\n\n" for number in range(count))
    head = "flow shop\n\nanywhere on invalid, timeout, failed -> bye\n\n"
    first = f"collect ask: choice\n  | Which?\n  show numbers\n{options}  -> join\n\n"
    text = f"{head}{first}{questions}choose join\n  when visits(join) > 2 -> bye\n  else -> back\n\nend bye\n"
    edges = reached(text).edges["join"]

    assert (2 if count > QUESTIONS_MAX else count + 1) == len(edges)


def test_many_ways_to_one_node_give_nothing_up() -> None:
    """Types are given up in loops alone: behind twenty options it is still known what was chosen."""
    options = "".join(f'  * o{number} "Option {number}" -> s{number}\n' for number in range(20))
    sends = "".join(f"send s{number}\n  | Well, {{topic}}.\n  on failed -> bye\n  -> after\n\n" for number in range(20))
    text = f"flow shop\n\ncollect ask as topic: choice\n  | Which?\n  show numbers\n{options}"
    text += f"  on invalid, timeout, failed -> bye\n\n{sends}choose after\n"
    found = examine(f'{text}  when topic == "o77" -> bye\n  else -> bye\n\nend bye\n')

    assert ["T205"] == found.codes


def test_a_thousand_questions_that_go_back_are_checked_in_proportion() -> None:
    """As many edges as nodes, not the square of it."""
    walked = reached(asking(300, '* no "Back" -> back'))

    assert sum(len(edges) for edges in walked.edges.values()) < 300 * 10


def test_what_hangs_together_in_reverse_comes_to_rest() -> None:
    """Variables of a loop that each take the value of the one before settle in few rounds."""
    count = 60
    first = "".join(f"  x{number} = 0\n" for number in range(count))
    steps = "".join(
        f"set a{number}\n  x{count - 1 - number} = x{max(0, count - 2 - number)} + 1\n  -> a{number + 1}\n\n"
        for number in range(count)
    )
    question = f'collect a{count}: choice\n  | More?\n  * yes "Yes" -> a0\n  * no "No" -> bye\n'
    text = f"flow shop\n\nset s\n{first}  -> a0\n\n{steps}{question}  on invalid, timeout, failed -> bye\n\nend bye\n"
    flow = from_text(text, path="shop.flow", table=TABLE).value
    assert flow is not None

    assert () == check(flow, table=TABLE).diagnostics


def test_a_path_through_return_names_the_question() -> None:
    """Hours that pass in an interrupt come before the question that it returns to; the path shows both."""
    text = asking(2, '* no "No"').replace("\n\nanywhere on", '\n\nanywhere says "later" -> pause\nanywhere on', 1)
    found = examine(f"{text}\nwait pause\n  for 30h\n  on message -> bye\n  -> return\n")
    late = [each for each in found.diagnostics if each.code == "W101"]

    assert ["pause (done, 1d 6h) -> q0", "pause (done, 1d 6h) -> q1"] == [
        each.sentence.rsplit(": ", 1)[1] for each in late
    ]
