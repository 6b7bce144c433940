"""What is wrong with a ``collect`` that its fragment cannot say. Each rule with its code; the cards stand with the checker's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations import ast

from .composing import examine_parts
from .gathering import GATHER_MESSAGES_MAX

if TYPE_CHECKING:
    from flow_notations.notation import Complain

RETRIES_MAX: Final = 10
"""More re-asks than that is a loop by another name."""
GATHERABLE: Final = frozenset({"text", "media", "location", "any"})
"""Kinds of which several messages can make one answer."""


def examine(node: ast.Node, complain: Complain) -> None:
    """Every rule in turn."""
    _kind(node, complain)
    _options(node, complain)
    _retries(node, complain)
    _gather(node, complain)
    _keep(node, complain)
    examine_parts(node, complain)


def _kind(node: ast.Node, complain: Complain) -> None:
    kind = node.kind
    if kind is None:
        return
    if kind.name.text == "choice" and not node.options:
        complain("F202", kind.span, f"choice '{node.name}' has no options", 'write them as `* id "Label"`')
    if kind.low is not None and kind.high is not None and kind.low > kind.high:
        sentence = f"no number lies between {kind.low} and {kind.high}"
        complain("F203", kind.span, sentence, "write the smaller one first")


def _options(node: ast.Node, complain: Complain) -> None:
    show = node.setting("show")
    button = show.value.button if show is not None and isinstance(show.value, ast.Show) else None
    if show is not None and button is not None and button.literal is None:
        complain(
            "F205", show.value_span, "the button that opens a list is always the same", "write its words without {…}"
        )
    written = node.items(ast.Option)
    bare = [option for option in written if option.section is None]
    if bare and len(bare) < len(written):
        sentence = f"option '{bare[0].id}' stands in no section, others do"
        complain("F213", bare[0].id.span, sentence, 'give each a section: `section "…"`, or none')


def _retries(node: ast.Node, complain: Complain) -> None:
    for setting in node.settings("retry"):
        if isinstance(setting.value, ast.Retry) and setting.value.times > RETRIES_MAX:
            sentence = f"{setting.value.times} re-asks; at most {RETRIES_MAX} make sense"
            complain("F204", setting.value_span, sentence, "lead `on invalid` to people instead")


def _gather(node: ast.Node, complain: Complain) -> None:
    setting = node.setting("gather")
    if setting is None or not isinstance(setting.value, ast.Gather) or node.kind is None:
        return
    if node.kind.name.text not in GATHERABLE:
        sentence = f"several messages make no {node.kind.name}"
        complain("F214", setting.span, sentence, f"gather {', '.join(sorted(GATHERABLE))}")
    if not 1 <= setting.value.low <= setting.value.high <= GATHER_MESSAGES_MAX:
        sentence = f"{setting.value.low} to {setting.value.high} messages cannot be gathered"
        complain("F215", setting.value_span, sentence, f"between 1 and {GATHER_MESSAGES_MAX}, the smaller one first")


def _keep(node: ast.Node, complain: Complain) -> None:
    setting = node.setting("keep")
    if setting is None:
        return
    if str(setting.value) != "open":
        complain("F216", setting.value_span, f"a menu cannot be kept '{setting.value}'", "write `keep open`")
    if any(isinstance(option, ast.OptionEach) or option.value is not None for option in node.options):
        sentence = "options from data change; their old buttons cannot stay open"
        complain("F217", setting.span, sentence, "keep open a menu whose options are written out")
