"""``call``: another flow inside this one; what goes in, what comes out, and what interrupts it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flow_notations import library
from flow_notations.effects import End, Save
from flow_notations.machine import Phase, Program
from tests.flow_notations.machine.playing import Play, bound, played

CALLER = """
flow caller

anywhere says "menu"                         -> menu
anywhere on failed, window_closed, invalid, timeout -> bye

collect name as name: text
  | Your name?
  -> verify

call verify as who
  flow verifying
  with greeting = "Dear {NAME}"
  on refused -> no
  -> yes

send yes
  | Hello {who.level}, {name}.
  -> bye

send no
  | No.
  -> bye

send menu
  | The menu.
  -> return

end bye
""".replace('"Dear {NAME}"', "name")

CALLEE = """
flow verifying
  takes greeting text 40, level text 10 = "gold"

anywhere says "stop it"                             -> refused
anywhere on failed, window_closed, invalid, timeout -> refused

collect code as name: text
  | {greeting}, your code?
  when name == "0" -> refused
  -> keep

set keep
  contact.first_name = name
  -> verified

end verified
  give level = level

end refused
"""


def at_code() -> Play:
    """A session inside the called flow."""
    return played(CALLER, CALLEE).begin().hear("Ana")


def test_inputs_go_in_and_defaults_stand() -> None:
    """``with`` and the defaults of ``takes``; the caller's own names are not seen."""
    play = at_code()

    assert ["Your name?", "Ana, your code?"] == play.said
    assert {"greeting", "level"} <= set(play.now.names)
    assert "name" not in play.now.names


def test_an_end_is_an_outcome_and_gives_values() -> None:
    """The variable of the call holds what the end gives; the caller's names are back, the callee's are gone."""
    play = at_code().hear("X1")

    assert "Hello gold, Ana." == play.said[-1]
    assert "end bye" == play.where
    assert [Save(scope="contact", name="first_name", value="X1")] == play.asked_for(Save)


def test_an_end_that_is_named_leads_its_own_way() -> None:
    """``on refused``."""
    assert "No." == at_code().hear("0").said[-1]


def test_contact_fields_saved_inside_are_seen_outside() -> None:
    """Contact, interaction and the first message are common to all flows."""
    assert {"opted_out": False, "first_name": "X1"} == at_code().hear("X1").now.contact


def test_an_interrupt_of_the_caller_unwinds() -> None:
    """The called flow is left for good; ``return`` begins it again."""
    play = at_code().hear("menu")

    assert "The menu." == play.said[-2]
    assert "Ana, your code?" == play.said[-1]
    assert 1 == len(play.now.frames)
    assert "Hello gold, Ana." == play.hear("X1").said[-1]


def test_an_interrupt_of_the_callee_counts_first_and_only_inside() -> None:
    """Its sentences hold while it runs."""
    assert "No." == at_code().hear("stop it").said[-1]


def test_opting_out_inside_ends_everything() -> None:
    """STOP needs no line in any flow."""
    play = at_code().hear("STOP")

    assert End(outcome="opted_out") == play.ended
    assert play.now.ended


def test_a_callee_that_is_not_loaded_is_a_failure_with_its_reason() -> None:
    """A programmer's slip ends the session, it does not hang it."""
    program = replace(bound(CALLER, CALLEE)["caller"], callees={})
    play = Play(program).begin().hear("Ana")

    assert ("end failed", "flow 'verifying' is not loaded") == (play.where, play.ended.sentence)


@pytest.mark.parametrize(("deep", "fine"), [(9, True), (10, True), (11, False)])
def test_flows_inside_each_other_have_a_limit(deep: int, fine: bool) -> None:
    """Ten calls deep, no more."""
    leaf = "flow f0\n\ncollect ask: text\n  | ?\n  on failed, invalid, timeout, window_closed -> done\n  -> done\n\nend done\n"
    flows = [f"flow f{n}\n\ncall inner\n  flow f{n - 1}\n  -> done\n\nend done\n" for n in range(1, deep + 1)]
    play = Play(bound(leaf, *flows)[f"f{deep}"]).begin()

    assert fine == (play.now.phase is Phase.LISTENING)
    assert fine or "more than 10 flows inside each other" == play.ended.sentence


def test_a_caller_is_another_version_when_its_callee_is() -> None:
    """Sub-flows are pinned: the digest of the caller covers them."""
    before = bound(CALLER, CALLEE)["caller"]
    after = bound(CALLER, CALLEE.replace("your code", "your number"))["caller"]

    assert before.digest != after.digest
    assert before.digest == bound(CALLER, CALLEE)["caller"].digest


def test_recursion_is_an_error_before_anything_runs() -> None:
    """A flow that calls itself is never bound."""
    found = library.read_text("flow again\n\ncall me\n  flow again\n  -> bye\n\nend bye\n")

    assert "N113" in {complaint.code for complaint in found.diagnostics}
    assert {} == found.programs


def test_a_caller_of_a_broken_flow_is_not_bound() -> None:
    """Nothing runs that could stop in the middle."""
    found: list[object] = []
    shelf = library.Library()
    for text in ("flow a\n\ncall b\n  flow b\n  -> bye\n\nend bye\n", "flow b\n\nsend x\n  -> y\n\nend bye\n"):
        library._take(text, text[:6], shelf, library.STANDARD, found)  # type: ignore[arg-type]
    shelf = library._settle(shelf, library.STANDARD, library.WHATSAPP, found)  # type: ignore[arg-type]

    assert {} == shelf.programs


def test_a_twin_is_spoken_in_a_called_flow_too() -> None:
    """The customer's language holds in every flow that has it."""
    programs = bound(CALLER, CALLEE)
    spanish = replace(bound(CALLEE.replace("your code", "su código"))["verifying"], language="es")
    callee = replace(programs["verifying"], twins={"es": spanish})
    program: Program = replace(programs["caller"], callees={"verifying": callee})

    assert "Ana, su código?" == Play(program).begin(language="es-MX").hear("Ana").said[-1]
    assert "Ana, your code?" == Play(program).begin(language="fr").hear("Ana").said[-1]
