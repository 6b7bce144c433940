"""Situations that flows of other systems get wrong, each played whole: from the author's text to the customer's phone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from flow_notations.events import Heard
from flow_notations.library import read_library, read_text
from flow_notations.testing.rehearsal import Rehearsal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from flow_notations.library import Library
    from flow_notations.values import Value

START = 1_767_000_000_000
"""2025-12-29T09:20:00Z."""
TEXT_MAX = 4096
"""UTF-16 units that one text carries on WhatsApp, as the limits table says; most emoji are two."""
FAMILY = "👨‍👩‍👧‍👦"
"""One sign to a reader, eleven units to the channel."""
FULL = FAMILY * 372 + "abcd"
"""Exactly as much as one message carries."""

CENTRE = """centre shop
  language en
contact first_name text 40?, vip yes_no?
queue   support
"""
ANYTHING = """flow parcel
  timeout 1h

anywhere on invalid, failed, timeout -> bye

collect proof as proof: any
  | Show me.
  -> told

send told
  | Got {proof.kind}: {proof.text ?? "no words"}
  -> bye

end bye
"""
FILE = """flow parcel
  timeout 1h

anywhere on invalid, failed, timeout -> bye

collect proof as proof: media
  | Show me.
  -> told

send told
  | Got {proof.kind} {proof.filename ?? "without a name"}: {proof.caption ?? "no words"}
  -> bye

end bye
"""
PLACE = """flow parcel
  timeout 1h

anywhere on invalid, failed, timeout -> bye

collect place as place: location
  | Where are you?
  -> told

send told
  | Near {place.name ?? "nothing"}, {round(place.latitude)} north.
  -> bye

end bye
"""
WORDS = """flow parcel
  timeout 1h

anywhere on invalid, failed, timeout -> bye

collect name as name: text
  | Your name?
  unsupported
    | In words, please.
  retry 1
  -> colour

collect colour as colour: text
  | Which colour?
  unsupported
    | In words, please.
  retry 1
  -> told

send told
  | {name} likes {colour} {{here}.
  -> bye

end bye
"""


def perform(
    library: Library,
    flow: str,
    scene: Callable[[Rehearsal], Awaitable[None]],
    *,
    contact: dict[str, Value] | None = None,
) -> None:
    """Play a scene after the customer's first word."""
    assert library.sound, library.rendered()

    async def main() -> None:
        rehearsal = await Rehearsal.open(library.programs, flow, at=START, contact=contact)
        try:
            await rehearsal.say("hi")
            await scene(rehearsal)
        finally:
            await rehearsal.close()

    asyncio.run(main())


def folder(path: Path, *flows: str) -> Library:
    """Flows as a designer's folder holds them, beside a centre file."""
    (path / "centre.flow").write_text(CENTRE)
    for number, text in enumerate(flows):
        (path / f"{number}.flow").write_text(text)
    return read_library([path])


def codes(library: Library) -> set[str]:
    return {diagnostic.code for diagnostic in library.diagnostics if diagnostic.severity == "error"}


def shown(rehearsal: Rehearsal) -> list[str]:
    return [bubble.text for bubble in rehearsal.bubbles]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# --- what is no text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caption", "told"), [(None, "Got image: no words"), ("my receipt", "Got image: my receipt")], ids=["without", "with"]
)  # fmt: skip
def test_4_an_image_answers_by_its_kind_with_and_without_a_caption(caption: str | None, told: str) -> None:
    """The flow is never told of success with no answer: what came is named, and its words are known or unknown."""

    async def scene(rehearsal: Rehearsal) -> None:
        words = {} if caption is None else {"caption": caption}
        rehearsal.cloud.sends_media(rehearsal.customer.wa_id, "image", at=rehearsal.clock.now(), **words)
        await rehearsal.come_to_rest()
        assert shown(rehearsal)[-1] == told

    perform(read_text(ANYTHING), "parcel", scene)


def test_4_a_documents_file_name_is_its_name_and_not_the_customers_words() -> None:
    """`invoice.pdf` is in `.filename`; nobody wrote it, so the caption stays unknown."""

    async def scene(rehearsal: Rehearsal) -> None:
        who, now = rehearsal.customer.wa_id, rehearsal.clock.now()
        rehearsal.cloud.sends_media(who, "document", at=now, filename="invoice.pdf")
        await rehearsal.come_to_rest()
        assert shown(rehearsal)[-1] == "Got document invoice.pdf: no words"

    perform(read_text(FILE), "parcel", scene)


def test_4_a_location_answers_with_its_coordinates() -> None:
    """A shared place is a place, with its name beside it, and not the words of a message."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.send_media("location", "Puerta del Sol")
        assert shown(rehearsal)[-1] == "Near Puerta del Sol, 40 north."

    perform(read_text(PLACE), "parcel", scene)


def test_5_a_sticker_is_heard_and_the_question_answers_it() -> None:
    """It is not dropped with a line in a log: the journal has it, the customer is told, an attempt is spent."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.send_media("sticker", "")
        assert shown(rehearsal) == ["Your name?", "In words, please."]
        heard = [event.message.kind for event in await rehearsal.happened() if isinstance(event, Heard)]
        assert heard == ["sticker"]
        await rehearsal.say("Ana")
        assert shown(rehearsal)[-1] == "Which colour?"

    perform(read_text(WORDS), "parcel", scene)


