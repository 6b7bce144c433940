"""Business numbers by a file: read whole, every mistake located, secrets by reference only, edits that touch one line."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channel_adapter.errors import ConfigurationError
from channel_adapter.window import ExpiryRule
from flow_notations.diagnostics import render_all
from flow_notations.effects import End
from flow_notations.errors import MissingSettings
from flow_notations.events import Began, Event, Unsent
from flow_notations.host import onboarding
from flow_notations.host.admin_tokens import ADMIN_TOKEN
from flow_notations.host.integration_file import read_records, read_records_file
from flow_notations.host.integrations import integration_of
from flow_notations.host.onboarding import STEPS, Step
from flow_notations.host.plans import plan_from_environment, plan_from_file
from flow_notations.host.secret_references import SECRET_BYTES_MAX, SecretReference, read_reference, resolve
from flow_notations.host.toml_places import blocks_of, literal, with_value
from flow_notations.host.views import of_integration
from flow_notations.host.wiring import Integration, Route
from tests.flow_notations.host.test_serving import ENVIRONMENT
from tests.flow_notations.host.world import NUMBER, World, play, say

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """# our numbers
store = "host.db"

[[integration]]
name = "Support"          # what people say
number_id = "1001"
contact_point = "+15550001111"
token = "env:TOKEN"
app_secrets = ["env:SECRET", "file:secret.txt"]
verify_token = "env:VERIFY"
expiry = "latest_inbound"
client_disconnect_minutes = 30
retention_days = "off"

[integration.onboarding]
commerce_policy = "done"
review = { state = "submitted", on = 2026-03-05, note = "ticket 7" }

[[integration]]
name = "Sales"
number_id = "1002"
token = "env:TOKEN"
app_secrets = "env:SECRET"
verify_token = "env:VERIFY"
provider = "360dialog"
active = false

[[dispatch]]
channel_type = "sms"
contact_point = "+15550001111"
direction = "inbound"
flow = "support"
version = "v3"

[[dispatch]]
channel_type = "any"
flow = "sales"

