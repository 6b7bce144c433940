"""Addresses of stores: shown without what is secret, and named in a file of records by reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_notations.diagnostics import render_all
from flow_notations.errors import MissingSettings, StoreUnavailable
from flow_notations.host.integration_file import read_records
from flow_notations.host.plans import plan_from_file
from flow_notations.host.secret_references import holds_password
from flow_notations.host.store_names import KINDS, known, shown, there
from tests.flow_notations.host.test_integrations import FOUND, SOUND


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("postgresql://postgres:sekret@db:5432/flows", "postgresql://postgres@db:5432/flows"),
        ("postgres://postgres:se@kret@db/flows?sslmode=require", "postgres://postgres@db/flows?sslmode=require"),
        ("postgresql://:sekret@db/flows", "postgresql://@db/flows"),
        ("postgresql://postgres@db/flows", "postgresql://postgres@db/flows"),
        ("postgresql://db/flows?user=me&password=sekret&x=1", "postgresql://db/flows?user=me&password=…&x=1"),
        ("restate://me:sekret@h1:8080,h2:8080?admin=h1:9070", "restate://me@h1:8080,h2:8080?admin=h1:9070"),
        (
            "restate://h1:8080?admin=h1:9070,me:se@kret@h2:9070&listen=h:1",
            "restate://h1:8080?admin=…@h2:9070&listen=h:1",
        ),
        ("postgresql:///flows?host=/run", "postgresql:///flows?host=/run"),
    ],
)
def test_an_address_is_shown_without_its_password(name: str, seen: str) -> None:
    """Everything else of it is what an operator needs; a password is known to be there all the same."""
    assert shown(name) == seen
    assert holds_password(name) == ("sekret" in name or "kret" in name)


def test_a_file_is_shown_where_it_is() -> None:
    """A path without its folder is the working folder's."""
    assert shown("host.db") == str(Path.cwd() / "host.db")
    assert shown("/var/host.db") == "/var/host.db"


def test_a_password_in_the_records_is_refused_and_not_shown() -> None:
    """As every other secret that stands where a reference belongs."""
    read = read_records(SOUND.replace('store = "host.db"', 'store = "postgresql://postgres:sekret@db/flows"'))

    (complaint,) = [each for each in read.diagnostics if each.severity == "error"]
    line = next(n for n, text in enumerate(SOUND.split("\n"), 1) if text.startswith("store"))
    assert (complaint.code, complaint.span.line) == ("I104", line)
    rendered = render_all(read.diagnostics, read.source)
    assert "this names a secret and never holds one" in rendered
    assert "env:NAME or file:PATH" in rendered
    assert "sekret" not in rendered


def test_a_store_may_be_named_by_reference(tmp_path: Path) -> None:
    """The address stands in the environment or in a file; one that is not there is said with all else that is missing."""
    secret, path = tmp_path / "address", tmp_path / "integrations.toml"
    secret.write_text("postgresql://postgres:sekret@db/two\n")
    sound = SOUND.replace(', "file:secret.txt"', "")
    environment = {**FOUND, "WHERE": "postgresql://postgres:sekret@db/one"}

    for reference, database in (("env:WHERE", "one"), (f"file:{secret}", "two")):
        path.write_text(sound.replace('"host.db"', f'"{reference}"'))
        assert plan_from_file(path, environment).store == f"postgresql://postgres:sekret@db/{database}"
    path.write_text(sound.replace('"host.db"', '"env:NOWHERE"'))
    with pytest.raises(MissingSettings, match="the store: the secret at env:NOWHERE: this environment variable is not"):
        plan_from_file(path, environment)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mysql://root:sekret@h/x", "'mysql:…' names no store; a store is "),
        ("mysql:/x", "'mysql:…' names no store; "),
        ("postgres:/root:sekret@h/x", "an address begins with postgres://, in small letters and with two strokes; "),
        ("postgresql:sekret", "an address begins with postgresql://"),
        ("POSTGRESQL://u:sekret@h/x", "an address begins with postgresql://"),
        ("restate:/h1:8080", "an address begins with restate://"),
        ("sqlite:///host.db", "a file is named by its path alone; "),
        ("file:host.db", "a file is named by its path alone; "),
        ("env:FLOW_STORE", "a shell writes $NAME; "),
        ("", "no store is named; it is "),
        (" ", "no store is named; it is "),
    ],
)
def test_what_is_no_store_is_told_the_three_kinds(name: str, sentence: str) -> None:
    """In one sentence, and without repeating what may hold a password."""
    with pytest.raises(StoreUnavailable) as caught:
        known(name)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(KINDS)
    assert "sekret" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["host.db", "C:host.db", "./file:1", "monday:1.db", "backups:1/x.db", ":memory:", "postgres://h/x", "restate://h"],
)
def test_any_other_name_may_be_one(name: str) -> None:
    """Colons stand in names of files, too."""
    assert known(name) == name


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A file in it is proposed; whoever only looks or changes something makes no new file by a slip."""
    with pytest.raises(StoreUnavailable, match=f"'{tmp_path}' is a folder; name a file in it, as {tmp_path}/host.db"):
        known(str(tmp_path))
    with pytest.raises(StoreUnavailable, match=f"there is no store at {tmp_path}/none.db; flow serve and flow publish"):
        there(str(tmp_path / "none.db"))
    (tmp_path / "host.db").touch()
    assert there(str(tmp_path / "host.db")) == str(tmp_path / "host.db")
    assert there("postgresql://h/x") == "postgresql://h/x"
