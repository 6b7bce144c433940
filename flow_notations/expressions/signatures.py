"""What a function of the language promises: parameters, result, words for people. The table itself is in ``functions``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from flow_notations.values import ANY, TEXT_CHARACTERS_DEFAULT, Type, TypeName, Value, list_of, text_of

from .rendering import NUMBER_CHARACTERS_MAX

Reference: TypeAlias = Literal["node", "hours", "choice"]
"""What a bare name in an argument stands for, when it is not the value of a variable."""

ResultRule: TypeAlias = Callable[[Sequence[Type]], Type]
"""From the types of the arguments, in order, to the type of the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One argument. ``types``: what it takes (empty: anything with a value). ``item``: what the items of a list must be.
    ``words``: the closed set of texts it takes. ``refers``: it takes a bare name of that kind. ``named``: written ``one: …``.
    """

    name: str
    types: tuple[TypeName, ...] = ()
    item: tuple[TypeName, ...] = ()
    optional: bool = False
    repeated: bool = False
    named: bool = False
    words: tuple[str, ...] = ()
    refers: Reference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One row of the table. ``run`` takes the scope and the arguments, already of the right types; a missing optional
    argument is not passed, named ones are passed by name. ``example`` is an expression and what it gives, both as text.
    """

    parameters: tuple[Parameter, ...]
    result: ResultRule
    run: Callable[..., Value]
    doc: str
    example: tuple[str, str]

    @property
    def positional(self) -> tuple[Parameter, ...]:
        """The parameters without a name at the call."""
        return tuple(parameter for parameter in self.parameters if not parameter.named)

    @property
    def named(self) -> dict[str, Parameter]:
        """The parameters with a name at the call."""
        return {parameter.name: parameter for parameter in self.parameters if parameter.named}

    def signature(self, name: str) -> str:
        """As the reference shows it: ``first(things, count)``, ``plural(count, one: …, other: …)``."""
        words = []
        for parameter in self.parameters:
            word = f"{parameter.name}: …" if parameter.named else parameter.name
            word += ", …" if parameter.repeated else ""
            words.append(f"[{word}]" if parameter.optional else word)
        return f"{name}({', '.join(words)})"


def gives(result: Type) -> ResultRule:
    """Always the same type."""
    return lambda _: result


def like_first(arguments: Sequence[Type]) -> Type:
    """The first argument's own type: no longer, no other items."""
    first = arguments[0]
    return text_like_first(arguments) if first.name == "text" else replace(first, options=())


def shortened(arguments: Sequence[Type]) -> Type:
    """No longer than the first argument, nor than the number that follows it. A sign of several units counts as one here, and
    where it is shown it is cut to the length that was counted.
    """
    whole, most = like_first(arguments), arguments[1].high
    if most is None:
        return whole
    return replace(whole, length=min(max(0, int(most)), int(most) if whole.length is None else whole.length))


def shown(arguments: Sequence[Type]) -> Type:
    """The text of a value as it reads in a message."""
    value = arguments[0]
    if value.name == "number":
        return text_of(NUMBER_CHARACTERS_MAX)
    return text_of((value.length if value.name == "text" else None) or TEXT_CHARACTERS_DEFAULT)


def text_like_first(arguments: Sequence[Type]) -> Type:
    """Text that is no longer than the first argument."""
    length = arguments[0].length
    return text_of(TEXT_CHARACTERS_DEFAULT if length is None else length)


def extreme(arguments: Sequence[Type]) -> Type:
    """The type of the least or greatest: of several values never null, of a list perhaps."""
    first = arguments[0]
    if len(arguments) == 1 and first.name == "list":
        return (first.item or ANY).or_null()
    return Type(first.name, length=first.length)


def replaced(arguments: Sequence[Type]) -> Type:
    """Text in which parts may have grown: by default as long as a text of unknown length."""
    lengths = [TEXT_CHARACTERS_DEFAULT if given.length is None else given.length for given in arguments]
    return text_of(lengths[0] if lengths[-1] <= 1 else max(lengths[0] * lengths[-1], lengths[0]))


def pieces(arguments: Sequence[Type]) -> Type:
    """A list of texts, none longer than the whole."""
    return list_of(text_like_first(arguments))


def longest_form(arguments: Sequence[Type]) -> Type:
    """Of ``plural``: the longest of its forms."""
    lengths = [TEXT_CHARACTERS_DEFAULT if form.length is None else form.length for form in arguments[1:]]
    return text_of(max(lengths, default=0))
