"""``send``: one message, and what becomes of it."""

from __future__ import annotations

import pytest

from flow_notations import events, library
from flow_notations.effects import Attachment, Utterance
from flow_notations.notation import Go
from flow_notations.notations import SEND, Standing
from flow_notations.notations.send import Saying
from tests.flow_notations.machine.playing import Play, played

FLOW = """
flow saying

send it
{body}
  on failed        -> failed
  on window_closed -> closed
  -> bye

end failed

end closed

end bye
"""


def saying(body: str) -> Play:
    """A session that has said it, unaccepted."""
    lines = "\n".join(f"  {line}" for line in body.split("\n"))
    return played(FLOW.replace("{body}", lines)).begin(accept=False)


@pytest.mark.parametrize(
    ("body", "utterance"),
    {
        "| Hi {first.kind ?? 'you'}": Utterance(text="Hi text"),
        "| One\n| two": Utterance(text="One\ntwo"),
        '| Look\nlink "Open" "https://example.com/{first.kind ?? \'x\'}"': Utterance(
            text="Look", link=("Open", "https://example.com/text")
        ),
        '| Cat\nimage "https://example.com/c.png"': Utterance(
            text="Cat", attachment=Attachment(kind="image", details={"link": "https://example.com/c.png"})
        ),
        '| Hi\nheader "H"\nfooter "F"\nfrom "Bot"': Utterance(text="Hi", header="H", footer="F", speaker="Bot"),
    }.items(),
)
def test_what_is_written_is_said(body: str, utterance: Utterance) -> None:
    """Copy, media, link and the parts around them."""
    assert [utterance] == [send.utterance for send in saying(body).sends]


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        ("window_closed", "closed"),
        ("limit", "failed"),
        ("refused", "failed"),
        ("uncertain", "failed"),
        ("undelivered", "failed"),
    ],
)
def test_a_message_that_did_not_go_out_has_its_way(reason: str, end: str) -> None:
    """The reply window has an exit of its own."""
    play = saying("| Hi")
    play.do(events.Unsent, ref=play.unsent.pop(), reason=reason, sentence="No luck.")

    assert f"end {end}" == play.where
    assert "No luck." in play.why


def test_the_word_about_another_message_is_ignored() -> None:
    """A flow never waits for ticks either."""
    play = saying("| Hi")
    play.do(events.Sent, ref="i1/9/9")
    play.do(events.Progressed, ref=play.unsent[0], status="read")

    assert "it" == play.where
    assert "end bye" == play.accept().where


def test_a_private_message_is_marked() -> None:
    """Journals mask it."""
    assert saying("| Your code is 123.\nprivate").sends[0].private


def test_a_message_that_comes_out_empty_has_failed() -> None:
    """The channel would refuse it; the flow knows at once."""
    spoken = Utterance(text=" ")  # as an expression may give
    made = SEND.begin(Saying(utterance=lambda _scope: spoken), Standing(interaction="i", seq=1, at=0))

    assert Go(outcome="failed", why="the message came out empty") == made


def test_a_send_without_anything_is_complained_of() -> None:
    """F201."""
    assert "F201" in {found.code for found in library.read_text("flow f\n\nsend x\n  -> y\n\nend y\n").diagnostics}
