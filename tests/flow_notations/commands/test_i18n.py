"""`flow i18n` from the flow to the translator and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flow_notations.__main__ import main
from tests.flow_notations.catalogues.twins import SHOP, SPANISH

if TYPE_CHECKING:
    from pathlib import Path

Out = pytest.CaptureFixture[str]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A flow in a folder of its own."""
    path = tmp_path / "shop.flow"
    path.write_text(SHOP)
    return path


def i18n(*words: object) -> int:
    """One deed."""
    return main(["i18n", *map(str, words)])


def test_the_whole_way(shop: Path, capsys: Out) -> None:
    """Extract, send PO, bring it back, check: nothing to complain about, and nothing changes a second time."""
    twin = shop.with_name("shop.es.copy")
    po = shop.with_name("shop.es.po")

    assert i18n("extract", shop, "--language", "es", "--po") == 0
    assert capsys.readouterr().out == f"{po}: written, 17 entries\n"
    po.write_text(SPANISH_PO)
    assert i18n("import", po) == 0
    assert i18n("check", shop) == 0
    assert capsys.readouterr().out.endswith("1 flow, 1 twin: nothing to complain about\n")
    once = twin.read_text()
    assert i18n("extract", shop, "--language", "es") == 0
    assert twin.read_text() == once


SPANISH_PO = """\
msgctxt "flow.retry.1"
msgid "Please say that again."
msgstr "Por favor, dilo otra vez."

msgctxt "anywhere.says.1"
msgid "\\"agent\\", \\"human\\""
msgstr "\\"agente\\""

msgctxt "anywhere.offers.main.label"
msgid "Main menu"
msgstr "Menú"

msgctxt "anywhere.optout.1"
msgid "\\"enough\\""
msgstr "\\"basta\\""

msgctxt "hello.copy.1"
msgid ""
"| Hi {contact.first_name ?? \\"there\\"} 👋\\n"
"if contact.first_name is known\\n"
"  | Good to see you again."
msgstr ""
"| Hola {contact.first_name ?? \\"amigo\\"} 👋\\n"
"if contact.first_name is known\\n"
"  | Qué alegría verte."

msgctxt "hello.link.1.label"
msgid "Our shop"
msgstr "Tienda"

msgctxt "hello.link.1.address"
msgid "https://example.com/shop"
msgstr "https://example.com/es"

msgctxt "hello.footer.1"
msgid "Open until nine"
msgstr "Abierto hasta las nueve"

msgctxt "ask.copy.1"
msgid "What would you like?"
msgstr "¿Qué deseas?"

msgctxt "ask.option.buy.label"
msgid "Buy something"
msgstr "Comprar"

msgctxt "ask.option.buy.also"
msgid "\\"shop\\""
msgstr "\\"tienda\\""

msgctxt "ask.option.buy.hears"
msgid "\\"purchase\\""
msgstr "\\"compra ya\\""

msgctxt "ask.option.buy.describe"
msgid "Everything we sell"
msgstr "Todo lo que vendemos"

msgctxt "ask.option.help.label"
msgid "Get help"
msgstr "Ayuda"

msgctxt "ask.show.1.button"
msgid "Choose"
msgstr "Elegir"

msgctxt "ask.retry.1"
msgid "Tap one of the two."
msgstr "Toca una de las dos."

msgctxt "ask.retry.2"
msgid "One last time: tap one."
msgstr "Por última vez: toca una."
"""


def test_check_shows_what_is_to_do(shop: Path, capsys: Out) -> None:
    """Complaints stand at the twin's lines; 1 as long as there is an error, 0 for warnings."""
    twin = shop.with_name("shop.es.copy")
    twin.write_text(SPANISH.replace('  * help "Ayuda"\n', ""))
    assert i18n("check", shop.parent) == 1
    assert "shop.es.copy:21:9 L101 'ask.option.help' has no words in 'es'\n  | collect ask\n" in capsys.readouterr().out

    twin.write_text(SPANISH + "\nsend gone\n  | Adiós\n")
    assert i18n("check", shop.parent) == 0
    assert "L103 warning:" in capsys.readouterr().out


def test_check_can_demand_a_language(shop: Path, capsys: Out) -> None:
    """For continuous integration: every flow in every language that is promised."""
    shop.with_name("shop.es.copy").write_text(SPANISH)

    assert i18n("check", shop, "--language", "es") == 0
    assert i18n("check", shop, "--language", "fr") == 1
    assert "there is no twin in 'fr'" in capsys.readouterr().out


