"""PDF files as they are printed elsewhere: that nothing is lost, and nothing says something else."""

from __future__ import annotations

import re
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


def pages_of(*pages: Sequence[Printed], header: str = "", footer: str = "", edge_size: int = 11) -> bytes:
    """Pages all of one size but the titles, each with the header and footer that are given."""
    pdf = FPDF()
    for number, page in enumerate(pages, 1):
        pdf.add_page()
        pdf.set_font("Helvetica", size=edge_size)
        pdf.text(60, 10, header.replace("#", str(number)))
        pdf.text(60, 285, footer.replace("#", str(number)))
        pdf.set_y(30)
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


@pytest.mark.parametrize("style", ["B", ""])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_numbered_first_and_last_lines_of_pages_are_text(blocks: Blocks, style: str, count: int) -> None:
    pages = [
        [
            (style, f"Week {week}"),
            ("", f"The person takes {25 * week} mg of naltrexone each day, with food, and sees the nurse."),
            (
                "",
                f"Families write down how it went, and bring what they wrote to the nurse in week {week}.",
            ),
            ("", "Ask the nurse if unsure."),
        ]
        for week in range(1, count + 1)
    ]
    assert [text for _, text in blocks(pages_of(*pages))] == [text for page in pages for _, text in page]


BODY = [
    [("", f"{name} may be said here, and it takes a while to say it, so that the line has to be broken.")]
    for name in ("Much", "More", "Most", "Less", "Least", "Nothing")
]


@pytest.mark.parametrize(
    ("header", "footer", "size", "count"),
    [
        ("Community Clinic leaflet", "Page # of 9", 8, 2),
        ("Community Clinic leaflet", "#", 11, 2),
        ("Community Clinic leaflet", "- # -", 11, 6),
        ("Naltrexone at Home 1#", "", 11, 6),
        ("# | Naltrexone at Home", "It replaces no advice of a doctor.", 8, 3),
        ("", "Community Clinic, page #", 11, 3),
    ],
)
def test_running_headers_and_footers_are_no_text(
    blocks: Blocks, header: str, footer: str, size: int, count: int
) -> None:
    printed = pages_of(*BODY[:count], header=header, footer=footer, edge_size=size)
    assert [text for _, text in blocks(printed)] == [text for page in BODY[:count] for _, text in page]


def test_sentence_over_a_page_break_is_whole_between_running_lines(blocks: Blocks) -> None:
    pages = [
        [("", "Nobody should ever")],
        [("", "take it with opioids.")],
        [("", "Ask.")],
        [("", "It is free.")],
    ]
    printed = pages_of(*pages, header="Naltrexone at Home", footer="#")
    assert blocks(printed)[0][1] == "Nobody should ever take it with opioids."


def with_raised(text: str) -> bytes:
    """One paragraph, in which "^" raises the digits after it and "_" lowers them."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    for part in re.split(r"([\^_][\d,]+)", text):
        pdf.char_vpos = {"^": "SUP", "_": "SUB"}.get(part[:1], "LINE")
        pdf.write(6, part.lstrip("^_"))
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("The shot is given every 4^2 weeks. Then stop.", "The shot is given every 4 weeks. Then stop."),
        ("It lasts until day 28.^1,2 It helps^3 many.", "It lasts until day 28. It helps many."),
        ("Take 1^1/_2 tablets a day.", "Take 1 1/2 tablets a day."),
        ("Above 30 kg/m^2 ask first.", "Above 30 kg/m2 ask first."),
        ("Below 4 x 10^9 cells ask first.", "Below 4 x 10^9 cells ask first."),
        ("Nothing is raised in 42 weeks.^2", "Nothing is raised in 42 weeks."),
    ],
)
def test_raised_digit_is_no_part_of_the_number_before_it(blocks: Blocks, printed: str, read: str) -> None:
    assert blocks(with_raised(printed)) == [(BlockKind.PARAGRAPH, read)]


def test_number_broken_at_a_line_end_is_whole(blocks: Blocks) -> None:
    text = "The line is free, so call 1-800-\n662-4357 for 24-\nhour help with a 2-\nor 3-day wait."
    read = "The line is free, so call 1-800-662-4357 for 24-hour help with a 2- or 3-day wait."
    assert blocks(pages_of([("", text)])) == [(BlockKind.PARAGRAPH, read)]
