"""What is known of many names at once, where one place mostly knows what the place before it knew.

Names and types in, a mapping out that is never changed: another one is made, which shares with the first everything that
is the same in both. So to carry a thousand variables through a thousand nodes, and to compare them where ways meet,
costs about as much as what changed. It is a tree of tuples whose leaves are types, each at its name's place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from flow_notations.values import Type

BRANCHES_BITS: Final = 4
BRANCHES: Final = 1 << BRANCHES_BITS
"""Branches of a branch: so much is copied for a change at each height, and passed over at once where nothing changed."""
HEIGHT: Final = 5
"""Heights above the leaves: room for a million names, more than a file that is read can hold."""
Branch: TypeAlias = "tuple[Any, ...]"
"""Sixteen branches one lower; at height 0 sixteen types, or ``None`` for a name of which nothing is known."""


def _empty(height: int) -> Branch:
    return ((_empty(height - 1) if height else None),) * BRANCHES


EMPTY: Final = _empty(HEIGHT - 1)


class Known(Mapping[str, "Type"]):
    """Types by name, in the order in which the names were first met anywhere in the family.

    ``places``: where each name stands, one table for a whole family of mappings; it only grows. ``root``: the types.
    """

    __slots__ = ("places", "root")

    def __init__(self, places: dict[str, int], root: Branch) -> None:
        self.places = places
        self.root = root

    @classmethod
    def of(cls, names: Mapping[str, Type]) -> Known:
        """The first of a family; of a mapping that is ``Known`` already, itself."""
        return names if isinstance(names, Known) else cls({}, EMPTY).updated(names)

    def updated(self, names: Mapping[str, Type]) -> Known:
        """The same with these names set or replaced."""
        root = self.root
        for name, found in names.items():
            root = _planted(root, HEIGHT - 1, self.places.setdefault(name, len(self.places)), found)
        return Known(self.places, root)

    def __getitem__(self, name: str) -> Type:
        place = self.places[name]
        found: Any = self.root
        for height in range(HEIGHT - 1, -1, -1):
            found = found[place >> height * BRANCHES_BITS & (BRANCHES - 1)]
        if found is None:
            raise KeyError(name)
        known: Type = found
        return known

    def __iter__(self) -> Iterator[str]:
        names = list(self.places)  # a place is the name's turn in the table
        leaves = islice(_leaves(self.root, HEIGHT - 1), len(names))
        return (name for name, found in zip(names, leaves, strict=True) if found is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"Known({dict(self)!r})"


def _planted(branch: Branch, height: int, place: int, found: Type) -> Branch:
    at = place >> height * BRANCHES_BITS & (BRANCHES - 1)
    inner = _planted(branch[at], height - 1, place, found) if height else found
    return (*branch[:at], inner, *branch[at + 1 :])


def _leaves(branch: Branch, height: int) -> Iterator[Type | None]:
    for inner in branch:
        if height:
            yield from _leaves(inner, height - 1)
        else:
            yield inner
