"""What a node holds that its fragment allows and that is still wrong.

Flows in: a ``Case``. Flows out: complaints F220 to F223, and what each notation examines by itself. Settings, kinds,
options and copy were judged against the fragment where they were read (F1 codes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.notation import Presence

from .walk import names_in, pieces_of_copy

if TYPE_CHECKING:
    from flow_notations.notation import Notation

    from .case import Case

SCALE_OPTIONS_MIN = 3
"""So many options that are plain numbers are a scale, and a scale wants to be compared."""


def check_fields(case: Case) -> None:
    """Complain of exits that a notation cannot have, of scales made of texts, and of private answers shown."""
    private = private_variables(case)
    for node in case.nodes.values():
        notation = case.notation(node)
        _plain(case, node, notation)
        _scale(case, node, notation)
        _secrets(case, node, private)
        if notation.examine is not None:
            notation.examine(node, case.report)


def branches(notation: Notation) -> bool:
    """Whether a notation does nothing but branch: there the last exit is called ``else``."""
    fragment = notation.fragment
    silent = fragment.copy is Presence.NEVER and not fragment.fields and fragment.free is None
    return silent and fragment.when and fragment.plain is Presence.REQUIRED and not notation.outcomes


def private_variables(case: Case) -> frozenset[str]:
    """The variables whose answers are masked in journals and transcripts."""
    return frozenset(
        node.variable.text for node in case.nodes.values() if node.variable is not None and node.setting("private")
    )


def _plain(case: Case, node: ast.Node, notation: Notation) -> None:
    plain = node.items(ast.Otherwise)
    if plain and notation.fragment.plain is Presence.NEVER:
        named = " or ".join(f"`on {outcome.name} -> …`" for outcome in notation.outcomes)
        why = f"write {named}" if named else "nothing comes after it"
        case.complain("F220", plain[0].span, word=notation.word, name=node.name.text, why=why)
    elif plain and plain[0].written_else and not branches(notation):
        case.complain("F221", plain[0].span, target=plain[0].target.text)


def _scale(case: Case, node: ast.Node, notation: Notation) -> None:
    """The slip ``9`` on a choice from 0 to 10: its answers are texts and cannot be compared as numbers."""
    if node.kind is None or node.kind.name.text != "choice" or "integer" not in notation.fragment.ranges:
        return
    labels = [option.label.literal or "" for option in node.options]
    if len(labels) >= SCALE_OPTIONS_MIN and all(label.isdecimal() for label in labels):
        numbers = sorted(int(label) for label in labels)
        case.complain("F222", node.kind.span, name=node.name.text, low=numbers[0], high=numbers[-1])


def _secrets(case: Case, node: ast.Node, private: frozenset[str]) -> None:
    """Copy for the customer alone is looked at: an agent's note may need the answer."""
    if not private:
        return
    for piece in pieces_of_copy(node.copy):
        for name in names_in(piece):
            if name.name in private:
                case.complain("F223", name.span, name=name.name)
