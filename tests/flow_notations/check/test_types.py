"""What is known of a name where a node begins, and what follows from that."""

from __future__ import annotations

from flow_notations.values import Type, text_of
from tests.flow_notations.check.reading import examine

TAIL = """
send bye_bye
  | Goodbye.
  on failed -> bye
  -> bye

end bye
"""
ASK = """flow shop

collect ask as size: choice
  | Which size?
  * small "Small"
  * large "Large"
  on invalid, timeout, failed -> bye_bye
  -> {target}
"""


def test_a_name_known_on_every_path_can_be_read() -> None:
    """After the answer, the variable stands for it in copy and conditions."""
    found = examine(
        ASK.format(target="say")
        + '\nsend say\n  | Size {size}.\n  on failed -> bye\n  when size == "small" -> bye\n  -> bye_bye\n'
        + TAIL
    )

    assert [] == found.codes
    assert found.flow is not None
    assert ("small", "large") == found.flow.entering["say"].names["size"].options


def test_a_name_known_on_some_paths_is_unset() -> None:
    """Where an unanswered question also leads, the variable needs `??`."""
    found = examine(ASK.format(target="bye_bye") + TAIL.replace("Goodbye.", "Goodbye, {size}."))

    assert ["N206"] == found.codes
    fixed = examine(ASK.format(target="bye_bye") + TAIL.replace("Goodbye.", 'Goodbye, {size ?? "friend"}.'))
    assert [] == fixed.codes
    assert fixed.flow is not None
    assert fixed.flow.entering["bye_bye"].names["size"].unset


def test_a_condition_in_copy_makes_a_name_known() -> None:
    """Lines under `if … is known` may show the value, and the lines under `else` may not."""
    copy = "\n  | Bye.\n  if size is known\n    | Your size: {size}.\n  else\n    | No size{0}."
    send = "\nsend bye_bye" + copy + "\n  on failed -> bye\n  -> bye\n\nend bye\n"
    assert [] == examine(ASK.format(target="bye_bye") + send.replace("{0}", "")).codes
    assert ["N206"] == examine(ASK.format(target="bye_bye") + send.replace("{0}", " {size}")).codes


def test_a_condition_on_an_exit_makes_a_name_known() -> None:
    """`when x is known -> node` hands on that x is known."""
    text = (
        ASK.format(target="branch").replace("failed -> bye_bye", "failed -> branch")
        + "\nchoose branch\n  when size is known -> say\n  else -> bye_bye\n"
        + "\nsend say\n  | Size {size}.\n  on failed -> bye\n  -> bye\n"
        + TAIL
    )
    assert [] == examine(text).codes


def test_an_interrupt_knows_nothing_for_sure() -> None:
    """An interrupt can come before any question: only the surroundings are known."""
    text = 'flow shop\n\nanywhere says "help" -> help\n' + ASK.format(target="help").removeprefix("flow shop\n")
    text += "\nsend help\n  | Size {size}?\n  on failed -> bye\n  -> bye_bye\n" + TAIL
    assert ["N206"] == examine(text).codes


def test_an_option_with_its_own_arrow_is_known_there() -> None:
    """Behind an option's own arrow its id is the only answer left; behind the plain arrow it is gone."""
    text = ASK.format(target="large").replace('"Small"', '"Small" -> little')
    text += (
        '\nsend little\n  | {size}\n  | is little.\n  on failed -> bye\n  when size == "large" -> bye_bye\n  -> bye\n'
    )
    text += (
        '\nsend large\n  | {size} is large.\n  on failed -> bye\n  when size == "small" -> bye_bye\n  -> bye\n' + TAIL
    )
    found = examine(text)

    assert ["T205", "T205"] == found.codes


def test_an_option_beside_another_kind_sets_nothing() -> None:
    """Who takes the way out of a question about a number has given no number."""
    text = 'flow shop\n\ncollect rate as stars: integer 1 to 5\n  | How was it?\n  * skip "Skip" -> thanks\n'
    text += "  on invalid, timeout, failed -> bye\n  -> thanks\n"
    text += "\nsend thanks\n  | {stars} of 5.\n  on failed -> bye\n  -> bye\n\nend bye\n"
    assert ["N206"] == examine(text).codes


def test_items_of_a_list_are_typed_in_options_and_copy() -> None:
    """Fields of an item are known in labels, in repeated lines, and of the answer."""
    text = """flow shop

http lookup as mine
  get orders "/42"
  gives cards list of (id text 8, name text 24)
  on failed -> bye
  -> which

collect which as card: choice
  | Which card?
  * each c in mine.cards by c.id "{c.nam}" describe "Card {c.name}"
  on none, invalid, timeout, failed -> bye
  -> say

send say
  | You have
  each c in mine.cards
    | {c.name}
  | and took {card.number}.
  on failed -> bye
  -> bye

end bye
"""
    found = examine(text)

    assert ["N203", "N203"] == found.codes
    assert "'name'" in found.text


