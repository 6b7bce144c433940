"""Twins: what they may say, what is wrong with them, and the flow they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flow_notations import ast
from flow_notations.catalogues import catalogue_to_text, catalogues_beside, items_of, read_catalogue, translated
from flow_notations.catalogues.pieces import pieces_of
from flow_notations.catalogues.translating import merged
from flow_notations.catalogues.words import words_of
from flow_notations.check import check
from flow_notations.machine import bind
from flow_notations.notations import STANDARD
from flow_notations.syntax import digest, to_text
from tests.flow_notations.catalogues.twins import SHOP, SPANISH, complaints, shop, spanish

if TYPE_CHECKING:
    from pathlib import Path


def test_ids_follow_from_the_place() -> None:
    """`node.role.n`, options by their own id, flow-wide sentences by their verb, the header as `flow`."""
    assert list(items_of(shop())) == [
        "flow.retry.1", "anywhere.says.1", "anywhere.offers.main", "anywhere.optout.1",
        "hello.copy.1", "hello.link.1", "hello.footer.1",
        "ask.copy.1", "ask.option.buy", "ask.option.help", "ask.show.1", "ask.retry.1", "ask.retry.2",
    ]  # fmt: skip


def test_a_sound_twin_has_nothing_to_complain_of() -> None:
    """Translated, short enough, with every placeholder."""
    assert complaints() == []


def test_a_twin_prints_as_it_was_written() -> None:
    """Its comments are kept, and printing again changes nothing."""
    once = catalogue_to_text(spanish())

    assert "  # for everybody\n" in once
    assert catalogue_to_text(spanish(once)) == once


def test_the_translated_flow_does_the_same_in_other_words() -> None:
    """Nodes, arrows, values and conditions are the flow's, words and addresses the twin's."""
    text = to_text(translated(shop(), spanish()))

    assert '  * buy  "Comprar" also "tienda", "compra" describe "Todo lo que vendemos" = "b" -> bye\n' in text
    assert '  link "Tienda" "https://example.com/es/tienda"\n' in text
    assert '  show list "Elegir"\n  retry 1\n    | Toca una de las dos.\n' in text
    assert 'anywhere says "agente"               -> bye\n' in text
    assert '  | Hola {contact.first_name ?? "amigo"} 👋\n' in text
    assert "  language es\n" in text


def test_the_translated_flow_can_be_bound() -> None:
    """The binder takes it like any flow."""
    flow = translated(shop(), spanish())
    checked = check(flow, table=STANDARD)
    assert checked.flow is not None
    program = bind(checked.flow, table=STANDARD, digest=digest(shop()))

    assert (program.language, program.labels["topic"]["buy"]) == ("es", "Comprar")


def test_where_the_twin_is_silent_the_flow_speaks() -> None:
    """An untranslated flow is the flow itself, in the other language's name."""
    bare = translated(shop(), spanish("flow shop\n  language es\n"))

    assert to_text(bare).replace("  language es\n", "").replace("retry    1", "retry 1") == to_text(shop())


def test_all_copy_of_a_node_is_one_message() -> None:
    """However many runs it was written in."""
    flow = shop('flow shop\nsend hello\n  | One\n  footer "Bye"\n  | Two\n  -> bye\nend bye\n')
    found = items_of(flow)["hello.copy.1"]
    twin = spanish("flow shop\n  language es\nsend hello\n  | Uno\n  | Dos\n")

    assert words_of(found) == ("One", "Two")
    assert '  | Uno\n  | Dos\n  footer "Bye"\n' in to_text(translated(flow, twin))


def test_what_no_customer_reads_is_not_translated() -> None:
    """Notes for agents, and headers of HTTP."""
    flow = shop(
        "flow shop\n"
        'http find as x\n  get shop "/"\n  header "X-Shop" "1"\n  gives id text 5\n  on failed -> people\n  -> people\n'
        "handoff people\n  queue shop\n  note\n    | Needs help.\n  | Hold on.\n  on released, ended, no_agent -> bye\nend bye\n"
    )
    twin = 'flow shop\n  language es\nhandoff people\n  note\n    | x\n  | Un momento.\nhttp find\n  header "a" "b"\n'

    assert list(items_of(flow)) == ["people.copy.1"]
    assert [each.code for each in read_catalogue(twin, path="shop.es.copy", table=STANDARD).diagnostics] == ["F101"] * 2


