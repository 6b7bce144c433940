"""``flow integration`` and ``flow dispatch``: the records of a centre, listed, checked and changed line by line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from flow_notations.__main__ import main
from flow_notations.host.integration_file import read_records_file
from flow_notations.host.onboarding import STEPS
from tests.flow_notations.host.test_integrations import SOUND

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A sound file."""
    path = tmp_path / "integrations.toml"
    path.write_text(SOUND)
    return path


def flow(verb: str, path: Path, *words: str) -> int:
    """Run one of the two verbs on a file."""
    return main([verb, "--file", str(path), *words])


def test_numbers_are_listed_and_shown(records: Path, capsys: Output) -> None:
    """A line each; one with its steps and when its review should be over; JSON for programs, without secrets."""
    assert flow("integration", records, "list") == 0
    assert flow("integration", records, "show", "Support") == 0
    words = capsys.readouterr().out
    assert "1002    Sales" in words
    assert "1 of 8" in words
    assert "between 2026-03-12 and 2026-03-19" in words
    assert "retention_days: off" in words
    assert flow("integration", records, "list", "--json") == 0
    assert [record["clientDisconnectMinutes"] for record in json.loads(capsys.readouterr().out)] == [30, None]
    assert flow("integration", records, "show", "+15550001111", "--json") == 0
    assert json.loads(capsys.readouterr().out)["token"] == "env:TOKEN"
    assert flow("integration", records, "show", "nobody") == 2
    assert "known are 1001, 1002" in capsys.readouterr().err


def test_a_check_shows_every_mistake(records: Path, capsys: Output) -> None:
    """0 with warnings, 1 with errors; a file that is not there is one."""
    assert flow("integration", records, "check") == 0
    assert "2 numbers, 2 dispatch records, 1 operator: no errors, 1 warning\n" in capsys.readouterr().out
    records.write_text(SOUND.replace("active = false", "active = 0"))
    assert flow("integration", records, "check") == 1
    assert "I104" in capsys.readouterr().out
    for words in (["list"], ["activate", "1001"], ["step", "1001", "review", "done"]):
        assert flow("integration", records.parent / "none.toml", *words) == 1
        assert "none.toml:1:1 I101 the file cannot be read" in capsys.readouterr().out
    assert not (records.parent / "none.toml").exists()


@pytest.mark.parametrize(
    "words", [["integration", "list", "--json"], ["integration", "show", "1001", "--json"], ["dispatch", "--json"]]
)
def test_what_takes_nobody_is_said_beside_a_list(words: list[str], records: Path, capsys: Output) -> None:
    """On standard error, so that a list for programs stays one."""
    records.write_text(SOUND + '\n[[dispatch]]\nflow = "late"\n')
    assert flow(words[0], records, *words[1:]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)
    assert "I108 warning: this record takes nobody: record 2 before it (line 35)" in told.err


def test_a_number_is_shown_with_every_setting(records: Path, capsys: Output) -> None:
    """What becomes of doubtful sends and whether customers see that they are read, too; no password of a proxy."""
    settings = 'uncertain = "resend"\nread_marks = "typing"\nbase_url = "https://me:sekret@proxy.example/x"\n'
    records.write_text(SOUND.replace('expiry = "latest_inbound"\n', settings))
    assert flow("integration", records, "show", "Support") == 0
    words = capsys.readouterr().out
    for row in ("uncertain: resend", "read_marks: typing", "active: yes", "app_secrets: env:SECRET, file:secret.txt"):
        assert f"{row}\n" in words
    assert "base_url: https://proxy.example/x\n" in words
    assert flow("integration", records, "show", "Sales") == 0
    words = capsys.readouterr().out
    assert "uncertain: report\nread_marks: off\n" in words
    assert "base_url" not in words


def test_a_number_goes_from_added_to_active(tmp_path: Path, capsys: Output) -> None:
    """Step by step; not before all are done, unless somebody insists."""
    path = tmp_path / "new.toml"
    secrets = ["--token", "env:T", "--verify-token", "env:V", "--app-secret", "env:S"]
    assert flow("integration", path, "add", "77", "Help", "+1777", *secrets) == 0
    assert flow("integration", path, "add", "77", "Help", "+1777", *secrets) == 2
    assert "I105" in capsys.readouterr().err
    assert flow("integration", path, "activate", "77") == 2
    assert "--anyway" in capsys.readouterr().err
    for step in STEPS:
        assert flow("integration", path, "step", "77", step, "done", "--on", "2026-03-02", "--note", "ok") == 0
    assert flow("integration", path, "activate", "77") == 0
    (record,) = read_records_file(path).records.integrations
    assert (record.active, {step.state for step in record.onboarding.values()}) == (True, {"done"})
    assert flow("integration", path, "deactivate", "77") == 0
    assert flow("integration", path, "activate", "77", "--anyway") == 0


def test_a_change_leaves_every_other_line_alone(records: Path) -> None:
    """Comments too; a section that is not there is made."""
    assert flow("integration", records, "deactivate", "1001") == 0
    assert flow("integration", records, "step", "1002", "review", "submitted") == 0
    after = records.read_text()
    assert set(SOUND.splitlines()) <= set(after.splitlines())
    assert len(after.splitlines()) == len(SOUND.splitlines()) + 4


