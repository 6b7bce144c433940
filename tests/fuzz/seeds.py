"""Where fuzzing begins: inputs that are nearly sensible, and the words that make them so."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.catalogues import po_to_text, read_catalogue, to_po
from flow_notations.notations import STANDARD
from flow_notations.syntax import from_text, to_json
from tests.fuzz.targets import INPUT_BYTES_MAX, SURVEY

if TYPE_CHECKING:
    from flow_notations.catalogues import Catalogue

ROOT = Path(__file__).resolve().parents[2]
EXPRESSIONS = (
    'order.total >= 100 and not sure or topic in ["track", "refund"]', 'upper(remove(a, " ")) matches "^[A-Z]{2}$"',
    "first(filter(slots, x, x.n > 1), 2)[0].id ?? 'none'", "-n % 7.5 * 2h / 30m - 1d + today()", "clock == 09:00 and span < 1h30m",
    'plural(n, one: "{n} day", other: "days")', "a is known and contact.first_name is unknown", "visits(ask) > 1e3 && !open(desk)",
    'all(words, w, w contains "x") == null', "date_of('2026-02-30') in [day, next_open(desk)]", "number_of(a) ?? 0.1 + 0.2",
)  # fmt: skip
SESSION = {
    "codec": 2, "interaction": "i", "flow": "f", "digest": "d", "phase": "listening", "node": "ask", "language": "en",
    "names": {"contact": {"x": {"$number": "1.5"}}, "d": {"$date": "2026-01-01"}, "s": {"$duration": 5}, "l": [1, {"$time": "09:00"}]},
    "visits": {"ask": 1}, "wait": 3, "memory": {"m": [1]}, "timers": {"t": 5}, "asks": [["r", "ask"]], "trail": ["a"],
    "backlog": [{"id": "m", "at": 1, "kind": "text", "text": "hi", "details": {"at": {"$datetime": "2026-01-01T00:00:00+00:00"}}}],
    "frames": [{"node": "a", "enters": "g", "keep": None, "names": {}, "visits": {}, "trail": [], "interrupted": None}],
    "held_back": [{"kind": "Fired", "id": "x", "at": 1, "name": "t"}],
}  # fmt: skip
ANSWERS = (
    "yes please", "no, not sure", "twenty one and a half", "1.234,5 €", "half past three", "next friday", "31/12/2026", "+34 600 123 456",
    "ana@example.com", "the second", "veintidós", "três e meia", "soixante-dix", "fünfundzwanzig", "٣ مارس", "हाँ पाँच", "in 3 days at 5pm",
)  # fmt: skip
WORDS = re.compile(rb"[A-Za-z_$]{2,24}|[^\sA-Za-z0-9_]{1,3}")


def flows() -> list[str]:
    """Every flow of this repository, sound and broken."""
    return [
        path.read_text(encoding="utf-8") for folder in ("flows", "tests") for path in (ROOT / folder).rglob("*.flow")
    ]


def _documents() -> list[str]:
    found = []
    for text in flows():
        read = from_text(text, path="x", table=STANDARD).value
        with suppress(ValueError):
            found += [json.dumps(to_json(read), ensure_ascii=False)] if read is not None else []
    return [text for text in found if len(text.encode()) <= INPUT_BYTES_MAX]


def seeds(name: str) -> list[bytes]:
    """The first inputs of a target, in a fixed order."""
    match name:
        case "flow":
            found: list[str] = [text for text in flows() if not text.startswith("centre")]
        case "centre":
            found = [text for text in flows() if text.startswith("centre")]
        case "document":
            found = _documents()
        case "expression":
            found = [*EXPRESSIONS, *_inside(r"\{([^{}\n]+)\}"), *_inside(r"(?:when|if|check|clean) (.+?)(?: ->.*)?\n")]
        case "template":
            found = [*(f"Hi {{{one}}}, {{{{ok}}" for one in EXPRESSIONS), *_inside(r"\| (.*\{.*)")]
        case "transcript":
            found = [path.read_text(encoding="utf-8") for path in (ROOT / "flows").glob("*.chat")]
        case "catalogue":
            found = [_twin(), *(path.read_text(encoding="utf-8") for path in ROOT.glob("flows/*.copy"))]
        case "po":
            found = [_po(before=None), _po(before=read_catalogue(_twin(), path="survey.es.copy", table=STANDARD).value)]
        case "session":
            found = [json.dumps(SESSION), json.dumps({**SESSION, "codec": 1})]
        case "answers":
            found = [chr(language) + text for text in ANSWERS for language in range(8)]
        case _:
            bodies = ROOT / "tests/channel_adapter/whatsapp/samples/webhooks"
            return [path.read_bytes()[:INPUT_BYTES_MAX] for path in sorted(bodies.glob("*/body"))]
    return sorted({text.encode()[:INPUT_BYTES_MAX] for text in found})


def _twin() -> str:
    return (ROOT / "flows/survey.es.copy").read_text(encoding="utf-8")


def _po(before: Catalogue | None) -> str:
    entries = to_po(SURVEY, language="es", source="en", before=before)
    return po_to_text(entries, language="es", flow="survey")


def _inside(pattern: str) -> list[str]:
    return [found for text in flows() for found in re.findall(pattern, text)]


def words(name: str) -> list[bytes]:
    """What the seeds of a target are made of."""
    return sorted({word for seed in seeds(name) for word in WORDS.findall(seed)})
