"""The two forms and the tree: whatever a tree holds, either form keeps."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flow_notations import ast, values
from flow_notations.expressions import Hole, parse_expression, template_of
from flow_notations.notation import Field, Presence, Reader, Table
from flow_notations.source import NOWHERE, Span
from flow_notations.syntax import centre_from_text, centre_to_text, digest, from_json, from_text, to_json, to_text
from flow_notations.syntax.trivia import GAP

if TYPE_CHECKING:
    from collections.abc import Callable

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

EXPRESSIONS = [
    parse_expression(text, path="x").value
    for text in (
        "name", "contact.first_name", "upper(remove(code, ' '))", 'a.b == "x -> y" and not c', "x ?? 'it''s'[0]",
        'name ?? "say \\"hi\\" # not a comment"', "1.5 + 2", "visits(ask) >= 3", "[1, 2, 3]", "x is known",
        'plural(n, one: "day", other: "days")', 'filter(cards, c, c.state == "active")', "2h", 'also + "}"', "by + 1",
    )
]  # fmt: skip
expressions = st.sampled_from([expression for expression in EXPRESSIONS if expression is not None])
characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
line_texts = st.text(characters, max_size=12) | st.sampled_from(
    ["{{", "}", '"', "\\", "# x", "->", "“so” →", "a\\", "{"]
)
names = st.from_regex(r"n[a-z_]{0,5}[0-9]?", fullmatch=True)
durations = st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds))
flags = st.booleans()


def built(kind: Callable[..., Any], **parts: Any) -> st.SearchStrategy[Any]:
    """A strategy for one noun of the tree; places do not matter."""
    return st.builds(
        kind, **{key: part if isinstance(part, st.SearchStrategy) else st.just(part) for key, part in parts.items()}
    )


words = built(ast.Word, text=names, span=NOWHERE)
holes = built(Hole, expr=expressions, raw=flags)
templates = st.lists(line_texts | st.just("\n") | holes, max_size=3).map(template_of)
tuples = st.lists(templates, min_size=1, max_size=3).map(tuple)
comment = st.text(characters, max_size=6).map(lambda text: text.rstrip(" \t\r")) | st.just("")


def gapped(comments: list[str], gaps: list[bool]) -> tuple[str, ...]:
    """Comments with a gap after some."""
    return tuple(
        piece for words, gap in zip(comments, gaps, strict=False) for piece in ((words, GAP) if gap else (words,))
    )


runs = st.builds(gapped, st.lists(comment, max_size=2), st.lists(flags, min_size=2, max_size=2))
closings = runs.map(lambda run: run[:-1] if run and run[-1] == GAP else run)
trivias = built(ast.Trivia, comments=runs, beside=st.none() | comment, blank_before=flags)
bare_trivias = built(ast.Trivia, comments=runs, beside=None, blank_before=flags)


@st.composite
def copy_lines(draw: st.DrawFn) -> ast.CopyLine:
    """One copy line; without a joining sign it cannot end in spaces."""
    template = template_of(draw(st.lists(line_texts | holes, max_size=3)))
    joined = draw(flags)
    if not joined and template.parts and isinstance(template.parts[-1], str):
        template = template_of((*template.parts[:-1], template.parts[-1].rstrip(" \t\r")))
    return ast.CopyLine(template=template, joined=joined, span=NOWHERE, trivia=draw(bare_trivias))


def copies_of(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """``if`` and ``each`` around smaller copy."""
    copy = st.lists(part, min_size=1, max_size=2).map(tuple)
    kept = built(
        ast.CopyIf,
        condition=expressions,
        then=copy,
        otherwise=copy,
        span=NOWHERE,
        trivia=trivias,
        otherwise_trivia=trivias,
    )
    once = built(ast.CopyIf, condition=expressions, then=copy, span=NOWHERE, trivia=trivias)
    return kept | once | built(ast.CopyEach, variable=words, items=expressions, body=copy, span=NOWHERE, trivia=trivias)


copies = st.lists(st.recursive(copy_lines(), copies_of, max_leaves=4), min_size=1, max_size=3).map(tuple)
assignments = built(
    ast.Assignment, target=st.lists(names, min_size=1, max_size=2).map(tuple), value=expressions, span=NOWHERE
)
simple_types = st.sampled_from(
    [values.TEXT, values.NUMBER, values.YES_NO, values.DATETIME, values.ANY, values.text_of(40)]
)
types = st.recursive(
    simple_types | simple_types.map(lambda found: found.or_null()),
    lambda inner: (
        inner.map(values.list_of)
        | st.dictionaries(names, inner, min_size=1, max_size=2).map(values.record_of)
        | inner.map(lambda found: values.list_of(found).or_null())
    ),
    max_leaves=3,
)
declared = built(ast.Declared, name=words, type=types, default=st.none() | expressions)
counts = st.integers(0, 999)
several = {"min_size": 1, "max_size": 3}
VALUES: dict[Reader, st.SearchStrategy[Any]] = {
    Reader.FLAG: st.none(),
    Reader.NAME: words,
    Reader.NAMES: st.lists(words, **several).map(tuple),
    Reader.QUOTED: templates,
    Reader.INTEGER: counts,
    Reader.DURATION: durations,
    Reader.EXPRESSION: expressions,
    Reader.RETRY: built(ast.Retry, times=counts, every=st.none() | durations),
    Reader.ASSIGNMENT: assignments,
    Reader.ASSIGNMENTS: st.lists(assignments, **several).map(tuple),
    Reader.LINK: built(ast.Link, label=templates, address=templates),
    Reader.SHOW: built(
        ast.Show, how=built(ast.Word, text=st.sampled_from(["list", "buttons"]), span=NOWHERE), button=st.none() | templates
    ),
    Reader.REQUEST: built(ast.Request, service=words, path=templates),
    Reader.DECLARED: st.lists(declared, **several).map(tuple),
    Reader.TEMPLATE_USE: built(ast.TemplateUse, name=words, arguments=st.lists(assignments, max_size=2).map(tuple)),
    Reader.PLACE: built(ast.Place, latitude=expressions, longitude=expressions, name=templates, address=st.none() | templates),
    Reader.CARD: built(ast.Card, name=templates, phones=st.lists(templates, **several).map(tuple)),
    Reader.REMINDER: built(ast.Reminder, delay=durations, before_window_closes=flags),
    Reader.GATHER: built(
        ast.Gather, low=counts, high=counts, quiet=st.none() | durations,
        until=st.lists(line_texts, max_size=2).map(tuple),
    ),
}  # fmt: skip


@st.composite
def setting(draw: st.DrawFn, fields: dict[str, Field]) -> ast.Setting:
    """One setting of a fragment."""
    key = draw(st.sampled_from(sorted(fields)))
    copy = draw(copies) if fields[key].copy and draw(flags) else ()
    value = draw(VALUES[fields[key].reader])
    return ast.Setting(
        key=ast.Word(key, NOWHERE), value=value, value_span=NOWHERE, copy=copy, span=NOWHERE, trivia=draw(trivias)
    )


def once(items: list[Any], fields: dict[str, Field]) -> list[Any]:
    """Without second settings of a key that may stand once."""
    seen: set[str] = set()
    kept = []
    for item in items:
        key = item.key.text if isinstance(item, ast.Setting) else ""
        if key not in seen:
            kept.append(item)
        if key in fields and not fields[key].many:
            seen.add(key)
    return kept


def free(given: ast.Assignment, trivia: ast.Trivia) -> ast.Setting:
    """``name = value`` under a key of the author's own."""
    key = ast.Word(".".join(given.target), NOWHERE)
    return ast.Setting(key=key, value=given, value_span=NOWHERE, span=NOWHERE, trivia=trivia)


