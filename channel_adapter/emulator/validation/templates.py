"""The shape of a template send. Whether the template exists and how many values it takes is the account's affair."""

from __future__ import annotations

import re

from .contents import medium
from .reader import WRONG_VALUE, InvalidBodyError, Reader

PARAMETER_FAULT = 132012
NAME_MOST = 512
COMPONENTS_MOST = 20
PARAMETERS_MOST = 100

_UNFIT = re.compile(r"[\n\t]| {5,}")
_MEDIA = ("image", "video", "document")
_OPAQUE = ("currency", "date_time", "payload", "action", "coupon_code", "location", "product", "limited_time_offer",
           "order_status", "order_details", "ttl_minutes")  # fmt: skip


def template(content: Reader) -> None:
    """A ``template`` object: name, language, components."""
    content.text("name", most=NAME_MOST)
    language = content.child("language")
    language.text("code", most=64)
    language.any("policy")
    language.finish()
    if content.has("components"):
        for component in content.children("components", least=0, most=COMPONENTS_MOST):
            _component(component)
    content.any("namespace")
    content.finish()


def _component(component: Reader) -> None:
    kind = component.need("type")
    if not isinstance(kind, str) or kind.lower() not in (
        "header",
        "body",
        "footer",
        "button",
        "carousel",
        "limited_time_offer",
    ):
        raise InvalidBodyError(WRONG_VALUE, f"{component.place}['type'] is not a kind of component: {kind!r}")
    if kind.lower() == "button":
        component.need("sub_type")
        if not str(component.need("index")).isdecimal():
            raise InvalidBodyError(WRONG_VALUE, f"{component.place}['index'] must be a whole number")
    component.any("cards")
    if component.has("parameters"):
        for parameter in component.children("parameters", least=0, most=PARAMETERS_MOST):
            _parameter(parameter)
    component.finish()


def _parameter(parameter: Reader) -> None:
    kind = parameter.one_of("type", ("text", *_MEDIA, *_OPAQUE))
    if kind in _MEDIA:
        medium(parameter.child(kind), filename=kind == "document")
    elif kind == "text":
        # the provider's own example sends `true` as a text
        value = parameter.need("text")
        if isinstance(value, str) and _UNFIT.search(value):
            raise InvalidBodyError(
                PARAMETER_FAULT, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
            )
    else:
        parameter.need(kind)
    parameter.text_if_any("parameter_name", most=NAME_MOST)
    parameter.finish()
