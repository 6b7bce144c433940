"""What a store may be called: the path of a file, the address of a PostgreSQL database or of a Restate cluster.

In: words that somebody wrote. Out: the same words, shown without secrets, or why no store can have that name. Nothing is
opened here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from flow_notations.errors import StoreUnavailable

POSTGRES: Final = ("postgresql://", "postgres://")
RESTATE: Final = "restate://"
KINDS: Final = "the path of a file, as host.db; postgresql://USER@HOST/DATABASE; or restate://HOST:8080?admin=HOST:9070"
"""The three kinds, as they are written."""
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(/?)")
"""What looks like the beginning of an address; one letter alone may be a disk."""
_IN_SMALL_LETTERS: Final = "an address begins with {}, in small letters and with two strokes"
_CURES: Final = {
    **{address.removesuffix("://"): _IN_SMALL_LETTERS.format(address) for address in (*POSTGRES, RESTATE)},
    "sqlite": "a file is named by its path alone",
    "sqlite3": "a file is named by its path alone",
    "file": "a file is named by its path alone",
    "env": "'env:' belongs into a file of records; a shell writes $NAME",
}
"""What to do about the beginnings that people write."""


def shown(name: str) -> str:
    """A store's name for people: of an address nothing that may be a secret, of a file where it really is."""
    if not name.startswith((*POSTGRES, RESTATE)):
        return str(Path(name).absolute())
    name = re.sub(r"(?i)(password=)[^&]*", r"\1…", name)
    name = re.sub(r"(?<==)[^&]*@", "…@", name)  # of a list of addresses, such as a cluster's admin ports
    return re.sub(r"(?<=://)[^/?#]*@", _without_password, name)


def _without_password(user: re.Match[str]) -> str:
    """The last ``@`` ends it, as a password may hold one that nobody escaped."""
    return f"{user[0].partition(':')[0].rstrip('@')}@"


def known(name: str) -> str:
    """The name, when a store can have it. Raises ``StoreUnavailable`` with the three kinds; an address is never repeated, as it
    may hold a password.
    """
    if not name.strip():
        raise StoreUnavailable(f"no store is named; it is {KINDS}")
    if name.startswith((*POSTGRES, RESTATE)):
        return name
    addressed = _SCHEME.match(name)
    cure = _CURES.get(addressed[1].lower()) if addressed else None
    if addressed and (cure or addressed[2]):
        raise StoreUnavailable(f"'{addressed[1]}:…' names no store{f': {cure}' if cure else ''}; a store is {KINDS}")
    if Path(name).is_dir():
        raise StoreUnavailable(f"'{name}' is a folder; name a file in it, as {Path(name) / 'host.db'}")
    return name


def there(name: str) -> str:
    """The same, of a store that is not to be made now: a file must be there."""
    if not known(name).startswith((*POSTGRES, RESTATE)) and not Path(name).exists():
        raise StoreUnavailable(f"there is no store at {Path(name).absolute()}; flow serve and flow publish make one")
    return name
