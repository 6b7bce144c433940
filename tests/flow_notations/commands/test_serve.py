"""``flow serve`` as a real process: several numbers, a graceful stop in the middle of a send, and what the store serves."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from flow_notations import SqliteStore
from flow_notations.__main__ import main
from tests.flow_notations.host.embedded import SHOPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_S = 60
ADMIN = "a-token-for-operators"
SECRETS = {"TOKEN": "t0ken", "SECRET": "s3cret", "VERIFY": "w0rd", "FLOW_ADMIN_TOKEN": ADMIN}
NUMBER = """
[[integration]]
name = "{name}"
number_id = "{id}"
contact_point = "+1{id}"
token = "env:TOKEN"
app_secrets = "env:SECRET"
verify_token = "env:VERIFY"
base_url = "{base}"
"""
GREET = "flow {name}\n\nanywhere on failed -> bye\n\nsend hello\n  | Hello from {name}.\n  -> bye\n\nend bye\n"


class Provider:
    """Takes messages as the channel does; may hold its answers back."""

    def __init__(self) -> None:
        self.asked, self.answers = threading.Event(), threading.Event()
        self.answers.set()
        self.bodies: list[dict[str, Any]] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.bodies.append({"path": self.path, **body})
                outer.asked.set()
                outer.answers.wait(PATIENCE_S)
                answer = json.dumps(
                    {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{len(outer.bodies)}"}]}
                ).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        """Answer what is held back, and stop."""
        self.answers.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def wait_for(self, count: int) -> None:
        """Until so many messages came."""
        while len(self.bodies) < count:
            assert self.asked.wait(PATIENCE_S), "no message came"
            self.asked.clear()


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider of messages on this machine."""
    made = Provider()
    yield made
    made.close()


