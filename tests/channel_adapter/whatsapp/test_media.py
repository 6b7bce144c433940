"""Files both ways."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
from dataclasses import dataclass, field, replace

import pytest

from channel_adapter.channel import Reason, Refused
from channel_adapter.errors import BodyTooLarge
from channel_adapter.messages import MediaReceived
from channel_adapter.whatsapp.dialect import D360
from channel_adapter.whatsapp.media import (
    SENTENCE_DAMAGED,
    SENTENCE_FOREIGN,
    SENTENCE_GONE,
    SENTENCE_TOO_LARGE,
    UPLOAD_LIVES_MS,
    Downloaded,
    MediaMissing,
    Stored,
    Uploaded,
    allowed,
    download,
    download_into,
    upload,
)
from channel_adapter.whatsapp.wire import Lost, WireFailure, WireReply

OLD = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=900&hash=old"
NEW = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=900&hash=new"
LOOKUP = "https://graph.facebook.com/v25.0/900"
FILE = b"the file"
HEX = hashlib.sha256(FILE).hexdigest()
BASE64 = base64.b64encode(hashlib.sha256(FILE).digest()).decode()
LOST = WireFailure(lost=Lost.UNKNOWN, details="ReadTimeout")


@dataclass
class FakeMedia:
    """Answers by address, in order; an answer may be an exception."""

    answers: dict[str, list[object]] = field(default_factory=dict)
    asked: list[object] = field(default_factory=list)

    async def get(self, url, *, bytes_max, write=None):
        self.asked.append(url)
        answer = self.answers[url].pop(0)
        if isinstance(answer, Exception):
            if write:
                write(b"half of ")
            raise answer
        if write is None or not isinstance(answer, WireReply) or answer.status != 200:
            return answer
        for at in range(0, len(answer.body), 3):
            write(answer.body[at : at + 3])
        return replace(answer, body=b"")

    async def post_file(self, url, *, filename, mime_type, content):
        self.asked.append((url, filename, mime_type, content))
        return self.answers[url].pop(0)


def reply(body: object, status: int = 200, **headers: str) -> WireReply:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return WireReply(status=status, body=content, headers=headers)


def fetch(room, wire, *, settings=None, **facts):
    medium = MediaReceived(**{"kind": "image", "id": "900", "url": OLD, "mime_type": "image/png", **facts})
    return asyncio.run(download(wire, settings or room.settings(), medium))


@pytest.mark.parametrize("digest", [HEX, BASE64, None, "no digest", "n" * 64])
def test_a_file_is_fetched_by_its_address(room, digest):
    """With its type and hash; a digest that is none proves nothing and hinders nothing."""
    wire = FakeMedia({OLD: [reply(FILE)]})

    assert fetch(room, wire, sha256=digest) == Downloaded(content=FILE, mime_type="image/png", sha256=HEX)


def fetch_into(room, file, wire, **facts):
    medium = MediaReceived(**{"kind": "image", "id": "900", "url": OLD, "mime_type": "image/png", **facts})
    return asyncio.run(download_into(file, wire, room.settings(), medium))


def test_a_file_can_go_to_a_file(room, tmp_path):
    """Piece by piece, after what is there already; a first try that was damaged leaves no trace."""
    wire = FakeMedia({OLD: [reply(b"another file")], LOOKUP: [reply({"url": NEW})], NEW: [reply(FILE)]})
    path = tmp_path / "file"

    with path.open("wb+") as file:
        file.write(b"before ")
        assert fetch_into(room, file, wire, sha256=HEX) == Stored(size_bytes=8, mime_type="image/png", sha256=HEX)

    assert path.read_bytes() == b"before the file"


@pytest.mark.parametrize("answer", [BodyTooLarge("too large"), reply(b"damaged")])
def test_a_file_that_is_missing_leaves_the_file_as_it_was(room, answer):
    """Half of one is none."""
    wire = FakeMedia({OLD: [answer], LOOKUP: [reply({"error": {"code": 100}}, 400)]})
    file = io.BytesIO()

    assert isinstance(fetch_into(room, file, wire, sha256=HEX), MediaMissing)
    assert file.getvalue() == b""


def test_an_address_that_is_gone_is_asked_for_again(room):
    """An address lives five minutes; the id lives longer."""
    wire = FakeMedia(
        {OLD: [reply(b"", 404)], LOOKUP: [reply({"url": NEW})], NEW: [reply(FILE, **{"content-type": "x"})]}
    )

    assert fetch(room, wire, mime_type=None) == Downloaded(content=FILE, mime_type="x", sha256=HEX)
    assert wire.asked == [OLD, LOOKUP, NEW]


def test_a_file_without_an_address_is_asked_for(room):
    """Older webhooks carry the id alone."""
    wire = FakeMedia({LOOKUP: [reply({"url": NEW})], NEW: [reply(FILE)]})

    assert isinstance(fetch(room, wire, url=None), Downloaded)


def test_a_damaged_file_is_fetched_once_more(room):
    """Then people are told."""
    wire = FakeMedia({OLD: [reply(b"other")], LOOKUP: [reply({"url": NEW})], NEW: [reply(b"other")]})

    missing = fetch(room, wire, sha256=HEX)

    assert (missing.sentence, missing.retryable) == (SENTENCE_DAMAGED, True)


@pytest.mark.parametrize(
    ("answer", "retryable"),
    [
        (LOST, True),
        (reply(b"", 500), True),
        (reply(b"", 404), False),
        (reply({"error": {"code": 100, "message": "gone"}}, 400), False),
        (reply({"error": {"code": 131016, "message": "later"}}, 400), True),
        (BodyTooLarge("odd"), False),
    ],
)
def test_an_expired_id_is_told_in_words(room, answer, retryable):
    """The file is gone for good, or may be asked for later."""
    missing = fetch(room, FakeMedia({LOOKUP: [answer]}), url=None)

    assert (missing.sentence, missing.retryable) == (SENTENCE_GONE, retryable)


def test_a_lost_download_may_be_repeated(room):
    """A second failure is reported as retryable."""
    wire = FakeMedia({OLD: [LOST], LOOKUP: [reply({"url": NEW})], NEW: [LOST]})

    assert fetch(room, wire) == MediaMissing(sentence=SENTENCE_GONE, details="ReadTimeout", retryable=True)


def test_a_file_over_the_cap_is_not_kept(room):
    """And not asked for again."""
    wire = FakeMedia({OLD: [BodyTooLarge("the answer is larger than 5 bytes")]})

    missing = fetch(room, wire)

    assert (missing.sentence, missing.retryable, wire.asked) == (SENTENCE_TOO_LARGE, False, [OLD])


@pytest.mark.parametrize("media_id", ["../me", "a/b"])
def test_an_id_that_is_no_id_is_not_asked_for(room, media_id):
    """The token goes nowhere."""
    wire = FakeMedia()

    assert fetch(room, wire, id=media_id, url=None).sentence == SENTENCE_GONE
    assert wire.asked == []


FOREIGN = [
    "https://evil.example/a",
    "http://lookaside.fbsbx.com/a",
    "https://lookaside.fbsbx.com@evil.example/a",
    "https://user@lookaside.fbsbx.com/a",
    "https://lookaside.fbsbx.com.evil.example/a",
    "https://lookaside.fbsbx.com:8443/a",
    "https://lookaside.fbsbx.com:port/a",
    "https://evil.example\\@lookaside.fbsbx.com/a",
    "https://lookaside.fbsbx.com/a b",
    "https://lookaside.fbsbx.cöm/a",
    "https://[::1/a",
    "file:///etc/passwd",
    "",
]


@pytest.mark.parametrize("address", FOREIGN)
def test_our_token_goes_to_no_other_host(room, address):
    """Whatever a webhook or a lookup says."""
    wire = FakeMedia({LOOKUP: [reply({"url": address})]})

    assert not allowed(room.settings(), address)
    assert fetch(room, wire, url=None).sentence in {SENTENCE_FOREIGN, SENTENCE_GONE}
    assert wire.asked == [LOOKUP]


def test_a_foreign_address_in_a_webhook_is_not_fetched(room):
    """Nor is another one asked for: the body was signed, so somebody should look."""
    wire = FakeMedia()

    assert fetch(room, wire, url="https://evil.example/a").sentence == SENTENCE_FOREIGN
    assert wire.asked == []


@pytest.mark.parametrize(
    "address", [OLD, "https://lookaside.fbsbx.com:443/a", "https://graph.facebook.com/v25.0/media"]
)
def test_the_providers_hosts_are_allowed(room, address):
    """The media host over TLS, and where messages go."""
    assert allowed(room.settings(), address)


def test_an_emulator_on_this_machine_serves_files(room):
    """Where messages go by plain HTTP, files come by it too; another port is another host."""
    settings = room.settings(base_url="http://127.0.0.1:8080")

    assert allowed(settings, "http://127.0.0.1:8080/media/900")
    assert not allowed(settings, "http://127.0.0.1:8081/media/900")


@pytest.mark.parametrize(
    ("address", "asked"),
    [(OLD, "/whatsapp_business/attachments/?mid=900&hash=old"), ("https://lookaside.fbsbx.com/plain", "/plain")],
)
def test_a_provider_may_serve_files_under_its_own_name(room, address, asked):
    """360dialog: the same path at its own host, with its key."""
    wire = FakeMedia({f"https://waba-v2.360dialog.io{asked}": [reply(FILE)]})

    assert isinstance(fetch(room, wire, url=address, settings=room.settings(dialect=D360)), Downloaded)


def put(room, *answers, content=FILE, **facts):
    settings = room.settings()
    wire = FakeMedia({settings.media_upload_url: list(answers)})
    call = {"kind": "image", "mime_type": "image/png", "now": room.now, **facts}
    return asyncio.run(upload(wire, settings, content=content, **call)), wire.asked


def test_an_uploaded_file_has_an_id_for_30_days(room):
    """It is named after its kind unless a name is given."""
    uploaded, ((_, name, _, content),) = put(room, reply({"id": "77"}))

    assert uploaded == Uploaded(id="77", expires_at=room.now + UPLOAD_LIVES_MS)
    assert (name, content) == ("image.png", FILE)
    assert put(room, reply({"id": "77"}), filename="cat.png")[1][0][1] == "cat.png"


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        ({"mime_type": "image/png", "content": b""}, False),
        ({"mime_type": "image/png", "content": b"x"}, True),
        ({"mime_type": "image/gif"}, False),
        ({"kind": "audio", "mime_type": "audio/mpeg"}, True),
        ({"kind": "audio", "mime_type": "audio/mpeg", "voice": True}, False),
        ({"kind": "audio", "mime_type": "audio/ogg; codecs=opus", "voice": True}, True),
        ({"kind": "sticker", "mime_type": "image/webp", "content": b"x" * 400_000}, True),
        ({"kind": "sticker", "mime_type": "image/webp", "content": b"x" * 600_000}, False),
    ],
)
def test_what_the_provider_would_refuse_is_not_uploaded(room, facts, fits):
    """Type and size are looked at before the wire."""
    result, asked = put(room, reply({"id": "77"}), **facts)

    assert isinstance(result, Uploaded if fits else Refused)
    assert bool(asked) == fits
    assert fits or result.reason is Reason.LIMIT


@pytest.mark.parametrize(
    ("answer", "reason", "again"),
    [
        (LOST, Reason.UNREACHABLE, True),
        (reply(b"<html>", 502), Reason.UNREACHABLE, True),
        (reply({"error": {"code": 190, "message": "x"}}, 401), Reason.PAUSED, False),
        (reply({"error": {"code": 131053, "message": "x"}}, 400), Reason.REFUSED, True),
    ],
)
def test_a_failed_upload_may_be_repeated_or_not(room, answer, reason, again):
    """Nobody sees an upload, so a lost answer is no uncertainty."""
    refused, _ = put(room, answer)

    assert (refused.reason, refused.retry_at is not None) == (reason, again)
