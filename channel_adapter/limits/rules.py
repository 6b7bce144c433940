"""Rules that are not a matter of length: what must be unique, in range, reachable, or plain.

In: parts of a content. Out: ``Violation`` values without a measure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from channel_adapter.messages import (
    Buttons,
    Contacts,
    LinkButton,
    Location,
    LocationRequest,
    Media,
    Menu,
    Reaction,
    Template,
    Text,
)
from channel_adapter.text import graphemes, is_blank, is_emoji, length

from .media import media_rules, url_rules
from .violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from channel_adapter.messages import Content

    from .table import ChannelLimits

LATITUDE_DEGREES_MAX = 90
LONGITUDE_DEGREES_MAX = 180


def rules_of(content: Content, limits: ChannelLimits) -> Iterator[Violation]:
    """Whatever of the content is not a matter of counting."""
    channel = limits.channel
    match content:
        case Buttons():
            yield from media_rules(content.header, limits, where="header")
            yield from unique_rules("button title", "buttons", [each.label for each in content.buttons], channel)
            yield from unique_rules("button id", "buttons", [each.id for each in content.buttons], channel)
        case LinkButton():
            yield from media_rules(content.header, limits, where="header")
            yield from url_rules("link", "url", content.url, limits)
        case Menu():
            yield from menu_rules(content, channel)
        case Media():
            yield from media_rules(content, limits, where="")
        case Location():
            yield from location_rules(content, limits)
        case Template():
            yield from media_rules(content.header, limits, where="header")
            yield from template_rules(content, limits)
        case Contacts():
            yield from contact_rules(content, channel)
        case Reaction():
            yield from reaction_rules(content, channel)
        case Text() | LocationRequest():
            return
        case _:
            assert_never(content)


def unique_rules(name: str, where: str, values: Sequence[str], channel: str) -> Iterator[Violation]:
    """The same title or id twice in one message is refused by the channel; each is named once."""
    for value in dict.fromkeys(value for value in values if values.count(value) > 1):
        rule = f"occurs {values.count(value)} times; it must be unique in its message"
        yield Violation(name=name, where=where, channel=channel, value=value, rule=rule)


def menu_rules(menu: Menu, channel: str) -> Iterator[Violation]:
    """Row ids are unique over all sections, and no section is empty."""
    yield from unique_rules("row id", "sections", [row.id for each in menu.sections for row in each.rows], channel)
    for index, section in enumerate(menu.sections):
        if not section.rows:
            where = f"sections[{index}].rows"
            yield Violation(name="section", where=where, channel=channel, rule="has no rows; it needs one")


def contact_rules(contacts: Contacts, channel: str) -> Iterator[Violation]:
    """Every card needs a name."""
    for index, card in enumerate(contacts.cards):
        if is_blank(card.formatted_name):
            where = f"cards[{index}].formatted_name"
            yield Violation(name="contact name", where=where, channel=channel, rule="is empty; it needs a text")


def reaction_rules(reaction: Reaction, channel: str) -> Iterator[Violation]:
    """Nothing (which takes the reaction away), or an emoji."""
    if reaction.emoji and not is_emoji(graphemes(reaction.emoji)[0]):
        yield Violation(name="reaction", where="emoji", channel=channel, value=reaction.emoji, rule="is not an emoji")


def location_rules(location: Location, limits: ChannelLimits) -> Iterator[Violation]:
    """Degrees must be on the globe; not-a-number is nowhere."""
    places = (
        ("latitude", location.latitude, LATITUDE_DEGREES_MAX),
        ("longitude", location.longitude, LONGITUDE_DEGREES_MAX),
    )
    for name, degrees, maximum in places:
        if not -maximum <= degrees <= maximum:
            rule = f"is not between -{maximum} and {maximum} degrees"
            yield Violation(name=name, where=name, channel=limits.channel, value=str(degrees), rule=rule)


def template_rules(template: Template, limits: ChannelLimits) -> Iterator[Violation]:
    """A variable takes no line break, tab or long run of spaces (error 132012), and all are named or none is."""
    unfit = re.compile(f"[\n\r\t]| {{{limits.template_spaces.maximum + 1},}}")
    for index, (name, value) in enumerate(template.parameters):
        if unfit.search(value):
            rule = f"holds a line break, a tab or more than {limits.template_spaces.maximum} spaces in a row (132012)"
            where = f"parameters[{name or index}]"
            yield Violation(name="template variable", where=where, channel=limits.channel, value=value, rule=rule)
    names = [name for name, _ in template.parameters]
    if None in names and any(names):
        rule = "have names in part; name all of them or none"
        yield Violation(name="template variables", where="parameters", channel=limits.channel, rule=rule)
    yield from unique_rules("template variable", "parameters", [name for name in names if name], limits.channel)
    for field, value in (("name", template.name), ("language", template.language)):
        if is_blank(value):
            rule = "is empty; it needs a text"
            yield Violation(name=f"template {field}", where=field, channel=limits.channel, rule=rule)
    yield from _whole_template(template, limits)


def _whole_template(template: Template, limits: ChannelLimits) -> Iterator[Violation]:
    """The variables together are a part of the body, so they cannot be longer than it."""
    limit = limits.template_text
    values = [value for _, value in template.parameters]
    measured = length("".join(values), limit.unit)
    if len(values) > 1 and measured > limit.maximum:
        yield Violation(
            name="template variables",
            where="parameters",
            channel=limits.channel,
            measured=measured,
            limit=limit.maximum,
            unit=limit.unit,
        )
