"""Secrets that stand in a flow: keys, tokens and passwords in copy, addresses and values.

Flows in: a ``Case``. Flows out: complaints F230. What is no secret by its form alone (a word called ``secret``) is left alone: only
forms that issuers of keys document are known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flow_notations.expressions import Constant, Template, children

from .walk import pieces_of_flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flow_notations.expressions import Expr
    from flow_notations.source import Span

    from .case import Case
    from .walk import Piece

FORMS: Final = (
    ("an access token of Meta", re.compile(r"\bEAA[A-Za-z0-9]{40,}")),
    ("a key of AWS", re.compile(r"\bAKIA[0-9A-Z]{16}\b")),
    ("a key of Google", re.compile(r"\bAIza[0-9A-Za-z_-]{35}")),
    ("a key of Stripe", re.compile(r"\b[sr]k_live_[0-9A-Za-z]{16,}")),
    ("a token of GitHub", re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22,})")),
    ("a token of Slack", re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}")),
    ("a signed token", re.compile(r"\beyJ[0-9A-Za-z_-]{8,}\.eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("an Authorization header", re.compile(r"\b(?:Bearer|Basic) (?=[^\s]*[0-9])[0-9A-Za-z+/._~-]{20,}=*")),
    ("a password in an address", re.compile(r"\bhttps?://[^\s/:@]+:[^\s/:@]+@")),
)
"""What a secret is called, and its form."""


def check_spills(case: Case) -> None:
    """Complain of every text that has the form of a secret."""
    for piece in pieces_of_flow(case.flow):
        for text, span in _texts(piece):
            for what, form in FORMS:
                if form.search(text):
                    case.complain("F230", span, what=what)


def _texts(piece: Piece) -> Iterator[tuple[str, Span]]:
    if isinstance(piece, Template):
        yield from ((part, piece.span) for part in piece.parts if isinstance(part, str))
        for hole in piece.holes:
            yield from _texts(hole.expr)
    else:
        yield from _constants(piece)


def _constants(expr: Expr) -> Iterator[tuple[str, Span]]:
    if isinstance(expr, Constant):
        if isinstance(expr.value, str):
            yield expr.value, expr.span
        return
    for child in children(expr):
        yield from _constants(child)
