"""What formatting signs look like elsewhere, and how a value is kept from setting any.

In: raw text with WhatsApp's signs, or a value. Out: plain text, HTML, text for a terminal; a value that cannot act. What is
sent and stored stays raw: this room only shows it.
"""

from .harmless import harmless
from .rendering import to_html, to_plain, to_terminal

__all__ = ["harmless", "to_html", "to_plain", "to_terminal"]