options = built(
    ast.Option, id=words, label=templates, label_span=NOWHERE, also=tuples | st.just(()), hears=tuples | st.just(()),
    describe=st.none() | templates, value=st.none() | expressions, section=st.none() | templates,
    target=st.none() | words, span=NOWHERE, trivia=trivias,
)  # fmt: skip
option_eaches = built(
    ast.OptionEach, variable=words, items=expressions, key=expressions,
    label=templates, label_span=NOWHERE, describe=st.none() | templates, target=st.none() | words, span=NOWHERE, trivia=trivias,
)  # fmt: skip
whens = built(ast.When, condition=expressions, target=words, span=NOWHERE, trivia=trivias)
ons = built(ast.On, outcomes=st.lists(words, **several).map(tuple), target=words, span=NOWHERE, trivia=trivias)
arrows = built(ast.Otherwise, target=words, written_else=flags, span=NOWHERE, trivia=trivias)
blocks = built(ast.CopyBlock, copy=copies, span=NOWHERE)


@st.composite
def node(draw: st.DrawFn, table: Table, name: str) -> ast.Node:
    """A node of some notation: what its fragment allows, in any order."""
    word = draw(st.sampled_from(sorted(table)))
    fragment = table[word].fragment
    items = [whens, ons, arrows]
    items += [blocks] if fragment.copy is not Presence.NEVER else []
    items += [options, option_eaches] if fragment.options is not Presence.NEVER else []
    items += [setting(dict(fragment.fields))] if fragment.fields else []
    items += [st.builds(free, assignments, trivias)] if fragment.free else []
    body: list[ast.BodyItem] = []
    for item in once(draw(st.lists(st.one_of(items), max_size=5)), dict(fragment.fields)):
        if not (body and isinstance(item, ast.CopyBlock) and isinstance(body[-1], ast.CopyBlock)):
            body.append(item)
    kind = None
    if fragment.kinds and draw(flags):
        bound = st.integers(-9, 99) | st.sampled_from([values.number("0.5"), values.number("-2.25")])
        low, high = draw(st.sampled_from([(None, None)]) | st.tuples(bound, bound))
        kind = ast.Kind(name=ast.Word(draw(st.sampled_from(fragment.kinds)), NOWHERE), low=low, high=high, span=NOWHERE)
    variable = draw(st.none() | words) if fragment.variable is not Presence.NEVER else None
    return ast.Node(
        notation=ast.Word(word, NOWHERE), name=ast.Word(name, NOWHERE), variable=variable, kind=kind, body=tuple(body),
        span=NOWHERE, trivia=draw(trivias), closing=draw(closings),
    )  # fmt: skip