def test_options_and_repeated_lines_need_a_list() -> None:
    """What is no list cannot be repeated over."""
    text = (
        ASK.format(target="say")
        + "\nsend say\n  | Sizes:\n  each s in size\n    | {s}\n  on failed -> bye\n  -> bye_bye\n"
    )
    assert ["T204"] == examine(text + TAIL).codes


def test_a_condition_of_an_exit_must_be_a_question() -> None:
    """A text is neither true nor false."""
    text = ASK.format(target="say") + "\nsend say\n  | Fine.\n  on failed -> bye\n  when size -> bye\n  -> bye_bye\n"
    assert ["T204"] == examine(text + TAIL).codes


def test_fields_of_the_contact_have_their_declared_type() -> None:
    """Assigning another type is complained of, in both records."""
    text = (
        'flow shop\n\nset all\n  contact.first_name = 3\n  interaction.csat = "five"\n  size = 4\n  double = size * 2\n'
    )
    found = examine(
        text + "  -> say\n\nsend say\n  | {size} {double}\n  | and more.\n  on failed -> bye\n  -> bye\n\nend bye\n"
    )

    assert ["T204", "T204"] == found.codes


def test_a_later_line_of_a_set_sees_the_earlier_ones() -> None:
    """The type of a name that was just assigned is known on the next line."""
    text = "flow shop\n\nset all\n  size = 4\n  double = size * 2\n  -> say\n"
    text += "\nsend say\n  | {double} times.\n  on failed -> bye\n  -> bye\n\nend bye\n"
    found = examine(text)

    assert [] == found.codes
    assert found.flow is not None
    assert "number" == found.flow.variables["double"].name


def test_a_counter_in_a_loop_comes_to_rest() -> None:
    """A number that grows with every round has no bound, a text no stated length; the check ends."""
    text = """flow shop
  takes count number = 0, words text 5 = "a"

set more
  count = count + 1
  words = words + "b"
  -> ask

collect ask: yes_no
  | {count} {words}. Once more?
  * yes "Yes" -> more
  * no  "No"  -> bye
  on invalid, timeout, failed -> bye

end bye
"""
    found = examine(text)

    assert [] == found.codes
    assert found.flow is not None
    assert (None, None) == (
        found.flow.entering["ask"].names["count"].high,
        found.flow.entering["ask"].names["words"].length,
    )


def test_what_a_called_flow_gives_is_typed() -> None:
    """A field of what came back is known on the end that gives it, and only there."""
    text = """flow shop

call who as person
  flow ask_name
  with level = "strong"
  on named    -> thanks
  on nameless -> bye

send thanks
  | Thank you, {person.name}. {person.age}
  on failed -> bye
  -> bye

end bye
"""
    assert ["N203"] == examine(text).codes
    assert ["T204"] == examine(text.replace(" {person.age}", "").replace('"strong"', "3")).codes


def test_defaults_of_what_is_taken_have_the_declared_type() -> None:
    """A default of another type is complained of; a default makes a nullable value known."""
    text = "flow shop\n  takes level text 10? = {default}\n\nsend say\n  | Level {level}.\n  on failed -> bye\n  -> bye\n\nend bye\n"
    assert [] == examine(text.replace("{default}", '"high"')).codes
    assert ["T204"] == examine(text.replace("{default}", "3")).codes


def test_the_answer_is_seen_by_its_own_judgement() -> None:
    """`clean` and `check` read the variable of their own question; the question's copy cannot."""
    text = ASK.replace("collect ask as size: choice", "collect ask as size: text").format(target="bye_bye")
    text = text.replace(
        '  * small "Small"\n  * large "Large"\n',
        "  clean trim(size)\n  check length(size) > 2\n    | Longer than {size}, please.\n",
    )
    assert [] == examine(text + TAIL).codes
    assert ["N201"] == examine(text.replace("Which size?", "Which {size}?") + TAIL).codes


def test_unreachable_nodes_are_checked_for_their_own_slips() -> None:
    """A node that nothing leads to gets one complaint for that, and others only for what is wrong in itself."""
    text = (
        ASK.format(target="bye_bye")
        + "\nsend lost\n  | {size} {sise}\n  | and more.\n  on failed -> bye\n  -> bye\n"
        + TAIL
    )
    assert ["P101", "N201"] == examine(text).codes


def test_types_of_variables_are_handed_on() -> None:
    """The widest type of every variable stands in the checked flow."""
    text = 'flow shop\n\nset one\n  word = "abc"\n  -> say\n\nsend say\n  | {word}\n  | and more.\n  on failed -> bye\n  -> bye\n\nend bye\n'
    found = examine(text)

    assert found.flow is not None
    assert {"word": text_of(3)} == dict(found.flow.variables)
    assert isinstance(found.flow.variables["word"], Type)
