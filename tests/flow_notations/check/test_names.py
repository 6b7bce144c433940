"""Names that a flow borrows, and names that it gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flow_notations.check import check
from flow_notations.notation import Fragment, Presence
from flow_notations.syntax import from_text
from tests.flow_notations.check.reading import callee, centre, examine
from tests.flow_notations.check.rows import CALL, TABLE

if TYPE_CHECKING:
    from flow_notations import ast

BORROWS = """flow shop

http lookup as found
  get nothing "/42"
  gives status text 20
  on failed -> bye
  -> news

send news
  template nowhere with name = "Ana"
  on failed -> bye
  -> keep

set keep
  contact.colour = found.status
  -> to_agent

handoff to_agent
  queue nobody
  note
    | {contact.colour}
  on released, ended, no_agent -> bye

end bye
"""


def test_everything_borrowed_is_looked_up() -> None:
    """Service, template, field and queue: each is complained of where it stands."""
    assert ["N105", "N106", "N109", "N104", "N203"] == examine(BORROWS).codes


def test_without_a_centre_file_nothing_borrowed_is_known() -> None:
    """A centre that was not read can neither confirm a name nor deny it."""
    flow = from_text(BORROWS, path="shop.flow", table=TABLE).value
    assert flow is not None
    checked = check(flow, table=TABLE)

    assert [] == [diagnostic for diagnostic in checked.diagnostics if diagnostic.code[0] == "N"]


def test_a_variable_cannot_hide_a_word_of_the_language() -> None:
    """Neither by `as` nor by an assignment; `language` may be set, for that is its use."""
    text = 'flow shop\n\nset all\n  {} = "en"\n  -> bye\n\nend bye\n'
    assert ["N103"] == examine(text.format("first")).codes
    assert [] == examine(text.format("language")).codes


def test_a_scheduled_flow_may_be_the_flow_itself() -> None:
    """To begin again later is no recursion; to call oneself is."""
    later = replace(CALL, word="schedule", type="schedule_flow")
    text = "flow shop\n\n{} again\n  flow shop\n  with level = 3\n  -> bye\n\nend bye\n"
    table = {**TABLE, "schedule": later}
    for word, codes in (("schedule", ["N111"]), ("call", ["N111", "N113"])):
        flow = from_text(text.format(word), path="shop.flow", table=table).value
        assert flow is not None
        checked = check(flow, table=table, centre=centre(), flows={"shop": flow})
        assert sorted(codes) == sorted(
            {diagnostic.code for diagnostic in checked.diagnostics if diagnostic.code[0] == "N"}
        )


def test_recursion_needs_no_help_from_the_caller() -> None:
    """A flow that is not among the others is still known by its own name."""
    flow = from_text("flow shop\n\ncall again\n  flow shop\n  -> bye\n\nend bye\n", path="shop.flow", table=TABLE).value
    assert flow is not None
    assert ["N113"] == [diagnostic.code for diagnostic in check(flow, table=TABLE).diagnostics]


def test_a_setting_called_flow_elsewhere_is_no_call() -> None:
    """Only where the notation has such a setting does it name a flow."""
    flow = from_text("flow shop\n\ncall who\n  flow nobody\n  -> bye\n\nend bye\n", path="shop.flow", table=TABLE).value
    assert flow is not None
    table = {**TABLE, "call": replace(CALL, type="other", fragment=Fragment(plain=Presence.OPTIONAL))}
    assert [] == [diagnostic.code for diagnostic in check(flow, table=table).diagnostics if diagnostic.code == "N110"]


def test_ends_of_a_called_flow_are_outcomes() -> None:
    """An end without an exit is an outcome without an exit; a plain arrow covers those not named."""
    text = 'flow shop\n\ncall who\n  flow ask_name\n  with level = "a"\n{}\nend bye\n'
    assert ["P105"] == examine(text.format("  on named -> bye\n")).codes
    assert [] == examine(text.format("  on named -> bye\n  -> bye\n")).codes
    assert ["P106"] == examine(text.format("  on named, lost -> bye\n  -> bye\n")).codes


def test_a_checked_flow_tells_its_ends() -> None:
    """What each end gives stands ready for callers."""
    checked = check(callee(), table=TABLE)

    assert checked.flow is not None
    assert {"named": ["name"], "nameless": []} == {end: list(gives) for end, gives in checked.flow.ends.items()}


@pytest.mark.parametrize("words", ['"help"', '"HELP "', '"hélp"'])
def test_interrupts_are_compared_as_the_machine_hears_them(words: str) -> None:
    """Case, accents and spaces make no difference between two interrupts."""
    text = f'flow shop\n\nanywhere says "help" -> one\nanywhere says {words} -> two\n\n'
    text += (
        "send one\n  | 1\n  on failed -> bye\n  -> bye\n\nsend two\n  | 2\n  on failed -> bye\n  -> bye\n\nend bye\n"
    )
    assert ["N122"] == examine(text).codes


def test_the_same_interrupt_twice_to_one_place_is_harmless() -> None:
    """It says the same thing twice."""
    text = 'flow shop\n\nanywhere says "help" -> one\nanywhere says "help" -> one\n\n'
    assert [] == examine(text + "send one\n  | 1\n  on failed -> bye\n  -> bye\n\nend bye\n").codes


def test_opting_out_may_have_words_of_its_own() -> None:
    """A flow that sets `contact.opted_out` knows what the word means."""
    text = 'flow shop\n\nanywhere says "stop" -> out\n\nset out\n  contact.opted_out = true\n  -> bye\n\nend bye\n'
    assert {"N124"}.isdisjoint(examine(text).codes)


def test_the_language_of_the_header_decides_what_opts_out() -> None:
    """ "baja" opts out in Spanish alone."""
    text = 'flow shop\n  language {}\n\nanywhere says "baja" -> one\n\nsend one\n  | 1\n  on failed -> bye\n  -> bye\n\nend bye\n'
    assert ["N124"] == examine(text.format("es")).codes
    assert [] == examine(text.format("en")).codes


def test_an_option_and_an_interrupt_to_one_place_agree() -> None:
    """Typed or tapped, the customer comes to the same node."""
    text = 'flow shop\n\nanywhere says "agent" -> one\n\ncollect ask: choice\n  | Which?\n  * a "Agent" -> one\n  * b "B" also "agent"\n'
    text += (
        "  on invalid, timeout, failed -> bye\n  -> bye\n\nsend one\n  | 1\n  on failed -> bye\n  -> bye\n\nend bye\n"
    )
    assert ["N121", "N123"] == sorted(examine(text).codes)


def test_words_with_holes_are_known_only_later() -> None:
    """They are compared when the flow runs."""
    text = 'flow shop\n  takes word text 5 = "a"\n\nanywhere says "{word}" -> one\nanywhere says "{word}" -> two\n\n'
    text += (
        "send one\n  | 1\n  on failed -> bye\n  -> bye\n\nsend two\n  | 2\n  on failed -> bye\n  -> bye\n\nend bye\n"
    )
    assert {"N122"}.isdisjoint(examine(text).codes)


def test_a_notation_adds_its_own_complaints() -> None:
    """What a notation examines stands among the rest, as error or warning."""

    def grumble(node: ast.Node, complain: object) -> None:
        complain("F299", node.name.span, "a grumble", "smile")  # type: ignore[operator]
        complain("F298", node.name.span, "a sigh", warning=True)  # type: ignore[operator]

    flow = from_text("flow shop\n\nend bye\n", path="shop.flow", table=TABLE).value
    assert flow is not None
    checked = check(flow, table={**TABLE, "end": replace(TABLE["end"], examine=grumble)})

    assert [("F298", "warning"), ("F299", "error")] == [(each.code, each.severity) for each in checked.diagnostics]
    assert checked.flow is None


def test_an_arrow_that_cannot_be_names_what_can() -> None:
    """A notation whose exits all have names says which."""
    text = "flow shop\n\nhandoff to_agent\n  queue cards\n  note\n    | Help.\n  on released, ended, no_agent -> bye\n  -> bye\n\nend bye\n"
    found = examine(text)

    assert "F220" in found.codes
    assert "`on released -> …`" in found.text


def test_a_private_answer_may_be_used_but_not_shown() -> None:
    """Sending it to a service or noting it for an agent is what it was asked for."""
    text = "flow shop\n\ncollect ask as pin: text\n  | Your PIN, please.\n  private\n  on invalid, timeout, failed -> bye\n  -> to_agent\n\n"
    text += (
        "handoff to_agent\n  queue cards\n  note\n    | PIN {pin}.\n  on released, ended, no_agent -> bye\n\nend bye\n"
    )
    assert [] == examine(text).codes


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ('  * none "None" = 0\n', []),
        ('  * none "None" = "zero"\n', ["T204"]),
        ('  * none "None"\n', ["F224"]),
    ],
)
def test_an_option_beside_a_number_has_a_number(options: str, codes: list[str]) -> None:
    """Its value is of the kind that is asked for."""
    text = f"flow shop\n\ncollect ask as count: integer 0 to 9\n  | How many?\n{options}  on invalid, timeout, failed -> bye\n  -> say\n\n"
    assert codes == examine(text + "send say\n  | {count}, then.\n  on failed -> bye\n  -> bye\n\nend bye\n").codes


def test_an_option_beside_options_from_data_needs_a_way_out() -> None:
    """An id among items would be a text among records."""
    text = 'flow shop\n  takes cards list of (id text 8)\n\ncollect ask as card: choice\n  | Which?\n  * each c in cards by c.id "{c.id}"\n'
    text += (
        '  * other "Another"\n  on none, invalid, timeout, failed -> bye\n  -> say\n\nsend say\n  | {card.id}, then.\n'
    )
    assert ["F224"] == examine(text + "  on failed -> bye\n  -> bye\n\nend bye\n").codes
