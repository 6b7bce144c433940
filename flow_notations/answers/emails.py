"""Which e-mail address a customer gives.

Flows in: one message. Flows out: ``Understood`` with the address, its domain in lower case; two addresses are ``Ambiguous``. Checks
shape and lengths, never whether a mailbox exists.
"""

from __future__ import annotations

import re
import unicodedata

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .fold import FOLD_CHARACTERS_MAX

ADDRESS_OCTETS_MAX = 254
"""RFC 5321 §4.5.3.1.3: a path of 256 octets with its angle brackets."""

LOCAL_OCTETS_MAX = 64
"""RFC 5321 §4.5.3.1.1."""

LABEL_OCTETS_MAX = 63
"""RFC 1035 §2.3.4: one part of a domain name."""

_LOCAL = r"(?!['`])[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_LABEL = r"[^\W_](?:(?:[^\W_]|-)*[^\W_])?"
_ADDRESS = re.compile(rf"(?<![\w.@+-])({_LOCAL}) ?@ ?({_LABEL}(?:\.{_LABEL})+)(?![\w@-])")
_PREFIX = re.compile(r"\bmailto:", re.IGNORECASE)


def understand_email(text: str) -> Answer:
    """The one address of the message."""
    plain = _PREFIX.sub("", unicodedata.normalize("NFKC", text[:FOLD_CHARACTERS_MAX]))
    found = {f"{match[1]}@{match[2].lower()}": match[0] for match in _ADDRESS.finditer(plain)}
    if not found:
        return NotUnderstood("no e-mail address in the message")
    if len(found) > 1:
        return Ambiguous(tuple(found), "several e-mail addresses in the message")
    address, written = next(iter(found.items()))
    fault = _fault(address)
    if fault is not None:
        return NotUnderstood(fault)
    return Understood(address, f"e-mail address '{written}'", exact=plain.strip(" .,;<>\n\t") == written)


def _fault(address: str) -> str | None:
    """Which length or part makes it no address."""
    local, _, domain = address.rpartition("@")
    labels = domain.split(".")
    if _octets(address) > ADDRESS_OCTETS_MAX:
        return f"the address is longer than {ADDRESS_OCTETS_MAX} octets"
    if _octets(local) > LOCAL_OCTETS_MAX:
        return f"the part before @ is longer than {LOCAL_OCTETS_MAX} octets"
    if any(_octets(label) > LABEL_OCTETS_MAX for label in labels):
        return f"a part of '{domain}' is longer than {LABEL_OCTETS_MAX} octets"
    if "//" in local:
        return "it is the address of a page"
    if len(labels[-1]) < 2 or (any(map(str.isdigit, labels[-1])) and not labels[-1].startswith("xn--")):
        return f"'.{labels[-1]}' ends no domain"
    return None


def _octets(text: str) -> int:
    """Length in UTF-8, whatever the text holds."""
    return len(text.encode("utf-8", "replace"))
