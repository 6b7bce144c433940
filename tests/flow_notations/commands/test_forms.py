"""`flow fmt`, `flow convert` and `flow show` as a person at a terminal meets them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from flow_notations.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

UGLY = "flow shop\n# why\nsend   hello\n    |   Hi\n    ->   bye\nend bye\n"
NEAT = "flow shop\n# why\nsend hello\n  |   Hi\n  -> bye\nend bye\n"
BROKEN = "flow shop\n\nsend hello\n  Hi there my friend\n"
TWICE = "flow shop\n\nend bye\n\nend bye\n"

Out = pytest.CaptureFixture[str]


def written(folder: Path, text: str, name: str = "shop.flow") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_text(text)
    return path


def test_fmt_puts_a_file_in_form_and_keeps_comments(tmp_path: Path, capsys: Out) -> None:
    """One canonical form; a second run changes nothing and says nothing."""
    path = written(tmp_path, UGLY)

    assert main(["fmt", str(path)]) == 0
    assert path.read_text() == NEAT
    assert capsys.readouterr().out == f"{path}: formatted\n"
    assert main(["fmt", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert [each.name for each in tmp_path.iterdir()] == ["shop.flow"]


def test_fmt_check_writes_nothing(tmp_path: Path, capsys: Out) -> None:
    """For continuous integration: 1 and the file's name."""
    path = written(tmp_path, UGLY)

    assert main(["fmt", "--check", str(tmp_path)]) == 1
    assert path.read_text() == UGLY
    assert capsys.readouterr().out == f"{path}: not in canonical form; `flow fmt` mends it\n"


def test_fmt_leaves_a_file_with_mistakes(tmp_path: Path, capsys: Out) -> None:
    """It shows them, and formats the other files all the same."""
    broken, ugly = written(tmp_path, BROKEN, "broken.flow"), written(tmp_path, UGLY)

    assert main(["fmt", str(tmp_path)]) == 1
    assert broken.read_text() == BROKEN
    assert ugly.read_text() == NEAT
    out = capsys.readouterr().out
    assert "broken.flow:4:3 S103" in out
    assert f"{broken}: left as it is" in out


def test_fmt_knows_the_json_form(tmp_path: Path, capsys: Out) -> None:
    """Canonical JSON has two spaces a level and ends in a newline; two nodes of one name cannot be there."""
    path = written(tmp_path, '{"flow":"shop","nodes":{"bye":{"type":"exit"}}}', "shop.json")

    assert main(["fmt", str(path)]) == 0
    assert path.read_text().startswith('{\n  "flow": "shop",\n')
    assert main(["fmt", "--check", str(path)]) == 0


def test_fmt_knows_centre_files(tmp_path: Path, capsys: Out) -> None:
    """Named, or in a folder of flows; one with mistakes, or that is no text, is left as it is."""
    path = written(tmp_path, 'centre  acme # ours\n  zone   "UTC"\n', "centre.flow")

    assert main(["fmt", "--check", str(path)]) == 1
    assert main(["fmt", str(tmp_path)]) == 0
    assert path.read_text() == 'centre acme  # ours\n  zone "UTC"\n'
    capsys.readouterr()
    path.write_text("centre acme\nqeue support\n")
    assert main(["fmt", str(path)]) == 1
    assert "did you mean 'queue'?" in (out := capsys.readouterr().out)
    assert f"{path}: left as it is" in out
    path.write_bytes(b"\xff")
    assert main(["fmt", str(path)]) == 1


def test_fmt_knows_the_twins_of_a_flow(tmp_path: Path, capsys: Out) -> None:
    """The words of other languages get the same form; a twin with mistakes, or that is no text, is left as it is."""
    written(tmp_path, NEAT)
    twin = written(tmp_path, "flow shop\n  language es\n\nsend  hello\n    | Hola\n", "shop.es.copy")
    broken = written(tmp_path, "flow shop\n  language fr\n\nsend hello\n  -> bye\n", "shop.fr.copy")
    none = written(tmp_path, "", "shop.de.copy")
    none.write_bytes(b"\xff")

    assert main(["fmt", str(tmp_path)]) == 1
    assert twin.read_text() == "flow shop\n  language es\n\nsend hello\n  | Hola\n"
    out = capsys.readouterr().out
    assert f"{broken}: left as it is" in out
    assert f"{none}: left as it is" in out
    assert "L106" in out


