"""What is wrong with a twin: missing, stale and unused words, changed placeholders, and all that ``check`` finds in it.

A flow and a twin in, complaints out. Limits are those of the language: the flow is checked with the twin's words in place,
and what was not wrong before is the twin's fault.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.check import Checked, check
from flow_notations.diagnostics import Diagnostic, arrange
from flow_notations.expressions import did_you_mean
from flow_notations.profile import WHATSAPP

from .extracting import notes_of
from .items import items_of
from .translating import translated
from .words import names_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flow_notations.check.called import Calls
    from flow_notations.diagnostics import Severity
    from flow_notations.notation import Table
    from flow_notations.profile import ChannelProfile
    from flow_notations.source import Span

    from .catalogue import Catalogue
    from .items import Item


def check_catalogue(
    flow: ast.Flow,
    catalogue: Catalogue,
    *,
    table: Table,
    centre: ast.Centre,
    profile: ChannelProfile = WHATSAPP,
    flows: Mapping[str, ast.Flow] | None = None,
) -> tuple[Diagnostic, ...]:
    """Every complaint about a twin, by place: L101 to L105, and the codes of the checker for words that do not fit."""
    known = check(flow, table=table, centre=centre, profile=profile, flows=flows).diagnostics
    return check_twin(
        flow, catalogue, known=known, table=table, centre=centre, profile=profile, flows=flows
    ).diagnostics


def check_twin(
    flow: ast.Flow,
    catalogue: Catalogue,
    *,
    known: Iterable[Diagnostic],
    table: Table,
    centre: ast.Centre,
    profile: ChannelProfile = WHATSAPP,
    flows: Mapping[str, ast.Flow] | None = None,
    calls: Calls | None = None,
) -> Checked:
    """The flow with the twin's words, checked once, for who has checked the flow itself already: ``known`` is what that
    found. The complaints are those about the twin, as ``check_catalogue`` gives them. ``calls``: as for ``check``.
    """
    pair = _Pair(
        flow=flow,
        catalogue=catalogue,
        source=language_of(flow, centre),
        own=items_of(flow),
        other=items_of(catalogue.flow),
    )
    found = [*_belonging(pair), *_missing(pair), *_unused(pair), *_changed(pair)]
    said: dict[tuple[str, str], set[Span]] = {}
    for each in known:
        said.setdefault((each.code, each.sentence), set()).add(each.span)
    spoken = check(translated(flow, catalogue), table=table, centre=centre, profile=profile, flows=flows, calls=calls)
    found += [_placed(each, pair) for each in spoken.diagnostics if _is_new(each, pair, said)]
    return Checked(flow=spoken.flow, diagnostics=arrange(found))


def language_of(flow: ast.Flow, centre: ast.Centre) -> str:
    """The language that a flow is written in."""
    setting = flow.setting("language")
    return setting.value.text if setting is not None and isinstance(setting.value, ast.Word) else centre.language


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A flow with its twin, and the items of both; ``source`` is the flow's language."""

    flow: ast.Flow
    catalogue: Catalogue
    source: str
    own: dict[str, Item]
    other: dict[str, Item]

    def complain(
        self, code: str, sentence: str, span: Span, hint: str = "", severity: Severity = "error"
    ) -> Diagnostic:
        return Diagnostic(
            code=code, sentence=sentence, span=span, path=self.catalogue.path, hint=hint, severity=severity
        )


def _belonging(pair: _Pair) -> Iterator[Diagnostic]:
    twin = pair.catalogue
    if twin.flow.name.text != pair.flow.name.text:
        sentence = f"this twin is of flow '{twin.flow.name}', and the flow beside it is '{pair.flow.name}'"
        yield pair.complain("L105", sentence, twin.flow.name.span, "rename the file or mend its first line")
    setting = twin.flow.setting("language")
    place = setting.value_span if setting is not None else twin.flow.span
    if twin.language == pair.source:
        yield pair.complain("L105", f"the flow itself is written in '{pair.source}'", place, "name another language")
    elif f".{twin.language}." not in f".{twin.path}":
        yield pair.complain("L105", f"this file's name does not hold its language, '{twin.language}'", place, f"name it X.{twin.language}.copy")  # fmt: skip


def _missing(pair: _Pair) -> Iterator[Diagnostic]:
    language, other, nodes = pair.catalogue.language, pair.other, pair.catalogue.flow.nodes
    hint = "`flow i18n extract` adds what is missing"
    for name in pair.own:
        item = other.get(name)
        node = nodes.get(name.split(".", 1)[0])
        if item is None:
            span = node.name.span if node is not None else pair.catalogue.flow.name.span
            yield pair.complain("L101", f"'{name}' has no words in '{language}'", span, hint)
        elif notes_of(item, pair.source).todo:
            yield pair.complain("L101", f"'{name}' is not translated into '{language}' yet", item.span, "translate it and delete `# todo`")  # fmt: skip


def _unused(pair: _Pair) -> Iterator[Diagnostic]:
    own = pair.own
    for name, item in pair.other.items():
        if name not in own:
            hint = did_you_mean(name, tuple(own)) or "`flow i18n extract` drops it"
            yield pair.complain("L103", f"the flow says nothing like '{name}'", item.span, hint, "warning")


def _changed(pair: _Pair) -> Iterator[Diagnostic]:
    other = pair.other
    for name, item in pair.own.items():
        if name not in other:
            continue
        twin, words = other[name], tuple(line.rstrip() for line in words_of(item))
        notes = notes_of(twin, pair.source)
        if notes.todo:
            continue
        if notes.was or notes.of not in ((), words):
            sentence = f"the words of '{name}' changed after they were translated"
            now = " / ".join(words)
            yield pair.complain("L102", sentence, twin.span, f"now they are: {now}", "warning")
        if lost := sorted(names_of(item) - names_of(twin)):
            shown = ", ".join(f"{{{each}}}" for each in lost)
            yield pair.complain("L104", f"'{name}' lost {shown} in '{pair.catalogue.language}'", twin.span, "say it there too")  # fmt: skip


def _is_new(complaint: Diagnostic, pair: _Pair, said: Mapping[tuple[str, str], set[Span]]) -> bool:
    """Whether the flow is not told the same, in the same words, of the same item or the same place."""
    places = said.get((complaint.code, complaint.sentence), set())
    if not places or complaint.span in places:
        return not places
    items = [pair.own[name] for name, item in pair.other.items() if name in pair.own and _holds(item, complaint.span)]
    return bool(items) and not any(_holds(item, place) for item in items for place in places)


def _placed(complaint: Diagnostic, pair: _Pair) -> Diagnostic:
    """A complaint about the flow in its new words stands where those words do."""
    if any(_holds(item, complaint.span) for item in pair.other.values()):
        return replace(complaint, path=pair.catalogue.path)
    told = f"in '{pair.catalogue.language}', by {pair.catalogue.path}"
    return replace(complaint, hint=f"{complaint.hint}; {told}" if complaint.hint else told)


def _holds(item: Item, span: Span) -> bool:
    """Whether a place is on one of an item's lines."""
    copy = item.copy if isinstance(item, ast.CopyBlock | ast.Setting) else ()
    return item.span.line <= span.line <= (_last_line(copy) if copy else item.span.end_line)


def _last_line(copy: ast.Copy) -> int:
    match copy[-1]:
        case ast.CopyIf() as part:
            return _last_line(part.otherwise or part.then)
        case ast.CopyEach() as part:
            return _last_line(part.body)
        case part:
            return part.span.end_line
