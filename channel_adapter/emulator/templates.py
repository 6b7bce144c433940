"""Template sends against the templates that a number has: existence, number of values, category, rendered text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .graph_errors import Problem

if TYPE_CHECKING:
    from .accounts import ApprovedTemplate, BusinessNumber
    from .webhook_bodies import Json

RENDERED_MOST = 1_024
"""Characters of a body with its values filled in."""


def template_of(number: BusinessNumber, content: Any) -> ApprovedTemplate | None:
    """The approved template that a send names."""
    wanted = (content["name"], content["language"]["code"])
    return next((template for template in number.templates if (template.name, template.language) == wanted), None)


def values_of(content: Any, places: tuple[str, ...]) -> tuple[str, ...]:
    """The values for the body, put in the order of ``places`` where they are named."""
    parameters = [
        parameter
        for component in content.get("components", ())
        if component["type"].lower() == "body"
        for parameter in component.get("parameters", ())
    ]
    named = {parameter["parameter_name"]: _text(parameter) for parameter in parameters if "parameter_name" in parameter}
    if named:
        return tuple(named[place] for place in places if place in named)
    return tuple(_text(parameter) for parameter in parameters)


def template_problem(number: BusinessNumber, content: Any) -> Problem | None:
    """Why this template cannot be sent as asked."""
    template = template_of(number, content)
    if template is None:
        details = f"template name ({content['name']}) does not exist in {content['language']['code']}"
        return Problem(code=132001, details=details)
    values = values_of(content, template.places)
    if len(values) != len(template.places):
        details = f"body: number of localizable_params ({len(values)}) does not match the expected number of params ({len(template.places)})"
        return Problem(code=132000, details=details)
    if len(template.filled(values)) > RENDERED_MOST:
        return Problem(code=132005, details=f"the rendered body is longer than {RENDERED_MOST} characters")
    return None


def category_of(number: BusinessNumber, body: Json) -> str:
    """What a message is billed as."""
    if body.get("type") == "template":
        template = template_of(number, body["template"])
        return template.category if template else "utility"
    category: str = body.get("category") or "service"
    return category


def rendered(number: BusinessNumber, content: Any) -> str:
    """The text that the customer reads."""
    template = template_of(number, content)
    return template.filled(values_of(content, template.places)) if template else str(content["name"])


def _text(parameter: Any) -> str:
    kind = parameter["type"]
    inner = parameter.get(kind)
    return str(inner["fallback_value"]) if isinstance(inner, dict) and "fallback_value" in inner else str(inner)
