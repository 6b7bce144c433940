"""What any input whatever must come to: one function for each door that reads what strangers wrote.

Bytes in, nothing out. A documented exception is part of the answer; anything else that is raised, a law that does not hold,
and an input that takes too long or too much memory are findings. The engine that thinks up the bytes is not known here.
"""

from __future__ import annotations

import resource
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from channel_adapter.messages import Item
from channel_adapter.whatsapp import webhook
from flow_notations import ast
from flow_notations.answers import Answer, OptionIndex, OptionWords, fold, is_opt_out
from flow_notations.catalogues import catalogue_to_text, extract, from_po, po_to_text, read_catalogue, read_po
from flow_notations.catalogues.comparing import check_twin
from flow_notations.check import check, check_centre
from flow_notations.diagnostics import has_errors, render_all
from flow_notations.errors import OverBudget, UnreadableState
from flow_notations.expressions import (
    Env,
    Hours,
    Scope,
    check_expression,
    compile_condition,
    compile_expression,
    compile_template,
    hole_lengths,
    parse_expression,
    parse_template,
    print_expression,
    print_template,
    units_bound,
)
from flow_notations.machine import State, bind, decode, encode
from flow_notations.notations import STANDARD
from flow_notations.profile import units
from flow_notations.source import Source
from flow_notations.syntax import (
    centre_from_text,
    centre_to_text,
    format_centre,
    from_json,
    from_text,
    to_json,
    to_text,
)
from flow_notations.testing.reading import read_transcript
from flow_notations.values import DATE, DURATION, NUMBER, TEXT, TIME, YES_NO, Type, list_of, record_of, text_of
from tests.fuzz.readers import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flow_notations.catalogues.po import PoEntry
    from flow_notations.syntax import Read

SECONDS_MAX = 2.0
"""Processor time of one input of at most ``INPUT_BYTES_MAX``, traced by a fuzzer; a hundred times the usual."""
MEBIBYTES_MAX = 256
"""How much the process may grow over one input."""
INPUT_BYTES_MAX = 4096
TWO_NODES = "N102"
"""Two nodes of one name: such a flow has no JSON form."""

CENTRE = centre_from_text(Path("flows/centre.flow").read_text(encoding="utf-8"), path="centre.flow").value
SURVEY_SOURCE = Source("survey.flow", Path("flows/survey.flow").read_text(encoding="utf-8"))
_READ = from_text(SURVEY_SOURCE.text, path=SURVEY_SOURCE.path, table=STANDARD).value
assert _READ is not None, "a flow of this repository can be read"
SURVEY = _READ
"""What twins are twins of."""
ENV = Env(
    names={
        "contact": record_of({"first_name": text_of(40).or_null()}),
        "order": record_of({"id": text_of(20), "total": NUMBER, "late": YES_NO.or_null()}),
        "slots": list_of(record_of({"id": TEXT, "n": NUMBER})),
        "topic": Type("text", options=("track", "refund"), unset=True),
        "a": TEXT, "n": NUMBER, "stars": Type("number", low=1, high=5), "sure": YES_NO, "day": DATE, "clock": TIME,
        "span": DURATION, "words": list_of(TEXT),
    },
    nodes=frozenset({"ask"}),
    hours=frozenset({"desk"}),
    labels={"topic": {"track": "Track my order"}},
)  # fmt: skip
NAMES: tuple[dict[str, Any], ...] = (
    {},
    {
        "contact": {"first_name": "Ana"}, "order": {"id": "AB-1", "total": Decimal("12.5"), "late": None}, "a": " áB\n*c* ", "n": 3,
        "slots": ({"id": "x", "n": 1}, {"id": "y", "n": 2}), "topic": "track", "stars": 5, "sure": True, "words": ("x", "y"),
        "day": date(2026, 3, 29), "clock": datetime(2026, 3, 29, 2, 30, tzinfo=UTC).time(),
        "span": datetime(2026, 1, 2, tzinfo=UTC) - datetime(2026, 1, 1, tzinfo=UTC),
    },
    {
        "contact": None, "order": (), "a": "(" * 999, "n": Decimal("9e99"), "slots": {"id": 1}, "topic": 7, "stars": -1,
        "sure": "yes", "words": (None, 1, "x" * 300, ()), "day": date.max, "clock": date.min, "span": 10**40,
    },
)  # fmt: skip
LANGUAGES = ("en", "es", "pt", "fr", "de", "ar", "hi", "xx")
OPTIONS = (
    OptionWords("a", "Track my order", ("order",), ("parcel",)),
    OptionWords("b", "2"),
    OptionWords("c", "Ñandú 👍"),
)
INDEXES = {language: OptionIndex(OPTIONS, language) for language in LANGUAGES}