def test_check_of_broken_files_says_so(shop: Path, capsys: Out) -> None:
    """A twin or a flow that cannot be read is an error, not a traceback."""
    shop.with_name("shop.es.copy").write_bytes(b"\xff")
    assert i18n("check", shop) == 1
    assert "S190 byte 0 is not UTF-8" in capsys.readouterr().out

    shop.write_text("flow shop\nsend hello\n  Hello dear customer of ours\n")
    assert i18n("check", shop) == 1
    assert "mend the flow first" in capsys.readouterr().err


def test_extract_leaves_a_broken_twin(shop: Path, capsys: Out) -> None:
    """Translations in a file with mistakes are not thrown away."""
    twin = shop.with_name("shop.es.copy")
    twin.write_text(SPANISH + "what is this\n")

    assert i18n("extract", shop, "--language", "es") == 1
    assert twin.read_text() == SPANISH + "what is this\n"
    assert f"{twin}: left as it is" in capsys.readouterr().err


def test_extract_needs_another_language_and_a_sound_flow(shop: Path, capsys: Out) -> None:
    """Its own language it has already."""
    assert i18n("extract", shop, "--language", "en") == 1
    assert i18n("extract", shop.with_name("gone.flow"), "--language", "es") == 1
    err = capsys.readouterr().err
    assert "the flow itself is written in 'en'" in err
    assert "there is no such file" in err


@pytest.mark.parametrize("language", ["../es", "e s", "", "es.copy", "é"])
def test_a_language_is_a_code(shop: Path, capsys: Out, language: str) -> None:
    """It becomes a part of a file's name, so it is one word of letters."""
    assert i18n("extract", shop, "--language", language) == 1
    assert "is no code of a language" in capsys.readouterr().err
    assert [each.name for each in shop.parent.iterdir()] == ["shop.flow"]


def test_a_twin_that_cannot_be_written_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """2, as for every file."""
    monkeypatch.setattr("flow_notations.commands.i18n.write_words", lambda *_: False)

    assert i18n("extract", shop, "--language", "es") == 2


def test_import_of_something_else_changes_nothing(shop: Path, capsys: Out) -> None:
    """A file of another name, no flow beside it, bytes, half a file, a broken flow."""
    twin, po = shop.with_name("shop.es.copy"), shop.with_name("shop.es.po")

    assert i18n("import", shop) == 1
    assert i18n("import", shop.with_name("other.es.po")) == 1
    po.write_bytes(b"\xff")
    assert i18n("import", po) == 1
    po.write_text('msgid "half\n')
    assert i18n("import", po) == 1
    shop.write_text("")
    assert i18n("import", po) == 1
    err = capsys.readouterr().err
    assert err.count("a PO file is called X.CODE.po") == 2
    assert "not UTF-8" in err
    assert "L107" in err
    assert not twin.exists()


def test_import_keeps_what_the_twin_says_beside(shop: Path) -> None:
    """The translators' comments stay in the twin."""
    twin = shop.with_name("shop.es.copy")
    twin.write_text(SPANISH)
    assert i18n("extract", shop, "--language", "es", "--po") == 0
    assert i18n("import", shop.with_name("shop.es.po")) == 0

    assert "  # for everybody\n" in twin.read_text()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=60)
    | st.lists(st.sampled_from(SPANISH.splitlines()) | st.text(max_size=20)).map(
        lambda rows: "\n".join(rows).encode("utf-8", "surrogatepass")
    )
)
def test_any_twin_and_any_po_end_in_words(shop: Path, capsys: Out, given: bytes) -> None:
    """Whatever translators send back, the answer is an exit code and no traceback."""
    shop.with_name("shop.es.copy").write_bytes(given)
    assert i18n("check", shop) in (0, 1)
    assert i18n("extract", shop, "--language", "es", "--po") in (0, 1)
    shop.with_name("shop.es.po").write_bytes(given)
    assert i18n("import", shop.with_name("shop.es.po")) in (0, 1)
    shop.with_name("shop.es.copy").unlink()
    capsys.readouterr()


def test_warnings_are_counted(shop: Path, capsys: Out) -> None:
    """A twin with a warning is not one without complaint; it is no failure either."""
    assert i18n("extract", shop, "--language", "es") == 0
    twin = shop.with_name("shop.es.copy")
    twin.write_text(SPANISH)
    capsys.readouterr()
    twin.write_text(f"{SPANISH}\nsend nowhere\n  | Nada\n")

    code = i18n("check", shop)
    shown = capsys.readouterr().out
    errors, warnings = shown.count(" L") - shown.count(" warning:"), shown.count(" warning:")
    assert warnings
    assert (0 if not errors else 1) == code
    assert f"{warnings} warning" in shown.splitlines()[-1]
