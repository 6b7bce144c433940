"""Text that can be sent: without what no wire carries, and not blank.

Nothing is normalised: NFC would alter what was approved, NFKC ruins ™ and ㊗.
"""

from __future__ import annotations

from . import patterns


def sanitise(text: str) -> str:
    r"""The text as it can go over the wire: each lone surrogate becomes U+FFFD, each NUL is removed.

    ``json.loads('"\\ud83d"')`` makes a lone surrogate, and an HTTP client raises on sending it. Two surrogates that
    form a pair become the character they mean.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: only white space, controls and invisible signs, or no text at all."""
    if text.isascii():
        return not text or text.isspace() or all(char <= " " or char == "\x7f" for char in text)
    return patterns.blank().fullmatch(text) is not None