def test_5_a_sticker_answers_a_question_that_takes_any_file() -> None:
    """Where a medium is asked for, a sticker is one."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.send_media("sticker", "")
        assert shown(rehearsal)[-1] == "Got sticker without a name: no words"

    perform(read_text(FILE), "parcel", scene)


def test_6_a_quoted_reply_to_an_older_prompt_does_not_answer_the_open_one() -> None:
    """ "Not Ana, Eva" under *Your name?* is no colour: the open question is repeated and still takes its own answer."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.say("Ana")
        await rehearsal.pass_time(120_000)
        await rehearsal.quote("Your name?", "Not Ana, Eva")
        assert shown(rehearsal) == ["Your name?", "Which colour?", "Which colour?"]
        await rehearsal.quote("Which colour?", "blue")
        assert shown(rehearsal)[-1] == "Ana likes blue {here}."

    perform(read_text(WORDS), "parcel", scene)


# --- flows in flows ---------------------------------------------------------------------------------------------------

CALLS_ITSELF = """flow {name}

call again
  flow {callee}
  -> bye

end bye
"""
OUTER = """flow outer

call who as person
  flow inner
  on named -> greet
  on nameless -> bye

send greet
  | Hello {person.name}.
  on failed -> bye
  -> bye

end bye
"""
INNER = """flow inner
  timeout 1h

anywhere on invalid, timeout, failed -> nameless

collect ask as name: text
  | Your name?
  -> named

end named
  give name = name

end nameless
"""


def test_18_a_reusable_flow_that_calls_itself_is_a_diagnostic() -> None:
    """Found before anybody writes, at the very line, with the way round; such a flow has no program to run."""
    library = read_text(CALLS_ITSELF.format(name="a", callee="a"))
    (found,) = [diagnostic for diagnostic in library.diagnostics if diagnostic.code == "N113"]
    assert (found.severity, found.span.line, found.sentence) == ("error", 4, "flow 'a' calls itself: a -> a")
    assert "a" not in library.programs


def test_18_two_flows_that_call_each_other_are_a_diagnostic_too(tmp_path: Path) -> None:
    """The way round may be longer; neither of the two can run."""
    library = folder(
        tmp_path, CALLS_ITSELF.format(name="a", callee="b"), CALLS_ITSELF.format(name="b", callee="a")
    )  # fmt: skip
    assert "N113" in codes(library)
    assert library.programs == {}


def test_19_an_exit_in_a_called_flow_returns_and_the_last_exit_ends_the_interaction(tmp_path: Path) -> None:
    """`end named` inside is an outcome of the call, with its value; only the caller's own end is the end."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.say("Ana")
        assert shown(rehearsal) == ["Your name?", "Hello Ana."]
        interaction = await rehearsal.interaction()
        assert interaction is not None
        assert interaction.outcome == "bye"

    perform(folder(tmp_path, OUTER, INNER), "outer", scene)


def test_19_the_same_exit_ends_the_interaction_when_its_flow_is_the_last(tmp_path: Path) -> None:
    """Run by itself, the reusable flow ends the interaction as `named`."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.say("Ana")
        interaction = await rehearsal.interaction()
        assert interaction is not None
        assert interaction.outcome == "named"

    perform(folder(tmp_path, OUTER, INNER), "inner", scene)


# --- conditions -------------------------------------------------------------------------------------------------------

BRANCH = """flow branch

choose which
  when {condition} -> holds
  else -> does_not

send holds
  | It holds.
  on failed -> bye
  -> bye

send does_not
  | It does not.
  on failed -> bye
  -> bye

end bye
"""


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('interaction.channel_type == "sms"', "It holds."),
        ('interaction.channel_sub_type == "whatsapp"', "It holds."),
        ('interaction.channel_sub_type == "messenger"', "It does not."),
        ('interaction.channel_type == "sms" and interaction.channel_sub_type != "whatsapp"', "It does not."),
    ],
)
def test_21_the_channel_compares_with_a_string(tmp_path: Path, condition: str, told: str) -> None:
    """The type is a text like any other, so the comparison means what it says, and flows can tell WhatsApp from SMS."""

    async def scene(rehearsal: Rehearsal) -> None:
        assert shown(rehearsal) == [told]

    perform(folder(tmp_path, BRANCH.format(condition=condition)), "branch", scene)


def test_21_the_channel_compared_with_a_bare_word_is_found_before_the_flow_runs(tmp_path: Path) -> None:
    """A forgotten pair of quotes is a name that nobody knows; it is not silently unequal."""
    library = folder(tmp_path, BRANCH.format(condition="interaction.channel_type == sms"))
    assert codes(library) == {"N201"}
    assert "branch" not in library.programs


