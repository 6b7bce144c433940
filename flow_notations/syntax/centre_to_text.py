"""The canonical text of a centre file: a ``Centre`` in, text out that reads back to an equal one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.expressions import Template, print_duration

from .hours import print_hours
from .tails import print_declared, print_quoted
from .types import print_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flow_notations import ast


def centre_to_text(centre: ast.Centre) -> str:
    """The canonical ``centre.flow``: ``centre_from_text`` reads it back to an equal centre."""
    rows = [f"centre {centre.name}", f"  zone {_literal(centre.zone)}", f"  language {centre.language}"]
    return "\n".join([*rows, *entry_rows(centre)]) + "\n"


def entry_rows(centre: ast.Centre) -> list[str]:
    """Every name that the centre lends, a line each; its hours with the lines under them."""
    rows: list[str] = []
    for word, fields in (("contact", centre.contact), ("interaction", centre.interaction)):
        if fields:
            rows.append(f"{word} " + ", ".join(f"{name} {print_type(type_)}" for name, type_ in fields.items()))
    rows += [_print_service(service) for service in centre.services.values()]
    if centre.queues:
        rows.append(f"queue {', '.join(centre.queues)}")
    rows += _print_templates(centre.templates.values())
    for hours in centre.hours.values():
        rows += [f"hours {hours.name}", *(f"  {row}" for row in print_hours(hours))]
    return rows


def _literal(text: str) -> str:
    return print_quoted(Template((text,)))


def _print_service(service: ast.Service) -> str:
    every = f" every {print_duration(service.retry.every)}" if service.retry.every is not None else ""
    return f"service {service.name} {_literal(service.base)} timeout {print_duration(service.timeout)} retry {service.retry.times}{every}"


def _print_templates(templates: Iterable[ast.TemplateDeclared]) -> Iterator[str]:
    """The languages in which a template takes the same share a line."""
    languages: dict[tuple[str, str], list[str]] = {}
    for template in templates:
        parameters = ", ".join(print_declared(declared) for declared in template.parameters)
        languages.setdefault((template.name.text, parameters), []).append(template.language)
    for (name, parameters), known in languages.items():
        yield f"template {name} {', '.join(known)}" + (f" ({parameters})" if parameters else "")