def flow(data: bytes) -> None:
    """Flow text reads; what was read prints, prints the same once more, has one JSON form, checks and binds."""
    text = data.decode("utf-8", "replace")
    _flow(from_text(text, path="x", table=STANDARD), text)


def document(data: bytes) -> None:
    """The same for JSON."""
    _flow(from_json(data, path="x", table=STANDARD), data.decode("utf-8", "replace"))


def _flow(read: Read[ast.Flow], text: str) -> None:
    _complains(read, text)
    if read.value is None:
        return
    checked = check(read.value, table=STANDARD, centre=CENTRE, flows={read.value.name.text: read.value})
    render_all(checked.diagnostics, {"x": Source("x", text)})
    assert has_errors(checked.diagnostics) or checked.flow is not None or read.diagnostics
    if checked.flow is not None and not has_errors(read.diagnostics):
        bind(checked.flow, table=STANDARD, digest="d")
    printed = to_text(read.value)
    again = from_text(printed, path="x", table=STANDARD)
    if not has_errors(read.diagnostics):
        assert not has_errors(again.diagnostics), printed
        assert again.value is not None
        assert printed == to_text(again.value), printed
        if TWO_NODES not in {complaint.code for complaint in checked.diagnostics}:
            assert to_json(read.value) == to_json(again.value), printed


def centre(data: bytes) -> None:
    """A centre file reads, is checked, and prints the same twice."""
    text = data.decode("utf-8", "replace")
    read = centre_from_text(text, path="x")
    _complains(read, text)
    if read.value is None:
        return
    check_centre(read.value)
    printed = centre_to_text(read.value)
    again = centre_from_text(printed, path="x")
    if not has_errors(read.diagnostics):
        assert not has_errors(again.diagnostics), printed
        assert again.value is not None
        assert printed == centre_to_text(again.value), printed
    formed = format_centre(text, path="x").value
    if formed is not None:
        assert formed == format_centre(formed, path="x").value, formed
        other = centre_from_text(formed, path="x").value
        assert other is not None
        assert printed == centre_to_text(other), formed


def _complains(read: Read[Any], text: str) -> None:
    assert read.value is not None or has_errors(read.diagnostics)
    render_all(read.diagnostics, {"x": Source("x", text)})


def expression(data: bytes) -> None:
    """An expression parses, prints, is typed, and gives a value or runs out of budget whatever its scope."""
    text = data.decode("utf-8", "surrogateescape")
    parsed = parse_expression(text, path="x")
    render_all(parsed.diagnostics, {"x": Source("x", text)})
    if parsed.value is None:
        assert parsed.diagnostics
        return
    printed = print_expression(parsed.value)
    again = parse_expression(printed, path="x")
    assert parsed.diagnostics or again.value == parsed.value, printed
    render_all(check_expression(parsed.value, ENV, path="x").diagnostics, {"x": Source("x", text)})
    run, holds = compile_expression(parsed.value), compile_condition(parsed.value)
    for names in NAMES:
        try:
            run(_scope(names))
            assert isinstance(holds(_scope(names)), bool)
        except OverBudget:
            continue


def template(data: bytes) -> None:
    """Copy parses, prints, and fills within the length that was promised."""
    text = data.decode("utf-8", "surrogateescape")
    parsed = parse_template(text, path="x")
    assert parsed.value is not None
    render_all(parsed.diagnostics, {"x": Source("x", text)})
    printed = print_template(parsed.value)
    assert parsed.diagnostics or parse_template(printed, path="x").value == parsed.value, printed
    bound = units_bound(parsed.value, ENV)
    fill = compile_template(parsed.value, lengths=hole_lengths(parsed.value, ENV))
    for names in NAMES:
        try:
            filled = fill(_scope(names))
        except OverBudget:
            continue
        assert units(filled) <= bound, filled


def _scope(names: dict[str, Any]) -> Scope:
    desk = Hours(((0, 540, 1080), (4, 1320, 360)))
    labels = {"topic": {"track": "Track my order"}}
    return Scope(names=dict(names), at=1_774_746_000_000, zone="Europe/Madrid", hours={"desk": desk}, labels=labels)


