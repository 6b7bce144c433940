"""A flow as it is kept for good: its canonical JSON, that of the flows it names, the centre. And back to a library.

What was published reads back through the same door as files do, and must come to the same digest; so a stored version
means for ever what it meant when it was checked. No clock, no store.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flow_notations import ast
from flow_notations.errors import BrokenFlow
from flow_notations.library import CENTRE, Library, read_library
from flow_notations.syntax import centre_to_text, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM: Final = 1
"""The form written now; readers of older ones are kept."""
FLOW_SETTING: Final = "flow"
"""The setting by which a notation names another flow."""


def bundle(library: Library, name: str) -> str:
    """Everything that a flow means, as JSON text. Raises ``BrokenFlow`` when it may not run."""
    library.program(name)
    flows = {each: to_json(library.flows[each]) for each in sorted(named_by(library.flows, name) | {name})}
    kept = {
        "form": FORM,
        "flow": name,
        "flows": flows,
        "copies": {each: _copies(Path(library.flows[each].path)) for each in flows},
        "centre": centre_to_text(library.centre) if library.centre.written else "",
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def unbundle(text: str) -> tuple[Library, str]:
    """The library of a bundle, and the name of its flow. Raises ``BrokenFlow`` when this program cannot run it."""
    kept: dict[str, Any] = json.loads(text)
    if kept["form"] != FORM:
        raise BrokenFlow(
            str(kept.get("flow", "?")), [f"it was published in form {kept['form']}; this program reads {FORM}"]
        )
    with tempfile.TemporaryDirectory(prefix="flow-version-") as folder:
        for number, (name, flow) in enumerate(kept["flows"].items()):
            Path(folder, f"{number:04}.flow").write_text(json.dumps(flow), encoding="utf-8")
            for language, copy in kept["copies"].get(name, {}).items():
                Path(folder, f"{number:04}.{language}.copy").write_text(copy, encoding="utf-8")
        if kept["centre"]:
            Path(folder, CENTRE).write_text(kept["centre"], encoding="utf-8")
        library = read_library([Path(folder)])
    library.program(kept["flow"])
    return library, kept["flow"]


def _copies(path: Path) -> dict[str, str]:
    """The words of a flow in other languages, which stand beside its file; by language."""
    beside = sorted(path.parent.glob(f"{path.stem}.*.copy")) if path.is_file() else []
    return {each.suffixes[-2].removeprefix("."): each.read_text(encoding="utf-8") for each in beside}


def named_by(flows: Mapping[str, ast.Flow], name: str) -> set[str]:
    """The flows that a flow calls or plans, and those that these name, without itself."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        for node in flows[ahead.pop()].nodes.values():
            for setting in node.settings(FLOW_SETTING):
                other = setting.value.text if isinstance(setting.value, ast.Word) else ""
                if other in flows and other not in found | {name}:
                    found.add(other)
                    ahead.append(other)
    return found
