"""The words of the language, one file each, gathered in one literal table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .choose import CHOOSE
from .collect import COLLECT
from .end import END
from .send import SEND
from .set import SET

if TYPE_CHECKING:
    from flow_notations.notation import Table

STANDARD: Table = {notation.word: notation for notation in (SEND, COLLECT, CHOOSE, SET, END)}
"""Every notation that comes with the package, by its word."""

__all__ = ["STANDARD"]
