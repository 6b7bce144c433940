"""``flow check --write-test``: complaints about the reply window become tests in the ``.chat`` beside their flow.

A checked library in, files and one line about each complaint out. A test that stands there already is left as its author
made it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.check.called import Calls
from flow_notations.check.late import late_way
from flow_notations.library import load_table
from flow_notations.profile import WHATSAPP
from flow_notations.testing.drafting import drafted, name_of_test
from flow_notations.testing.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.library import Library


def write_tests(library: Library) -> Iterator[str]:
    """Write them; say of each complaint what became of it."""
    by_path = {flow.path: flow for flow in library.flows.values()}
    for complaint in library.diagnostics:
        flow = by_path.get(complaint.path)
        if flow is None or not complaint.code.startswith("W1"):
            continue
        calls = Calls(table=load_table(), centre=library.centre, profile=WHATSAPP, flows=library.flows)
        late = late_way(calls, flow, complaint)
        place = f"{complaint.path}:{complaint.span.line} {complaint.code}"
        if isinstance(late, str):
            yield f"{place}: no test written, because {late}"
            continue
        path = Path(flow.path).with_suffix(".chat")
        try:
            added = _added(path, name_of_test(complaint, late), drafted(complaint, flow, late))
        except (OSError, UnicodeDecodeError) as mistake:
            yield f"{place}: no test written to {path}: {mistake}"
            continue
        yield f"{place}: {'test written to' if added else 'its test stands already in'} {path}"


def _added(path: Path, name: str, test: str) -> bool:
    """Append a test to a file, unless one of that name stands there."""
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if f"test {quoted(name)}" in before.splitlines():
        return False
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    path.write_text(before + gap + test, encoding="utf-8")
    return True
