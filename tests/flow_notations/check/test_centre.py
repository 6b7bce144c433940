"""The centre file by itself."""

from __future__ import annotations

from tests.flow_notations.check.reading import examine

CENTRE = """centre acme
  zone     "{zone}"
  language en
contact     first_name text 40?, opted_out yes_no
interaction csat number?, id text 20
service  orders "{base}" timeout 5s retry 1 every 1s
queue    support
template order_late en (name text 40, days number, day date)
hours desk
  mon-fri {hours}
"""


def codes(
    zone: str = "Europe/Madrid", base: str = "https://orders.example.com", hours: str = "08:00-14:00, 15:00-18:00"
) -> list[str]:
    return examine(CENTRE.format(zone=zone, base=base, hours=hours)).codes


def test_a_sound_centre_has_nothing_to_complain_of() -> None:
    """Declaring the centre's own fields with their own types is allowed."""
    assert [] == codes()
    assert [] == codes(zone="UTC")


def test_spans_may_touch_but_not_overlap() -> None:
    """The end of one minute is the beginning of the next."""
    assert [] == codes(hours="08:00-14:00, 14:00-18:00")
    assert ["C204"] == codes(hours="08:00-14:01, 14:00-18:00")


def test_an_address_is_more_than_its_scheme() -> None:
    """`https://` alone leads nowhere."""
    assert ["C202"] == codes(base="https://")
