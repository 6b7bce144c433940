"""The two forms of a flow, text and JSON, and the centre file: read to one tree, and printed back."""

from .centre import centre_from_text, centre_to_text
from .from_text import from_text
from .reading import Read

__all__ = ["Read", "centre_from_text", "centre_to_text", "from_text"]
