"""Every limit of the channel: one below, at it, one above; and what counts towards it."""

from __future__ import annotations

import pytest

from flow_notations.profile import WHATSAPP
from tests.flow_notations.check.reading import examine

SEND = "flow shop\n\nsend say\n{body}\n  on failed -> bye\n  -> bye\n\nend bye\n"
ASK = (
    "flow shop\n\ncollect ask as size: choice\n{copy}\n{options}\n  show {show}\n"
    "  on invalid, timeout, failed, none -> bye\n  -> say\n\n"
    "send say\n  | Size {{size ?? 1}}\n  on failed -> bye\n  -> bye\n\nend bye\n"
)


def codes_of(body: str) -> list[str]:
    return examine(SEND.format(body=body)).codes


def ask(copy: str = "  | Which size?", options: str = '  * a "A"\n  * b "B"', show: str = "numbers") -> list[str]:
    text = ASK.format(copy=copy, options=options, show=show).replace("size ?? 1", "size")
    return [code for code in examine(text).codes if code not in ("P113", "N121")]


def sides(limit: int) -> list[tuple[int, bool]]:
    return [(limit - 1, False), (limit, False), (limit + 1, True)]


@pytest.mark.parametrize(("length", "over"), sides(WHATSAPP.text_units_max))
def test_a_message(length: int, over: bool) -> None:
    """The whole text of a message."""
    assert ["B101"] * over == codes_of("  | " + "x" * length)