[[admin]]
name = "reports"
token = "env:REPORTS"
role = "Supervisor"
permissions = ["MANAGE_ALL_FLOWS"]
"""


def with_line(old: str, new: str) -> str:
    """The sound file with one line another."""
    assert old in SOUND
    return SOUND.replace(old, new, 1)


def complaints(text: str) -> list[tuple[str, int]]:
    """Codes with their lines."""
    return [(found.code, found.span.line) for found in read_records(text).diagnostics if found.severity == "error"]


def test_a_file_is_read_whole() -> None:
    """Numbers, dispatch and operators, with what is left out at its default."""
    read = read_records(SOUND)
    support, sales = read.records.integrations
    first, last = read.records.dispatch

    assert read.sound
    assert (support.expiry, support.client_disconnect_minutes, support.retention_days) == (
        ExpiryRule.LATEST_INBOUND, 30, None,
    )  # fmt: skip
    assert [str(secret) for secret in support.app_secrets] == ["env:SECRET", "file:secret.txt"]
    assert support.onboarding["review"] == Step(state="submitted", on=date(2026, 3, 5), note="ticket 7")
    assert (sales.provider, sales.active, sales.app_secrets) == (
        "360dialog",
        False,
        (SecretReference("env", "SECRET"),),
    )
    assert (first.version, first.channel_type, last.version, last.channel_type) == ("v3", "sms", "active", None)
    assert read.records.admins[0].permissions == ("MANAGE_ALL_FLOWS",)
    assert read.records.integration("Sales") == read.records.integration("1002") == sales
    assert read.records.integration("nobody") is None


def test_an_active_number_with_open_steps_is_a_warning() -> None:
    """It may be served, and people are told at the line that makes it live."""
    (warning,) = read_records(SOUND).diagnostics

    assert (warning.code, warning.severity) == ("I107", "warning")
    assert "business_profile" in warning.sentence


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("store = = 3", "I101", 1),
        (SOUND + "\n[[", "I101", 44),
        (with_line('number_id = "1001"\n', ""), "I102", 4),
        (with_line("expiry =", "expiri ="), "I103", 11),
        (with_line("[[admin]]", "[[admins]]"), "I103", 1),
        (with_line('flow = "support"', "flow = 3"), "I104", 32),
        (with_line('commerce_policy = "done"', 'commerce_policy = "finished"'), "I104", 16),
        (with_line('commerce_policy = "done"', 'comerce_policy = "done"'), "I104", 16),
        (with_line("on = 2026-03-05", 'on = "2026-03-05"'), "I104", 17),
        (with_line("on = 2026-03-05", "on = 2026-03-05T10:00:00"), "I104", 17),
        (with_line('state = "submitted", ', ""), "I104", 17),
        (with_line("active = false", 'active = "false"'), "I104", 26),
        (with_line('"env:SECRET", "file:secret.txt"', ""), "I104", 9),
        (with_line('role = "Supervisor"', 'role = "King"'), "I104", 41),
        (with_line('["MANAGE_ALL_FLOWS"]', '"MANAGE_ALL_FLOWS"'), "I104", 42),
        (with_line('provider = "360dialog"', 'provider = "pigeon"'), "I104", 25),
        (with_line('name = "Sales"', 'name = " "'), "I104", 20),
        (with_line('number_id = "1002"', 'number_id = "1001"'), "I105", 6),
        (with_line('contact_point = "+15550001111"\ndirection', 'contact_point = "+1555000111"\ndirection'), "I106", 30),
        ("store = 3\n", "I104", 1),
        ("integration = 3\n", "I104", 1),
        ("[integration]\nname = 'x'\n", "I104", 1),
        ("[[integration]]\nonboarding = 3\n", "I104", 2),
        ("[[integration]]\ndescription = 3\n", "I104", 2),
    ],
)  # fmt: skip
def test_a_mistake_has_its_code_and_line(text: str, code: str, line: int) -> None:
    """People are sent to the very line."""
    found = complaints(text)

    assert code in [name for name, _ in found], found
    if code not in ("I105",):
        assert any(name == code and abs(at - line) <= 1 for name, at in found), found


@pytest.mark.parametrize(
    ("minutes", "sound"),
    [("0", False), ("1", True), ("2", True), ("1439", True), ("1440", True), ("1441", False), ('"off"', True),
     ("true", False), ("30.5", False)],
)  # fmt: skip
def test_the_minutes_of_silence_have_bounds(minutes: str, sound: bool) -> None:
    """From 1 to 1440, or off."""
    assert read_records(with_line("minutes = 30", f"minutes = {minutes}")).sound is sound


@pytest.mark.parametrize(
    ("key", "word", "sound"),
    [("uncertain", word, word in ("report", "resend")) for word in ("report", "resend", "again", "off")]
    + [("read_marks", word, word in ("off", "read", "typing")) for word in ("off", "read", "typing", "on")],
)
def test_doubtful_sends_and_read_marks_are_set_for_each_number(key: str, word: str, sound: bool) -> None:
    """By one word of a closed set, which reaches the host; the other number keeps its default."""
    read = read_records(with_line("expiry =", f'{key} = "{word}"\nexpiry ='))

    assert read.sound is sound
    if sound:
        first, other = read.records.integrations
        assert (getattr(first, key), getattr(integration_of(first), key)) == (word, word)
        assert (other.uncertain, other.read_marks) == ("report", "off")
    else:
        assert [(each.code, each.span.line) for each in read.diagnostics if each.severity == "error"] == [("I104", 11)]


def test_every_setting_of_a_number_is_shown() -> None:
    """None is forgotten when one is added; the wire's name of one is another."""
    record = read_records(SOUND).records.integrations[0]
    wanted = {each.name for each in fields(record)} - {"client_disconnect_minutes"} | {"clientDisconnectMinutes"}

    assert set(of_integration(record)) == wanted


def test_a_secret_written_into_the_file_is_refused_and_never_shown() -> None:
    """The complaint names the line; neither it nor the line beside it holds the secret."""
    for wrong in ('token = "EAAG-hunter2"', "token = 'EAAG-hunter2'", "app_secrets = ['EAAG-hunter2']"):
        read = read_records(
            with_line('token = "env:TOKEN"', wrong)
            if wrong[0] == "t"
            else with_line('app_secrets = "env:SECRET"', wrong)
        )
        shown = render_all(read.diagnostics, read.source)

        assert not read.sound
        assert "names a secret and never holds one" in shown
        assert "hunter2" not in shown


def test_a_file_that_is_not_there_or_no_text_is_a_complaint(tmp_path: Path) -> None:
    """Never a traceback."""
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")

    assert "cannot be read" in read_records_file(tmp_path / "none.toml").diagnostics[0].sentence
    assert "not UTF-8" in read_records_file(tmp_path / "x.toml").diagnostics[0].sentence


