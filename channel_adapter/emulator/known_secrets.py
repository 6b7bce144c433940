"""The emulator's secrets: constants that everybody knows, so that a production start can refuse them."""

from __future__ import annotations

APP_SECRET = "emulator-app-secret-known-to-everybody"  # noqa: S105  (public on purpose)
VERIFY_TOKEN = "emulator-verify-token-known-to-everybody"  # noqa: S105
ACCESS_TOKEN = "emulator-access-token-known-to-everybody"  # noqa: S105

KNOWN_SECRETS: frozenset[str] = frozenset({APP_SECRET, VERIFY_TOKEN, ACCESS_TOKEN})
"""Every secret that the emulator uses unless told otherwise. None of them protects anything."""
