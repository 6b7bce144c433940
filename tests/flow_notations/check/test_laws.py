"""What holds for every flow, sensible or not."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_notations.check import BACK, RETURN, check
from flow_notations.diagnostics import arrange, has_errors
from flow_notations.syntax import from_text
from tests.flow_notations.check.reading import centre, examine
from tests.flow_notations.check.rows import TABLE

BROKEN = Path(__file__).parents[2] / "samples" / "broken"
TEXTS = sorted(path.read_text() for path in BROKEN.glob("[NFPBW]*.flow") if path.read_text().startswith("flow"))
LINES = sorted({line for text in TEXTS for line in text.splitlines()})


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A sample with lines lost, doubled, swapped, and lines of other samples strewn in."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(1, len(lines)))
        match draw(st.sampled_from(["lose", "double", "stray", "swap"])):
            case "lose":
                del lines[at : at + 1]
            case "double":
                lines[at:at] = lines[at - 1 : at]
            case "stray":
                lines.insert(at, draw(st.sampled_from(LINES)))
            case _:
                lines[1:] = lines[at:] + lines[1:at]
    return "\n".join(lines) + "\n"


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_a_damaged_flow_ends_in_complaints_or_a_flow(text: str) -> None:
    """Whatever was read is checked to the end: sorted complaints, and a flow exactly when none of them is an error."""
    read = from_text(text, path="shop.flow", table=TABLE)
    if read.value is None:
        return
    checked = check(read.value, table=TABLE, centre=centre(), flows={"shop": read.value})

    assert arrange(checked.diagnostics) == checked.diagnostics
    assert has_errors(checked.diagnostics) or checked.flow is not None or read.diagnostics
    assert checked == check(read.value, table=TABLE, centre=centre(), flows={"shop": read.value})


@settings(max_examples=60, deadline=None)
@given(damaged())
def test_a_flow_that_passed_leads_everywhere(text: str) -> None:
    """In a checked flow every exit leads to a node, and every node was reached."""
    flow = examine(text).flow
    if flow is None:
        return
    nodes = flow.flow.nodes

    assert set(nodes) == set(flow.entering) == set(flow.routes)
    assert all(
        target in nodes or target in (BACK, RETURN)
        for exits in flow.routes.values()
        for arrows in exits.values()
        for _, target in arrows
    )