anywheres = (
    built(ast.Anywhere, verb=st.sampled_from(["says", "hears"]), verb_span=NOWHERE, words=tuples, target=words, span=NOWHERE, trivia=trivias)
    | built(ast.Anywhere, verb="on", verb_span=NOWHERE, outcomes=st.lists(words, **several).map(tuple), target=words, span=NOWHERE, trivia=trivias)
    | built(ast.Anywhere, verb="closing", verb_span=NOWHERE, delay=durations, target=words, span=NOWHERE, trivia=trivias)
    | built(ast.Anywhere, verb="undelivered", verb_span=NOWHERE, target=words, span=NOWHERE, trivia=trivias)
    | built(ast.Anywhere, verb="optout", verb_span=NOWHERE, words=tuples, span=NOWHERE, trivia=trivias)
    | built(ast.Anywhere, verb="offers", verb_span=NOWHERE, option=words, label=templates, target=words, span=NOWHERE, trivia=trivias)
)  # fmt: skip
HEADER = {
    "title": Field(reader=Reader.QUOTED, doc=""), "retry": Field(reader=Reader.RETRY, doc="", many=True, copy=True),
    "takes": Field(reader=Reader.DECLARED, doc=""), "language": Field(reader=Reader.NAME, doc=""),
}  # fmt: skip


@st.composite
def flow(draw: st.DrawFn, table: Table) -> ast.Flow:
    """A flow of a few sentences; the first line of a file has no blank line before it."""
    sentences: list[ast.Node | ast.Anywhere] = []
    for name in draw(st.lists(names, max_size=4, unique=True)):
        sentences += draw(st.lists(anywheres, max_size=1))
        sentences.append(draw(node(table, name)))
    first = draw(trivias)
    return ast.Flow(
        name=draw(words), settings=tuple(once(draw(st.lists(setting(HEADER), max_size=3)), HEADER)), sentences=tuple(sentences),
        path="x.flow", span=NOWHERE, trivia=ast.Trivia(first.comments, first.beside), closing=draw(closings),
    )  # fmt: skip


