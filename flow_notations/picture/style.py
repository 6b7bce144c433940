"""The colours of the picture, light and dark, as one style sheet inside the SVG. Literal values, for every drawing program."""

from __future__ import annotations

NOTATION_COLOURS: dict[str, tuple[str, str]] = {
    "send": ("#2563eb", "#7db0ff"),
    "collect": ("#0f8a6d", "#4fd1a5"),
    "choose": ("#b45309", "#f5b45c"),
    "set": ("#64748b", "#a3b1c6"),
    "wait": ("#7c3aed", "#bda4ff"),
    "http": ("#4f46e5", "#a5a8ff"),
    "call": ("#be185d", "#ff8fc0"),
    "handoff": ("#c2410c", "#ff9d6b"),
    "schedule": ("#7c3aed", "#bda4ff"),
    "end": ("#334155", "#94a3b8"),
}
"""By notation: on light ground, on dark. A notation of somebody else's has the colour of ``set``."""

_SHEET = """
svg{font-family:"Inter","Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.ground{fill:%(ground)s}
.box{fill:%(box)s;stroke:%(edge)s;stroke-width:1}
.absent{stroke:%(back)s;stroke-dasharray:5 4}
.start{stroke:%(start)s;stroke-width:2}
.rule{stroke:%(edge)s;stroke-width:1}
.title{font-size:18px;font-weight:600;fill:%(ink)s}
.name{font-size:14px;font-weight:600;fill:%(ink)s}
.word{font-size:11px;font-weight:600;letter-spacing:.3px}
.answer{font-size:11px;fill:%(faint)s}
.copy{font-size:12px;fill:%(soft)s}
.row{font-size:12px;fill:%(ink)s}
.when{font-style:italic;fill:%(soft)s}
.on,.plain,.interrupt{fill:%(soft)s}
.line{fill:none;stroke:%(line)s;stroke-width:1.5}
.far{stroke:%(interrupt)s;stroke-dasharray:5 4}
.back{stroke:%(back)s;stroke-dasharray:none}
.line:hover{stroke-width:3}
.dot{fill:%(box)s;stroke:%(line)s;stroke-width:1.5}
.dot-far{stroke:%(interrupt)s}
.dot-back{stroke:%(back)s}
.tip{fill:%(line)s}
.tip-far{fill:%(interrupt)s}
.tip-back{fill:%(back)s}
.flag{fill:%(start)s}
"""

_LIGHT = {
    "ground": "#f6f8fb", "box": "#ffffff", "edge": "#d5dce6", "ink": "#0f172a", "soft": "#475569", "faint": "#64748b",
    "line": "#7688a1", "interrupt": "#8b5cf6", "back": "#d9480f", "start": "#0f8a6d",
}  # fmt: skip
_DARK = {
    "ground": "#0f1420", "box": "#1a2232", "edge": "#334056", "ink": "#e8edf5", "soft": "#b3bfd1", "faint": "#8d9bb1",
    "line": "#7f90aa", "interrupt": "#b79cff", "back": "#ff9d6b", "start": "#4fd1a5",
}  # fmt: skip


def style_sheet() -> str:
    """The whole sheet; a reader's own preference decides between light and dark."""
    return (
        _SHEET % _LIGHT + _notations(0) + "@media (prefers-color-scheme:dark){" + _SHEET % _DARK + _notations(1) + "}"
    )


def _notations(ground: int) -> str:
    rules = [f".word,.bar{{fill:{NOTATION_COLOURS['set'][ground]}}}"]
    rules += [f".n-{word}{{fill:{colours[ground]}}}" for word, colours in NOTATION_COLOURS.items()]
    return "\n".join(rules) + "\n"
