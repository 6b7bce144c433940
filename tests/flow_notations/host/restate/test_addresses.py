"""An address of a cluster that cannot be used is told of without the secrets that somebody wrote into it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("restate", reason="pip install 'flow-notations[restate]'")

from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.host.restate import addresses_of, serving_addresses
from flow_notations.host.restate.cluster import Ingress

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("read", [addresses_of, serving_addresses])
@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("restate://me:sekret@h:x?admin=a:1", "restate://…@h:x?admin=a:1"),
        ("restate://me:se/k?r&e@t=sekret@h:x?admin=a:1", "restate://…@h:x?admin=a:1"),
        ("restate://h:1,me:sekret@h:x?admin=a:1", "restate://…@h:x?admin=a:1"),
        ("restate://h:1?admin=me:sekret@a:x&listen=b:2", "restate://…@a:x&listen=b:2"),
        ("restate://h:1?admin=a:1&password=sekret", "restate://h:1?admin=a:1&password=…"),
        ("restate://h:1?token=sekret&admin=a:1", "restate://h:1?token=…&admin=a:1"),
        ("restate://h:1?admin=me@a:x&token=sekret", "restate://…@a:x&token=…"),
        ("http://me:sekret@h:1?admin=a:1", "…@h:1?admin=a:1"),
        ("restate://h:x?admin=a:1", "restate://h:x?admin=a:1"),
        ("restate://h:1", "restate://h:1"),
    ],
)
def test_a_bad_address_is_shown_without_its_secrets(read: Callable[[str], object], address: str, seen: str) -> None:
    """Wherever they stand, and whatever signs they hold; what is wrong is still to be seen."""
    with pytest.raises(MissingSettings) as refused:
        read(address)
    assert str(refused.value).startswith(f"'{seen}' is not of the form restate://")
    assert "sekret" not in str(refused.value)


def test_an_address_that_does_not_listen_is_shown_without_its_password() -> None:
    """It is of the form, only not for who serves."""
    with pytest.raises(MissingSettings, match=r"'restate://…@h:1\?admin=a:1' does not say where to wait"):
        serving_addresses("restate://me:sekret@h:1?admin=a:1")


def test_a_cluster_that_does_not_answer_is_named_without_its_password() -> None:
    """Sentences about one node of it hold neither user nor password."""

    async def main() -> None:
        ingress = Ingress(addresses_of("restate://me:sekret@127.0.0.1:9?admin=me:sekret@127.0.0.1:9"))
        try:
            with pytest.raises(StoreUnavailable, match=r"Restate does not answer at http://…@127\.0\.0\.1:9 "):
                await ingress.recognise()
        finally:
            await ingress.close()

    asyncio.run(main())