def test_secrets_come_from_where_they_are_named(tmp_path: Path) -> None:
    """Trimmed; what cannot be found is named, never shown."""
    path = tmp_path / "secret"
    path.write_text("  s3cret\n")

    assert resolve(SecretReference("env", "A"), {"A": " x "}).reveal() == "x"
    assert resolve(SecretReference("file", str(path)), {}).reveal() == "s3cret"
    for reference, words in (
        (SecretReference("env", "B"), "env:B: this environment variable is not set"),
        (SecretReference("file", str(tmp_path / "none")), "No such file"),
    ):
        with pytest.raises(ConfigurationError, match=words):
            resolve(reference, {})
    path.write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        resolve(SecretReference("file", str(path)), {})
    assert (read_reference("env:A"), read_reference("A"), read_reference("env: A"), read_reference("vault:A")) == (
        SecretReference("env", "A"), None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize("length", [SECRET_BYTES_MAX - 1, SECRET_BYTES_MAX, SECRET_BYTES_MAX + 1])
def test_a_file_of_a_secret_is_read_up_to_a_bound(tmp_path: Path, length: int) -> None:
    """A file of another kind is not read whole."""
    path = tmp_path / "secret"
    path.write_text("x" * length)

    assert len(resolve(SecretReference("file", str(path)), {}).reveal()) == min(length, SECRET_BYTES_MAX)


def test_a_review_takes_five_to_ten_business_days() -> None:
    """Weekends do not count; a review that was not handed in has no dates."""
    thursday = date(2026, 3, 5)
    submitted = {"review": Step(state="submitted", on=thursday)}

    assert onboarding.review_expected(submitted) == (date(2026, 3, 12), date(2026, 3, 19))
    assert onboarding.review_expected({"review": Step(state="done", on=thursday)}) is None
    assert onboarding.review_expected({}) is None
    assert [onboarding.business_days_after(thursday, days).day for days in (0, 1, 2)] == [5, 6, 9]
    assert onboarding.open_steps({name: Step(state="done") for name in STEPS}) == ()


def test_an_edit_touches_one_line() -> None:
    """A key is replaced, put at the end of its section, or its section is made; comments stay."""
    support = blocks_of(SOUND)[0]
    sales = blocks_of(SOUND)[1]
    edits = [
        with_value(SOUND, support, "", "retention_days", literal(365)),
        with_value(SOUND, support, "onboarding", "notifications", literal("done")),
        with_value(SOUND, sales, "onboarding", "review", literal({"state": "submitted", "on": date(2026, 3, 2)})),
    ]

    for edited in edits:
        kept = set(SOUND.splitlines()) - set(edited.splitlines())
        assert kept <= {'retention_days = "off"'}
        assert read_records(edited).sound
    assert read_records(edits[2]).records.integrations[1].onboarding["review"].on == date(2026, 3, 2)
    with pytest.raises(TypeError):
        literal(None)


def test_one_number_comes_from_the_environment_alone() -> None:
    """The simple way stays; an administrator's token opens the admin endpoints."""
    plan = plan_from_environment(ENVIRONMENT)
    token = "0123456789abcdef"

    assert ([number.number_id for number in plan.numbers], bool(plan.admins)) == ([NUMBER], False)
    assert plan_from_environment({**ENVIRONMENT, ADMIN_TOKEN: token}).admins.permissions_of(token.encode())


@pytest.mark.parametrize(("length", "fine"), [(15, False), (16, True), (17, True)])
def test_a_token_that_can_be_guessed_is_refused(length: int, fine: bool) -> None:
    """At least sixteen characters."""
    environment = {**ENVIRONMENT, ADMIN_TOKEN: "x" * length}
    if fine:
        assert plan_from_environment(environment).admins
    else:
        with pytest.raises(MissingSettings, match="fewer than 16"):
            plan_from_environment(environment)


FOUND = {"TOKEN": "t0ken", "SECRET": "s3cret", "VERIFY": "w0rd", "REPORTS": "0123456789abcdef"}


def test_several_numbers_come_from_a_file(tmp_path: Path) -> None:
    """Each with its own secrets, provider and switch."""
    path = tmp_path / "integrations.toml"
    path.write_text(with_line(', "file:secret.txt"', ""))
    plan = plan_from_file(path, FOUND)

    assert (plan.store, [number.dialect.name for number in plan.numbers]) == ("host.db", ["meta", "360dialog"])
    assert [(each.contact_point, each.active) for each in plan.integrations.values()] == [
        ("+15550001111", True), ("1002", False),
    ]  # fmt: skip
    assert plan.integrations["1001"].client_disconnect_minutes == 30
    held = plan.admins.permissions_of(FOUND["REPORTS"].encode())
    assert held is not None
    assert "MANAGE_ALL_FLOWS" in held
    assert "WHATSAPP_INTEGRATIONS_APP_UPDATE" not in held


@pytest.mark.parametrize(
    ("text", "environment", "sentence"),
    [
        (
            with_line(', "file:secret.txt"', ""),
            {},
            "toml cannot be served:(.|\n)*'Support': .*TOKEN(.|\n)*SECRET(.|\n)*VERIFY(.|\n)*'Sales': .*TOKEN(.|\n)*REPORTS",
        ),
        (with_line('store = "host.db"', "").replace(', "file:secret.txt"', ""), FOUND, "no store"),
        ("", FOUND, "no .*integration"),
        ("a = 3", FOUND, "no table 'a'"),
        (with_line(', "file:secret.txt"', ""), {**FOUND, "REPORTS": ""}, "operator 'reports': .*REPORTS"),
        (with_line(', "file:secret.txt"', ""), {**FOUND, "REPORTS": "short"}, "'reports' has fewer"),
    ],
)
def test_what_cannot_be_served_is_said_whole(
    tmp_path: Path, text: str, environment: dict[str, str], sentence: str
) -> None:
    """Before anything is opened, with every secret that is missing."""
    path = tmp_path / "integrations.toml"
    path.write_text(text)

    with pytest.raises(MissingSettings, match=sentence):
        plan_from_file(path, environment)


def test_the_emulators_secrets_serve_the_emulator_only(tmp_path: Path) -> None:
    """Towards anything else they are refused, number by number."""
    from channel_adapter.emulator.known_secrets import KNOWN_SECRETS

    path = tmp_path / "integrations.toml"
    path.write_text(with_line(', "file:secret.txt"', ""))
    with pytest.raises(MissingSettings, match="everybody knows"):
        plan_from_file(path, {**FOUND, "TOKEN": min(KNOWN_SECRETS)})


def test_an_inactive_number_refuses_its_sends_visibly() -> None:
    """The flow hears a failure, the history shows it with a sentence, nothing reaches the channel."""

    def script(memory: dict[str, Any], event: Event) -> list[Any]:
        if isinstance(event, Began):
            return [say(memory, event, "Hello")]
        return [End(outcome="failed")] if isinstance(event, Unsent) else []

    off = Integration(number_id=NUMBER, contact_point="+1", active=False)

    async def scenario(world: World) -> None:
        await world.says("hi")
        (unsent,) = world.heard(Unsent)
        assert (unsent.reason, unsent.retryable) == ("refused", True)
        assert "switched off" in unsent.sentence
        lines = await world.host.history(await world.conversation())
        assert [(line.direction, line.status, line.sentence) for line in lines][1] == (
            "out",
            "refused",
            unsent.sentence,
        )
        assert world.channel.sent == []

    play(script, scenario, settings={"integrations": {NUMBER: off}})


def test_dispatch_takes_a_fixed_version_or_the_active_one() -> None:
    """The first record that matches; one whose version is not here takes nobody, and people are told."""

    async def scenario(world: World) -> None:
        await world.says("hi")
        (notice,) = await world.host.notices()
        assert notice.kind == "no flow"

    play(lambda memory, event: [], scenario, settings={"dispatch": (Route(flow="greet", digest="d0"),)})
    wanted: list[str] = []

    async def fixed(world: World) -> None:
        await world.says("hi")
        (interaction,) = await world.host.interactions(await world.conversation())
        wanted.append(interaction.digest)

    from tests.flow_notations.host.world import Flow

    old = Flow(digest="d0")
    play(lambda memory, event: [], fixed, settings={"dispatch": (Route(flow="greet", digest="d0"),), "older": (old,)})
    assert wanted == ["d0"]


@given(text=st.text() | st.lists(st.sampled_from(SOUND.splitlines())).map("\n".join))
def test_any_file_is_read_or_complained_about(text: str) -> None:
    """Whatever it holds; rendering it works, too."""
    read = read_records(text)

    assert isinstance(render_all(read.diagnostics, read.source), str)
    assert read.sound or read.diagnostics


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "a = 1979-13-13"])
def test_what_has_no_measure_is_a_complaint(text: str) -> None:
    """Nesting, digits, dates."""
    assert [found.code for found in read_records(text).diagnostics] == ["I101"]


@given(
    value=st.recursive(
        st.text() | st.booleans() | st.integers(-(10**9), 10**9) | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_what_is_written_reads_back(value: Any) -> None:
    """Every value that a command may put into the file."""
    assert tomllib.loads(f"x = {literal(value)}")["x"] == value
