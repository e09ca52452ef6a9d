"""PDF files as printed lines, read by PDFium; layout.py makes paragraphs of them."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.errors import SourceError
from ingest.lines import Line

# PDFium writes U+FFFE where a word was broken at the end of a line, and then no line break.
LINE = re.compile(r"([^\r\n\ufffe\x02]*)(\ufffe|\x02|\u00ad)?")
BOLD = re.compile(r"bold|black|heavy|demi|CMBX", re.IGNORECASE)
# As printed: ligatures of fonts that know no better, blanks that do not break, bullets of symbol fonts.
PRINTED = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\u00a0": " ",
        "\u00ad": "",
        **dict.fromkeys("\uf0b7\uf0a7\u25cf\u25cb\u25e6\u25aa\u25a0\u2023\u2043", "•"),
    }
)
UNPRINTED = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
# What a word processor puts where nobody gave a title.
NO_TITLE = re.compile(r"\.\w{2,5}$|^Microsoft|^untitled", re.IGNORECASE)


def read_pdf(path: Path, data: bytes) -> tuple[list[list[Line]], str]:
    """The lines of each page from top to bottom, and the title in its properties ("" without one).

    Raises SourceError for a PDF that is broken, encrypted, or has no text, only pictures of it.
    """
    try:
        with pdfium.PdfDocument(data) as document:
            pages, pictures = [], 0
            for page in document:
                lines = list(_lines(page))
                pages.append(lines)
                pictures += not lines and _has_picture(page)
                page.close()
            title = " ".join(str(document.get_metadata_dict().get("Title") or "").split())
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise SourceError(f"{path}: is encrypted; save a copy without a password") from error
        raise SourceError(f"{path}: is broken or no PDF; export it again") from error
    _require_text(path, pages, pictures)
    return pages, "" if NO_TITLE.search(title) else title


def _require_text(path: Path, pages: list[list[Line]], pictures: int) -> None:
    """A scan is refused, a scan behind a printed cover too: most of it would be missing unsaid."""
    written = sum(bool(lines) for lines in pages)
    if not written and not pictures:
        raise SourceError(f"{path}: is empty; add some text or leave it out")
    if pictures > len(pages) / 2:
        some = f"has text on only {written} of {len(pages)} pages, and" if written else "has no text, only"
        raise SourceError(f"{path}: {some} pictures of it; run text recognition (OCR) on it first")


def _lines(page: pdfium.PdfPage) -> Iterator[Line]:
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        for match in LINE.finditer(text):
            printed = match[1].strip()
            shown = _as_read(printed)
            if not shown:
                continue
            first = match.start() + match[1].index(printed)
            yield _line(textpage, first, first + len(printed) - 1, shown, hyphen=bool(match[2]))
    finally:
        textpage.close()


def _line(textpage: pdfium.PdfTextPage, first: int, last: int, shown: str, hyphen: bool) -> Line:
    """The line that stands at `first` to `last` of the page's text."""
    # Inner places: the first may be a bullet, the last a footnote's number, and one a word in other type.
    start, *inner, end = (
        pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, first + (last - first) * quarter // 4)
        for quarter in range(5)
    )
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(textpage, inner[1], x, y)
    return Line(
        text=shown,
        size=round(median(_size(textpage, place) for place in inner), 1),
        bold=_is_bold(textpage, start) and _is_bold(textpage, end),
        left=textpage.get_charbox(start, loose=True)[0],
        right=textpage.get_charbox(end, loose=True)[2],
        base=y.value,
        hyphen=hyphen,
    )


def _as_read(printed: str) -> str:
    text = UNPRINTED.sub(" ", printed.translate(PRINTED))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _size(textpage: pdfium.PdfTextPage, index: int) -> float:
    """Font size in points as it is printed: some writers scale a font of size 1."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(textpage, index, matrix)
    return float(pdfium_c.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d))


def _is_bold(textpage: pdfium.PdfTextPage, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(textpage, index, name, len(name), flags)
    return bool(BOLD.search(name.value.decode("utf-8", "replace")))


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
