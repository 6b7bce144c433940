"""A folder with flows and a transcript, for tests of what plays them."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.source import Source
from flow_notations.testing.naming import complaints
from flow_notations.testing.reading import read_transcript
from flow_notations.testing.running import Script, read_script

if TYPE_CHECKING:
    from flow_notations.library import Library
    from flow_notations.testing.playing import Played

CENTRE = """centre shop
  language en
contact     first_name text 40?, opted_out yes_no
interaction topic text 20?
service  orders "https://orders.example.com" timeout 5s
queue    support, sales
template still_there en (name text 40)
template hello en
"""

SHOP = """flow shop
  timeout 1h

anywhere on invalid, failed, window_closed -> bye
anywhere on timeout -> bye

send welcome
  | Hi {contact.first_name ?? "there"} 👋
  -> ask

collect ask as topic: choice
  | What is it about?
  * order "My order" also "parcel"
  * talk  "A person" -> to_people
  * price "The price"
  retry 1
    | Please choose.
  when topic == "price" -> price
  -> number

send price
  | It is 5 euros.
  link "Buy" "https://shop.example.com"
  -> bye

collect number as order_no: text
  | Which order?
  -> lookup

http lookup as order
  get orders "/{order_no}"
  gives status text 20
  retry 2 every 1s
  on 404 -> no_order
  -> told

send told
  | It is {order.status}.
  -> bye

send no_order
  | There is no such order.
  -> bye

handoff to_people as case
  queue support
  note
    | About {topic ?? "something"}.
  | One moment.
  timeout 10m
  on released -> thanks
  on ended    -> bye
  on no_agent -> nobody

send nobody
  | Nobody is there.
  -> bye

send thanks
  | Thank you.
  -> bye

end bye
"""

OPENING = """test "a test"
  flow shop
"""


def script(folder: Path, chat: str, *, flow: str = SHOP, centre: str = CENTRE) -> Script:
    """Write the files and read them."""
    (folder / "centre.flow").write_text(centre, encoding="utf-8")
    (folder / "shop.flow").write_text(flow, encoding="utf-8")
    path = folder / "shop.chat"
    path.write_text(chat, encoding="utf-8")
    return read_script(path)


@cache
def checked(flow: str) -> Library:
    """The library of one flow beside the centre, checked once for all tests that play it."""
    with tempfile.TemporaryDirectory() as folder:
        return script(Path(folder), OPENING, flow=flow).library


def played(folder: Path, lines: str, *, flow: str = SHOP, reopening: bool = False) -> Played:
    """Play one test with these lines; the files must be sound."""
    if any(folder.glob("*.flow")):  # flows beside it belong to the test
        read = script(folder, OPENING + lines, flow=flow)
    else:
        transcript, found = read_transcript(OPENING + lines, path="shop.chat")
        library = checked(flow)
        read = Script(
            Source("shop.chat", OPENING + lines), transcript, library, (*found, *complaints(transcript, library))
        )
    assert not read.diagnostics, read.rendered(read.diagnostics)
    return read.play(read.transcript.tests[0], reopening=reopening)


def passes(folder: Path, lines: str, *, flow: str = SHOP, reopening: bool = False) -> None:
    """The test passes; the difference is shown when it does not."""
    result = played(folder, lines, flow=flow, reopening=reopening)
    assert result.difference is None, f"{result.difference}\n" + "\n".join(result.conversation)


def fails(folder: Path, lines: str, code: str, *, flow: str = SHOP) -> str:
    """The test fails with this code; the sentence and the hint."""
    difference = played(folder, lines, flow=flow).difference
    assert difference is not None
    assert difference.code == code, difference
    return f"{difference.sentence} | {difference.hint}"
