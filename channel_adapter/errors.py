"""Exceptions of the adapter: programmer's and operator's faults only.

What the world does wrong (a refused send, an unreadable webhook) is a value, never an exception:
see ``channel.Outcome`` and ``messages.Unreadable``.

    AdapterError
    ├── ConfigurationError      a secret, address or setting is missing or wrong; the process should not start
    ├── SignatureMismatch       a webhook body was not signed with any of our secrets; answer 401 and forget it
    └── BodyTooLarge            a request or a medium is over the stated cap; answer 413 and forget it
"""


class AdapterError(Exception):
    """Root of every exception that the adapter raises on purpose."""


class ConfigurationError(AdapterError):
    """A secret, address or setting is missing or wrong.

    The message names it and says where to set it. It never holds the secret.
    """


class SignatureMismatch(AdapterError):
    """A webhook body is not signed with any of the configured secrets."""


class BodyTooLarge(AdapterError):
    """A request body or a medium is larger than its stated cap in bytes."""
