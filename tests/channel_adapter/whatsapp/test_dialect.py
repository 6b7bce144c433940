"""Settings of a number: addresses, secrets, and what is refused before anything starts."""

from __future__ import annotations

import pytest

from channel_adapter.errors import ConfigurationError
from channel_adapter.whatsapp.dialect import D360, Secret


def test_meta_addresses_hold_version_and_number(room):
    """Messages and media of Meta go to the number's own path."""
    settings = room.settings(graph_version="v26.0")

    assert settings.messages_url == "https://graph.facebook.com/v26.0/7001/messages"
    assert settings.media_upload_url == "https://graph.facebook.com/v26.0/7001/media"
    assert settings.media_url("900") == "https://graph.facebook.com/v26.0/900"
    assert settings.auth == ("Authorization", "Bearer token-for-tests")


def test_360dialog_has_neither_number_nor_bearer(room):
    """The key names the number, so the path does not."""
    settings = room.settings(dialect=D360)

    assert settings.messages_url == "https://waba-v2.360dialog.io/messages"
    assert settings.media_url("900") == "https://waba-v2.360dialog.io/900"
    assert settings.auth == ("D360-API-KEY", "token-for-tests")


def test_the_default_version_is_one_that_lives(room):
    """v25.0 ends in 2028."""
    assert "/v25.0/" in room.settings().messages_url


def test_a_base_url_of_ones_own_replaces_the_dialects(room):
    """A proxy over TLS, or an emulator on this machine."""
    assert room.settings(base_url="http://127.0.0.1:8080/").root == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": "http://graph.facebook.com"},
        {"base_url": "ftp://127.0.0.1"},
        {"base_url": "https://"},
        {"number_id": ""},
        {"number_id": "7001/../x"},
        {"graph_version": "v25 0"},
        {"number_per_second": 0},
        {"request_timeout_ms": 0},
        {"patience_ms": -1},
    ],
)
def test_a_wrong_setting_stops_the_start(room, changes):
    """The message names the setting; a token never goes over plain HTTP to another machine."""
    with pytest.raises(ConfigurationError, match=next(iter(changes))):
        room.settings(**changes)


def test_the_least_values_are_allowed(room):
    """One message a second, no patience."""
    assert room.settings(number_per_second=1, request_timeout_ms=1, patience_ms=0).patience_ms == 0


@pytest.mark.parametrize("media_id", ["..", ".", "a/b", "a?b", "", "a b"])
def test_a_media_id_cannot_leave_its_place_in_the_path(room, media_id):
    """Ids come from webhooks; one with a slash is not asked for."""
    with pytest.raises(ValueError, match="medium"):
        room.settings().media_url(media_id)


def test_a_secret_shows_itself_only_when_asked(room):
    """Neither the secret's nor the settings' repr holds it."""
    secret = Secret("hunter2")

    assert secret.reveal() == "hunter2"
    assert "hunter2" not in f"{secret} {secret!r} {room.settings(token=secret)!r}"


def test_secrets_compare_by_value():
    """Two numbers of one application share a secret once."""
    assert {Secret("a"), Secret("a")} == {Secret("a")}
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"


@pytest.mark.parametrize("value", ["", "two words", "line\nbreak", "é"])
def test_a_secret_fits_into_a_header(value):
    """An empty one or one with a line break is a slip of configuration."""
    with pytest.raises(ConfigurationError, match="secret"):
        Secret(value)