def test_places_and_people_have_names_in_every_language() -> None:
    """The words are the twin's; the pin and the telephone stay the flow's."""
    flow = shop(
        'flow shop\nsend where\n  location "Our shop" "Main Street 1" at 40.4, -3.7\n  -> who\n'
        'send who\n  contact "Support" "+1555"\n  -> pin\nsend pin\n  location at 1, 2\n  -> bye\nend bye\n'
    )
    twin = spanish(
        'flow shop\n  language es\nsend where\n  location "Tienda" "Calle Mayor 1" at 0, 0\nsend who\n  contact "Ayuda" "+34"\n'
    )
    text = to_text(translated(flow, twin))

    assert list(items_of(flow)) == ["where.location.1", "who.contact.1"]
    assert '  location "Tienda" "Calle Mayor 1" at 40.4, -3.7\n' in text
    assert '  contact "Ayuda" "+1555"\n' in text
    found = items_of(flow)
    assert list(pieces_of(found["where.location.1"])) == ["name", "address"]
    assert list(pieces_of(found["who.contact.1"])) == ["name"]


def test_copy_that_ends_in_another_way_is_measured_to_its_last_line() -> None:
    """Lines under `else` and `each` are the twin's too."""
    flow = "flow shop\n  takes cards list of text 5\nsend hello\n  | Hi\n  on failed -> bye\n  -> bye\nend bye\n"
    for tail in ("  if 1 == 1\n    | a\n  else\n    | {nombre}\n", "  each card in cards\n    | {nombre}\n"):
        found = complaints(flow, f"flow shop\n  language es\nsend hello\n  | Hola\n{tail}")

        assert [each for each in found if "nombre" in each and "shop.es.copy" in each]


def test_items_of_another_nature_are_not_mixed() -> None:
    """A twin that writes a text where the flow has a link leaves the flow's link."""
    flow = shop('flow shop\nsend hello\n  | Hi\n  footer "Bye"\n  -> bye\nend bye\n')
    twin = spanish('flow shop\n  language es\nsend hello\n  link "a" "b"\n  footer "Adiós"\n')

    assert 'footer "Adiós"' in to_text(translated(flow, twin))
    assert "link" not in to_text(translated(flow, twin))
    footer, link = items_of(flow)["hello.footer.1"], items_of(twin.flow)["hello.link.1"]
    assert merged(footer, link) == footer
    assert merged(footer, items_of(flow)["hello.copy.1"]) == footer


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('  * help "Ayuda"\n', "", ["L101 shop.es.copy:21 'ask.option.help' has no words in 'es'"]),
        ('anywhere says "agente"\n', "", ["L101 shop.es.copy:1 'anywhere.says.1' has no words in 'es'"]),
        ('  * help "Ayuda"', '  # todo\n  * help "Ayuda"', ["L101 shop.es.copy:25 'ask.option.help' is not translated into 'es' yet"]),
        ('  * help "Ayuda"', '  # en: "Help me"\n  * help "Ayuda"', ["L102 shop.es.copy:25 the words of 'ask.option.help' changed after they were translated"]),
        ('  * help "Ayuda"', '  # en: "Get help"\n  # was: "Help"\n  * help "Ayuda"', ["L102 shop.es.copy:26 the words of 'ask.option.help' changed after they were translated"]),
        ('  * help "Ayuda"', '  # en: "Get help"\n  * help "Ayuda"', []),
        ('  * help "Ayuda"', '  * help "Ayuda"\n  * hlep "Ayuda"', ["L103 shop.es.copy:25 the flow says nothing like 'ask.option.hlep'", "N121"]),
        ('{contact.first_name ?? "amigo"}', "amigo", []),
        ("language es", "language fr", ["L105 shop.es.copy:2 this file's name does not hold its language, 'fr'"]),
        ("language es", "language en", ["L105 shop.es.copy:2 the flow itself is written in 'en'"]),
        ("flow shop", "flow shoe", ["L105 shop.es.copy:1 this twin is of flow 'shoe', and the flow beside it is 'shop'"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_twin(before: str, after: str, expected: list[str]) -> None:
    """Missing, not done, stale, unused, lost, or of another flow: each told where it stands."""
    found = [each for each in complaints(twin=SPANISH.replace(before, after, 1)) if not each.startswith("N121")]

    assert found == [each for each in expected if each != "N121"]


def test_a_lost_placeholder_is_told() -> None:
    """By name, also when it was lost from a condition; what stands around a name may differ."""
    flow = "flow shop\nsend hello\n  | Hi {contact.name}, you have {visits(hello)} and {contact.level + 1}\n  -> bye\nend bye\n"
    twin = "flow shop\n  language es\nsend hello\n  | Hola {contact.name}\n"

    assert "L104 shop.es.copy:4 'hello.copy.1' lost {contact.level}, {hello} in 'es'" in complaints(flow, twin)


def test_limits_are_those_of_the_language() -> None:
    """A label too long in Spanish alone is an error in Spanish alone, in the twin's own line."""
    found = complaints(twin=SPANISH.replace('"Ayuda"', '"Necesito que una persona me ayude"'))

    assert len(found) == 1
    assert found[0].startswith("B10")
    assert "shop.es.copy:24" in found[0]


def test_words_of_a_condition_are_measured_too() -> None:
    """Copy nested under a condition or a setting is on the twin's lines."""
    long = "x" * 5_000
    under = complaints(twin=SPANISH.replace("Qué alegría verte.", long))
    retry = complaints(twin=SPANISH.replace("Toca una de las dos.", long))

    assert ["shop.es.copy" in each for each in [*under, *retry]] == [True, True]


def test_clashes_are_those_of_the_language() -> None:
    """Two options that only Spanish confuses are found in Spanish."""
    found = complaints(twin=SPANISH.replace('"Ayuda"', '"Tienda"'))

    assert [each.split()[0] for each in found] == ["N121"]


def test_an_unknown_name_in_a_translation_is_found() -> None:
    """A translator's slip in a placeholder is found like an author's; the hint names the twin where needed."""
    found = complaints(twin=SPANISH.replace("¿Qué deseas?", "¿Qué deseas, {nombre}?"))

    assert len(found) == 1
    assert "nombre" in found[0]
    assert "shop.es.copy:22" in found[0]


def test_what_the_translation_leaves_unread_is_told_at_the_flow() -> None:
    """A variable that only the flow's own words showed stays a complaint about the flow, with the twin named."""
    flow = "flow shop\ncollect ask as name: text\n  | Name?\n  on invalid, timeout, failed -> bye\n  -> hi\nsend hi\n  | Hi {name}\n  on failed -> bye\n  -> bye\nend bye\n"
    twin = "flow shop\n  language es\ncollect ask\n  | ¿Nombre?\nsend hi\n  | Hola\n"
    found = complaints(flow, twin)

    assert [each.split()[:2] for each in found] == [["L104", "shop.es.copy:6"], ["P111", "shop.flow:2"]]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('collect ask\n  * buy "Comprar" -> bye', "L106"),
        ('collect ask\n  * buy "Comprar" = 1', "L106"),
        ("send hello\n  | Hola\n  on failed -> bye", "L106"),
        ('anywhere says "x" -> bye', "L106"),
        ("anywhere on failed -> bye", "L106"),
        ("anywhere closing 30m -> bye", "L106"),
        ("collect ask: choice\n  | Hola", "F108"),
        ("collect ask as x\n  | Hola", "F107"),
        ("collect ask\n  timeout 10m", "F101"),
        ("end bye\n  | Hola", "F105"),
        ("send hello\n  Hola a todos nuestros clientes", "S103"),
    ],
)
def test_a_twin_holds_words_alone(line: str, code: str) -> None:
    """Whatever decides stands in the flow."""
    read = read_catalogue(f"flow shop\n  language es\n{line}\n", path="shop.es.copy", table=STANDARD)

    assert [each.code for each in read.diagnostics] == [code]