def test_fmt_of_an_empty_folder_says_so(tmp_path: Path, capsys: Out) -> None:
    """Nothing to format is probably a wrong path."""
    assert main(["fmt", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "there are no flows here\n"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file stays whole."""
    path = written(tmp_path, UGLY)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", refuse)
    assert main(["fmt", str(path)]) == 2
    assert path.read_text() == UGLY
    assert capsys.readouterr().err == f"{path}: cannot be written: No space left on device\n"
    assert [each.name for each in tmp_path.iterdir()] == ["shop.flow"]


def test_convert_there_and_back_loses_nothing(tmp_path: Path, capsys: Out) -> None:
    """Text to JSON to text, comments included."""
    path = written(tmp_path, NEAT)
    there = tmp_path / "shop.json"

    assert main(["convert", str(path), "-o", str(there)]) == 0
    assert json.loads(there.read_text())["nodes"]["hello"]["$comments"] == ["why"]
    assert main(["convert", str(there)]) == 0
    assert capsys.readouterr().out == NEAT


def test_convert_to_the_same_form_formats(tmp_path: Path, capsys: Out) -> None:
    """`--to` may name the form that the file has."""
    assert main(["convert", str(written(tmp_path, UGLY)), "--to", "text"]) == 0
    assert capsys.readouterr().out == NEAT


@pytest.mark.parametrize(
    ("text", "words"), [(BROKEN, "S103"), (TWICE, "two nodes named 'bye'"), ("", "S101"), ("\x00", "S119")]
)
def test_convert_of_a_broken_file_writes_nothing(tmp_path: Path, capsys: Out, text: str, words: str) -> None:
    """Half a flow is worse than none."""
    out = tmp_path / "shop.json"

    assert main(["convert", str(written(tmp_path, text)), "-o", str(out)]) == 1
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_convert_knows_no_json_form_of_a_centre(tmp_path: Path, capsys: Out) -> None:
    """It says so instead of complaining of its lines."""
    assert main(["convert", str(written(tmp_path, "centre acme\n", "centre.flow"))]) == 1
    assert "text form alone" in capsys.readouterr().err


def test_convert_needs_a_file(capsys: Out) -> None:
    """Or the wish for the schema."""
    assert main(["convert"]) == 2
    assert capsys.readouterr().err == "flow convert: name a file, or say --schema\n"


def test_the_schema_accepts_what_convert_writes(tmp_path: Path, capsys: Out) -> None:
    """An editor that validates with it has nothing to complain of, and finds a mistyped key."""
    assert main(["convert", "--schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert main(["convert", str(written(tmp_path, NEAT))]) == 0
    flow = json.loads(capsys.readouterr().out)
    validator = Draft202012Validator(schema)

    assert list(validator.iter_errors(flow)) == []
    flow["nodes"]["hello"]["copi"] = flow["nodes"]["hello"].pop("copy")
    assert list(validator.iter_errors(flow)) != []


def test_show_writes_a_picture(tmp_path: Path, capsys: Out) -> None:
    """SVG unless Mermaid is wanted; to standard output unless a file is named."""
    path, out = written(tmp_path, NEAT), tmp_path / "shop.svg"

    assert main(["show", str(path), "-o", str(out)]) == 0
    assert out.read_text().startswith("<svg ")
    assert main(["show", str(path), "--mermaid"]) == 0
    assert capsys.readouterr().out.startswith("flowchart LR\n")


def test_show_draws_a_flow_with_mistakes(tmp_path: Path, capsys: Out) -> None:
    """What could be read is drawn, and the mistakes are told."""
    assert main(["show", str(written(tmp_path, BROKEN))]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("<svg ")
    assert "S103" in err


def test_show_of_nothing_draws_nothing(tmp_path: Path, capsys: Out) -> None:
    """An empty file has no picture; a picture that cannot be written is told."""
    assert main(["show", str(written(tmp_path, ""))]) == 1
    assert main(["show", str(written(tmp_path, "centre acme\n", "centre.flow"))]) == 1
    assert main(["show", str(written(tmp_path, NEAT)), "-o", str(tmp_path / "no" / "such.svg")]) == 2


@pytest.mark.parametrize("verb", ["fmt", "convert", "show"])
def test_a_file_that_is_no_text_is_told(tmp_path: Path, capsys: Out, verb: str) -> None:
    """Bytes of something else, a folder with a file's name, a file that is not there."""
    picture = tmp_path / "picture.flow"
    picture.write_bytes(b"\x89PNG\xff\xfe")

    assert main([verb, str(picture)]) == 1
    assert main([verb, str(tmp_path / "gone.flow")]) == 1
    out, err = capsys.readouterr()
    assert "byte 0 is not UTF-8" in out + err
    assert "No such file" in out + err


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_end_in_a_code_and_never_in_a_traceback(tmp_path: Path, capsys: Out, given: bytes) -> None:
    """Whatever stands in a file, the answer is words and an exit code."""
    for name in ("any.flow", "any.json"):
        path = tmp_path / name
        for verb in (["fmt"], ["convert"], ["show"], ["show", "--mermaid"]):
            path.write_bytes(given)
            assert main([*verb, str(path)]) in (0, 1)
    capsys.readouterr()


def test_fmt_mends_tabs(tmp_path: Path, capsys: Out) -> None:
    """Where they are the only fault: in a flow, its twin and its centre. With another fault nothing is written."""
    files = {
        "a.flow": "flow a\n\nsend x\n\tif 1 == 1\n\t\t| hi\n\t-> bye\n\nend bye\n",
        "a.es.copy": "flow a\n\tlanguage es\n\nsend x\n\t| hola\n",
        "centre.flow": 'centre c\n\tzone "UTC"\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    broken = tmp_path / "broken.flow"
    broken.write_text("flow b\n\nsend x\n\t| hi\n\tcolour 5\n\t-> bye\n\nend bye\n")

    assert main(["fmt", *(str(tmp_path / name) for name in files)]) == 0
    for name, text in files.items():
        expected = text.replace("\t", "  ")
        assert expected.split() == (tmp_path / name).read_text().split()
        assert "\t" not in (tmp_path / name).read_text()
    assert "  if 1 == 1\n    | hi\n" in (tmp_path / "a.flow").read_text()
    assert main(["fmt", str(broken)]) == 1
    assert "\t| hi" in broken.read_text()
