"""The check itself: every rule asked, every complaint collected, the flow settled for the binder.

Flows in: a flow as read, the table of notations, and what it borrows names from. Flows out: ``Checked``. It stops at nothing: a
rule that needs what another found broken works with the likeliest meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.diagnostics import arrange
from flow_notations.profile import WHATSAPP

from .bounds import check_bounds
from .called import Calls, ends
from .checked import Checked, CheckedFlow
from .clashes import check_clashes
from .fields import check_fields
from .foreign_signs import check_foreign_signs
from .loops import check_loops
from .names import check_names
from .paths import check_paths
from .reach import reach
from .sends import check_sends
from .spills import check_spills
from .types import check_types
from .unused import check_unused
from .window import check_window

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flow_notations.diagnostics import Diagnostic
    from flow_notations.notation import Table
    from flow_notations.profile import ChannelProfile

    from .case import Case
    from .reach import Reached

NO_CENTRE = ast.Centre()
LATE: Final = frozenset({"W101", "W103", "W104"})
"""Errors about the reply window alone. A flow that has no others can be rehearsed, so that a test shows what they mean."""


def check(
    flow: ast.Flow,
    *,
    table: Table,
    centre: ast.Centre = NO_CENTRE,
    profile: ChannelProfile = WHATSAPP,
    flows: Mapping[str, ast.Flow] | None = None,
    calls: Calls | None = None,
) -> Checked:
    """Check one flow. ``flows``: the others by name, for those it calls. A flow with errors is not given back.

    ``calls``: what earlier checks with the same table, centre, profile and flows know of those; they add to it.
    """
    if calls is None or calls.circular:
        rehearsed = calls is not None and calls.rehearsed
        calls = Calls(table=table, centre=centre, profile=profile, flows=flows or {}, rehearsed=rehearsed)
    case = calls.case(flow)
    reached = reach(case)
    check_names(case)
    calls.check_recursion(case)
    check_fields(case)
    check_clashes(case)
    check_spills(case)
    check_types(case, reached)
    check_foreign_signs(case, reached)
    check_paths(case, reached)
    check_loops(case, reached)
    check_bounds(case, reached)
    check_sends(case, reached)
    check_window(case, reached)
    check_unused(case)
    diagnostics = arrange(case.found)
    if not may_run(diagnostics, rehearsed=calls.rehearsed) or len(case.nodes) < len(flow.nodes):
        return Checked(flow=None, diagnostics=diagnostics)
    return Checked(flow=_settled(case, reached), diagnostics=diagnostics)


def may_run(diagnostics: Iterable[Diagnostic], *, rehearsed: bool = False) -> bool:
    """Whether none of them forbids running the flow, or rehearsing it."""
    errors = {each.code for each in diagnostics if each.severity == "error"}
    return not errors or (rehearsed and errors <= LATE)


def _settled(case: Case, reached: Reached) -> CheckedFlow:
    return CheckedFlow(
        flow=case.flow,
        centre=case.centre,
        profile=case.profile,
        routes={
            name: {outcome: exits for outcome in facts.leaving if (exits := case.ways[name].exits(outcome))}
            for name, facts in reached.facts.items()
        },
        entering=reached.entering,
        variables={**reached.given},
        ends=ends(case, reached),
        fields=case.fields,
    )
