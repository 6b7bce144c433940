"""``set``: names get values, line by line."""

from __future__ import annotations

from flow_notations.effects import Save
from tests.flow_notations.machine.playing import played

FLOW = """
flow setting

set all
  base = 2
  double = base * 2
  contact.first_name = "Ana"
  interaction.csat = double
  again = interaction.csat
  -> say

send say
  | So {double} {again ?? 0} {contact.first_name ?? "nobody"} {base}
  on failed, window_closed -> bye
  -> bye

end bye
"""


def test_a_later_line_sees_the_earlier_ones() -> None:
    """Variables and fields alike; fields are asked to be kept."""
    play = played(FLOW).begin()

    assert ["So 4 4 Ana 2"] == play.said
    assert [("contact", "first_name", "Ana"), ("interaction", "csat", 4)] == [
        (save.scope, save.name, save.value) for save in play.asked_for(Save)
    ]


def test_the_language_changes_from_here_on() -> None:
    """Numbers are written as the customer's language writes them."""
    flow = 'flow f\n\nset it\n  language = "es"\n  -> say\n\nsend say\n  | EUR {format(12345.5, 1)}\n  on failed, window_closed -> bye\n  -> bye\n\nend bye\n'

    assert (["EUR 12.345,5"], "es") == ((play := played(flow).begin()).said, play.now.language)
