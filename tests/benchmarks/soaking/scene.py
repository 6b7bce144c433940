"""The scene of a soak: numbers, secrets, flows and records, written into a folder as an operator would.

Nothing is started here.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from channel_adapter.emulator import Cloud
from channel_adapter.emulator.accounts import ApprovedTemplate, BusinessNumber
from channel_adapter.emulator.habits import Habits

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[2]

NUMBERS: Final[dict[str, str]] = {"1001": "bazaar", "1002": "order_status", "1003": "reschedule"}
"""Which flow answers at which number. Bazaar begins ``survey`` later."""
SECRETS: Final[dict[str, str]] = {
    "SOAK_TOKEN": "a-token-of-the-soak",
    "SOAK_SECRET": "a-secret-of-the-soak",
    "SOAK_VERIFY": "a-word-of-the-soak",
    "FLOW_ADMIN_TOKEN": "an-operator-of-the-soak",
}
RETENTION_DAYS: Final = 2
TEMPLATE: Final = ApprovedTemplate(name="back_again", body="Hello {{name}}, here we are again.", language="en")

STORMY: Final = Habits(
    webhook_batches=0.97,
    webhook_duplicates=0.04,
    webhook_delays=0.06,
    webhook_delay_most=90_000,
)
"""Doubled and late webhooks, most of them many to a body. What else goes wrong is decided where it is counted."""

RECORD: Final = """
[[integration]]
name = "{flow}"
number_id = "{number}"
contact_point = "+1{number}"
token = "env:SOAK_TOKEN"
app_secrets = "env:SOAK_SECRET"
verify_token = "env:SOAK_VERIFY"
base_url = "{base}"
retention_days = {days}

[[dispatch]]
contact_point = "+1{number}"
flow = "{flow}"
"""


def clouds(seed: int) -> dict[str, Cloud]:
    """One provider for each number, so that its webhooks ride together."""
    return {
        number: Cloud(numbers=(_business(number),), habits=STORMY, seed=seed * 10 + place)
        for place, number in enumerate(NUMBERS)
    }


def _business(number: str) -> BusinessNumber:
    return BusinessNumber(
        id=number,
        display=f"1{number}",
        account_id=f"9{number}",
        access_token=SECRETS["SOAK_TOKEN"],
        app_secret=SECRETS["SOAK_SECRET"],
        verify_token=SECRETS["SOAK_VERIFY"],
        templates=(TEMPLATE,),
    )


def write(folder: Path, base_url: str) -> list[str]:
    """Put flows and records there; the words of the command line that serves them."""
    flows = folder / "flows"
    flows.mkdir()
    for name in ("order_status", "reschedule", "survey"):
        shutil.copy(ROOT / "flows" / f"{name}.flow", flows)
    for name in ("centre", "bazaar"):
        shutil.copy(HERE / f"{name}.flow", flows)
    records = "".join(
        RECORD.format(flow=flow, number=number, base=base_url, days=RETENTION_DAYS) for number, flow in NUMBERS.items()
    )
    (folder / "integrations.toml").write_text('store = "host.db"\n' + records)
    return ["serve", "flows", "--records", "integrations.toml", "--port", "0"]
