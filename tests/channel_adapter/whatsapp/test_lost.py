"""What an exception of an HTTP client says about the request."""

from __future__ import annotations

import httpx
import httpx2
import pytest

from channel_adapter.whatsapp.lost import LOST_BY_EXCEPTION, lost_by
from channel_adapter.whatsapp.wire import Lost

LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
OURS_TO_AVOID = {"StreamError", "StreamConsumed", "StreamClosed", "ResponseNotRead", "RequestNotRead"}
"""A programmer's faults: they are not translated, so that they are seen."""


@LIBRARIES
def test_every_exception_of_the_library_has_a_meaning(library):
    """A new exception in either library fails here until somebody decides whether the request may have left."""
    kinds = {
        name
        for name, kind in vars(library).items()
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, Warning)
    }

    assert kinds - OURS_TO_AVOID <= LOST_BY_EXCEPTION.keys()


@LIBRARIES
def test_a_subclass_of_a_known_exception_is_known(library):
    """A transport of somebody else's may derive its own."""

    class Refused(library.ConnectError):
        pass

    assert lost_by(Refused("no")) is Lost.NOT_SENT


def test_other_exceptions_are_nobodys():
    """A class of the same name from elsewhere says nothing about a request."""

    class ConnectError(Exception):
        pass

    assert lost_by(ConnectError()) is None
