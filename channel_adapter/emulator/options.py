"""What a customer can tap on a message, taken from its wire content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .templates import template_of
from .world import Option

if TYPE_CHECKING:
    from .accounts import BusinessNumber


def options_of(number: BusinessNumber, kind: str, content: Any) -> tuple[Option, ...]:
    """The options of a message of this kind, in the order shown."""
    match kind:
        case "interactive":
            return _interactive(content)
        case "template":
            return _quick_replies(number, content)
        case _:
            return ()


def _interactive(content: Any) -> tuple[Option, ...]:
    match content["type"]:
        case "button":
            replies = (button["reply"] for button in content["action"]["buttons"])
            return tuple(Option(kind="button_reply", id=reply["id"], label=reply["title"]) for reply in replies)
        case "list":
            rows = (row for section in content["action"]["sections"] for row in section["rows"])
            return tuple(
                Option(kind="list_reply", id=row["id"], label=row["title"], description=row.get("description"))
                for row in rows
            )
        case _:
            return ()


def _quick_replies(number: BusinessNumber, content: Any) -> tuple[Option, ...]:
    template = template_of(number, content)
    payloads = {
        int(component["index"]): parameter.get("payload") or str(parameter.get("text", ""))
        for component in content.get("components", ())
        if component["type"].lower() == "button" and component["sub_type"] == "quick_reply"
        for parameter in component.get("parameters", ())
    }
    return tuple(
        Option(kind="button", id=payloads.get(index, label), label=label)
        for index, label in enumerate(template.replies if template else ())
    )