@pytest.mark.parametrize(
    ("vip", "condition", "told"),
    [
        (False, "contact.vip is known and contact.vip == false", "It holds."),
        (True, "contact.vip is known and contact.vip == false", "It does not."),
        (None, "contact.vip is known and contact.vip == false", "It does not."),
        (False, "(contact.vip ?? true) == false", "It holds."),
        (None, "(contact.vip ?? true) == false", "It does not."),
        (False, "contact.vip is unknown", "It does not."),
        (None, "contact.vip is unknown", "It holds."),
    ],
)
def test_22_false_is_a_value_and_unset_is_not_false(
    tmp_path: Path, vip: bool | None, condition: str, told: str
) -> None:
    """`false` stored is found again as false; what was never stored is neither true nor false."""

    async def scene(rehearsal: Rehearsal) -> None:
        assert shown(rehearsal) == [told]

    contact: dict[str, Value] = {} if vip is None else {"vip": vip}
    perform(folder(tmp_path, BRANCH.format(condition=condition)), "branch", scene, contact=contact)


@pytest.mark.parametrize(
    ("condition", "code"), [("contact.vip == false", "T206"), ('(contact.vip ?? false) == "false"', "T201")]
)
def test_22_a_comparison_with_what_may_be_unset_or_of_another_type_is_found_first(
    tmp_path: Path, condition: str, code: str
) -> None:
    """The author says what unset means, and compares like with like, before a customer sees anything."""
    assert code in codes(folder(tmp_path, BRANCH.format(condition=condition)))


# --- values in copy ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("*Ana* _B_ ~C~", "Ana B C likes blue {here}."),
        ("{{name}} {colour}", "{{name}} {colour} likes blue {here}."),
    ],
)
def test_23_a_value_with_formatting_signs_or_braces_stays_a_value(said: str, told: str) -> None:
    """A customer's stars make nothing bold, and their braces are not filled in a second time."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.say(said)
        await rehearsal.say("blue")
        assert shown(rehearsal)[-1] == told

    perform(read_text(WORDS), "parcel", scene)


def test_23_a_raw_value_keeps_every_sign_as_written() -> None:
    """Where the author lets a value carry markup, not one sign of it is altered."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.say("*5 * 3* {{name}}")
        await rehearsal.say("blue")
        assert shown(rehearsal)[-1] == "*5 * 3* {{name}} likes blue {here}."

    perform(read_text(WORDS.replace("{name} likes", "{raw name} likes")), "parcel", scene)


# --- 4,096 ------------------------------------------------------------------------------------------------------------

LONG = """flow long

send all
  | {copy}
  on failed -> bye
  -> bye

end bye
"""
DESK = """flow desk

handoff people
  queue support
  timeout 10m
  on released, ended, no_agent -> bye

end bye
"""


@pytest.mark.parametrize("copy", [FULL[:-1], FULL], ids=["4095", "4096"])
def test_24_copy_of_4096_units_of_combined_emoji_goes_out_whole(copy: str) -> None:
    """The last family is still one family on the phone."""

    async def scene(rehearsal: Rehearsal) -> None:
        assert shown(rehearsal) == [copy]

    assert units(FULL) == TEXT_MAX
    perform(read_text(LONG.format(copy=copy)), "long", scene)


@pytest.mark.parametrize("extra", ["e", "\N{COMBINING ACUTE ACCENT}"], ids=["a letter", "an accent on the last letter"])
def test_24_copy_of_4097_units_is_a_diagnostic_and_never_a_refused_send(extra: str) -> None:
    """Long copy is the author's to shorten: it is neither cut silently nor refused by the provider."""
    library = read_text(LONG.format(copy=FULL + extra))
    assert codes(library) == {"B101"}
    assert "long" not in library.programs


@pytest.mark.parametrize(
    ("words", "sizes"),
    [
        (FULL, [4096]),
        (FULL + "e", [4096, 1]),
        (FULL + "\N{COMBINING ACUTE ACCENT}", [4095, 2]),
        (FAMILY * 373, [4092, 11]),
    ],
    ids=["4096", "4097", "4097 with an accent", "4103 of families"],
)
def test_24_what_a_person_writes_past_the_limit_is_split_between_signs(
    tmp_path: Path, words: str, sizes: list[int]
) -> None:
    """Nothing is lost, and no accent or member of a family is torn off."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.agent_says(words)
        assert [units(part) for part in shown(rehearsal)] == sizes
        assert "".join(shown(rehearsal)) == words

    perform(folder(tmp_path, DESK), "desk", scene)


def test_24_a_customer_may_write_4096_units_and_none_is_lost() -> None:
    """The whole answer is heard and kept; where it is shown again it is cut between signs, and that is reported."""

    async def scene(rehearsal: Rehearsal) -> None:
        await rehearsal.say(FULL)
        heard = [event.message.text for event in await rehearsal.happened() if isinstance(event, Heard)]
        assert heard == [FULL]
        await rehearsal.say("blue")
        assert shown(rehearsal)[-1] == FAMILY * 23 + "… likes blue {here}."
        assert "cut" in {note["what"] for note in await rehearsal.explained()}

    perform(read_text(WORDS), "parcel", scene)
