"""What is left of an id: enough to know it again, and nothing of the number within it."""

from __future__ import annotations

import base64

import pytest

from flow_notations.host.fading import FADED, faded, spellings


def test_a_digest_knows_its_id_again_and_holds_nothing_of_it() -> None:
    """The same for the same, another for another; of a digest, itself. Half a sign does not break it."""
    identity = "wamid.HBgLMTU1NTAwMDExMTEVAgARGBI="
    assert faded(identity) == faded(identity) != faded(identity + "A")
    assert faded(identity).startswith(FADED)
    assert "MTU1" not in faded(identity)
    assert faded(faded(identity)) == faded(identity)
    assert faded("\ud83d") != faded("")


@pytest.mark.parametrize("before", range(7))
def test_a_number_is_found_within_an_id_wherever_it_begins(before: int) -> None:
    """Base64 writes the same bytes in three ways, by where they stand."""
    identity = base64.b64encode(b"\xff" * before + b"15550001111" + b"\xff\x00\xff").decode()
    assert sum(spelling in identity for spelling in spellings("15550001111")) == 1
    assert "15550001111" in spellings("15550001111")


def test_a_short_name_is_looked_for_as_it_is() -> None:
    """Within base64 it would be found in ids of others, too."""
    assert spellings("ana") == ("ana",)
