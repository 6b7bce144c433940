"""What holds for every notation: those that do not wait ignore whatever comes; templates and budgets are treated alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flow_notations import events
from flow_notations.effects import CancelTimer, End, SetTimer, TemplateCall
from flow_notations.errors import BrokenFlow
from flow_notations.machine import Placed, bind
from flow_notations.notation import Go, Ignored, Wait
from flow_notations.notations import STANDARD, Standing
from tests.flow_notations.machine.playing import Play, bound, played

HEARD = events.Heard(id="e", seq=1, at=0, message=events.Message(id="m", at=0, kind="text", text="hi"))


@pytest.mark.parametrize("word", ["choose", "set", "call", "schedule", "end"])
def test_what_does_not_wait_hears_nothing(word: str) -> None:
    """An event that comes is none of its business."""
    assert isinstance(STANDARD[word].hear(None, Standing(interaction="i", seq=1, at=0), {}, HEARD), Ignored)


TEMPLATE = """
flow templating
  takes name text 40 = "Ana"

send it
  | Hello.
  template order_ready with name = name
  on failed, window_closed -> bye
  -> bye

end bye
"""


def test_a_template_stands_beside_the_copy() -> None:
    """The host takes the one that the window allows."""
    from flow_notations import library

    program = library.read_text(TEMPLATE).program("templating")
    sent = Play(program).begin(accept=False).sends[0].utterance

    assert ("Hello.", TemplateCall(name="order_ready", language="en", parameters=(("name", "Ana"),))) == (
        sent.text,
        sent.template,
    )


def odd(made: Go | Wait) -> Play:
    """A flow whose first node, of a third party, answers so."""
    program = bound(
        "flow simple\n\nset a\n  x = 1\n  -> b\n\nsend b\n  | {x}.\n  on failed, window_closed -> bye\n  -> bye\n\nend bye\n"
    )["simple"]
    notation = replace(STANDARD["set"], begin=lambda _bound, _context: made, hear=lambda *_: made)
    strange = Placed(name="a", notation=notation, bound=None, routes={"done": ((None, "b"),)})
    return Play(replace(program, nodes={**program.nodes, "a": strange})).begin(accept=False)


def test_an_outcome_without_a_way_out_is_a_failure() -> None:
    """A third party's slip ends the session with a sentence."""
    play = odd(Go(outcome="nowhere"))

    assert ("end failed", "node 'a' has no way out for 'nowhere'") == (play.where, play.ended.sentence)


def test_a_notation_may_end_a_session_and_cancel_its_timers() -> None:
    """Also while it waits; what it asks for after the end is not done."""
    play = odd(
        Wait(
            memory={},
            effects=(
                SetTimer(name="t", deadline=1),
                CancelTimer(name="t"),
                CancelTimer(name="t"),
                End(outcome="x"),
                End(outcome="y"),
            ),
        )
    )

    assert "end x" == play.where
    assert [End(outcome="x")] == play.asked


def test_an_expression_over_budget_is_a_failure_with_its_place() -> None:
    """Never a hang."""
    flow = 'flow costly\n  takes names list of text = ["a"]\n\nset a\n  x = map(names, n, map(names, m, n + m))\n  -> b\n\nsend b\n  | So {length(x)}.\n  on failed, window_closed -> bye\n  -> bye\n\nend bye\n'
    play = played(flow).begin(inputs={"names": tuple(["n"] * 500)}, accept=False)

    assert "end failed" == play.where
    assert "budget" in play.ended.sentence


def test_too_many_messages_in_a_row_are_a_failure() -> None:
    """Five between two of the customer's: the channel paces more."""
    sends = "\n".join(
        f"send s{n}\n  | {n}.\n  on failed, window_closed -> bye\n  -> {f's{n + 1}' if n < 5 else 'bye'}\n"
        for n in range(1, 6)
    )
    fine = played(f"flow five\n\n{sends}\nend bye\n").begin()
    assert ("end bye", 5) == (fine.where, len(fine.said))
    program = bound(f"flow five\n\n{sends}\nend bye\n")["five"]
    strict = Play(replace(program, profile=replace(program.profile, sends_between_answers_max=4))).begin()

    assert ("end failed", 4) == (strict.where, len(strict.said))
    assert "more than 4 messages" in strict.ended.sentence


def test_a_flow_without_a_node_cannot_be_bound() -> None:
    """A programmer's slip: the checker refuses such a flow."""
    from flow_notations import ast
    from flow_notations.check import CheckedFlow
    from flow_notations.profile import WHATSAPP
    from flow_notations.source import NOWHERE

    empty = CheckedFlow(
        flow=ast.Flow(name=ast.Word("f", NOWHERE), span=NOWHERE), centre=ast.Centre(), profile=WHATSAPP, routes={}, entering={},
        variables={}, ends={}, fields={},
    )  # fmt: skip

    with pytest.raises(BrokenFlow, match="no node to start at"):
        bind(empty, table=STANDARD, digest="d")