def test_several_lines_count_their_line_breaks() -> None:
    """Two lines are joined by one character; a joined line by none."""
    half = "x" * (WHATSAPP.text_units_max // 2)
    assert ["B101"] == codes_of(f"  | {half}\n  | {half}")
    assert [] == codes_of(f"  | {half}\\\n  | {half}")
    assert [] == codes_of(f"  | {half[1:]}\n  | {half}")


@pytest.mark.parametrize(("count", "over"), [(2047, False), (2048, False), (2049, True)])
def test_an_emoji_counts_as_the_channel_counts_it(count: int, over: bool) -> None:
    """Most emoji are two UTF-16 units."""
    assert ["B101"] * over == codes_of("  | " + "👋" * count)


@pytest.mark.parametrize(("length", "over"), sides(WHATSAPP.caption_units_max))
def test_a_caption(length: int, over: bool) -> None:
    """Copy beside a medium is its caption."""
    assert ["B101"] * over == codes_of('  image "https://example.com/a.png"\n  | ' + "x" * length)


@pytest.mark.parametrize(("length", "over"), sides(WHATSAPP.menu_text_units_max))
def test_the_text_beside_options(length: int, over: bool) -> None:
    """Copy beside buttons, and the words of a re-ask, which come with the same buttons."""
    assert ["B101"] * over == ask("  | " + "x" * length)
    assert ["B101"] * over == ask("  | Which?\n  retry 1\n    | " + "x" * length)


@pytest.mark.parametrize(
    ("key", "limit"), [("header", WHATSAPP.header_units_max), ("footer", WHATSAPP.footer_units_max)]
)
def test_header_and_footer(key: str, limit: int) -> None:
    """The lines above and under a text with a link."""
    link = '  link "Open" "https://example.com"'
    for length, over in sides(limit):
        assert ["B101"] * over == codes_of(f'  | Hello.\n{link}\n  {key} "{"x" * length}"')


@pytest.mark.parametrize(("length", "over"), sides(WHATSAPP.link_label_units_max))
def test_the_label_of_a_link(length: int, over: bool) -> None:
    """The button that opens a page."""
    assert ["B101"] * over == codes_of(f'  | Hello.\n  link "{"x" * length}" "https://example.com"')


@pytest.mark.parametrize(
    ("show", "limit"), [("buttons", WHATSAPP.button_label_units_max), ("list", WHATSAPP.row_label_units_max)]
)
def test_labels_of_options(show: str, limit: int) -> None:
    """A way to show options that the author chose must carry their labels; left open, another is taken."""
    for length, over in sides(limit):
        options = f'  * a "{"x" * length}"\n  * b "B"'
        assert ["B101"] * over == ask(options=options, show=show)
        assert [] == ask(options=options)


def test_the_parts_of_a_list() -> None:
    """Its button, descriptions, section titles."""
    for length, over in sides(WHATSAPP.list_button_units_max):
        assert ["B101"] * over == ask(show=f'list "{"x" * length}"')
    for length, over in sides(WHATSAPP.row_description_units_max):
        assert ["B101"] * over == ask(options=f'  * a "A" describe "{"x" * length}"\n  * b "B"', show="list")


@pytest.mark.parametrize(("length", "over"), sides(WHATSAPP.option_id_units_max))
def test_the_id_of_an_option(length: int, over: bool) -> None:
    """It travels with the button."""
    assert ["B101"] * over == ask(options=f'  * {"x" * length} "A"\n  * b "B"')


@pytest.mark.parametrize(("show", "limit"), [("buttons", WHATSAPP.buttons_max), ("list", WHATSAPP.rows_max)])
def test_the_number_of_options(show: str, limit: int) -> None:
    """More options than fit the way the author chose."""
    for count, over in sides(limit):
        options = "\n".join(f'  * o{number} "Size {"x" * number}"' for number in range(count))
        assert ["B102"] * over == ask(options=options, show=show)


def test_a_hint_names_a_way_that_fits() -> None:
    """Eleven buttons do not fit a list either."""
    options = "\n".join(f'  * o{number} "Size {"x" * number}"' for number in range(11))
    text = ASK.format(copy="  | Which?", options=options, show="buttons").replace("size ?? 1", "size")
    assert "show numbers" in examine(text).text


def test_the_longest_value_counts() -> None:
    """A text of unknown length counts as 256, one of known length as that; the value that takes most is named."""
    head = 'flow shop\n  takes short text 10 = "a", long text = "b"\n\nsend say\n  | '
    tail = "\n  on failed -> bye\n  -> bye\n\nend bye\n"
    fits = "x" * (WHATSAPP.text_units_max - 10 - 256)

    assert [] == examine(head + fits + "{short}{long}" + tail).codes
    found = examine(head + fits + "x{short}{long}" + tail)
    assert ["B101"] == found.codes
    assert "the most room is for {long} on line 5 (256), {short} on line 5 (10)\n" in found.text


LENGTHS = [
    ("{code}", 256), ("{first(code, 8)}", 8), ("{upper(last(trim(code), 8))}", 8), ("{first(code, 300)}", 256),
    ("{first(short, 20)}", 10), ("{first(code, 0 - 1)}", 256), ('{replace(first(code, 8), "-", "")}', 8),
    ('{first(join(things, ", "), 80)}', 80), ("{text(first(things, 2))}", 256), ("{text(first(code, 5))}", 5),
]  # fmt: skip


@pytest.mark.parametrize(("value", "length"), LENGTHS)
def test_a_value_that_is_cut_short_counts_as_that(value: str, length: int) -> None:
    """The first or last so many signs of a text are no more than that."""
    head = 'flow shop\n  takes short text 10 = "a", code text = "b", things list of text 10\n\nsend say\n  | '
    tail = "\n  on failed -> bye\n  -> bye\n\nend bye\n"
    rest = "x" * (WHATSAPP.text_units_max - length)

    assert [] == examine(head + rest + value + tail).codes
    assert ["B101"] == examine(head + rest + "x" + value + tail).codes


ROUNDS = [
    ("things", 10), ("first(things, 3)", 3), ("first(things, 12)", 12), ("sort(last(things, 2))", 2), ('["ab", "cd"]', 2),
    ("filter(first(things, 4), one, one != short)", 4), ('map(first(things, 4), one, one + "!")', 4),
]  # fmt: skip


@pytest.mark.parametrize(("items", "rounds"), ROUNDS)
def test_a_line_repeated_for_a_part_of_a_list_counts_as_that_part(items: str, rounds: int) -> None:
    """``first(list, 3)`` is three rounds; a list that says nothing is ten."""
    head = 'flow shop\n  takes short text 10 = "a", things list of text 10\n\nsend say\n  | Hello\n'
    tail = "\n  on failed -> bye\n  -> bye\n\nend bye\n"
    line = "x" * ((WHATSAPP.text_units_max - len("Hello")) // rounds - 1)

    assert [] == examine(f"{head}  each t in {items}\n    | {line}{tail}").codes
    found = examine(f"{head}  each t in {items}\n    | {line[1:]}{{first(t, 2)}}{tail}")
    assert ["B101"] == found.codes
    assert f"{{first(t, 2)}} on line 7 ({2 * rounds}); a list counts as ten items" in found.text


def test_a_text_that_fits_a_pattern_is_no_longer_than_the_pattern() -> None:
    """Where a condition has said so."""
    head = 'flow shop\n  takes code text = "b"\n\nsend say\n  | Hello\n'
    tail = "\n  on failed -> bye\n  -> bye\n\nend bye\n"
    rest = "x" * (WHATSAPP.text_units_max - len("Hello") - 1 - 8)
    lines = '  if code matches "^NT-[0-9]{5}$"\n    | '

    assert [] == examine(head + lines + rest + "{code}" + tail).codes
    assert ["B101"] == examine(head + lines + rest + "x{code}" + tail).codes
    assert ["B101"] == examine(head + lines.replace("$", "") + rest + "{code}" + tail).codes


def test_of_two_branches_the_longer_counts_and_a_repetition_ten_times() -> None:
    """Copy is as long as its longest course."""
    head = 'flow shop\n  takes kind text 10 = "a", things list of text 10\n\nsend say\n  | Hello\n'
    tail = "\n  on failed -> bye\n  -> bye\n\nend bye\n"
    branch = '  if kind == "b"\n    | {0}\n  else\n    | {1}'
    long, short = "x" * (WHATSAPP.text_units_max - 6), "x"

    assert [] == examine(head + branch.format(long, short) + tail).codes
    assert ["B101"] == examine(head + branch.format(short, long + "x") + tail).codes
    assert [] == examine(head + "  each t in things\n    | {t}" + "x" * 390 + tail).codes
    assert ["B101"] == examine(head + "  each t in things\n    | {t}" + "x" * 399 + tail).codes


@pytest.mark.parametrize(
    ("copy", "empty"),
    [
        ("  | {name}", True),
        ("  | {name}!", False),
        ("  | {length(things)}", False),
        ("  | {format(length(things))}", False),
        ("  | {first(name, 3)}", True),
        ("  | {name is known}", False),
        ("  | {weekday(today())}", False),
        ("  |  ", True),
        ('  if name == "a"\n    | A', True),
        ('  if name == "a"\n    | A\n  else\n    | B', False),
        ('  if name == "a"\n    | A\n  else\n    | {name}', True),
        ("  each thing in things\n    | A", True),
        ("  | A\n  each thing in things\n    | A", False),
    ],
)
def test_a_message_must_hold_something_for_sure(copy: str, empty: bool) -> None:
    """Values alone, conditions alone and lists alone can all come out empty."""
    head = 'flow shop\n  takes name text 10 = "a", things list of text 10\n\nsend say\n'
    found = examine(f"{head}{copy}\n  on failed -> bye\n  -> bye\n\nend bye\n")
    assert ["B103"] * empty == [code for code in found.codes if code[0] == "B"]


def test_the_words_of_a_re_ask_must_hold_something() -> None:
    """So must what is said again."""
    assert ["B103"] == ask("  | Which?\n  retry 1\n    |  ")


def test_a_caption_may_be_empty() -> None:
    """A picture says enough."""
    head = 'flow shop\n  takes name text 10 = "a"\n\nsend say\n  image "https://example.com/a.png"\n  | {name}\n'
    assert [] == examine(f"{head}  on failed -> bye\n  -> bye\n\nend bye\n").codes


@pytest.mark.parametrize(("count", "over"), sides(WHATSAPP.sends_between_answers_max))
def test_messages_without_an_answer_between(count: int, over: bool) -> None:
    """So many sends in a row; a question's answer starts the count again."""
    nodes = [say(f"n{number}", f"n{number + 1}") for number in range(count)]
    assert ["B104"] * over == examine(f"flow shop\n\n{''.join(nodes)}end n{count}\n\nend bye\n").codes


def test_an_answer_starts_the_count_again() -> None:
    """Four messages, a question that is answered, and four more."""
    before = [say(f"a{number}", f"a{number + 1}") for number in range(4)]
    question = "collect a4: any\n  | More?\n  on invalid, timeout, failed -> bye\n  -> b0\n\n"
    after = [say(f"b{number}", f"b{number + 1}") for number in range(4)]
    assert [] == examine(f"flow shop\n\n{''.join([*before, question, *after])}end b4\n\nend bye\n").codes


def say(name: str, target: str) -> str:
    return f"send {name}\n  | Hello.\n  on failed -> bye\n  -> {target}\n\n"


LABELS = [
    (20, "", False),
    (24, "", False),
    (25, "", True),
    (25, "  show numbers\n", False),
    (20, "image", False),
    (21, "image", True),
]


@pytest.mark.parametrize(("length", "setting", "said"), LABELS)
def test_a_label_that_turns_options_into_numbered_text_is_named(length: int, setting: str, said: bool) -> None:
    """A list carries 24 characters; beside a picture there are buttons alone, which carry 20."""
    more = '  image "https://example.com/a.png"\n' if setting == "image" else setting
    options = f'  * a "{"x" * length}" -> bye\n  * b "B" -> bye\n'
    found = examine(
        f"flow shop\n\ncollect ask: choice\n  | Which?\n{more}{options}  on invalid, timeout, failed -> bye\n\nend bye\n"
    )

    assert ["B105"] * said == [code for code in found.codes if code[0] == "B"]
    assert (f"label of option 'a' has {length} characters" in found.text) == said


@pytest.mark.parametrize(("count", "said"), [(10, True), (11, False)])
def test_more_options_than_a_list_holds_are_numbers_anyway(count: int, said: bool) -> None:
    """No label is to blame."""
    options = "".join(f'  * o{number} "{number} {"x" * 30}" -> bye\n' for number in range(count))
    text = f"flow shop\n\ncollect ask: choice\n  | Which?\n{options}  on invalid, timeout, failed -> bye\n\nend bye\n"

    assert said == ("B105" in examine(text).codes)
