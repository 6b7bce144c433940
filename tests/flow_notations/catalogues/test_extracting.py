"""Twins for translators: everything in its place, nothing translated ever lost; and the same by way of PO."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_notations.catalogues import (
    Catalogue,
    PoEntry,
    catalogue_to_text,
    extract,
    from_po,
    po_to_text,
    read_po,
    to_po,
    translated,
)
from flow_notations.syntax import to_text
from flow_notations.syntax.from_text import BROKEN_SIGN
from tests.flow_notations.catalogues.twins import SHOP, SPANISH, complaints, shop, spanish

SMALL = 'flow shop\nsend hello\n  | Hi {contact.name}\n  -> ask\ncollect ask: choice\n  | What?\n  * a "First" also "one"\n  * b "Second"\n  -> bye\nend bye\n'
TWIN = """flow shop
  language es

send hello
  # en: Hi {contact.name}
  # todo
  | Hi {contact.name}

collect ask
  # en: What?
  # todo
  | What?
  # en: "First" also "one"
  # todo
  * a "First" also "one"
  # en: "Second"
  # todo
  * b "Second"
"""


def twin(text: str, before: str | None = None) -> str:
    """The twin of a flow, made anew or brought up to date."""
    old = spanish(before) if before is not None else None
    return catalogue_to_text(extract(shop(text), language="es", source="en", before=old))


def test_a_new_twin_holds_all_words_to_do() -> None:
    """Each under the source's words; nodes without words are not there."""
    assert twin(SMALL) == TWIN


def test_a_twin_reads_back_as_it_was_extracted() -> None:
    """Every kind of item survives the file; extracting again changes nothing."""
    once = twin(SHOP)

    assert twin(SHOP, once) == once
    assert [each.split()[0] for each in complaints(twin=once)] == ["L101"] * 13


def test_translations_are_kept() -> None:
    """What is done stays done, also in a twin that recorded nothing; new words join it."""
    done = TWIN.replace("  # todo\n  | Hi {contact.name}", "  # mind the name\n  | Hola {contact.name}")
    more = SMALL.replace('  * b "Second"\n', '  * b "Second"\n  * c "Third"\n')
    found = twin(more, done)

    assert "  # mind the name\n  # en: Hi {contact.name}\n  | Hola {contact.name}\n" in found
    assert '  # en: "Third"\n  # todo\n  * c "Third"\n' in found
    assert "  # en: What would you like?\n  | ¿Qué deseas?\n" in twin(SHOP, SPANISH)


def test_a_changed_source_shows_what_it_was() -> None:
    """The translator sees the old and the new words; a second extract keeps the older ones."""
    done = TWIN.replace("  # todo\n  | Hi {contact.name}", "  | Hola {contact.name}")
    once = twin(SMALL.replace("| Hi {contact.name}", "| Dear {contact.name}"), done)
    again = twin(SMALL.replace("| Hi {contact.name}", "| Good day {contact.name}"), once)

    assert "  # en: Dear {contact.name}\n  # was: Hi {contact.name}\n  | Hola {contact.name}\n" in once
    assert "  # en: Good day {contact.name}\n  # was: Hi {contact.name}\n  | Hola {contact.name}\n" in again


def test_words_to_do_follow_the_source() -> None:
    """Nothing was translated, so nothing is stale."""
    assert "  # en: Dear {contact.name}\n  # todo\n  | Dear {contact.name}\n" in twin(
        SMALL.replace("| Hi", "| Dear"), TWIN
    )


def test_a_translation_follows_its_words_to_another_place() -> None:
    """A second re-ask written before the first takes nobody's translation away."""
    flow = SHOP.replace("  retry 1\n    | Tap", "  retry 1\n    | Please.\n  retry 1\n    | Tap")
    found = twin(flow, twin(SHOP, SPANISH))

    assert "  # en: Please.\n  # todo\n  retry\n    | Please.\n" in found
    assert "  # en: Tap one of the two.\n  retry\n    | Toca una de las dos.\n" in found


def test_what_the_flow_dropped_is_dropped() -> None:
    """An option that is gone takes its words with it."""
    assert "Second" not in twin(SMALL.replace('  * b "Second"\n', ""), TWIN)


def test_options_from_data_are_extracted() -> None:
    """Their label and description."""
    flow = 'flow shop\n  takes cards list of (id text 5, name text 9)\ncollect ask as c: choice\n  | Which?\n  * each x in cards by x.id "Card {x.name}" describe "Yours" -> bye\n  -> bye\nend bye\n'
    found = twin(flow)

    assert '  * each x in cards by x.id "Card {x.name}" describe "Yours"\n' in found
    assert [name for name in entries(flow, None) if "each" in name] == ["ask.each.1.label", "ask.each.1.describe"]
    other = spanish(found.replace('"Card {x.name}" describe "Yours"', '"Tarjeta {x.name}"').replace("  # todo\n", ""))
    assert '"Tarjeta {x.name}" describe "Yours" -> bye' in to_text(translated(shop(flow), other))


