"""Options: label, alias, position, politeness, words contained."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flow_notations.answers import Ambiguous, NotUnderstood, OptionIndex, OptionWords, Understood, clashes, fold

MENU = (
    OptionWords("track", "📦 Track my order", ("order", "parcel")),
    OptionWords("refund", "Get a refund", ("money back",), ("stolen", "card")),
    OptionWords("talk", "Talk to a person", (), ("human", "credit card")),
)

MEANT = [
    ("📦 Track my order", "track", "label '📦 Track my order'", True),
    ("track my order", "track", "label '📦 Track my order'", True),
    ("TRACK  my order!", "track", "label '📦 Track my order'", True),
    ("parcel", "track", "alias 'parcel'", True),
    ("Money back.", "refund", "alias 'money back'", True),
    ("money back please", "refund", "alias 'money back'", False),
    ("2", "refund", "position 2", False),
    ("2)", "refund", "position 2", False),
    ("#2", "refund", "position 2", False),
    ("2️⃣", "refund", "position 2", False),
    ("２", "refund", "position 2", False),
    ("two", "refund", "position 2", False),
    ("the second", "refund", "position 2", False),
    ("The second one, please", "refund", "position 2", False),
    ("option 2", "refund", "position 2", False),
    ("number two", "refund", "position 2", False),
    ("last", "talk", "position 3, the last", False),
    ("it was stolen!", "refund", "hears 'stolen'", False),
    ("my credit card", "talk", "hears 'credit card'", False),
    ("get a refund 🙏", "refund", "label 'Get a refund'", False),
]


@pytest.mark.parametrize(("text", "option", "how", "exact"), MEANT)
def test_words_that_mean_an_option(text: str, option: str, how: str, exact: bool) -> None:
    """A label, an alias, a place or a contained word chooses, and says which it was."""
    answer = OptionIndex(MENU).understand(text)

    assert answer == Understood(option, how, exact)


@pytest.mark.parametrize(
    "text", ["", "   ", "banana", "4", "0", "-1", "refund_id", "talk", "discard", "the fourth", "!", "order 2 things"]
)
def test_words_that_mean_none(text: str) -> None:
    """Ids, places beyond the list and parts of words mean nothing."""
    assert OptionIndex(MENU).understand(text) == NotUnderstood("none of the options")


@pytest.mark.parametrize("text", ["card and credit card", "a human with a card", "stolen, get me a human"])
def test_two_contained_words_ask_again(text: str) -> None:
    """Words of two options are a question, never a guess."""
    answer = OptionIndex(MENU).understand(text)

    assert isinstance(answer, Ambiguous)
    assert answer.candidates == ("refund", "talk")


def test_two_labels_that_fold_alike_ask_again() -> None:
    """Labels that differ only in case cannot be told apart by typing."""
    answer = OptionIndex((OptionWords("a", "Blue"), OptionWords("b", "BLUE"))).understand("blue")

    assert answer == Ambiguous(("a", "b"), "label 'Blue' of 'a' and label 'BLUE' of 'b'")


def test_a_label_beats_an_alias() -> None:
    """What a customer can read wins over what the author added."""
    index = OptionIndex((OptionWords("a", "Order", ("buy",)), OptionWords("b", "Buy")))

    assert index.understand("buy") == Understood("b", "label 'Buy'", exact=True)


LOCAL_PLACES = [
    ("es", "la segunda"), ("es", "Opción dos"), ("es", "el 2"), ("pt", "a segunda"), ("pt-BR", "opção 2"),
    ("fr", "la deuxième"), ("fr", "numéro 2"), ("de", "die zweite"), ("de", "Nummer zwei"), ("ar", "الثاني"),
    ("ar", "٢"), ("ar", "رقم 2"), ("hi", "दूसरा"), ("hi", "२"), ("nl", "2"), ("nl", "option 2"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), LOCAL_PLACES)
def test_places_in_the_customers_language(language: str, text: str) -> None:
    """A place can be said in words and digits of the language."""
    index = OptionIndex((OptionWords("a", "Alfa"), OptionWords("b", "Bravo"), OptionWords("c", "Cosmo")), language)

    assert index.understand(text) == Understood("b", "position 2", exact=False)


@pytest.mark.parametrize(
    "labels",
    [
        ("1", "2", "3"),
        ("10", "20", "30"),
        ("1-3 people", "4-6 people", "7 or more"),
        ("Economy", "First class", "Second class"),
        ("One way", "Return", "Other"),
        ("$10", "$20", "$50"),
    ],
)
def test_no_places_where_labels_are_numbers(labels: tuple[str, ...]) -> None:
    """Where a label reads as a number, a number never means a place."""
    index = OptionIndex([OptionWords(label, label) for label in labels])
    answers = [index.understand(text) for text in ("1", "2", "3", "the second", "first", "option 2")]

    assert not [answer for answer in answers if isinstance(answer, Understood) and "position" in answer.how]


@pytest.mark.parametrize(
    ("text", "option"), [("9", "9"), ("nine", "9"), ("٩", "9"), ("0", "0"), ("10", "10"), ("ten", "10")]
)
def test_a_scale_is_chosen_by_its_numbers(text: str, option: str) -> None:
    """On a scale a number means itself, in digits or in words."""
    answer = OptionIndex([OptionWords(str(label), str(label)) for label in range(11)]).understand(text)

    assert isinstance(answer, Understood)
    assert answer.value == option


def test_labels_numbered_like_the_list_keep_their_places() -> None:
    """ "1. Track" can be chosen by number and by its words."""
    index = OptionIndex((OptionWords("t", "1. Track"), OptionWords("r", "2. Refund")))

    assert index.understand("2") == Understood("r", "position 2", exact=False)
    assert index.understand("refund") == Understood("r", "label '2. Refund'", exact=True)


def test_places_can_be_switched_off() -> None:
    """The author can say that places mean nothing."""
    assert OptionIndex(MENU, positions=False).understand("2") == NotUnderstood("none of the options")


def test_no_options_understand_nothing() -> None:
    """A list from data may be empty."""
    assert OptionIndex(()).understand("last") == NotUnderstood("none of the options")


def test_scripts_without_spaces_hear_inside_the_text() -> None:
    """Chinese and Thai put no space between words."""
    index = OptionIndex((OptionWords("lost", "丢失", (), ("丢了",)), OptionWords("x", "其他")), "zh")

    assert index.understand("我的卡丢了") == Understood("lost", "hears '丢了'", exact=False)


def test_a_heard_phrase_without_words_is_never_heard() -> None:
    """Punctuation alone is not a word to listen for."""
    assert OptionIndex((OptionWords("a", "A", (), ("...",)),)).understand("hm ...") == NotUnderstood(
        "none of the options"
    )


def test_clashes_name_what_can_never_win() -> None:
    """Equal labels, equal aliases, equal heard words and aliases that are labels are found."""
    found = clashes(
        (
            OptionWords("a", "Order", ("x", "order"), ("w",)),
            OptionWords("b", "ORDER!", ("X",)),
            OptionWords("c", "C", ("order",), ("W", "...")),
        )
    )

    assert [clash.sentence for clash in found] == [
        "label 'Order' of 'a' also means 'b'; neither can win",
        "label 'ORDER!' of 'b' also means 'a'; neither can win",
        "alias 'x' of 'a' also means 'b'; neither can win",
        "alias 'order' of 'a' also means 'c'; neither can win",
        "alias 'X' of 'b' also means 'a'; neither can win",
        "alias 'order' of 'c' also means 'a'; neither can win",
        "hears 'w' of 'a' also means 'c'; neither can win",
        "hears 'W' of 'c' also means 'a'; neither can win",
        "alias 'order' of 'c' never wins: it is label 'Order' of 'a' and 'b'",
    ]
    assert clashes(MENU) == ()


@given(
    st.lists(st.text(min_size=1, max_size=24), min_size=1, max_size=6),
    st.sampled_from(["en", "es", "fr", "de", "ar", "hi"]),
)
def test_a_label_always_chooses_its_option_unless_it_clashes(labels: list[str], language: str) -> None:
    """Typing a label as it stands is understood exactly."""
    assume(all(fold(label, language) for label in labels))
    options = [OptionWords(str(place), label) for place, label in enumerate(labels)]
    lost = {clash.option for clash in clashes(options, language)}
    index = OptionIndex(options, language)

    for option in options:
        answer = index.understand(option.label)
        if option.id in lost:
            assert isinstance(answer, Ambiguous)
        else:
            assert answer == Understood(option.id, f"label '{option.label}'", exact=True)
