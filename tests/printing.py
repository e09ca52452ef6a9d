"""PDF and Word files for tests, made as people make them: running headers, page numbers, lists, styles."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
from fpdf import FPDF
from PIL import Image

WIDTH = 80
"""Of the column, in millimetres: narrow, so that lines break."""


class Leaflet(FPDF):
    """A leaflet with a running header and page numbers, as a word processor prints it."""

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(text="Community Clinic leaflet", align="R")
        self.ln(15)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(text=f"Page {self.page_no()} of 3")


def leaflet(pages: Sequence[Sequence[str]], title: str = "") -> Leaflet:
    """Each page's paragraphs; "# " and "## " open headings in larger and in bold type, as Markdown does."""
    pdf = Leaflet()
    pdf.set_title(title)
    for page in pages:
        pdf.add_page()
        for text, below in zip(page, [*page, ""][1:], strict=True):
            marks, _, words = text.partition(" ")
            style, size = {"#": ("", 18), "##": ("B", 11)}.get(marks, ("", 11))
            pdf.set_font("Helvetica", style, size)
            shown = words if marks in {"#", "##"} else text
            pdf.multi_cell(WIDTH, size / 2, shown, new_x="LMARGIN", new_y="NEXT", align="L")
            if not below.startswith("- "):
                pdf.ln(4)
    return pdf


def printed(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A leaflet as a file."""
    return bytes(leaflet(pages, title).output())


def scanned(pages: int, covers: Sequence[str] = ()) -> bytes:
    """Pictures of pages, after printed `covers`."""
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    for cover in covers:
        pdf.add_page()
        pdf.multi_cell(WIDTH, 6, cover)
    for _ in range(pages):
        pdf.add_page()
        pdf.image(Image.new("RGB", (200, 200), "grey"), w=150)
    return bytes(pdf.output())


def word_document(paragraphs: Sequence[tuple[str, str]], table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file of (style, text) paragraphs, "List Bullet" and "Heading 1" among the styles; a table."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    if table:
        rows = document.add_table(len(table), len(table[0]))
        for row, texts in zip(rows.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