def test_what_cannot_be_changed_in_a_line_is_refused(records: Path, capsys: Output) -> None:
    """A table written inline; the file stays as it is."""
    inline = SOUND.replace("active = false", 'active = false\nonboarding = { review = "open" }')
    records.write_text(inline)
    assert flow("integration", records, "step", "1002", "review", "done") == 2
    assert records.read_text() == inline
    records.write_text(SOUND.replace("active = false", "active =    false"))
    assert flow("integration", records, "activate", "1002") == 0
    assert capsys.readouterr().err


def test_only_who_may_change_numbers_does(records: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading is another permission."""
    monkeypatch.setenv("FLOW_ROLE", "Supervisor")
    assert flow("integration", records, "list") == 0
    assert flow("integration", records, "deactivate", "1001") == 2
    assert "WHATSAPP_INTEGRATIONS_APP_UPDATE" in capsys.readouterr().err


def test_dispatch_says_which_flow_takes_whom(records: Path, capsys: Output) -> None:
    """The first record that matches; nobody, when none does."""
    assert flow("dispatch", records) == 0
    assert "support  v3" in capsys.readouterr().out
    assert flow("dispatch", records, "--json") == 0
    assert json.loads(capsys.readouterr().out)[1]["channel_type"] == "any"
    assert flow("dispatch", records, "--contact-point", "+15550001111") == 0
    assert flow("dispatch", records, "--contact-point", "1002") == 0
    assert capsys.readouterr().out == "record 1: flow support, v3\nrecord 2: flow sales, its active version\n"
    records.write_text(SOUND.replace('channel_type = "any"\n', 'customer = "+1"\n'))
    assert flow("dispatch", records, "--contact-point", "1002") == 1
    assert capsys.readouterr().out == "no record matches: nobody would answer\n"
    records.write_text("x")
    assert flow("dispatch", records) == 1


@pytest.mark.parametrize("written", ["+1 (555) 010-0001", "0015550100001", "15550100001", "+1.555.010.0001"])
def test_dispatch_knows_a_customer_by_any_spelling_of_their_number(records: Path, capsys: Output, written: str) -> None:
    """As a host knows whoever writes from it."""
    records.write_text(SOUND.replace('channel_type = "any"\n', 'customer = "+15550100001"\n'))
    assert flow("dispatch", records, "--contact-point", "1002", "--customer", written) == 0
    assert capsys.readouterr().out == "record 2: flow sales, its active version\n"


def test_dispatch_knows_a_customer_by_their_id(records: Path, capsys: Output) -> None:
    """Ids are opaque."""
    records.write_text(SOUND.replace('channel_type = "any"\n', 'customer = "US.13491208655302741918"\n'))
    assert flow("dispatch", records, "--contact-point", "1002", "--customer", "US.13491208655302741918") == 0
    assert flow("dispatch", records, "--contact-point", "1002", "--customer", "US.1") == 1
    assert capsys.readouterr().out.endswith("\nno record matches: nobody would answer\n")


@pytest.mark.parametrize(
    "written", ["0555 010 0001", "+1 555", "+1 555 010 0001 2222 33", "+1 555 O10 0001", "Ana Maria", " "]
)
def test_dispatch_says_what_is_nobodys_number(records: Path, capsys: Output, written: str) -> None:
    """Instead of saying that nobody would answer them: no customer writes from such a number."""
    with pytest.raises(SystemExit):
        flow("dispatch", records, "--contact-point", "+15550001111", "--customer", written)
    said = capsys.readouterr().err
    assert "a phone number with its country code" in said
    assert "or a user id" in said


def test_dispatch_knows_our_numbers_by_any_spelling_and_no_others(records: Path, capsys: Output) -> None:
    """That nobody would answer at a number that is not there would be no answer."""
    assert flow("dispatch", records, "--contact-point", "+1 (555) 000-1111") == 0
    assert flow("dispatch", records, "--contact-point", "+15550002222") == 2
    assert "no [[integration]] has the contact point '+15550002222'; known are +15550001111, 1002" in (
        capsys.readouterr().err
    )
    records.write_text('[[dispatch]]\nflow = "a"\n')  # numbers may come from elsewhere
    assert flow("dispatch", records, "--contact-point", "+15550002222") == 0


def test_who_writes_is_not_asked_of_no_number(records: Path, capsys: Output) -> None:
    """It would decide nothing, and the list of all records is no answer."""
    assert flow("dispatch", records, "--customer", "+15550100001") == 2
    assert "--customer needs --contact-point" in capsys.readouterr().err


def test_nothing_that_we_begin_is_dispatched(records: Path, capsys: Output) -> None:
    """Not by a record for any direction, nor by one that says outbound: it is as the file's warning says."""
    for text in (SOUND, SOUND.replace('channel_type = "any"\n', 'direction = "outbound"\n')):
        records.write_text(text)
        words = ["--contact-point", "+15550001111", "--direction", "outbound"]
        assert flow("dispatch", records, *words) == 1
        assert capsys.readouterr().out == (
            "no record is asked: who begins an interaction names its flow, so dispatch is asked of inbound ones alone\n"
        )


def test_without_records_the_start_of_the_host_decides(records: Path, capsys: Output) -> None:
    """Somebody would answer; who, this file does not say."""
    records.write_text(SOUND.partition("[[dispatch]]")[0])
    assert flow("dispatch", records, "--contact-point", "+15550001111") == 1
    said = capsys.readouterr().out
    assert ("--flow takes everybody" in said, "nobody" in said) == (True, False)


def test_a_file_that_may_not_be_written_stays(records: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 1 and a sentence."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert flow("integration", records, "deactivate", "1001") == 1
    assert "No space left" in capsys.readouterr().err
    assert records.read_text() == SOUND