class Served:
    """One process of ``flow serve``."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "flow_notations", "serve", "--port", "0", *words],
            cwd=folder, env={**os.environ, **SECRETS}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.child.stdout is not None
        self.first = self.child.stdout.readline()
        self.origin = self.first.partition("answers at ")[2].partition("/webhook")[0]

    def hears(
        self, number_id: str, text: str, identity: str, *, sender: str = "15550001111", secret: str = SECRETS["SECRET"]
    ) -> None:
        """A customer's message arrives by a signed webhook."""
        import time

        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "1", "phone_number_id": number_id},
            "messages": [{"from": sender, "id": identity, "timestamp": str(int(time.time())), "type": "text", "text": {"body": text}}],
        }  # fmt: skip
        entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(
            f"{self.origin}/webhook", data=body, headers={"x-hub-signature-256": signature}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            assert answer.status == 200

    def get(self, path: str) -> str:
        """What an operator reads."""
        request = urllib.request.Request(f"{self.origin}{path}", headers={"authorization": f"Bearer {ADMIN}"})
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return str(answer.read().decode())

    def stop(self) -> tuple[int, str]:
        """Ask it to end, and wait."""
        self.child.send_signal(signal.SIGTERM)
        _, errors = self.child.communicate(timeout=PATIENCE_S)
        return self.child.returncode, errors


def states(path: Path) -> list[tuple[str, bool]]:
    """What became of every send."""

    async def read() -> list[tuple[str, bool]]:
        store = SqliteStore.open(path)
        parts = await store.transact(lambda tx: tx.outbox.page(state=None, limit=9))
        await store.close()
        return [(part.state, part.settled) for part in parts]

    return asyncio.run(read())


def test_a_stop_lets_a_send_on_the_wire_come_to_its_end(tmp_path: Path, provider: Provider) -> None:
    """SIGTERM while the provider has not answered: the answer is waited for and written, the store let go of, exit 0."""
    records = 'store = "host.db"\n' + NUMBER.format(name="One", id="1001", base=provider.base)
    (tmp_path / "integrations.toml").write_text(records)
    (tmp_path / "shops.flow").write_text(SHOPS)
    provider.answers.clear()
    served = Served(tmp_path, "shops.flow", "--records", "integrations.toml")
    assert "flow shops answers at" in served.first, served.stop()
    served.hears("1001", "hi", "wamid.a")
    provider.wait_for(1)
    served.child.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        served.child.wait(0.5)
    provider.answers.set()
    _, errors = served.child.communicate(timeout=PATIENCE_S)

    assert (served.child.returncode, errors) == (0, "")
    assert states(tmp_path / "host.db") == [("accepted", True)]
    assert len(provider.bodies) == 1


def test_what_serve_says_of_its_store_and_keys(tmp_path: Path, provider: Provider) -> None:
    """Where the store really is; that a key file was made, once; that rows from before there were keys are sealed now."""
    pytest.importorskip("cryptography", reason="pip install 'flow-notations[sealed]'")
    records = 'store = "host.db"\n' + NUMBER.format(name="One", id="1001", base=provider.base)
    (tmp_path / "integrations.toml").write_text(records)
    (tmp_path / "shops.flow").write_text(SHOPS)
    said = []
    for keys in ((), ("--keys", "host.keys"), ("--keys", "host.keys")):
        served = Served(tmp_path, "shops.flow", "--records", "integrations.toml", *keys)
        assert f"keeps everything in {tmp_path / 'host.db'}\n" in served.first, served.stop()
        if not keys:
            served.hears("1001", "hi", "wamid.a")
            provider.wait_for(1)
        served.child.send_signal(signal.SIGTERM)
        said.append(served.child.communicate(timeout=PATIENCE_S)[1])

    first, second, third = said
    assert (first, third) == ("", "")
    assert f"a new key file was made: {tmp_path / 'host.keys'}; keep a copy of it apart from the store's" in second
    assert "rows from before there were keys are sealed now" in second


def test_what_goes_wrong_while_it_serves_is_a_line_on_standard_error(tmp_path: Path, provider: Provider) -> None:
    """A secret that is not the provider's is what goes wrong first; then a number that nobody connected."""
    records = 'store = "host.db"\n' + NUMBER.format(name="One", id="1001", base=provider.base)
    (tmp_path / "integrations.toml").write_text(records)
    (tmp_path / "shops.flow").write_text(SHOPS)
    served = Served(tmp_path, "shops.flow", "--records", "integrations.toml")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        served.hears("1001", "my secret words", "wamid.a", secret="another")
    served.hears("1009", "my secret words", "wamid.b")
    code, errors = served.stop()

    assert code == 0
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING "
    assert re.search(moment + r"webhook refused \(status=401, reason=.*\)\n", errors), errors
    assert re.search(moment + "Messages come for number 1009, which is not connected", errors), errors
    assert "secret words" not in errors


def refused(served: Served) -> bool:
    """Whether operators see the refusal of the number that is switched off."""
    page = json.loads(served.get("/admin/conversations"))["conversations"]
    return any("switched off" in served.get(f"/admin/conversations/{each['id']}") for each in page)


def test_several_numbers_each_with_its_flow_and_a_store_that_serves_itself(tmp_path: Path, provider: Provider) -> None:
    """Dispatch by contact point; an inactive number refuses visibly; without files, what was published is served."""
    store = tmp_path / "host.db"
    for name in ("sales", "support"):
        (tmp_path / f"{name}.flow").write_text(GREET.format(name=name))
    numbers = [
        NUMBER.format(name=name, id=id_, base=provider.base)
        for name, id_ in (("A", "1001"), ("B", "1002"), ("C", "1003"))
    ]
    numbers[2] += "active = false\n"
    dispatch = (
        '[[dispatch]]\ncontact_point = "+11001"\nflow = "sales"\nversion = "v1"\n[[dispatch]]\nflow = "support"\n'
    )
    (tmp_path / "integrations.toml").write_text(f'store = "{store}"\n' + "".join(numbers) + dispatch)
    assert main(["publish", str(store), str(tmp_path)]) == 0
    (tmp_path / "sales.flow").unlink()

    served = Served(tmp_path, "--records", "integrations.toml")
    assert "flow sales, support answers" in served.first, served.stop()
    for number in ("1001", "1002", "1003"):
        served.hears(number, "hi", f"wamid.{number}")
    provider.wait_for(2)
    while not refused(served):
        pass
    metrics = served.get("/metrics")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{served.origin}/admin/flows", timeout=PATIENCE_S)
    code, errors = served.stop()

    assert (code, errors) == (0, "")
    assert sorted((body["path"].split("/")[2], body["text"]["body"]) for body in provider.bodies) == [
        ("1001", "Hello from sales."), ("1002", "Hello from support."),
    ]  # fmt: skip
    assert 'whatsapp_items_total{kind="Received"} 3' in metrics
    assert 'flow_unsent_total{reason="refused"} 1' in metrics


@pytest.mark.parametrize(
    ("dispatch", "words"),
    [
        ("", "say which flow answers with --flow; there are none; name a file, or publish one"),
        (
            '[[dispatch]]\nflow = "taxi"\n',
            "dispatch names flow 'taxi', of which no version is active; active are none; name its file, or pub",
        ),
        ('[[dispatch]]\nflow = "taxi"\nversion = "v2"\n', "flow 'taxi' was never published here"),
    ],
)
def test_what_cannot_be_served_is_said_before_anything_is_answered(
    tmp_path: Path, dispatch: str, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2, one clear line, and the store is free again."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "integrations.toml"
    base = NUMBER.format(name="A", id="1001", base="https://example.com")
    path.write_text(f'store = "{tmp_path / "host.db"}"\n' + base + dispatch)

    assert main(["serve", "--port", "0", "--records", str(path)]) == 2
    assert words in capsys.readouterr().err
    assert states(tmp_path / "host.db") == []


def test_what_of_the_records_takes_nobody_is_said_at_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, with its file and line; it is served all the same."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "integrations.toml"
    base = NUMBER.format(name="A", id="1001", base="https://example.com")
    path.write_text(
        f'store = "{tmp_path / "host.db"}"\n' + base + '[[dispatch]]\nflow = "a"\n[[dispatch]]\nflow = "b"\n'
    )

    main(["serve", "--port", "0", "--records", str(path)])
    assert f"{path}:13:1 I108 warning: this record takes nobody: record 1" in capsys.readouterr().err


def test_flows_with_errors_or_too_many_are_not_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complaints first; then which of them answers has to be said; and where it cannot listen."""
    for name in (
        "FLOW_STORE",
        "WHATSAPP_NUMBER_ID",
        "WHATSAPP_ACCESS_TOKEN",
        "WHATSAPP_APP_SECRET",
        "WHATSAPP_VERIFY_TOKEN",
    ):
        monkeypatch.setenv(name, "x" if name != "FLOW_STORE" else str(tmp_path / "s.db"))
    (tmp_path / "a.flow").write_text(GREET.format(name="a"))
    (tmp_path / "b.flow").write_text(GREET.format(name="b"))
    (tmp_path / "c.txt").write_text("flow c\n")

    assert main(["serve", str(tmp_path / "c.txt")]) == 1
    assert main(["serve", str(tmp_path)]) == 2
    assert "say which flow answers with --flow; there are a, b" in capsys.readouterr().err
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", str(tmp_path), "--flow", "a", "--port", port]) == 2
    sentence = f"cannot listen on 127.0.0.1:{port}: Address already in use; choose another with --host and --port\n"
    assert sentence in capsys.readouterr().err


def test_a_host_that_ends_by_a_fault_ends_the_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 1 with a sentence, so that whatever watches the process starts it again; the store is free again."""

    async def breaks(*_: Any) -> None:
        raise ZeroDivisionError

    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("flow_notations.host.living.run_lanes", breaks)
    (tmp_path / "shops.flow").write_text(SHOPS)
    path = tmp_path / "integrations.toml"
    path.write_text(
        f'store = "{tmp_path / "host.db"}"\n' + NUMBER.format(name="A", id="1001", base="https://example.com")
    )
    before = signal.getsignal(signal.SIGTERM)
    try:
        code = main(["serve", "--port", "0", str(tmp_path / "shops.flow"), "--records", str(path)])
    finally:
        signal.signal(signal.SIGTERM, before)

    assert code == 1
    assert "flow serve: the host ended by a fault (ZeroDivisionError)" in capsys.readouterr().err
    assert states(tmp_path / "host.db") == []
