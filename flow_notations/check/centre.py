"""The centre file itself: time zone, services, templates, hours, fields.

Flows in: a ``Centre`` as read. Flows out: complaints C201 to C209.
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

from flow_notations.source import NOWHERE

from .complaints import complaint
from .surroundings import CONTACT_BUILT_IN, INTERACTION_BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flow_notations import ast
    from flow_notations.diagnostics import Diagnostic
    from flow_notations.source import Span
    from flow_notations.values import Type

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FILLS_A_TEMPLATE: Final = frozenset({"text", "number", "date", "time", "datetime"})
"""Types whose values have words that a template can carry."""


def check_centre(centre: ast.Centre) -> tuple[Diagnostic, ...]:
    """Every complaint about a centre file, whatever flow uses it."""
    found = [
        *_zone(centre),
        *_services(centre),
        *_templates(centre),
        *_fields(centre),
        *_hours(centre),
    ]
    return tuple(complaint(code, centre.path, span, words) for code, span, words in found)


if TYPE_CHECKING:
    Found = Iterator[tuple[str, Span, Mapping[str, object]]]


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """The names of all time zones; reading them takes 20 ms, so it is done once and only when asked."""
    return frozenset(available_timezones())


def _zone(centre: ast.Centre) -> Found:
    if centre.zone != "UTC" and centre.zone not in _zones():
        yield "C201", NOWHERE, {"name": centre.zone}


def _services(centre: ast.Centre) -> Found:
    for name, service in centre.services.items():
        if not service.base.startswith("https://") or len(service.base) == len("https://"):
            yield "C202", service.name.span, {"name": name, "base": service.base}


def _templates(centre: ast.Centre) -> Found:
    for template in centre.templates.values():
        for parameter in template.parameters:
            if parameter.type.name not in FILLS_A_TEMPLATE:
                words = {"parameter": parameter.name.text, "name": template.name.text, "type": parameter.type}
                yield "C207", parameter.name.span, words


def _fields(centre: ast.Centre) -> Found:
    yield from _built_in("contact", centre.contact, CONTACT_BUILT_IN)
    yield from _built_in("interaction", centre.interaction, INTERACTION_BUILT_IN)


def _built_in(scope: str, declared: Mapping[str, Type], built_in: Mapping[str, Type]) -> Found:
    for name, wanted in built_in.items():
        if name in declared and declared[name].name != wanted.name:
            yield "C208", NOWHERE, {"name": name, "scope": scope, "type": wanted}


def _hours(centre: ast.Centre) -> Found:
    for name, hours in centre.hours.items():
        span = hours.name.span
        if not hours.spans:
            yield "C209", span, {"name": name}
        overlapping = [day for number, day in enumerate(DAYS) if _overlap(hours, number)]
        if overlapping:
            yield "C204", span, {"name": name, "day": ", ".join(overlapping)}


def _overlap(hours: ast.HoursDeclared, weekday: int) -> bool:
    spans = sorted((opens, closes) for day, opens, closes in hours.spans if day == weekday)
    return any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans))
