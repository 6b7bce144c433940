"""What fits into one message: a pin, contact cards, and what a customer would never see."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from flow_notations import library
from flow_notations.notations.composing import CARDS_MAX
from flow_notations.testing.playing import play
from flow_notations.testing.reading import read_transcript

if TYPE_CHECKING:
    from flow_notations.library import Library

FLOW = """flow pointing

anywhere on failed, window_closed, timeout, invalid -> bye

{node}
  -> bye

end bye
"""
PICTURE = '  image "https://example.com/a.png"'
CHOICE = '  * a "A" -> bye\n  * b "B"'


def reading(node: str) -> Library:
    """A flow of this node."""
    return library.read_text(FLOW.replace("{node}", node))


def codes(node: str) -> list[str]:
    """What the checker says to it; that nothing is said where nothing could be read is left aside."""
    return [found.code for found in reading(node).diagnostics if found.code not in ("F201", "P112")]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (f"send it\n  | Look\n{PICTURE}", []),
        (f'send it\n  | Look\n{PICTURE}\n  link "Open" "https://example.com"', []),
        (f"collect it: choice\n  | Which?\n{PICTURE}\n{CHOICE}", []),
        (f"collect it: choice\n  | Which?\n{PICTURE}\n{CHOICE}\n  show numbers", []),
        (f'collect it: choice\n  | Which?\n  header "H"\n  footer "F"\n{CHOICE}', []),
        ('collect it as yes: yes_no\n  | Sure?\n  footer "F"\n  when yes -> bye', []),
        (f'send it\n  | Look\n{PICTURE}\n  video "https://example.com/a.mp4"', ["F218"]),
        ('send it\n  audio "https://example.com/a.mp3"\n  location at 1, 2', ["F218"]),
        (f'collect it: choice\n  | Which?\n  link "Open" "https://example.com"\n{CHOICE}', ["F218"]),
        (f"collect it: choice\n  | Which?\n{PICTURE}\n{CHOICE}\n  show list", ["F218"]),
        (f"collect it: choice\n  | Which?\n{PICTURE}\n{CHOICE}\n  show pages", ["F218"]),
        ('send it\n  | Hear\n  sticker "https://example.com/a.webp"', ["F219"]),
        ('send it\n  | Here\n  location "Shop" at 1, 2', ["F219"]),
        ('send it\n  | Her\n  contact "Ada" "+1555"', ["F219"]),
        ('send it\n  | Hi\n  header "H"', ["F225"]),
        ('send it\n  | See\n  image "photo.png"', ["F229"]),
        ('send it\n  | See\n  image "http://example.com/a.png"', ["F229"]),
        ('send it\n  | See\n  image "HTTPS://example.com/a.png"', []),
        ('send it\n  | See\n  image "{contact.first_name ?? "x"}"', []),
        ('send it\n  | See\n  image ""', ["F229"]),
        ('send it\n  | See\n  link "Open" "www.example.com"', ["F229"]),
        ('send it\n  | See\n  link "Open" "http://example.com"', []),
        ('send it\n  | See\n  link " " "https://example.com"', ["F228"]),
        ('collect it: choice\n  | Which?\n  * a ""\n  * b "B" -> bye', ["F228"]),
        ('collect it: choice\n  | Which?\n  show list ""\n  * a "A"\n  * b "B" -> bye', ["F228"]),
        ("send it\n  location at spotty, 2", ["N201"]),
        ('send it\n  location "Shop" at 1', ["S117"]),
        ('send it\n  location "Shop" 1, 2', ["S117"]),
        ('send it\n  contact "Ada"', ["S117"]),
    ],
)
def test_what_cannot_go_out_together_is_found(node: str, expected: list[str]) -> None:
    """Before a customer misses half of it."""
    assert expected == codes(node)


def test_a_link_beside_a_sound_is_no_message() -> None:
    """Neither would be seen whole."""
    assert ["F219", "F218"] == codes('send it\n  | A\n  audio "https://example.com/a.mp3"\n  link "B" "https://e.org"')


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("90, 180", []),
        ("-90, -180", []),
        ("90.5, 0", ["F226"]),
        ("0, -180.5", ["F226"]),
        ("-90.5, 181", ["F226", "F226"]),
        ("45 + 46, 0", []),
        ("length(first.kind ?? 'x') / 2, -(1)", []),
    ],
)
def test_a_pin_stands_on_the_globe(at: str, expected: list[str]) -> None:
    """As far as it is written out; what comes from data is judged by the channel."""
    assert expected == codes(f'send it\n  location "Shop" at {at}')


@pytest.mark.parametrize("at", ["true, 2", '"1", 2', "1, null"])
def test_degrees_are_numbers(at: str) -> None:
    """Of another type they are refused before the flow runs."""
    assert codes(f"send it\n  location at {at}")[0].startswith("T")


@pytest.mark.parametrize(("count", "expected"), [(CARDS_MAX - 1, []), (CARDS_MAX, []), (CARDS_MAX + 1, ["F227"])])
def test_a_message_carries_so_many_cards(count: int, expected: list[str]) -> None:
    """The channel's number."""
    cards = "\n".join(f'  contact "Person {number}" "+1555{number}"' for number in range(count))

    assert expected == codes(f"send it\n{cards}")


def test_many_options_under_a_picture_are_numbered() -> None:
    """A list carries no picture: it would be lost."""
    options = "\n".join(f'  * o{number} "Option {number}"{" -> bye" * (number < 4)}' for number in range(5))
    node = f"collect it: choice\n  | Which?\n{PICTURE}\n{options}"
    offered = reading(node).program("pointing").nodes["it"].bound.options

    assert "numbers" == offered.menus[0].show


CHAT = """test "pins and cards"
  flow pointing
  contact first_name "Ana"
  user "hi"
  bot location "Our shop"
  bot contact "Support of Ana, Sales"
  bot "Where are you?"
  user sends location "home"
  bot location "Back to you"
  bot location
  expect end bye
"""
POINTING = """flow pointing

anywhere on failed, window_closed, timeout, invalid -> bye

send shop
  location "Our shop" "12 Market Street" at 51.5, -0.12
  -> people

send people
  contact "Support of {contact.first_name ?? 'us'}" "+15550001111", "+15550002222"
  contact "Sales" "+15550003333"
  -> ask

collect ask as spot: location
  | Where are you?
  -> back_there

send back_there
  location "Back to you" at spot.latitude, spot.longitude
  -> nowhere

send nowhere
  location at spot.latitude + 0.5, 0
  -> bye

end bye
"""


def test_pins_and_cards_reach_the_phone() -> None:
    """Written out or from data, with words or without, played over the imitated channel."""
    transcript, complaints = read_transcript(CHAT, path="pointing.chat")
    assert not complaints
    (test,) = transcript.tests

    played = asyncio.run(play(test, library.read_text(POINTING), path="pointing.chat"))

    assert played.difference is None, played.difference


def test_a_message_that_is_refused_shows_with_the_reason() -> None:
    """Nothing reaches the phone, and the conversation says why."""
    shelf = reading('set look\n  at = "photo.png"\n  -> it\n\nsend it\n  | See\n  image "{at}"')
    transcript, _ = read_transcript('test "refused"\n  flow pointing\n  user "hi"\n  bot nothing\n', path="x.chat")
    assert transcript is not None

    played = asyncio.run(play(transcript.tests[0], shelf, path="x.chat"))

    assert played.passed
    assert ["user  hi"] == [line for line in played.conversation if "(not sent: " not in line]
    assert 2 == len(played.conversation)
