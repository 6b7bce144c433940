"""The pictures themselves: golden files of the sample flows, well-formed XML, nothing lost, nothing injected."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from pathlib import Path
from time import process_time

import pytest

from flow_notations.notations import STANDARD
from flow_notations.picture import graph_of, lay_out, to_mermaid, to_svg
from flow_notations.picture.words import fit, width
from flow_notations.syntax import from_json, from_text
from tests.flow_notations.picture.drawing import drawn, graph, long_flow, nodes

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).parent / "golden"
FLOWS = sorted(path for path in (ROOT / "flows").glob("*.flow") if path.name != "centre.flow")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_the_samples_look_as_they_did(path: Path) -> None:
    """A change of a sample's picture is seen in review. FLOW_UPDATE=1 writes the new ones."""
    flow = from_text(path.read_text(), path=path.name, table=STANDARD).value
    assert flow is not None
    found = graph_of(flow, table=STANDARD)
    pictures = {f"{path.stem}.svg": to_svg(lay_out(found)), f"{path.stem}.mmd": to_mermaid(found)}
    for name, text in pictures.items():
        if os.environ.get("FLOW_UPDATE"):
            GOLDEN.mkdir(exist_ok=True)
            (GOLDEN / name).write_text(text)
        assert (GOLDEN / name).exists(), "a new flow: look at its picture with `flow show`, then FLOW_UPDATE=1"
        assert text == (GOLDEN / name).read_text()


def test_every_golden_picture_has_its_flow() -> None:
    """No picture outlives its flow."""
    assert {path.stem for path in GOLDEN.iterdir()} == {path.stem for path in FLOWS}


def test_everything_in_the_picture_has_a_title() -> None:
    """The picture, each box and each arrow can be read aloud."""
    root = ET.fromstring(to_svg(drawn(nodes("a -> b c", "b -> c", "c"))))
    lines = [element for element in root.iter(f"{SVG}path") if "line" in element.get("class", "").split()]
    boxes = [element for element in root.iter(f"{SVG}g") if element.get("role") == "img"]

    assert root.findtext(f"{SVG}title") == "drawn"
    assert root.findtext(f"{SVG}desc") == "Flow drawn: 3 nodes and the 3 arrows between them."
    assert [element.findtext(f"{SVG}title") for element in lines] == ["a To b → b", "a To c → c", "b → c"]
    assert [(element.findtext(f"{SVG}title") or "").split("\n")[0] for element in boxes] == [
        "collect a: choice, where it begins",
        "send b",
        "end c",
    ]


def test_the_picture_is_one_file_in_light_and_dark() -> None:
    """It asks for no font, script or sheet from elsewhere."""
    text = to_svg(drawn(nodes("a -> b", "b")))

    assert "prefers-color-scheme:dark" in text
    assert "//" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in text


def test_copy_cannot_break_the_picture() -> None:
    """Signs of XML and of Mermaid in copy are words, and signs that XML cannot hold are replaced."""
    wild = "a\" <b> & ']]> {{x} | [y] --> `z` #1; \u0001\ud800"
    flow = from_json(
        {"flow": "wild", "nodes": {"s": {"type": "send_message", "copy": [wild], "exits": [{"to": "e"}]}, "e": {"type": "exit"}}},
        path="<flow>", table=STANDARD,
    ).value  # fmt: skip
    if flow is None:
        pytest.skip("the reader refuses such signs already")
    found = graph_of(flow, table=STANDARD)
    ET.fromstring(to_svg(lay_out(found)).encode("utf-8"))
    label = to_mermaid(found).splitlines()[1]

    assert label.count('"') == 2
    assert "<b>s</b>" in label


def test_names_that_mermaid_reserves_are_safe() -> None:
    """A node called `end`, or in another script, is an ordinary node."""
    text = to_mermaid(graph("flow f\nsend fin\n  | A\n  -> über-uns\nend über-uns\n"))

    assert "n_fin --> n__ufc_ber_u2d_uns" in text


def test_mermaid_tells_where_rows_lead_back() -> None:
    """`back` is told in the node; interrupts are dotted, loops thick, a missing node is named."""
    text = to_mermaid(
        graph(
            'flow f\nanywhere says "x" -> a\ncollect a: choice\n  | A?\n  * o "Again" -> a\n  on failed -> back\n  -> gone\n'
        )
    )

    assert "on failed → back" in text
    assert 'n_anywhere -.->|"says #34;x#34;"| n_a' in text
    assert 'n_a ==>|"Again"| n_a' in text
    assert "no such node" in text


def test_a_hop_and_a_missing_node_are_visible() -> None:
    """The row says where it leads; the box of nowhere is dashed."""
    text = to_svg(drawn("flow f\nsend a\n  | A\n  on failed -> back\n  -> gone\n"))

    assert "on failed ↩ back" in text
    assert 'class="box absent"' in text


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [("short", 100, "short"), ("", 0, ""), ("mmmmmmmmmm", 50, "mm…"), ("日本語日本語", 60, "日本…"), ("e\u0301" * 3, 40, "e\u0301" * 3)],
)  # fmt: skip
def test_words_are_cut_where_the_room_ends(text: str, room: float, expected: str) -> None:
    """Wide signs take more room, marks none; what was cut shows."""
    cut = fit(text, room, 15)

    assert cut == expected
    assert width(cut, 15) <= max(room, 0)


def test_a_thousand_nodes_are_drawn_in_seconds() -> None:
    """Nothing in the layout grows out of bounds."""
    begun = process_time()
    to_svg(drawn(long_flow(1_000)))

    assert process_time() - begun < 20
