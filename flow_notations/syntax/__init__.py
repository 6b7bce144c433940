"""The two forms of a flow, text and JSON, and the centre file: read to one tree, and printed back."""

from .centre_format import format_centre
from .centre_from_text import centre_from_text
from .centre_to_text import centre_to_text
from .from_json import from_json
from .from_text import from_text
from .reading import Read
from .schema import schema
from .to_json import digest, to_json
from .to_text import to_text

__all__ = [
    "Read",
    "centre_from_text",
    "centre_to_text",
    "digest",
    "format_centre",
    "from_json",
    "from_text",
    "schema",
    "to_json",
    "to_text",
]
