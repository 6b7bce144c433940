"""Flows for a contact centre's messaging: a small language, its checks, and a machine that runs it."""
