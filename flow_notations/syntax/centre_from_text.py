"""The centre file: every name that flows borrow. Text in, one ``Centre`` and every complaint out.

It holds no copy and no nodes, so a ``Centre`` keeps no comments: it is data. ``centre_format`` keeps those of a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.diagnostics import arrange
from flow_notations.expressions.suggest import closest

from .from_text import open_page
from .grammar import Block
from .hours import alone, read_hours
from .readers import read_declared, read_retry
from .reading import Read, Slip, Unread
from .scan import Cursor, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.values import Type

    from .lines import Line

SERVICE_TIMEOUT_DEFAULT = timedelta(seconds=10)
"""For a service that states none: long for a request, short for a customer who waits."""
NO_RETRY = ast.Retry(times=0)


@dataclass(slots=True)
class _Gathered:
    """What has been read so far, under the names it will have in the ``Centre``."""

    settings: dict[str, str] = field(default_factory=dict)
    contact: dict[str, Type] = field(default_factory=dict)
    interaction: dict[str, Type] = field(default_factory=dict)
    services: dict[str, ast.Service] = field(default_factory=dict)
    queues: dict[str, None] = field(default_factory=dict)
    templates: dict[tuple[str, str], ast.TemplateDeclared] = field(default_factory=dict)
    hours: dict[str, ast.HoursDeclared] = field(default_factory=dict)


def centre_from_text(text: str, *, path: str) -> Read[ast.Centre]:
    """Read a ``centre.flow`` file. Bad text ends in diagnostics, never in an exception."""
    page = Page(path, [])
    opened = open_page(text, "centre", page)
    if opened is None:
        return Read(None, arrange(page.complaints))
    found = _Gathered()
    heading, sentences = opened[1]
    if heading is not None:
        _attempt(_name, heading, found, page)
        for raw in heading.body:
            _attempt(_setting, alone(raw, page), found, page)
    for raw in sentences:
        line = raw.head if isinstance(raw, Block) else raw
        _attempt(_entry, raw if line.text.startswith("hours") else alone(raw, page), found, page)
    return Read(_centre(found, path), arrange(page.complaints))


def read_alone(line: Line) -> ast.Centre:
    """A centre of one sound line of a file and nothing else."""
    found = _Gathered()
    _attempt(_entry, line, found, Page("", []))
    return _centre(found, "")


def _centre(found: _Gathered, path: str) -> ast.Centre:
    name, zone, language = (found.settings.get(key, default) for key, default in _DEFAULTS.items())
    return ast.Centre(
        name=name, zone=zone, language=language, contact=found.contact, interaction=found.interaction,
        services=found.services, queues=tuple(found.queues), templates=found.templates, hours=found.hours,
        path=path, written=True,
    )  # fmt: skip


_DEFAULTS = {"name": "centre", "zone": "UTC", "language": "en"}


def _attempt(
    read: Callable[[Cursor, tuple[Line | Block, ...], _Gathered], None], raw: Line | Block, found: _Gathered, page: Page
) -> None:
    """Read one line with what it owns; its slip is kept and the next line follows."""
    line, body = (raw.head, raw.body) if isinstance(raw, Block) else (raw, ())
    cursor = Cursor(line, page)
    try:
        read(cursor, body, found)
        cursor.finish()
    except Slip as slip:
        page.complaints.append(slip.at(page.path))
    except Unread:
        pass


def _name(cursor: Cursor, _body: tuple[Line | Block, ...], found: _Gathered) -> None:
    word = cursor.word("centre")
    if cursor.done:
        raise Slip("S108", "this centre has no name", word.span, "write centre acme")
    found.settings["name"] = cursor.word("the centre's name").text


def _setting(cursor: Cursor, _body: tuple[Line | Block, ...], found: _Gathered) -> None:
    key = cursor.word("a setting")
    if key.text in found.settings:
        raise Slip("F102", f"'{key}' is set twice", key.span, "keep one of them")
    match key.text:
        case "zone":
            found.settings["zone"] = _literal(cursor, 'a time zone such as "Europe/Madrid"')
        case "language":
            found.settings["language"] = cursor.word("a language such as en").text
        case _:
            near = closest(key.text, ("zone", "language"))
            hint = f"did you mean '{near}'?" if near else "it knows zone and language"
            raise Slip("F101", f"a centre has no setting '{key}'", key.span, hint)


def _literal(cursor: Cursor, what: str) -> str:
    start = cursor.at
    literal = cursor.quoted(what).literal
    if literal is None:
        raise Slip("S117", "this text stands as it is; it holds no {…}", cursor.span(start))
    return literal


def _entry(cursor: Cursor, body: tuple[Line | Block, ...], found: _Gathered) -> None:
    word = cursor.word("a word of the centre")
    if (read := _ENTRIES.get(word.text)) is None:
        near = closest(word.text, tuple(_ENTRIES))
        hint = f"did you mean '{near}'?" if near else f"a centre holds {', '.join(_ENTRIES)}"
        raise Slip("F112", f"a centre file holds no '{word}'", word.span, hint)
    read(cursor, body, found)


def _fields(cursor: Cursor, known: dict[str, Type]) -> None:
    for declared in read_declared(cursor):
        _once(declared.name, known)
        known[declared.name.text] = declared.type


def _service(cursor: Cursor, _body: tuple[Line | Block, ...], found: _Gathered) -> None:
    name = cursor.word("the service's name")
    _once(name, found.services)
    start = cursor.at
    base = _literal(cursor, "the service's address")
    if not base.startswith(("https://", "http://")):
        raise Slip("S117", "this is no web address", cursor.span(start), 'for example "https://api.example.com/v1"')
    timeout, retry = SERVICE_TIMEOUT_DEFAULT, NO_RETRY
    while not cursor.done:
        key = cursor.word("timeout or retry")
        if key.text == "timeout":
            timeout = cursor.duration("a duration")
        elif key.text == "retry":
            retry = read_retry(cursor)
        else:
            raise Slip("F101", f"a service has no setting '{key}'", key.span, "it knows timeout and retry")
    found.services[name.text] = ast.Service(name=name, base=base, timeout=timeout, retry=retry)


def _queues(cursor: Cursor, _body: tuple[Line | Block, ...], found: _Gathered) -> None:
    for name in cursor.words("a queue's name"):
        _once(name, found.queues)
        found.queues[name.text] = None


def _template(cursor: Cursor, _body: tuple[Line | Block, ...], found: _Gathered) -> None:
    name = cursor.word("the template's name")
    languages = [word.text for word in cursor.words("the template's language, such as en")]
    parameters: tuple[ast.Declared, ...] = ()
    if cursor.sign("("):
        parameters = read_declared(cursor)
        if not cursor.sign(")"):
            raise cursor.expected("a closing bracket )")
    for language in languages:
        if (name.text, language) in found.templates:
            raise Slip("F102", f"template '{name}' is declared twice in '{language}'", name.span, "keep one of them")
        found.templates[name.text, language] = ast.TemplateDeclared(name=name, language=language, parameters=parameters)


def _hours(cursor: Cursor, body: tuple[Line | Block, ...], found: _Gathered) -> None:
    name = cursor.word("a name for these hours")
    _once(name, found.hours)
    found.hours[name.text] = read_hours(name, body, cursor.page)


def _once(name: ast.Word, known: Mapping[str, object]) -> None:
    if name.text in known:
        raise Slip("F102", f"'{name}' is declared twice", name.span, "keep one of them")


_ENTRIES: Mapping[str, Callable[[Cursor, tuple[Line | Block, ...], _Gathered], None]] = {
    "contact": lambda cursor, _body, found: _fields(cursor, found.contact),
    "interaction": lambda cursor, _body, found: _fields(cursor, found.interaction),
    "service": _service,
    "queue": _queues,
    "template": _template,
    "hours": _hours,
}
