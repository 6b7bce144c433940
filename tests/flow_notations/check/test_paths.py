"""Where arrows lead: defaults, missing exits, loops, ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flow_notations.check import BACK, RETURN, check
from flow_notations.syntax import from_text
from tests.flow_notations.check.reading import examine
from tests.flow_notations.check.rows import TABLE

ASK = """flow shop

{anywhere}
collect ask as name: text
  | What is your name?
{exits}
  -> thanks

send thanks
  | Thank you, {{name}}.
{thanks}
  -> bye

end bye
"""


def flow(
    anywhere: str = "", exits: str = "  on invalid, timeout, failed -> bye", thanks: str = "  on failed -> bye"
) -> str:
    return ASK.format(anywhere=anywhere, exits=exits, thanks=thanks)


def test_routes_are_settled_for_the_binder() -> None:
    """Every outcome with an exit stands in the routes; one that the node deals with by itself does not."""
    found = examine(flow())

    assert found.flow is not None
    assert {
        "answered": ((None, "thanks"),),
        "invalid": ((None, "bye"),),
        "timeout": ((None, "bye"),),
        "failed": ((None, "bye"),),
        "window_closed": ((None, "bye"),),
    } == dict(found.flow.routes["ask"])
    assert {} == dict(found.flow.routes["bye"])


def test_a_default_fills_in_and_the_own_line_wins() -> None:
    """`anywhere on` gives an exit to every node that has the outcome and says nothing of it."""
    found = examine(
        flow("anywhere on invalid, timeout, failed -> bye", "  on timeout -> thanks_not", "").replace(
            "end bye", "send thanks_not\n  | Goodbye.\n  -> bye\n\nend bye"
        )
    )

    assert found.flow is not None, found.text
    assert ((None, "thanks_not"),) == found.flow.routes["ask"]["timeout"]
    assert ((None, "bye"),) == found.flow.routes["ask"]["invalid"]
    assert ((None, "bye"),) == found.flow.routes["thanks"]["failed"]


def test_a_default_never_leads_a_node_to_itself() -> None:
    """The node that catches a failure needs an exit of its own for it."""
    text = flow("anywhere on invalid, timeout, failed -> thanks", "", "").replace("{name}", '{name ?? "you"}')
    assert ["P105"] == examine(text).codes
    assert "'failed'" in examine(text).text


def test_a_default_for_what_no_node_can_have_is_harmless() -> None:
    """Flows share their first lines; an outcome that exists elsewhere is fine."""
    assert [] == examine(flow("anywhere on no_agent -> bye")).codes


def test_header_settings_are_defaults() -> None:
    """The header's timeout is the question's; a send has none."""
    found = examine(flow().replace("flow shop\n", "flow shop\n  timeout 5m\n"))

    assert found.flow is not None
    nodes = found.flow.flow.nodes
    setting = found.flow.setting(nodes["ask"], "timeout")
    assert setting is not None
    assert (setting,) == found.flow.settings(nodes["ask"], "timeout")
    assert found.flow.setting(nodes["thanks"], "timeout") is None
    assert () == found.flow.settings(nodes["thanks"], "timeout")


@pytest.mark.parametrize(
    ("options", "plain", "codes"),
    [
        ('  * a "A" -> bye\n  * b "B" -> bye\n', "", []),
        ('  * a "A" -> bye\n  * b "B"\n', "", ["P104"]),
        ('  * a "A" -> bye\n  * b "B" -> bye\n', "  -> bye\n", ["P109"]),
        ('  * a "A" -> bye\n  * b "B"\n', "  -> bye\n", []),
    ],
)
def test_options_with_arrows_need_no_plain_one(options: str, plain: str, codes: list[str]) -> None:
    """When every option has an arrow a plain one is never taken; when one has none it is needed."""
    text = f"flow shop\n\ncollect ask: choice\n  | Which?\n{options}  on invalid, timeout, failed -> bye\n{plain}\nend bye\n"
    assert codes == [code for code in examine(text).codes if code != "P112"]


def test_yes_and_no_with_arrows_need_no_plain_one() -> None:
    """The two answers are all there are."""
    text = 'flow shop\n\ncollect ask: yes_no\n  | Sure?\n  * yes "Yes" -> bye\n  * no "No" -> ask\n'
    assert [] == examine(text + "  on invalid, timeout, failed -> bye\n\nend bye\n").codes


def test_the_last_node_leads_nowhere() -> None:
    """Where nothing is written after it, no node can be suggested."""
    assert "write `-> …`" in examine("flow shop\n\nend bye\n\nsend last\n  | Hello.\n  on failed -> bye\n").text


def test_a_name_that_is_nearly_right_strands_nothing() -> None:
    """One slip makes one complaint; a name far off any other silences what would follow from it."""
    assert ["N101"] == examine(flow().replace("-> thanks\n", "-> thank\n")).codes
    assert ["N101"] == examine(flow().replace("-> thanks\n", "-> completely_else\n")).codes


def test_a_knot_of_unreachable_nodes_is_told_once() -> None:
    """Nodes that lead only to each other are one complaint."""
    text = flow() + "\nsend one\n  | 1\n  on failed -> two\n  -> two\n\nsend two\n  | 2\n  on failed -> bye\n  -> one\n"
    assert ["P101", "P103"] == examine(text).codes


def test_back_leads_to_the_questions_before() -> None:
    """`back` is an arrow to what was asked, so it is a way on and no loop without a customer."""
    text = flow(thanks="  on failed -> back").replace("Thank you", "Thanks")
    found = examine(text)

    assert [] == found.codes
    assert found.flow is not None
    assert ((None, BACK),) == found.flow.routes["thanks"]["failed"]


def test_return_leads_to_the_question_broken_into() -> None:
    """After an interrupt the flow may go on where it was."""
    text = flow('anywhere says "help" -> help') + "\nsend help\n  | Write your name.\n  on failed -> bye\n  -> return\n"
    found = examine(text)

    assert [] == found.codes
    assert found.flow is not None
    assert ((None, RETURN),) == found.flow.routes["help"]["sent"]


LOOP = """flow shop

