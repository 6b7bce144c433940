"""Uploads, look-ups, downloads, and how long they last."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from channel_adapter.emulator.media_store import CEILINGS

DAY = 24 * 3_600_000
WHO = "27821234567"


def upload(desk: Any, content: bytes = b"png", mime_type: str = "image/png") -> Any:
    return desk.cloud.upload_media(desk.number.id, desk.number.access_token, content, mime_type, at=desk.noon)


def test_an_upload_can_be_sent_looked_up_and_fetched(desk: Any) -> None:
    """The digest, the size, and a link that yields the bytes."""
    media_id = json.loads(upload(desk).body)["id"]
    assert desk.code("image", {"id": media_id}) is None
    found = json.loads(desk.cloud.get_media(media_id, desk.number.access_token, at=desk.noon).body)
    digest = base64.b64encode(hashlib.sha256(b"png").digest()).decode()
    assert (found["mime_type"], found["file_size"], found["sha256"]) == ("image/png", 3, digest)
    answer = desk.cloud.download_media(found["url"], desk.number.access_token, at=desk.noon)
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"png", "image/png")


@pytest.mark.parametrize("mime_type", CEILINGS)
def test_each_ceiling_holds_exactly(desk: Any, mime_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte less and the ceiling pass, one more and none do not."""
    monkeypatch.setitem(CEILINGS, mime_type, 10)
    statuses = [upload(desk, b"x" * size, mime_type).status for size in (0, 1, 9, 10, 11)]
    assert statuses == [400, 200, 200, 200, 400]


def test_real_ceilings() -> None:
    """Pictures 5 MB, sound and film 16 MB, documents 100 MB, stickers 500 kB."""
    sizes = [CEILINGS[kind] >> 10 for kind in ("image/png", "audio/ogg", "video/mp4", "application/pdf", "image/webp")]
    assert sizes == [5 * 1_024, 16 * 1_024, 16 * 1_024, 100 * 1_024, 500]


def test_a_type_with_parameters_is_known_and_an_unknown_one_refused(desk: Any) -> None:
    """Parameters do not matter; a type that is not on the list does."""
    assert upload(desk, mime_type="audio/ogg; codecs=opus").status == 200
    assert json.loads(upload(desk, mime_type="text/html").body)["error"]["code"] == 131053


def test_media_need_the_token(desk: Any) -> None:
    """Every endpoint refuses a stranger."""
    media_id = json.loads(upload(desk).body)["id"]
    url = json.loads(desk.cloud.get_media(media_id, desk.number.access_token, at=desk.noon).body)["url"]
    assert desk.cloud.upload_media(desk.number.id, None, b"x", "image/png", at=desk.noon).status == 403
    assert desk.cloud.get_media(media_id, "wrong", at=desk.noon).status == 401
    assert desk.cloud.delete_media(media_id, "wrong").status == 401
    assert desk.cloud.download_media(url, "wrong", at=desk.noon).status == 401


def test_links_live_five_minutes_and_media_for_their_days(desk: Any) -> None:
    """After that 404; a new link can be had while the medium lives: 30 days if uploaded, 7 if received."""
    token = desk.number.access_token
    media_id = json.loads(upload(desk).body)["id"]
    url = json.loads(desk.cloud.get_media(media_id, token, at=desk.noon).body)["url"]
    assert desk.cloud.download_media(url, token, at=desk.noon + 299_999).status == 200
    assert desk.cloud.download_media(url, token, at=desk.noon + 300_000).status == 404
    assert desk.cloud.get_media(media_id, token, at=desk.noon + 30 * DAY - 1).status == 200
    assert desk.cloud.get_media(media_id, token, at=desk.noon + 30 * DAY).status == 400
    desk.cloud.sends_media(WHO, "image", b"seen", at=desk.noon)
    (message,) = desk.messages()
    assert desk.cloud.download_media(message["image"]["url"], token, at=desk.noon).body == b"seen"
    assert desk.cloud.get_media(message["image"]["id"], token, at=desk.noon + 7 * DAY - 1).status == 200
    assert desk.cloud.get_media(message["image"]["id"], token, at=desk.noon + 7 * DAY).status == 400


def test_a_deleted_medium_is_gone(desk: Any) -> None:
    """Once deleted it cannot be had or deleted again; a nonsense link is a 404."""
    token = desk.number.access_token
    media_id = json.loads(upload(desk).body)["id"]
    assert json.loads(desk.cloud.delete_media(media_id, token).body) == {"success": True}
    assert desk.cloud.delete_media(media_id, token).status == 400
    assert desk.cloud.get_media(media_id, token, at=desk.noon).status == 400
    assert desk.cloud.download_media("https://x/?mid=1&ext=soon", token, at=desk.noon).status == 404
