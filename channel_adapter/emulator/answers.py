"""Yes and no in the provider's form, and the first question of every request: may this token use this number?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .graph_errors import Answer, Problem, error_answer, json_answer

if TYPE_CHECKING:
    from .accounts import BusinessNumber
    from .world import World


def entry_problem(number: BusinessNumber | None, number_id: str, token: str | None) -> Problem | None:
    """Whether this token may use this number."""
    if number is None:
        details = f"Unsupported post request. Object with ID '{number_id}' does not exist"
        return Problem(code=100, subcode=33, details=details)
    if not token:
        return Problem(code=200, details="Provide valid app ID")
    if token != number.access_token:
        return Problem(code=190, details="Invalid OAuth access token - Cannot parse access token")
    return None


def refusal(world: World, problem: Problem) -> Answer:
    """The HTTP answer that says no."""
    answer = error_answer(problem, trace=world.trace(), version=world.habits.graph_version)
    return replace(answer, delay=world.habits.answer_after)


def agreed(world: World, document: object) -> Answer:
    """The HTTP answer that says yes."""
    answer = json_answer(document, trace=world.trace(), version=world.habits.graph_version)
    return replace(answer, delay=world.habits.answer_after)