http lookup as found
  get orders "/42"
  gives status text 20
  on failed -> {failed}
  -> say

send say
  | It is {{found.status}}.
  on failed -> bye
  -> bye

{more}

end bye
"""


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ("send again\n  | Once more.\n  on failed -> bye\n  -> lookup", ["P103"]),
        ("send again\n  | Once more.\n  on failed -> bye\n  when visits(again) > 2 -> bye\n  -> lookup", []),
        ("send again\n  | Once more.\n  on failed -> bye\n  when visits(again) > 2 -> lookup\n  -> lookup", ["P103"]),
        ("collect again\n  | More?\n  on invalid, timeout, failed -> bye\n  -> lookup", []),
        ("wait again\n  for 1m\n  -> lookup", ["P103"]),
        (
            "handoff again\n  queue cards\n  note\n    | Help.\n  timeout 1m\n  on released, ended -> bye\n  on no_agent -> lookup",
            [],
        ),
    ],
)
def test_a_loop_needs_the_customer_people_or_a_count(more: str, codes: list[str]) -> None:
    """A wait alone does not make a loop bearable: the same would be said for ever."""
    more = more.replace("collect again\n", "collect again: any\n")
    assert codes == examine(LOOP.format(failed="again", more=more)).codes


def test_a_node_that_leads_to_itself_is_a_loop() -> None:
    """The shortest loop is found as well."""
    found = examine(LOOP.format(failed="lookup", more=""))

    assert ["P103"] == found.codes
    assert "lookup -> lookup" in found.text


def test_a_choice_from_data_that_is_empty_is_a_loop() -> None:
    """A question that is left without having been asked is no wait."""
    text = """flow shop

http lookup as mine
  get orders "/42"
  gives cards list of (id text 8, name text 20)
  on failed -> bye
  -> which

collect which as card: choice
  | Which card?
  * each c in mine.cards by c.id "{c.name}"
  on none -> lookup
  on invalid, timeout, failed -> bye
  when card.name == "Visa" -> lookup
  -> bye

end bye
"""
    assert ["P103"] == examine(text).codes


def test_a_conditional_exit_alone_falls_through() -> None:
    """When no `when` holds, the node still has to lead somewhere."""
    text = flow(thanks='  on failed -> bye\n  when name == "Ana" -> bye').replace("  -> bye\n\nend", "\nend")
    assert ["P104"] == examine(text).codes


def test_a_condition_that_always_holds_ends_the_exits() -> None:
    """What comes after it is never taken."""
    found = examine(flow(thanks="  on failed -> bye\n  when 1 < 2 -> bye"))
    assert ["P110", "P109"] == found.codes


def test_an_unknown_notation_is_left_to_its_reader() -> None:
    """A node that could not be read is passed over, and the flow is not given back."""
    read = from_text(flow(), path="shop.flow", table=TABLE)
    assert read.value is not None
    checked = check(read.value, table={word: row for word, row in TABLE.items() if word != "collect"})

    assert checked.flow is None
    assert [] == [diagnostic for diagnostic in checked.diagnostics if diagnostic.code == "P101"]


def test_a_start_that_could_not_be_read_crashes_nothing() -> None:
    """Nor does a flow whose notations are all unknown."""
    read = from_text(flow(), path="shop.flow", table=TABLE)
    assert read.value is not None
    assert check(read.value, table={}).flow is None
    assert check(replace(read.value, sentences=()), table=TABLE).flow is None


def test_outcomes_named_like_the_main_one() -> None:
    """The main outcome may be named like any other."""
    found = examine(flow(thanks="  on failed, sent -> bye").replace("  -> bye\n\nend", "\nend"))

    assert [] == found.codes
    assert found.flow is not None
    assert ((None, "bye"),) == found.flow.routes["thanks"]["sent"]
