"""Addresses of stores: shown without what is secret, and named in a file of records by reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_notations.diagnostics import render_all
from flow_notations.errors import MissingSettings
from flow_notations.host.integration_file import read_records
from flow_notations.host.plans import plan_from_file
from flow_notations.host.secret_references import holds_password
from flow_notations.host.stores import shown
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
