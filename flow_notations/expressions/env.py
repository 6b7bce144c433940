"""What the check knows at one place of a flow: names with their types, nodes, hours. Immutable; a change is a new one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from flow_notations.values import ANY, Type

from .known import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Path: TypeAlias = tuple[str, ...]
"""A variable and fields: ``("order", "total")``."""


@dataclass(frozen=True, slots=True)
class Env:
    """``names``: variables by type, with the records ``contact``, ``interaction``, ``first``. ``nodes``: for ``visits``.
    ``hours``: for ``open``. ``labels``: variable → option id → label, so that a label compared by mistake is known.
    ``ruled_out``: values that a choice cannot have here, because of the conditions on the way.
    """

    names: Mapping[str, Type] = field(default_factory=dict)
    nodes: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ruled_out: Mapping[Path, frozenset[str]] = field(default_factory=dict)

    def with_names(self, names: Mapping[str, Type]) -> Env:
        """The same with these variables set or replaced; what was known of their old values is forgotten."""
        kept = self.ruled_out
        if any(path[0] in names for path in kept):
            kept = {path: values for path, values in kept.items() if path[0] not in names}
        return self._with(_updated(self.names, names), kept)

    def with_type(self, path: Path, type_: Type) -> Env:
        """The same with one variable or field at another type; the records above it are known."""
        head, *rest = path
        known = _updated(self.names, {head: _rebuilt(self.names.get(head, ANY), rest, type_)})
        return self._with(known, self.ruled_out)

    def without_values(self, path: Path, values: Iterable[str]) -> Env:
        """The same where a choice has none of these values."""
        out = self.ruled_out.get(path, frozenset()) | frozenset(values)
        return self._with(self.names, {**self.ruled_out, path: out})

    def _with(self, names: Mapping[str, Type], ruled_out: Mapping[Path, frozenset[str]]) -> Env:
        """A check makes these by the ten thousand; ``replace`` takes three times as long."""
        return Env(names, self.nodes, self.hours, self.labels, ruled_out)


def _updated(known: Mapping[str, Type], names: Mapping[str, Type]) -> Mapping[str, Type]:
    return known.updated(names) if isinstance(known, Known) else {**known, **names}


def _rebuilt(whole: Type, rest: list[str], type_: Type) -> Type:
    if not rest:
        return type_
    head, *deeper = rest
    inner = _rebuilt(whole.fields.get(head, ANY), deeper, type_)
    return replace(whole.known(), fields={**whole.fields, head: inner})


def fits(actual: Type, expected: Type) -> bool:
    """Whether a value of type ``actual`` may stand where ``expected`` is asked for; null and lengths aside."""
    if "any" in (actual.name, expected.name) or actual.name == "null":
        return True
    if actual.name != expected.name:
        return False
    if actual.item is not None and expected.item is not None:
        return fits(actual.item, expected.item)
    return all(name in actual.fields and fits(actual.fields[name], wanted) for name, wanted in expected.fields.items())


def join(left: Type, right: Type) -> Type:
    """The type of a value that is one or the other: where two paths meet, or ``a ?? b``. ``any`` when they do not go together."""
    nullable, unset = left.nullable or right.nullable, left.unset or right.unset
    if left.name == "null" or right.name == "null":
        return replace(right if left.name == "null" else left, nullable=True, unset=unset)
    if left.name != right.name:
        return Type("any", nullable=nullable, unset=unset)
    if left == right:
        return left
    return Type(
        left.name,
        nullable=nullable,
        unset=unset,
        length=None if left.length is None or right.length is None else max(left.length, right.length),
        item=None if left.item is None or right.item is None else join(left.item, right.item),
        fields={name: join(type_, right.fields[name]) for name, type_ in left.fields.items() if name in right.fields},
        options=tuple(dict.fromkeys(left.options + right.options)) if left.options and right.options else (),
        low=None if left.low is None or right.low is None else min(left.low, right.low),
        high=None if left.high is None or right.high is None else max(left.high, right.high),
        open=left.open or right.open,
    )