# --- PO ---------------------------------------------------------------------------------------------------------------


def entries(text: str = SHOP, before: str | None = SPANISH) -> dict[str, PoEntry]:
    """What goes out, by id."""
    old = spanish(before) if before is not None else None
    return {entry.context: entry for entry in to_po(shop(text), language="es", source="en", before=old)}


def back(found: dict[str, PoEntry], text: str = SHOP) -> tuple[Catalogue, list[str]]:
    """What comes back, and what is wrong with it."""
    po = po_to_text(found.values(), language="es", flow="shop")
    read = read_po(po, path="shop.es.po")
    made = from_po(read.value or (), shop(text), language="es", source="en", path="shop.es.po")
    assert made.value is not None
    return made.value, [f"{each.code} {each.sentence}" for each in (*read.diagnostics, *made.diagnostics)]


def test_each_text_is_an_entry_of_its_own() -> None:
    """Labels, aliases, hints and addresses apart; plain copy without its marks, conditions with them."""
    found = entries()

    assert {name: found[name].target for name in found if name.startswith("ask.option.buy")} == {
        "ask.option.buy.label": "Comprar",
        "ask.option.buy.also": '"tienda", "compra"',
        "ask.option.buy.hears": "",
        "ask.option.buy.describe": "Todo lo que vendemos",
    }
    assert found["hello.link.1.address"].source == "https://example.com/shop"
    assert found["ask.show.1.button"].target == "Elegir"
    assert found["anywhere.offers.main.label"].target == "Menú"
    assert found["flow.retry.1"].source == "Please say that again."
    assert found["hello.copy.1"].source.startswith("| Hi ")
    assert found["hello.copy.1"].comments == ("for everybody",)
    assert found["hello.footer.1"].places == ("shop.flow:15",)


def test_out_and_back_is_the_same_twin() -> None:
    """What a translator did not touch comes back as it was."""
    whole = {**entries(), "ask.option.buy.hears": replace(entries()["ask.option.buy.hears"], target='"compra ya"')}
    found, wrong = back(whole)

    assert wrong == []
    text = to_text(translated(shop(), found))
    assert 'also "tienda", "compra" hears "compra ya" describe "Todo lo que vendemos"' in text
    assert complaints(twin=catalogue_to_text(found)) == []


def test_an_empty_entry_stays_to_do() -> None:
    """Its item keeps the source's words and says so."""
    found, wrong = back({**entries(), "ask.copy.1": replace(entries()["ask.copy.1"], target="")})

    assert wrong == []
    assert "  # en: What would you like?\n  # todo\n  | What would you like?\n" in catalogue_to_text(found)


def test_an_entry_of_older_words_is_stale() -> None:
    """The flow went on while the translator worked."""
    found, _ = back({**entries(), "ask.copy.1": replace(entries()["ask.copy.1"], source="What do you want?")})

    assert "  # en: What would you like?\n  # was: What do you want?\n  | ¿Qué deseas?\n" in catalogue_to_text(found)


def test_a_fuzzy_entry_is_stale() -> None:
    """In and out: what has to be looked at again stays marked."""
    fuzzy = replace(entries()["ask.copy.1"], fuzzy=True, previous="What do you want?")
    found, _ = back({**entries(), "ask.copy.1": fuzzy})
    again = entries(before=catalogue_to_text(found))["ask.copy.1"]

    assert "  # was: What do you want?\n" in catalogue_to_text(found)
    assert (again.fuzzy, again.previous) == (True, "What do you want?")
    assert "# was: What would you like?" in catalogue_to_text(
        back({**entries(), "ask.copy.1": replace(fuzzy, previous=None)})[0]
    )


@pytest.mark.parametrize(
    ("name", "target", "code"),
    [
        ("ask.option.help.label", "Ayuda {", "S202"),
        ("anywhere.says.1", "agente", "S117"),
        ("hello.copy.1", "if\n  | Hola", "S2"),
        ("ask.copy.1", "¿Qué deseas {a +}?", "S2"),
    ],
)
def test_what_a_translator_broke_is_told_at_its_entry(name: str, target: str, code: str) -> None:
    """A brace without its partner, words without quotes: complaints of the reader of flows."""
    _, wrong = back({**entries(), name: replace(entries()[name], target=target)})

    assert wrong
    assert wrong[0].startswith(code[:1])


