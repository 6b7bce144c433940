"""``http``: calls a service of the centre by its name. Flows hold no hosts and no secrets; the host makes the call.

The answer is read against ``gives`` before anything of it becomes a value; one that does not fit is a failure like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from flow_notations import ast, values
from flow_notations.effects import Fetch, SetTimer
from flow_notations.events import Fetched, Fired
from flow_notations.expressions import compile_address
from flow_notations.notation import (
    Facts,
    Field,
    Fragment,
    Go,
    Ignored,
    Leaving,
    Notation,
    Outcome,
    Presence,
    Reader,
    Wait,
)

from .call import given_in
from .given import Misfit, read_given

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.events import Event
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Complain, Context, FactsContext, Next
    from flow_notations.values import Type, Value

METHODS: Final = ("get", "post", "put", "patch", "delete")
UNSAFE: Final = frozenset({"post", "patch"})
"""Methods that a service may carry out twice when they are sent twice."""
SILENCE: Final = "silence"
ANSWER_MS_MAX: Final = 60_000
"""One try never takes longer: the longest that a service of the centre may be given."""
LASTS_MS: Final = 30_000
"""For the checker: what a call usually takes at most. Slower ones leave by ``window_closed`` when they must."""
EVERY_MS_DEFAULT: Final = 1_000
RETRIES_MAX: Final = 10

ERROR: Final = values.record_of({"status": values.NUMBER.or_null(), "sentence": values.TEXT.or_null()})
"""What ``error`` holds after a failure; ``status`` is null when no answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A bound ``http``. ``gives``: what the answer must hold. ``leave_at``: statuses with a way out of their own."""

    service: str
    method: Literal["get", "post", "put", "patch", "delete"]
    path: Callable[[Scope], str]
    headers: tuple[tuple[Callable[[Scope], str], Callable[[Scope], str]], ...]
    body: tuple[tuple[tuple[str, ...], Callable[[Scope], Value]], ...]
    gives: Mapping[str, Type]
    key: Callable[[Scope], str] | None
    retries: int
    every_ms: int
    leave_at: tuple[int, ...]
    keep: str | None


def bind(node: ast.Node, binder: Binder) -> Asking:
    """Compile the request. Retries are the node's own, else the service's; what could happen twice is never repeated."""
    method, request = requests_of(node)[0]
    once, retry = node.setting("once"), node.setting("retry")
    service = binder.service(request.service.text)
    times = retry.value if retry is not None else service.retry if service is not None else None
    written = times if isinstance(times, ast.Retry) else ast.Retry(times=0)
    every = written.every // timedelta(milliseconds=1) if written.every else EVERY_MS_DEFAULT
    return Asking(
        service=request.service.text,
        method=cast(Literal["get", "post", "put", "patch", "delete"], method),
        path=compile_address(request.path),
        headers=tuple([_header(setting, binder) for setting in node.settings("header")]),
        body=tuple([(given.target, binder.expression(given.value)) for given in given_in(node, "body")]),
        gives=declared_in(node),
        key=binder.template(once.value) if once is not None else None,
        retries=0 if method in UNSAFE and once is None else min(written.times, RETRIES_MAX),
        every_ms=every,
        leave_at=tuple([int(code) for code in sorted(codes_of(node) & binder.routed)]),
        keep=node.variable.text if node.variable else None,
    )


def begin(asking: Asking, context: Context) -> Next:
    """Ask the host to call; and never wait for ever, whatever becomes of the call."""
    scope = context.scope
    fetch = Fetch(
        ref=context.ref(),
        service=asking.service,
        method=asking.method,
        path=asking.path(scope),
        headers={name(scope): value(scope) for name, value in asking.headers},
        body=_nested([(target, value(scope)) for target, value in asking.body]),
        key=asking.key(scope) if asking.key is not None else None,
        retries=asking.retries,
        every_ms=asking.every_ms,
        leave_at=asking.leave_at,
    )
    patience = (asking.retries + 1) * (ANSWER_MS_MAX + asking.every_ms)
    return Wait(memory={"ref": fetch.ref}, effects=(fetch, SetTimer(name=SILENCE, deadline=context.at + patience)))


def hear(asking: Asking, context: Context, memory: dict[str, Any], event: Event) -> Next:
    """The answer came, or none."""
    match event:
        case Fetched() if event.ref == memory["ref"]:
            return _answered(asking, context, event)
        case Fired(timer=timer) if timer == SILENCE:
            return _failed("failed", None, f"service '{asking.service}' did not answer in time")
        case _:
            return Ignored(f"{type(event).__name__} is not the answer of '{asking.service}'")


def _answered(asking: Asking, context: Context, event: Fetched) -> Go:
    status = event.status
    if status is not None and status in asking.leave_at:
        return _failed(str(status), status, event.sentence or _phrase(status))
    if status is None or not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return _failed("failed", status, event.sentence or _phrase(status))
    try:
        given = read_given(event.body, asking.gives, context.scope)
    except Misfit as misfit:
        return _failed("failed", status, f"the answer of '{asking.service}' does not fit: {misfit}")
    return Go(outcome="ok", why=_phrase(status), bind={asking.keep: given} if asking.keep else {})


def _failed(outcome: str, status: int | None, sentence: str) -> Go:
    return Go(outcome=outcome, why=sentence, bind={"error": {"status": status, "sentence": sentence}})


def _phrase(status: int | None) -> str:
    return "no answer came" if status is None else f"HTTP status {status}"


def _header(setting: ast.Setting, binder: Binder) -> tuple[Callable[[Scope], str], Callable[[Scope], str]]:
    assert isinstance(setting.value, ast.Link), "the reader gives two quoted values"
    return binder.template(setting.value.label), binder.template(setting.value.address)


def _nested(pairs: list[tuple[tuple[str, ...], Value]]) -> Value:
    """``a.b = x`` writes into a record of ``a``. Without any pair there is no body."""
    body: dict[str, Value] = {}
    for (*above, name), value in pairs:
        record = body
        for step in above:
            inner = record.setdefault(step, {})
            record = inner if isinstance(inner, dict) else {}
        record[name] = value
    return body if pairs else None


def requests_of(node: ast.Node) -> list[tuple[str, ast.Request]]:
    """The methods written, each with its service and path."""
    found = [(method, setting.value) for method in METHODS for setting in node.settings(method)]
    return [(method, value) for method, value in found if isinstance(value, ast.Request)]


def declared_in(node: ast.Node) -> dict[str, Type]:
    """What the answer gives, by name."""
    lines = [setting.value for setting in node.settings("gives") if isinstance(setting.value, tuple)]
    return {each.name.text: each.type for line in lines for each in line if isinstance(each, ast.Declared)}


def codes_of(node: ast.Node) -> frozenset[str]:
    """HTTP statuses that the node names as outcomes."""
    words = [word.text for line in node.items(ast.On) for word in line.outcomes]
    return frozenset(word for word in words if word.isdecimal())


def facts(node: ast.Node, _context: FactsContext) -> Facts:
    """The answer's record after ``ok``; ``error`` after everything else."""
    lasts = (0, LASTS_MS)
    record = values.ANY.known() if "gives" in node.unread else values.record_of(declared_in(node))
    gives = {node.variable.text: record} if node.variable else {}
    unanswered = Leaving(gives={"error": ERROR}, lasts_ms=lasts)
    leaving = {"ok": Leaving(gives=gives, lasts_ms=lasts), "failed": unanswered}
    return Facts(leaving=leaving | dict.fromkeys(sorted(codes_of(node)), unanswered))