def transcript(data: bytes) -> None:
    """A transcript reads to tests, or says why not."""
    text = data.decode("utf-8", "replace")
    read, complaints = read_transcript(text, path="x")
    render_all(complaints, {"x": Source("x", text)})
    assert read.tests or complaints


def session(data: bytes) -> None:
    """A stored session is read, or refused in words; what was read is stored to the same again.

    A forged one may hold a record with a ``$`` key of its own, such as ``{"$duration": {"$number": "1e300"}}``: no flow makes one, and
    it may be refused at its second reading.
    """
    try:
        state = decode(data.decode("utf-8", "surrogateescape"))
        stored = encode(state)
        again = encode(decode(stored))
    except UnreadableState:
        return
    assert isinstance(state, State)
    assert '{"$' in stored or again == stored


def webhook_body(data: bytes) -> None:
    """Every body comes to items."""
    items = webhook.parse(data, arrived_at=1_774_746_000_000)
    assert all(isinstance(item, get_args(Item)) for item in items)


def answers(data: bytes) -> None:
    """Every reader of answers understands or does not, in every language."""
    text = data[1:].decode("utf-8", "surrogateescape")
    language = LANGUAGES[data[0] % len(LANGUAGES)] if data else "en"
    assert all(isinstance(answer, get_args(Answer)) for answer in readings(text, language, INDEXES[language]))
    assert fold(fold(text, language), language) == fold(text, language)
    is_opt_out(text, language)


def catalogue(data: bytes) -> None:
    """A twin reads; what was read prints the same twice, and its words are judged and said where it is sound."""
    text = data.decode("utf-8", "replace")
    read = read_catalogue(text, path="survey.es.copy", table=STANDARD)
    assert read.value is not None or has_errors(read.diagnostics)
    sources = {"survey.es.copy": Source("survey.es.copy", text), SURVEY.path: SURVEY_SOURCE}
    render_all(read.diagnostics, sources)
    if read.value is None:
        return
    printed = catalogue_to_text(read.value)
    again = read_catalogue(printed, path="survey.es.copy", table=STANDARD)
    if not has_errors(read.diagnostics):
        assert again.value is not None, printed
        assert not has_errors(again.diagnostics), printed
        assert printed == catalogue_to_text(again.value), printed
    checked = check_twin(SURVEY, read.value, known=(), table=STANDARD, centre=CENTRE or ast.Centre())
    render_all(checked.diagnostics, sources)
    if checked.flow is not None and not has_errors((*read.diagnostics, *checked.diagnostics)):
        bind(checked.flow, table=STANDARD, digest="d")
    extract(SURVEY, language="es", source="en", before=read.value)


def po(data: bytes) -> None:
    """A translators' file reads to entries that print and read the same; what they make of a twin can be read as one."""
    text = data.decode("utf-8", "replace")
    read = read_po(text, path="survey.es.po")
    assert read.value is not None
    sources = {"survey.es.po": Source("survey.es.po", text)}
    render_all(read.diagnostics, sources)
    again = read_po(po_to_text(read.value, language="es", flow="survey"), path="x")
    assert not again.diagnostics
    assert again.value is not None
    assert [_said(entry) for entry in again.value] == [_said(entry) for entry in read.value]
    made = from_po(read.value, SURVEY, language="es", source="en", path="survey.es.po")
    render_all(made.diagnostics, sources)
    if made.value is not None and not has_errors(made.diagnostics):
        printed = catalogue_to_text(made.value)
        twin = read_catalogue(printed, path="survey.es.copy", table=STANDARD)
        assert twin.value is not None, printed
        assert not has_errors(twin.diagnostics), printed
        assert catalogue_to_text(twin.value) == printed, printed


def _said(entry: PoEntry) -> tuple[str, str, str, bool]:
    return entry.context, entry.source, entry.target, entry.fuzzy


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "flow": flow, "document": document, "centre": centre, "expression": expression, "template": template,
    "transcript": transcript, "session": session, "webhook": webhook_body, "answers": answers,
    "catalogue": catalogue, "po": po,
}  # fmt: skip


def judge(name: str, data: bytes) -> None:
    """Run one input through a target, within the bounds of time and memory. Whatever it raises is a finding."""
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    TARGETS[name](data)
    seconds = time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grown) // 1024
    assert seconds <= SECONDS_MAX, f"{seconds:.1f} s"
    assert grown <= MEBIBYTES_MAX, f"{grown} MiB"
