"""The parts of a ``multipart/form-data`` body, as media uploads send them. Unreadable bytes give no parts."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of the form."""

    name: str
    content: bytes
    filename: str | None = None
    mime_type: str | None = None


def parts_of(content_type: str, body: bytes) -> dict[str, Part]:
    """Field name -> part; the last of a name counts."""
    boundary = _parameter(content_type, "boundary")
    if not boundary:
        return {}
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    found = (_part(piece) for piece in pieces[1:] if not piece.startswith(b"--"))
    return {part.name: part for part in found if part}


def _part(piece: bytes) -> Part | None:
    head, gap, content = piece.partition(b"\r\n\r\n")
    if not gap:
        return None
    lines = head.decode("utf-8", "replace").strip().split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    disposition = headers.get("content-disposition", "")
    name = _parameter(disposition, "name")
    if not name:
        return None
    return Part(
        name=name,
        content=content,
        filename=_parameter(disposition, "filename"),
        mime_type=headers.get("content-type"),
    )


def _parameter(header: str, name: str) -> str | None:
    message = Message()
    message["content-type"] = header if "/" in header else f"form/{header}"
    found = message.get_param(name)
    return found if isinstance(found, str) else None
