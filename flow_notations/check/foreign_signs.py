"""Values written as other tools write them, so that customers would read a name: ``{{name}}`` and ``${name}``.

Flows in: a ``Case`` and what was ``Reached``. Flows out: complaints F231. A price such as ``${order.total}`` is a number behind its
currency, and braces around a word that is no name are somebody's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flow_notations import ast
from flow_notations.expressions import Hole, Template, check_expression, path_of

from .walk import pieces_of_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Env

    from .case import Case
    from .reach import Reached

DOUBLED: Final = re.compile(r"\{\s*([^\W\d]\w*)((?:\.\w+)*)\s*\}\}?")
"""What is left of ``{{contact.first_name}}`` once the doubled brace is read as one."""


def check_foreign_signs(case: Case, reached: Reached) -> None:
    """Complain of known names that would be sent as they are spelled, or with a dollar before them."""
    for name, env in reached.entering.items():
        node = case.nodes[name]
        given = {each for leaving in reached.facts[name].leaving.values() for each in leaving.gives}
        for template in _said(node):
            _doubled(case, template, env, given)
            _dollars(case, template, env)


def _said(node: ast.Node) -> Iterator[Template]:
    copies = [node.copy, *(setting.copy for setting in node.items(ast.Setting))]
    yield from (piece for copy in copies for piece in pieces_of_copy(copy) if isinstance(piece, Template))
    yield from (option.label for option in node.options)


def _doubled(case: Case, template: Template, env: Env, given: set[str]) -> None:
    for part in template.parts:
        for found in DOUBLED.finditer(part) if isinstance(part, str) else ():
            if found[1] in env.names or found[1] in given:
                path = found[1] + found[2]
                case.complain("F231", template.span, written=f"{{{{{path}}}}}", shown=f"{{{path}}}", path=path)


def _dollars(case: Case, template: Template, env: Env) -> None:
    for before, hole in zip(template.parts, template.parts[1:], strict=False):
        if not (isinstance(hole, Hole) and isinstance(before, str) and before.endswith("$")):
            continue
        path = path_of(hole.expr)
        if path is not None and check_expression(hole.expr, env, path="").type.name not in ("number", "any"):
            spelled = ".".join(path)
            case.complain("F231", hole.span, written=f"${{{spelled}}}", shown="a dollar and the value", path=spelled)
