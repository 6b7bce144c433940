"""CLDR cardinal plural rules, language by language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from flow_notations.expressions import plural_category

HALF = Decimal("1.5")


@pytest.mark.parametrize(
    ("language", "categories"),
    [
        ("en", {0: "other", 1: "one", -1: "one", 2: "other", HALF: "other"}),
        ("de-AT", {1: "one", HALF: "other", 1_000_000: "other"}),
        ("es", {0: "other", 1: "one", 2: "other", HALF: "other", 1_000_000: "many", 1_000_001: "other"}),
        ("pt_BR", {0: "one", 1: "one", HALF: "one", 2: "other", 2_000_000: "many"}),
        ("fr", {0: "one", HALF: "one", 2: "other", 1_000_000: "many", Decimal("1000000.5"): "other"}),
        ("hi", {0: "one", 1: "one", Decimal("0.5"): "one", HALF: "other", 2: "other"}),
        (
            "ar",
            {0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 103: "few", 11: "many", 99: "many", 100: "other", 102: "other",
             HALF: "other"},
        ),
        ("xx", {1: "one", 2: "other"}),
    ],
)  # fmt: skip
def test_categories(language, categories):
    """Each number takes the form that its language gives it."""
    assert categories == {count: plural_category(language, count) for count in categories}
