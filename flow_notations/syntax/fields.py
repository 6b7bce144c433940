"""What may stand in a node, judged by its notation's ``Fragment``: the same for the text and the JSON form. Codes F1xx.

A node as read goes in; complaints come out. Outcomes and names are the checker's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.expressions.suggest import closest
from flow_notations.notation import Field, Fragment, Presence, Reader

from .reading import Slip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.notation import Notation, Table
    from flow_notations.source import Span

    from .located import Located
    from .scan import Page

HEADER = Fragment(
    fields={
        "title": Field(reader=Reader.QUOTED, doc="The flow's name for people."),
        "language": Field(reader=Reader.NAME, doc="The language its copy is written in; the centre's when not said."),
        "retry": Field(reader=Reader.RETRY, doc="The default of every node that can be retried.", many=True, copy=True),
        "timeout": Field(reader=Reader.DURATION, doc="The default of every node that can wait."),
        "takes": Field(reader=Reader.DECLARED, doc="What a caller passes to it, with types and defaults.", many=True),
    }
)
"""Settings of the header."""

RESERVED = frozenset({
    "flow", "centre", "anywhere", "back", "return", "if", "else", "each", "when", "on", "as", "and", "or", "not", "in",
    "is", "contains", "matches", "known", "unknown", "true", "false", "null",
})  # fmt: skip
"""Words of the language that cannot name a node."""


def unknown_setting(key: ast.Word, fragment: Fragment, owner: str) -> Slip:
    """F101, with the nearest key or all of them."""
    near = closest(key.text, tuple(fragment.fields))
    if near:
        hint = f"did you mean '{near}'?"
    elif fragment.fields:
        hint = f"it knows {', '.join(sorted(fragment.fields))}"
    else:
        hint = f"{owner} has no settings"
    return Slip("F101", f"{owner} has no setting '{key}'", key.span, hint)


def known_notation(word: ast.Word, table: Table, page: Page) -> Notation | None:
    """The notation, or the one that was most likely meant; F110 when it is not in the table."""
    if (notation := table.get(word.text)) is not None:
        return notation
    near = closest(word.text, (*table, "flow", "anywhere"))
    hint = f"did you mean '{near}'?" if near else f"notations are {', '.join(table)}"
    page.complain("F110", f"'{word}' is no notation", word.span, hint)
    return table.get(near) if near else None


def known_type(at: Located, table: Table) -> Notation | None:
    """The notation of a node in JSON form, or the one that was most likely meant; F110 when its type is unknown."""
    given = at.value.get("type")
    types = {name: notation for notation in table.values() for name in (notation.word, notation.type)}
    if isinstance(given, str) and given in types:
        return types[given]
    if not isinstance(given, str):
        at.page.complain("S132", "this lacks its 'type'", at.span, f"types are {_types(table)}")
        return None
    near = closest(given, tuple(types))
    hint = f"did you mean '{near}'?" if near else f"types are {_types(table)}"
    at.page.complain("F110", f"'{given}' is no notation", at["type"].span, hint)
    return None


def _types(table: Table) -> str:
    return ", ".join(notation.type for notation in table.values())


def check_name(name: ast.Word, page: Page) -> None:
    """S110: a word of the language as the name of a node."""
    if name.text in RESERVED:
        page.complain(
            "S110", f"'{name}' is a word of the language and cannot name a node", name.span, f"try '{name}_node'"
        )


def check_node(node: ast.Node, fragment: Fragment, page: Page) -> None:
    """Everything about one node that its fragment can say."""
    word = f"'{node.notation}'"
    _check_variable(node, fragment, word, page)
    _check_kind(node, fragment, word, page)
    _check_copy(node, fragment, word, page)
    _check_options(node, fragment, word, page)
    fields = {key: field for key, field in fragment.fields.items() if key not in node.unread}
    check_settings(node.items(ast.Setting), fields, node.name.span, word, page)
    if not fragment.when:
        for route in node.items(ast.When):
            page.complain("F109", f"{word} has no conditional way out", route.span, "use a 'choose' before it")


def check_settings(
    settings: tuple[ast.Setting, ...], fields: Mapping[str, Field], place: Span, owner: str, page: Page
) -> None:
    """F102, F103, F104: settings written twice, missing, or owning copy that they cannot have."""
    seen: set[str] = set()
    for setting in settings:
        key = setting.key.text
        field = fields.get(key)
        if field is None:
            continue
        if key in seen and not field.many:
            page.complain("F102", f"'{key}' is set twice", setting.key.span, "keep one of them")
        if setting.copy and not field.copy:
            page.complain("F104", f"'{key}' owns no copy", setting.span, "indent the copy like the setting itself")
        seen.add(key)
    for key, field in fields.items():
        if field.required and key not in seen:
            page.complain("F103", f"{owner} needs '{key}'", place, f"write it under the node: {key} …")


def _check_variable(node: ast.Node, fragment: Fragment, word: str, page: Page) -> None:
    if node.variable is not None and fragment.variable is Presence.NEVER:
        page.complain("F107", f"{word} gives no value to keep", node.variable.span, f"leave out 'as {node.variable}'")
    if node.variable is None and fragment.variable is Presence.REQUIRED:
        hint = f"write {node.notation} {node.name} as something"
        page.complain("F107", f"{word} needs a name for what it gives", node.name.span, hint)


def _check_kind(node: ast.Node, fragment: Fragment, word: str, page: Page) -> None:
    kind = node.kind
    if kind is None:
        if fragment.kinds and ast.KIND not in node.unread:
            hint = f"write {node.notation} {node.name}: {fragment.kinds[0]}"
            page.complain("F108", f"{word} needs the kind of its answer after a colon", node.name.span, hint)
        return
    if not fragment.kinds:
        page.complain("F108", f"{word} takes no kind", kind.span, "leave out the colon and what follows")
    elif kind.name.text not in fragment.kinds:
        near = closest(kind.name.text, fragment.kinds)
        hint = f"did you mean '{near}'?" if near else f"kinds are {', '.join(fragment.kinds)}"
        page.complain("F108", f"'{kind.name}' is no kind of answer", kind.name.span, hint)
    elif kind.high is not None and kind.name.text not in fragment.ranges:
        page.complain("F108", f"'{kind.name}' has no bounds", kind.span, f"write just {kind.name}")
    elif kind.low is not None and kind.high is not None and kind.low > kind.high:
        page.complain("F108", "these bounds leave nothing between them", kind.span, f"write {kind.high} to {kind.low}")


def _check_copy(node: ast.Node, fragment: Fragment, word: str, page: Page) -> None:
    if fragment.copy is Presence.NEVER and node.copy:
        page.complain("F105", f"{word} says nothing to the customer", node.copy[0].span, "put the copy into a 'send'")
    if fragment.copy is Presence.REQUIRED and not node.copy:
        page.complain("F105", f"{word} needs copy", node.name.span, "write it under the node: | …")


def _check_options(node: ast.Node, fragment: Fragment, word: str, page: Page) -> None:
    if fragment.options is Presence.NEVER and node.options:
        sentence = f"{word} offers no options: it does not wait for an answer"
        hint = f"make it collect: collect {node.name}: choice"
        page.complain("F106", sentence, node.options[0].span, hint)
    if fragment.options is Presence.REQUIRED and not node.options:
        page.complain("F106", f"{word} needs options", node.name.span, 'write them under the node: * id "Label"')