def test_an_entry_of_something_else_is_told() -> None:
    """A warning: a node was renamed, or the file is another flow's."""
    _, wrong = back({**entries(), "gone.copy.1": PoEntry(context="gone.copy.1", source="x", target="y")})

    assert wrong == ["L103 the flow says nothing like 'gone.copy.1'"]


LINE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{\\\ufeff\u2028\u2029\x85\ufffe\uffff"),
    max_size=20,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(LINE.map(str.rstrip), min_size=1, max_size=3).filter(any))
def test_any_words_survive_po_and_twin(lines: list[str]) -> None:
    """Whatever a translator writes in plain copy is what the customer reads, by way of both files."""
    text = "\n".join(lines)
    found, wrong = back({**entries(), "ask.copy.1": replace(entries()["ask.copy.1"], target=text)})
    node = translated(shop(), spanish(catalogue_to_text(found))).nodes["ask"]

    assert wrong == []
    assert "\n".join(part.template.literal or "" for part in node.copy) == text  # type: ignore[union-attr]


WORDS = st.text().filter(lambda text: not BROKEN_SIGN.search(text))

# --- the format -------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            PoEntry,
            context=WORDS.filter(str.strip),
            source=WORDS,
            target=WORDS,
            fuzzy=st.booleans(),
        )
    )
)
def test_a_po_file_reads_back(found: list[PoEntry]) -> None:
    """Any text that a file can hold, in any field."""
    read = read_po(po_to_text(found, language="es", flow="shop"), path="x.es.po")

    assert read.diagnostics == ()
    assert [replace(entry, line=1) for entry in read.value or ()] == found


def test_what_other_tools_write_is_understood() -> None:
    """Split texts, flags in a row, extracted comments, obsolete entries, no blank lines between entries."""
    read = read_po(
        '\ufeff# by somebody\nmsgid ""\nmsgstr "Language: es\\n"\n\n'
        '#. a label\n#, c-format, fuzzy\n#| msgid "Old"\n#: shop.flow:3\nmsgctxt "a.copy.1"\nmsgid ""\n"One\\t"\n"\\"two\\""\nmsgstr "Uno"\n'
        'msgctxt "b.copy.1"\nmsgid "B"\nmsgstr "Be"\n# next\nmsgctxt "c.copy.1"\nmsgid "C"\nmsgstr ""\n#| nothing\n'
        '\n#~ msgid "gone"\n#~ msgstr "ido"\n',
        path="x.es.po",
    )

    assert read.diagnostics == ()
    assert [(entry.context, entry.source, entry.target, entry.fuzzy) for entry in read.value or ()] == [
        ("a.copy.1", 'One\t"two"', "Uno", True), ("b.copy.1", "B", "Be", False), ("c.copy.1", "C", "", False),
    ]  # fmt: skip
    assert (read.value or ())[0].previous == "Old"
    assert (read.value or ())[2].comments == ("next",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hello\n", "this line is none of a PO file's"),
        ('"lost"\n', "this line is none of a PO file's"),
        ('msgid "a\nmsgstr "b"\n', "this quote is never closed"),
        ('msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\n', "a flow has no plural entries; `plural(n, one: …, other: …)` stands in the words"),
    ],
)  # fmt: skip
def test_what_is_no_po_is_told(text: str, sentence: str) -> None:
    """With its line, and the rest is read all the same."""
    read = read_po(text + '\nmsgctxt "z"\nmsgid "Z"\nmsgstr "Zeta"\n', path="x.es.po")

    assert [each.code for each in read.diagnostics][:1] == ["L107"]
    assert read.diagnostics[0].sentence == sentence
    assert (read.value or ())[-1].target == "Zeta"


def test_the_number_of_entries_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of another kind does not fill the memory: n entries are read, of n + 1 the last is not."""
    text = po_to_text([PoEntry(context=str(number), source="s") for number in range(4)], language="es", flow="f")
    monkeypatch.setattr("flow_notations.catalogues.po.ENTRIES_MAX", 4)
    assert [each.code for each in read_po(text, path="x").diagnostics] == []
    monkeypatch.setattr("flow_notations.catalogues.po.ENTRIES_MAX", 3)
    assert [each.sentence for each in read_po(text, path="x").diagnostics] == ["more than 3 entries"]


@given(st.text())
def test_any_text_is_read_as_po(text: str) -> None:
    """Entries or complaints, never an exception."""
    read_po(text, path="x.es.po")


@pytest.mark.parametrize("sign", ["\x01", "\x7f", "\ufffe"])
def test_a_sign_that_no_text_has_is_refused(sign: str) -> None:
    """A twin made of it could not be read again."""
    read = read_po(f'msgctxt "a"\nmsgid "A{sign}"\nmsgstr "B"\n', path="x")

    assert () == read.value
    assert [("L107", 2)] == [(each.code, each.span.line) for each in read.diagnostics]
