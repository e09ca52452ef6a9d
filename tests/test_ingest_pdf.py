"""PDF files as they are printed elsewhere: that nothing is lost, and nothing says something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import LARGEST
from fpdf import FPDF

from ingest.load import load_document
from ingest.records import BlockKind

Write = Callable[..., Path]
Printed = tuple[str, str]
"""A style ("", "B" for bold, "#" for a title) and a paragraph."""


def pages_of(*pages: Sequence[Printed]) -> bytes:
    """Pages without header and footer, all of one size but the titles."""
    pdf = FPDF()
    for page in pages:
        pdf.add_page()
        for style, text in page:
            size = 18 if style == "#" else 11
            pdf.set_font("Helvetica", style.strip("#"), size)
            pdf.multi_cell(120, size / 2, text, new_x="LMARGIN", new_y="NEXT", align="L")
            pdf.ln(5)
    return bytes(pdf.output())


@pytest.fixture
def blocks(write: Write) -> Callable[[bytes], list[tuple[BlockKind, str]]]:
    def read(data: bytes) -> list[tuple[BlockKind, str]]:
        document = load_document(write("a.pdf", data), LARGEST)
        return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]

    return read


Blocks = Callable[[bytes], list[tuple[BlockKind, str]]]


@pytest.mark.parametrize("gap", ["\n", ""])
@pytest.mark.parametrize("title", ["#", "B", ""])
def test_typed_bullets_are_items(blocks: Blocks, title: str, gap: str) -> None:
    items = [
        "o Naltrexone is addictive, and it leads to a long withdrawal when it is stopped by the clinic.",
        "o It can be started on the same day.",
        "\xb7 It cures by itself.",
    ]
    listed = [("", "\n".join(items))] if gap else [("", item) for item in items]
    shown = blocks(pages_of([(title, "Naltrexone at Home"), ("", "None of these is true:"), *listed]))
    assert shown[2:] == [(BlockKind.ITEM, item[2:]) for item in items]


def test_number_that_begins_a_wrapped_line_opens_no_item(blocks: Blocks) -> None:
    text = (
        "He must be free of opioids for at least 7 to\n10. Days are counted from the last use\n- no other."
    )
    assert blocks(pages_of([("", text)])) == [(BlockKind.PARAGRAPH, text.replace("\n", " "))]