def test_an_arrow_in_quotes_or_a_comment_is_none() -> None:
    """Words that customers say may look like anything; comments beside them are kept."""
    read = read_catalogue(
        'flow shop\n  language es\nanywhere says "->", "x"  # so they write -> here\n',
        path="shop.es.copy",
        table=STANDARD,
    )
    assert read.value is not None

    assert catalogue_to_text(read.value).splitlines()[-1] == 'anywhere says "->", "x"  # so they write -> here'
    assert read.diagnostics == ()


@pytest.mark.parametrize(("text", "codes"), [("", ["S101"]), ("flow shop\n", ["L105"]), ("\x00", ["S119"])])
def test_a_file_that_is_no_twin_is_told(text: str, codes: list[str]) -> None:
    """Nothing to read, or no language."""
    read = read_catalogue(text, path="shop.es.copy", table=STANDARD)

    assert read.value is None
    assert [each.code for each in read.diagnostics] == codes


def test_twins_are_found_beside_their_flow(tmp_path: Path) -> None:
    """By the flow's file name and the language; other files are left alone."""
    for name in ("shop.flow", "shop.es.copy", "shop.pt-BR.copy", "shopping.es.copy", "shop.es.po"):
        (tmp_path / name).write_text("")

    assert list(catalogues_beside(tmp_path / "shop.flow")) == ["es", "pt-BR"]
    assert catalogues_beside(tmp_path / "gone" / "shop.flow") == {}


def test_a_header_without_words_and_other_settings_are_kept() -> None:
    """Only words change: the sample's own header stays."""
    flow = translated(shop(SHOP.replace("flow shop\n", 'flow shop\n  title "Shop"\n')), spanish())

    assert [setting.key.text for setting in flow.settings] == ["language", "title", "retry"]
    assert isinstance(flow, ast.Flow)
