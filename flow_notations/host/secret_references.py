"""Secrets by reference: ``env:NAME`` or ``file:PATH``. Files of settings name secrets and never hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from channel_adapter.errors import ConfigurationError
from channel_adapter.whatsapp.dialect import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMS: Final = "env:NAME or file:PATH"
SECRET_BYTES_MAX: Final = 8192
"""Far more than any token; a file of another kind is not read whole."""
_PASSWORD: Final = re.compile(r"://[^/?#\s:]*:[^/\s]*@|[?&]password=", re.IGNORECASE)
_FORM: Final = re.compile(r"(env|file):(\S.*)")


@dataclass(frozen=True, slots=True)
class SecretReference:
    """Where a secret is."""

    kind: Literal["env", "file"]
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def read_reference(text: str) -> SecretReference | None:
    """A reference from its words; ``None`` when it is none, as when somebody wrote the secret itself."""
    form = _FORM.fullmatch(text.strip())
    if form is None:
        return None
    return SecretReference("env" if form[1] == "env" else "file", form[2])


def holds_password(address: str) -> bool:
    """Whether an address of a store holds a password, so that it is a secret itself."""
    return _PASSWORD.search(address) is not None


def resolve(reference: SecretReference, environment: Mapping[str, str]) -> Secret:
    """The secret. Raises ``ConfigurationError`` that says where it was looked for, never what was found."""
    try:
        return Secret(_found(reference, environment))
    except ConfigurationError as mistake:
        raise ConfigurationError(f"the secret at {reference}: {mistake}") from mistake


def unresolved(references: Iterable[SecretReference], environment: Mapping[str, str]) -> list[str]:
    """Why each of those that lead to no secret does not, as ``resolve`` says it; without repetition."""
    wrong = []
    for reference in dict.fromkeys(references):
        try:
            resolve(reference, environment)
        except ConfigurationError as mistake:
            wrong.append(str(mistake))
    return wrong


def _found(reference: SecretReference, environment: Mapping[str, str]) -> str:
    if reference.kind == "env":
        if not environment.get(reference.name, "").strip():
            raise ConfigurationError("this environment variable is not set")
        return environment[reference.name].strip()
    try:
        with Path(reference.name).open("rb") as file:
            return file.read(SECRET_BYTES_MAX).decode("utf-8").strip()
    except UnicodeDecodeError as mistake:
        raise ConfigurationError("the file is not UTF-8 text") from mistake
    except (OSError, ValueError) as mistake:
        raise ConfigurationError(getattr(mistake, "strerror", None) or str(mistake)) from mistake
