"""The slips that an expression's author makes, each with its code, sentence and mend. Fixed wording lives here alone.

Codes: S2xx. What flows in is where and what; what flows out is a ``Diagnostic``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic

if TYPE_CHECKING:
    from flow_notations.source import Span

EXPRESSION_CHARACTERS_MAX = 2000
"""Longest expression, in code points. Longer ones are programs; a flow has nodes for those."""

EXPRESSION_NESTING_MAX = 64
"""Deepest nesting of one expression; a chain of operators counts one for each. Keeps every pass off the stack's end."""

NUMBER_DIGITS_MAX = 28
"""Most digits of a number, before and after the point together."""

TYPOGRAPHIC_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"}
)
"""What word processors make of quotes."""

RIGHT_SIGNS = {"=": "==", "===": "==", "!==": "!=", "<>": "!=", "≠": "!=", "=>": ">=", "≥": ">=", "=<": "<=", "≤": "<="}
"""Signs of other languages and of word processors, and ours."""


def unexpected(word: str, expected: str, span: Span, path: str) -> Diagnostic:
    """S201: something that cannot stand here."""
    return Diagnostic(code="S201", sentence=f"{word} does not belong here", hint=expected, span=span, path=path)


def no_time(written: str, span: Span, path: str) -> Diagnostic:
    """S201: figures with a colon that are no time of the day."""
    hint = "times of the day are written 00:00 to 23:59; a length of time is written 1h 30m"
    return Diagnostic(code="S201", sentence=f"'{written}' is no time of the day", hint=hint, span=span, path=path)


def ends_early(hint: str, span: Span, path: str) -> Diagnostic:
    """S201: the end came too soon."""
    return Diagnostic(code="S201", sentence="the expression ends too early", hint=hint, span=span, path=path)


def typographic(mended: str, span: Span, path: str) -> Diagnostic:
    """S202: quotes from a word processor."""
    return Diagnostic(
        code="S202",
        sentence="typographic quotes: an expression takes straight ones",
        hint=f"write {mended}",
        span=span,
        path=path,
    )


def wrong_sign(sign: str, span: Span, path: str) -> Diagnostic:
    """S203: ``=`` for ``==`` and its kin."""
    right = RIGHT_SIGNS[sign]
    sentence = "'=' gives a value, it does not compare" if sign == "=" else f"'{sign}' is not a sign of this language"
    return Diagnostic(code="S203", sentence=sentence, hint=f"to compare, write {right}", span=span, path=path)


def lonely_value(value: str, word: str, mended: str, span: Span, path: str) -> Diagnostic:
    """S204: ``why == "lost" or "stolen"``."""
    return Diagnostic(
        code="S204",
        sentence=f"{value} after '{word}' is not a condition of its own",
        hint=f"write {mended}",
        span=span,
        path=path,
    )


def chained(mended: str, span: Span, path: str) -> Diagnostic:
    """S205: ``1 < x < 5``."""
    return Diagnostic(code="S205", sentence="comparisons do not chain", hint=f"write {mended}", span=span, path=path)


def too_long(characters: int, span: Span, path: str) -> Diagnostic:
    """S206: over ``EXPRESSION_CHARACTERS_MAX``."""
    return Diagnostic(
        code="S206",
        sentence=f"this expression has {characters} characters; {EXPRESSION_CHARACTERS_MAX} are allowed",
        hint="split it over two 'set' nodes",
        span=span,
        path=path,
    )


def too_deep(span: Span, path: str) -> Diagnostic:
    """S206: over ``EXPRESSION_NESTING_MAX``."""
    return Diagnostic(
        code="S206",
        sentence=f"this expression is nested more than {EXPRESSION_NESTING_MAX} deep",
        hint="split it over two 'set' nodes, or use 'in' with a list",
        span=span,
        path=path,
    )


def unclosed_text(sign: str, span: Span, path: str) -> Diagnostic:
    """S207: a quote without its partner."""
    return Diagnostic(
        code="S207", sentence="this text has no closing quote", hint=f"end it with {sign}", span=span, path=path
    )


def lone_brace(span: Span, path: str) -> Diagnostic:
    """S208: ``{`` without ``}``."""
    return Diagnostic(
        code="S208",
        sentence="this { has no } on its line",
        hint="close it, or write {{ for a brace that customers see",
        span=span,
        path=path,
    )


def empty(where: str, hint: str, span: Span, path: str) -> Diagnostic:
    """S209: nothing where an expression should stand."""
    return Diagnostic(code="S209", sentence=f"{where} is empty", hint=hint, span=span, path=path)


def reserved(word: str, span: Span, path: str) -> Diagnostic:
    """S210: a word of the language used as a name."""
    return Diagnostic(
        code="S210",
        sentence=f"'{word}' is a word of the language and cannot be a name",
        hint="put text in quotes, or choose another name",
        span=span,
        path=path,
    )


def misshapen_macro(name: str, span: Span, path: str) -> Diagnostic:
    """S211: ``filter(cards, state == "active")``."""
    what = "value" if name == "map" else "condition"
    return Diagnostic(
        code="S211",
        sentence=f"'{name}' takes a list, a name for its item, and a {what}",
        hint=f"write {name}(things, x, {'x.name' if name == 'map' else 'x.size > 3'})",
        span=span,
        path=path,
    )


def is_for_equals(mended: str, span: Span, path: str) -> Diagnostic:
    """S212: ``why is "lost"``."""
    return Diagnostic(
        code="S212",
        sentence="'is' asks only whether something is known",
        hint=f"to compare, write {mended}",
        span=span,
        path=path,
    )


def misplaced_argument(sentence: str, span: Span, path: str) -> Diagnostic:
    """S213: named arguments out of order or twice."""
    return Diagnostic(
        code="S213",
        sentence=sentence,
        hint='named arguments stand last, each once: plural(n, one: "day", other: "days")',
        span=span,
        path=path,
    )


def method(mended: str, span: Span, path: str) -> Diagnostic:
    """S214: ``name.upper()``."""
    return Diagnostic(
        code="S214",
        sentence="functions stand before their value, not behind it",
        hint=f"write {mended}",
        span=span,
        path=path,
    )


def oversized_literal(sentence: str, hint: str, span: Span, path: str) -> Diagnostic:
    """S215: a number or duration that is too large to be meant."""
    return Diagnostic(code="S215", sentence=sentence, hint=hint, span=span, path=path)
