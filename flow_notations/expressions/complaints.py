"""What the check of expressions can say: one function a complaint, fixed wording, codes N2xx (names) and T2xx (types)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flow_notations.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flow_notations.source import Span
    from flow_notations.values import Type, TypeName


_SPOKEN: Final[Mapping[TypeName, str]] = {
    "text": "text",
    "number": "a number",
    "yes_no": "yes or no",
    "date": "a date",
    "time": "a time",
    "datetime": "a moment",
    "duration": "a duration",
    "list": "a list",
    "record": "a record",
    "null": "null",
    "any": "anything",
}


def spoken(type_: Type | TypeName) -> str:
    """A type as people say it: ``a number``, ``a list of text``."""
    if isinstance(type_, str):
        return _SPOKEN[type_]
    item = type_.item
    return _SPOKEN[type_.name] if item is None else f"a list of {spoken(item).removeprefix('a ')}"


def unknown_name(name: str, hint: str, span: Span, path: str) -> Diagnostic:
    """N201."""
    return Diagnostic(
        code="N201",
        sentence=f"no variable is called '{name}'",
        hint=hint or "text goes in quotes",
        span=span,
        path=path,
    )


def unknown_function(name: str, hint: str, span: Span, path: str) -> Diagnostic:
    """N202."""
    return Diagnostic(code="N202", sentence=f"no function is called '{name}'", hint=hint, span=span, path=path)


def unknown_field(name: str, whole: str, hint: str, span: Span, path: str) -> Diagnostic:
    """N203."""
    return Diagnostic(code="N203", sentence=f"'{whole}' has no field '{name}'", hint=hint, span=span, path=path)


def unknown_node(name: str, hint: str, span: Span, path: str) -> Diagnostic:
    """N204."""
    return Diagnostic(code="N204", sentence=f"no node is called '{name}'", hint=hint, span=span, path=path)


def unknown_hours(name: str, hint: str, span: Span, path: str) -> Diagnostic:
    """N205."""
    return Diagnostic(code="N205", sentence=f"the centre has no hours called '{name}'", hint=hint, span=span, path=path)


def perhaps_unset(words: str, hint: str, span: Span, path: str) -> Diagnostic:
    """N206."""
    return Diagnostic(
        code="N206",
        sentence=f"'{words}' is not set on every path that leads here",
        hint=hint,
        span=span,
        path=path,
    )


def shadowing(name: str, span: Span, path: str) -> Diagnostic:
    """N207."""
    return Diagnostic(
        code="N207",
        sentence=f"'{name}' is a variable already; inside the brackets it would hide it",
        hint="give the item another name",
        span=span,
        path=path,
    )


def misfit(operator: str, left: Type, right: Type, hint: str, span: Span, path: str) -> Diagnostic:
    """T201: an operator between types that do not go together."""
    return Diagnostic(
        code="T201",
        sentence=f"'{operator}' does not go between {spoken(left)} and {spoken(right)}",
        hint=hint,
        span=span,
        path=path,
    )


def misfit_alone(operator: str, type_: Type, wanted: str, span: Span, path: str) -> Diagnostic:
    """T201: an operator before a type it does not take."""
    return Diagnostic(code="T201", sentence=f"'{operator}' takes {wanted}, not {spoken(type_)}", span=span, path=path)


def wrong_argument(function: str, parameter: str, wanted: str, given: Type, span: Span, path: str) -> Diagnostic:
    """T202."""
    return Diagnostic(
        code="T202",
        sentence=f"{function}(…) takes {wanted} as '{parameter}', not {spoken(given)}",
        hint="text(…) turns a value into text" if wanted == "text" else "",
        span=span,
        path=path,
    )


def wrong_arguments(sentence: str, signature: str, span: Span, path: str) -> Diagnostic:
    """T203."""
    return Diagnostic(code="T203", sentence=sentence, hint=f"write {signature}", span=span, path=path)


def unexpected_type(given: Type, wanted: Type, hint: str, span: Span, path: str) -> Diagnostic:
    """T204."""
    return Diagnostic(
        code="T204",
        sentence=f"{spoken(wanted)} was expected here, this is {spoken(given)}",
        hint=hint,
        span=span,
        path=path,
    )


def no_option(value: str, words: str, hint: str, span: Span, path: str) -> Diagnostic:
    """T205."""
    return Diagnostic(
        code="T205",
        sentence=f"'{words}' is never '{value}': that is none of its options",
        hint=hint,
        span=span,
        path=path,
    )


def perhaps_null(words: str, hint: str, span: Span, path: str) -> Diagnostic:
    """T206."""
    return Diagnostic(
        code="T206",
        sentence=f"'{words}' may be null",
        hint=hint,
        span=span,
        path=path,
    )


def bad_pattern(sentence: str, hint: str, span: Span, path: str) -> Diagnostic:
    """T207."""
    return Diagnostic(code="T207", sentence=sentence, hint=hint, span=span, path=path)


def no_words(type_: Type, hint: str, span: Span, path: str) -> Diagnostic:
    """T208."""
    return Diagnostic(
        code="T208", sentence=f"{spoken(type_)} cannot be shown in a message", hint=hint, span=span, path=path
    )


def no_inside(what: str, given: Type, span: Span, path: str) -> Diagnostic:
    """T209."""
    return Diagnostic(code="T209", sentence=f"{spoken(given)} has no {what}", span=span, path=path)


def not_a_reference(function: str, what: str, span: Span, path: str) -> Diagnostic:
    """T210."""
    return Diagnostic(
        code="T210",
        sentence=f"{function}(…) takes {what}, not a value",
        hint="write the bare name, without quotes",
        span=span,
        path=path,
    )


def not_one_of(function: str, parameter: str, words: Sequence[str], span: Span, path: str) -> Diagnostic:
    """T211."""
    return Diagnostic(
        code="T211",
        sentence=f"'{parameter}' of {function}(…) is one of a few words",
        hint="write " + " or ".join(f"'{word}'" for word in words),
        span=span,
        path=path,
    )


def no_interpolation(hole: str, span: Span, path: str) -> Diagnostic:
    """T212: a hole in a text that has none."""
    return Diagnostic(
        code="T212",
        severity="warning",
        sentence=f"{hole} stays as it is: texts inside an expression have no holes",
        hint=f'put texts together with +: "…" + {hole[1:-1]}',
        span=span,
        path=path,
    )


def by_zero(text: str, span: Span, path: str) -> Diagnostic:
    """T213."""
    return Diagnostic(
        code="T213",
        sentence=f"'{text}' divides by 0, so it never has a value",
        hint="divide by another number",
        span=span,
        path=path,
    )


def no_hours(span_words: str, day: str, span: Span, path: str) -> Diagnostic:
    """T214."""
    return Diagnostic(
        code="T214",
        sentence=f"{day} is a day: it moves by whole days, not by {span_words}",
        hint=f"say a time of that day first: moment({day}, 09:00)",
        span=span,
        path=path,
    )
