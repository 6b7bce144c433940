"""A flow in several languages: the session speaks one, and may change it in the middle."""

from __future__ import annotations

import pytest

from flow_notations.check import CheckedFlow, check
from flow_notations.machine import Program, bind
from flow_notations.notations import STANDARD
from flow_notations.syntax import centre_from_text, from_text
from tests.flow_notations.machine.playing import Play

FLOW = """
flow spoken

anywhere says "help" -> ask
anywhere on failed, window_closed, invalid, timeout -> bye

collect ask as topic: choice
  | What?
  * track "Track"
  * spanish "En español" -> switch
  -> say

set switch
  language = "es"
  -> ask

send say
  | You said {label(topic)}.
  -> bye

end bye
"""
SPANISH = (
    FLOW.replace("What?", "¿Qué?")
    .replace('"Track"', '"Seguir"')
    .replace("You said", "Has dicho")
    .replace('"help"', '"ayuda"')
)


def checked(text: str) -> CheckedFlow:
    """The flow, sound."""
    read = from_text(text, path="f", table=STANDARD)
    assert read.value is not None
    flow = check(read.value, table=STANDARD).flow
    assert flow is not None
    return flow


@pytest.fixture(scope="module")
def program() -> Program:
    """The flow with its Spanish twin."""
    return bind(checked(FLOW), table=STANDARD, digest="d", twins={"es": checked(SPANISH)})


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "What?"), ("es", "¿Qué?"), ("es-MX", "¿Qué?"), ("fr", "What?"), (None, "What?")],
)
def test_a_session_begins_in_the_customers_language(program: Program, language: str | None, said: str) -> None:
    """Or in the nearest there is; else in the flow's own."""
    assert [said] == Play(program).begin(language=language).said


def test_the_language_may_change_in_the_middle(program: Program) -> None:
    """Copy, labels, interrupts and what is understood change together; the session stays the same."""
    play = Play(program).begin().tap("spanish").hear("ayuda").hear("seguir")

    assert ["What?", "¿Qué?", "¿Qué?", "Has dicho Seguir."] == play.said
    assert ("spoken", "d", "es") == (play.now.flow, play.now.digest, play.now.language)


@pytest.mark.parametrize(
    ("forms", "sent"), {"en, es": "es", "en, es_MX": "es_MX", "en": "en", "fr, en": "en", "fr, pt": "fr"}.items()
)
def test_a_template_goes_out_in_a_language_that_it_has(forms: str, sent: str) -> None:
    """The customer's where there is such a form, else the centre's, else any: rather that than silence."""
    centre = centre_from_text(f"centre c\n  language en\ntemplate back {forms}\n", path="centre.flow").value
    text = "flow spoken\n  language es\n\nsend it\n  template back\n  on failed -> bye\n  -> bye\n\nend bye\n"
    read = from_text(text, path="f", table=STANDARD).value
    assert centre is not None
    assert read is not None
    found = check(read, table=STANDARD, centre=centre)
    assert found.flow is not None

    sends = Play(bind(found.flow, table=STANDARD, digest="d")).begin().sends

    assert [sent] == [send.utterance.template.language for send in sends if send.utterance.template]
    assert ["N127"] * ("es" not in forms) == [each.code for each in found.diagnostics]