def examine(node: ast.Node, complain: Complain) -> None:
    """One request; no retry of what could happen twice; statuses that exist."""
    requests = requests_of(node)
    if len(requests) != 1 and not {*METHODS} & {*node.unread}:
        count = "no request" if not requests else f"{len(requests)} requests"
        complain("F209", node.name.span, f"'{node.name}' makes {count}", 'write one: `get orders "/{order_no}"`')
    retry = node.setting("retry")
    if retry is not None and not node.setting("once") and any(method in UNSAFE for method, _ in requests):
        sentence = "a retry could carry this out twice"
        complain("F210", retry.span, sentence, 'let the service recognise a repetition: once "{interaction.id}"')
    if retry is not None and isinstance(retry.value, ast.Retry) and retry.value.times > RETRIES_MAX:
        complain("F211", retry.value_span, f"{retry.value.times} retries; at most {RETRIES_MAX} make sense")
    for line in node.items(ast.On):
        for word in line.outcomes:
            if word.text.isdecimal() and not 300 <= int(word.text) <= 599:  # the codes of failures
                complain("F212", word.span, f"{word} is no status of a failure", "those are 300 to 599")


HTTP = Notation(
    word="http",
    type="http_request",
    main="ok",
    doc="Calls a service of the centre and reads its answer against the types in `gives`.",
    fragment=Fragment(
        fields={
            **{method: Field(reader=Reader.REQUEST, doc=f"{method.upper()}: the service and the path; values in it are percent-encoded.") for method in METHODS},
            "header": Field(reader=Reader.LINK, doc="A header: its name and its value.", many=True),
            "body": Field(reader=Reader.ASSIGNMENTS, doc="Fields of the JSON body, each `name = expression`.", many=True),
            "gives": Field(reader=Reader.DECLARED, doc="What the answer must hold: names with types, `?` where null or absent is fine. A text longer than stated does not fit; one without a length is cut at 256.", many=True),
            "once": Field(reader=Reader.QUOTED, doc="The idempotency key, so that a repetition is recognised."),
            "retry": Field(reader=Reader.RETRY, doc="How often to try again; the service's own habit when nothing is said."),
        },
        variable=Presence.OPTIONAL,
    ),
    outcomes=(Outcome(name="failed", doc="Any other status, no answer, or one that does not fit `gives`; see `error.status`."),),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    examine=examine,
    example=(
        'http lookup as order\n  get orders "/{order_no}"\n  gives id text 20, total number?\n  retry 2 every 1s\n'
        "  on 404, failed -> bye\n  -> bye\n"
    ),
)  # fmt: skip
