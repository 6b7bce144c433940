"""The words that end a gathering, and the texts that stand where a caller gives nothing, are translated as well."""

from __future__ import annotations

from flow_notations import ast
from flow_notations.catalogues import (
    Catalogue,
    catalogue_to_text,
    check_catalogue,
    extract,
    from_po,
    items_of,
    read_catalogue,
    to_po,
    translated,
)
from flow_notations.notations import STANDARD
from flow_notations.syntax import from_text, to_text

FLOW = """flow shop
  takes level text 10 = "gold", day date, name text 40 = "there"

anywhere on failed, timeout, invalid -> bye

collect tell as parts: text
  | {name}, tell me. Write *done*.
  gather 1 to 8 quiet 45s until "done", "finished"
  when level == "gold" -> bye
  -> bye

end bye
"""
SPANISH = """flow shop
  language es
  takes name text 40 = "cliente"

collect tell
  | {name}, cuente. Escriba *hecho*.
  gather 2 to 3 until "hecho"
"""


def flow() -> ast.Flow:
    """In English."""
    read = from_text(FLOW, path="shop.flow", table=STANDARD)
    assert read.value is not None
    return read.value


def twin(text: str) -> Catalogue:
    """A twin without mistakes."""
    read = read_catalogue(text, path="shop.es.copy", table=STANDARD)
    assert () == read.diagnostics
    assert read.value is not None
    return read.value


def test_they_are_words() -> None:
    """A text that is only compared is an id and no words."""
    assert ["flow.takes.name", "tell.copy.1", "tell.gather.1"] == list(items_of(flow()))


def test_the_twin_says_them() -> None:
    """Numbers, lengths of time and other inputs stay the flow's."""
    said = to_text(translated(flow(), twin(SPANISH)))

    assert 'gather 1 to 8 quiet 45s until "hecho"' in said
    assert 'takes    level text 10 = "gold", day date, name text 40 = "cliente"' in said


def test_what_a_twin_lacks_is_complained_of() -> None:
    """As of all other words."""
    lacking = twin("flow shop\n  language es\n\ncollect tell\n  | {name}, cuente.\n")
    found = check_catalogue(flow(), lacking, table=STANDARD, centre=ast.Centre())

    assert ["L101", "L101"] == [each.code for each in found]
    assert [] == list(check_catalogue(flow(), twin(SPANISH), table=STANDARD, centre=ast.Centre()))


def test_extracting_keeps_what_was_translated() -> None:
    """And shows the words that it translates."""
    fresh = catalogue_to_text(extract(flow(), language="es", source="en"))
    kept = catalogue_to_text(extract(flow(), language="es", source="en", before=twin(SPANISH)))

    assert '  # en: name text 40 = "there"\n  # todo\n  takes name text 40 = "there"\n' in fresh
    assert '  # todo\n  gather 1 to 8 quiet 45s until "done", "finished"\n' in fresh
    assert '  takes name text 40 = "cliente"\n' in kept
    assert 'until "hecho"\n' in kept
    assert "todo" not in kept


def test_they_go_out_and_come_back_as_po() -> None:
    """Each text by itself, several words in quotes."""
    entries = to_po(flow(), language="es", source="en", before=twin(SPANISH))
    texts = {entry.context: (entry.source, entry.target) for entry in entries}
    back = from_po(entries, flow(), language="es", source="en", path="shop.es.po")

    assert ("there", "cliente") == texts["flow.takes.name.name"]
    assert ('"done", "finished"', '"hecho"') == texts["tell.gather.1.until"]
    assert back.value is not None
    assert () == back.diagnostics
    assert to_text(translated(flow(), back.value)) == to_text(translated(flow(), twin(SPANISH)))
