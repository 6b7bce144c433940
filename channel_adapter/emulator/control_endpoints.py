"""The puppeteer's addresses under ``/emulator/``: let customers act, read their phones, schedule mishaps, begin again.

    GET    /emulator/world                                   numbers, customers, the hour
    POST   /emulator/customers            {phone, name?, user_id?, username?, phone_field?, aliases?, receipts?}
    POST   /emulator/customers/C/ACT      one row of ``ACTS``; answers {"id": …}
    GET    /emulator/customers/C/phone    what the phone shows
    POST   /emulator/faults               {fault, times?, customer?, number_id?, …its own fields}      DELETE: forget all
    POST   /emulator/habits               any fields of ``Habits``, for example {webhook_duplicates: 0.5}
    POST   /emulator/webhook              {url, number_id?}: where webhooks are posted from now on
    GET    /emulator/deliveries           the webhooks that left, newest last
    POST   /emulator/clock                {forward: milliseconds}
    POST   /emulator/reset                {seed?}

Every POST must say ``content-type: application/json``: so no web page elsewhere can pull these strings.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

from .accounts import Customer
from .asgi import Request, Response, as_json
from .faults import BareAnswer, FailLater, Fault, LoseAnswer, NeverReport, Refuse, Slow, Unreachable
from .habits import Habits
from .presence import NotOnThePhoneError
from .puppet_strings import ACTS, BadRequestError, Strings
from .views import delivery_view, medium_view, phone_view, world_view
from .world import UnknownCustomerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .stage import Stage

FAULTS: Mapping[str, type[Fault]] = {
    "refuse": Refuse,
    "fail_later": FailLater,
    "lose_answer": LoseAnswer,
    "unreachable": Unreachable,
    "bare_answer": BareAnswer,
    "never_report": NeverReport,
    "slow": Slow,
}
"""Word in a request -> fault."""


def answer(stage: Stage, request: Request) -> Response:
    """The answer; a fault of the caller is a JSON ``{"error": sentence}``."""
    try:
        response = _route(stage, request)
    except BadRequestError as bad:
        return as_json({"error": str(bad)}, 400)
    except (UnknownCustomerError, NotOnThePhoneError) as unknown:
        return as_json({"error": str(unknown)}, 404)
    if request.method != "GET":
        stage.changed()
    return response


def _route(stage: Stage, request: Request) -> Response:
    match request.method, request.path.strip("/").split("/")[1:]:
        case "GET", ["world"]:
            return as_json(world_view(stage))
        case "GET", ["deliveries"]:
            return as_json([delivery_view(*entry) for entry in stage.log])
        case "GET", ["media", media_id]:
            return medium_view(stage, media_id)
        case "GET", ["customers", name, "phone"]:
            return as_json(phone_view(stage, name, request.query.get("number_id")))
        case "DELETE", ["faults"]:
            stage.cloud.world.faults.clear()
            return as_json({"ok": True})
        case "POST", parts:
            return _post(stage, parts, _strings(request))
        case _:
            raise BadRequestError(f"no such address: {request.method} {request.path}")


def _post(stage: Stage, parts: list[str], strings: Strings) -> Response:
    match parts:
        case ["customers"]:
            person = stage.cloud.customer(strings.text("phone"), **_known(Customer, strings, skip=("key", "wa_id")))
            return as_json(asdict(person), 201)
        case ["customers", name, act] if act in ACTS:
            return as_json(
                {"id": ACTS[act](stage.cloud, stage.cloud.world.person(name).key, strings, stage.clock.now())}
            )
        case ["faults"]:
            _schedule(stage, strings)
        case ["habits"]:
            stage.cloud.behave(replace(stage.cloud.world.habits, **_known(Habits, strings)))
        case ["webhook"]:
            stage.cloud.point_webhook(strings.text_if_any("url"), number_id=_number(stage, strings))
        case ["clock"]:
            stage.clock.jump(strings.whole("forward"))
        case ["reset"]:
            stage.reset(strings.whole("seed", stage.cloud.seed))
        case _:
            raise BadRequestError(f"no such address: POST /emulator/{'/'.join(parts)}; acts are {', '.join(ACTS)}")
    return as_json({"ok": True})


def _strings(request: Request) -> Strings:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise BadRequestError("the content-type must be application/json")
    try:
        document = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadRequestError("the body is not JSON") from None
    return Strings(document)


def _schedule(stage: Stage, strings: Strings) -> None:
    word = strings.text("fault")
    if word not in FAULTS:
        raise BadRequestError(f"no such fault: {word!r}; there are {', '.join(FAULTS)}")
    kind: Callable[..., Fault] = FAULTS[word]
    try:
        fault = kind(**_known(FAULTS[word], strings))
    except TypeError:
        names = ", ".join(field.name for field in fields(FAULTS[word]))
        raise BadRequestError(f"the fault {word!r} needs its fields: {names}") from None
    stage.cloud.schedule(
        fault,
        times=strings.whole("times", 1),
        customer=strings.text_if_any("customer"),
        number_id=_number(stage, strings),
    )


def _number(stage: Stage, strings: Strings) -> str | None:
    number_id = strings.text_if_any("number_id")
    if number_id is not None and number_id not in stage.cloud.world.numbers:
        raise BadRequestError(f"no such number: {number_id!r}")
    return number_id


def _known(kind: type[Any], strings: Strings, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of this dataclass that the caller gave, lists as tuples and texts as bytes where it holds such."""
    given: dict[str, Any] = {}
    for field in fields(kind):
        value = strings.any(field.name)
        if value is not None and field.name not in skip:
            given[field.name] = _shaped(str(field.type), field.name, value)
    return given


_SHAPES: Mapping[str, type] = {
    "int": int,
    "int | None": int,
    "float": float,
    "bool": bool,
    "bytes": str,
    "tuple[str, ...]": list,
    "tuple[int, ...]": list,
}


def _shaped(kind: str, name: str, value: object) -> object:
    wanted = _SHAPES.get(kind, str)
    value = float(value) if wanted is float and type(value) is int else value
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise BadRequestError(f"{name!r} must be a {wanted.__name__}")
    if kind == "bytes":
        return str(value).encode()
    if isinstance(value, list):
        items = int if kind == "tuple[int, ...]" else str
        return tuple(item for item in value if isinstance(item, items))
    return value