def bare(found: Any) -> Any:
    """A tree without its places, comparable."""
    if isinstance(found, Span):
        return None
    if is_dataclass(found):
        return type(found).__name__, {part.name: bare(getattr(found, part.name)) for part in fields(found)}
    if isinstance(found, tuple | list):
        return tuple(bare(item) for item in found)
    if isinstance(found, dict):
        return {key: bare(item) for key, item in found.items()}
    return found


@QUICK
@given(data=st.data())
def test_text_keeps_every_tree(table: Table, data: st.DataObject) -> None:
    """Printing a tree and reading the text gives the tree back, comments included."""
    given_flow = data.draw(flow(table))

    read = from_text(to_text(given_flow), path="x.flow", table=table)

    assert bare(given_flow) == bare(read.value), to_text(given_flow)


@QUICK
@given(data=st.data())
def test_json_keeps_every_tree(table: Table, data: st.DataObject) -> None:
    """Text to JSON to text loses nothing: the tree is the same, comments included."""
    given_flow = data.draw(flow(table))
    text = json.dumps(to_json(given_flow), ensure_ascii=data.draw(flags))

    read = from_json(text.encode(), path="x.flow", table=table)

    assert bare(given_flow) == bare(read.value), text


@QUICK
@given(data=st.data())
def test_printing_is_settled(table: Table, data: st.DataObject) -> None:
    """Printing what was read from print changes no sign."""
    text = to_text(data.draw(flow(table)))

    read = from_text(text, path="x.flow", table=table)

    assert read.value is not None
    assert text == to_text(read.value)


@QUICK
@given(data=st.data())
def test_the_digest_counts_meaning_alone(table: Table, data: st.DataObject) -> None:
    """Without comments, blank lines, order hints and title a flow has the same digest."""
    given_flow = data.draw(flow(table))
    plain = {key: value for key, value in to_json(given_flow).items() if not key.startswith("$")}
    plain.get("settings", {}).pop("title", None)

    read = from_json(plain, path="x.flow", table=table)

    assert read.value is not None
    assert digest(given_flow) == digest(read.value)


spans = st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[1] < span[2])
hours = built(
    ast.HoursDeclared,
    name=words,
    spans=st.sets(spans, max_size=4).map(lambda found: tuple(sorted(found))),
    closed=st.just(()),
)
services = built(
    ast.Service, name=words, base=st.just("https://a.example/{{v}}"), timeout=durations, retry=VALUES[Reader.RETRY]
)


@QUICK
@given(
    centre=built(
        ast.Centre, name=names, zone=line_texts, contact=st.dictionaries(names, types, max_size=2),
        interaction=st.dictionaries(names, types, max_size=2),
        services=st.lists(services, max_size=2).map(lambda found: {one.name.text: one for one in found}),
        queues=st.lists(names, max_size=2, unique=True).map(tuple),
        templates=st.lists(built(ast.TemplateDeclared, name=words, language=names, parameters=st.lists(declared, max_size=2).map(tuple)), max_size=2)
        .map(lambda found: {(one.name.text, one.language): one for one in found}),
        hours=st.lists(hours, max_size=2).map(lambda found: {one.name.text: one for one in found}), path="c", written=True,
    )
)  # fmt: skip
def test_centre_text_keeps_every_centre(centre: ast.Centre) -> None:
    """Printing a centre and reading the text gives an equal centre."""
    read = centre_from_text(centre_to_text(centre), path="c")

    assert () == read.diagnostics
    assert bare(centre) == bare(read.value)


def test_a_tab_in_a_label_is_kept(table: Table) -> None:
    """A label may hold a tab; columns of options are set around it."""
    read = from_text('flow f\n\nmenu a\n  * yes "Yes,\t please"\n  * no "No" -> a\n', path="x", table=table)
    assert read.value is not None

    printed = to_text(read.value)

    assert '"Yes,\t please"' in printed
    again = from_text(printed, path="x", table=table).value
    assert again is not None
    assert to_json(read.value) == to_json(again)
