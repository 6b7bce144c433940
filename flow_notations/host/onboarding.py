"""The way of a business number to being live, as a list of steps with their states. Plain values; no clock.

The provider's review takes 5 to 10 business days; when it should be over is computed, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

StepState: TypeAlias = Literal["open", "submitted", "done", "refused"]
STATES: Final[tuple[str, ...]] = get_args(StepState)

STEPS: Final[dict[str, str]] = {
    "commerce_policy": "the business was checked against the channel's commerce policy",
    "business_profile": "the Facebook business profile of this number is verified",
    "client_agreement": "the client agreement is signed",
    "activation_form": "the activation form is filled in and the licence fee is paid",
    "digital_channels_app": "the digital-channels app exists",
    "business_account": "the WhatsApp business account is tied to the Business Manager id",
    "notifications": "the notifications of the provider are accepted",
    "review": "the provider has reviewed the number (5 to 10 business days)",
}
"""The steps in their order, by the names under which files and commands know them."""

REVIEW: Final = "review"
REVIEW_BUSINESS_DAYS: Final = (5, 10)
"""At least and at most, as the provider says."""
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where one step stands, since which day, and a note for people."""

    state: StepState = "open"
    on: date | None = None
    note: str = ""


def open_steps(steps: Mapping[str, Step]) -> tuple[str, ...]:
    """The steps that are not done, in order. A number that is older than its file has all of them open."""
    return tuple(name for name in STEPS if steps.get(name, Step()).state != "done")


def review_expected(steps: Mapping[str, Step]) -> tuple[date, date] | None:
    """The first and the last day on which a submitted review should be over; ``None`` while none is under way."""
    review = steps.get(REVIEW, Step())
    if review.state != "submitted" or review.on is None:
        return None
    least, most = REVIEW_BUSINESS_DAYS
    return business_days_after(review.on, least), business_days_after(review.on, most)


def business_days_after(day: date, count: int) -> date:
    """The day ``count`` business days later; Saturdays and Sundays do not count, public holidays are not known here."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day
