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
# A private character stands for one that is not to be read, so that the others keep their places.
UNREAD = "\ue000"
PARTED = {str(digit): chr(0xE010 + digit) for digit in range(10)}
"""A digit with a blank before it: the first of "1/2" behind a whole number."""
POWER = {str(digit): chr(0xE020 + digit) for digit in range(10)}
PRIVATE = re.compile("[\ue000-\ue02f]")
"""Those of the printed text itself, which are pictures in a font: none may be taken for a digit."""
RAISED = re.compile(r"(?<=\S)(?:\r\n)?(?=\d)")
RAISED_RUN = re.compile(r"[\d,*–-]+")
FRACTION = re.compile(r"(?:\r\n)?[/⁄](?:\r\n)?\d")
SQUARE_METRE = re.compile(r"(?:^|[\W\d_])[cdk]?m$")
TIMES_TEN = re.compile(r"[x×] ?10$")
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
        UNREAD: "",
        **{sign: f" {digit}" for digit, sign in PARTED.items()},
        **{sign: f"^{digit}" for digit, sign in POWER.items()},
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
        text = _without_footnotes(textpage, textpage.get_text_range())
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


def _without_footnotes(textpage: pdfium.PdfTextPage, text: str) -> str:
    """`text` with the raised digits that point to footnotes unread, and each other character in its place.

    "4 weeks" with the footnote 2 is printed "4² weeks", and would be read as 42. A raised digit of a
    fraction is parted from the number before it. PDFium breaks the line at a raised digit: it is one line.
    """
    read = list(PRIVATE.sub(" ", text))
    for place in RAISED.finditer(text):
        run = RAISED_RUN.match(text, place.end())
        if not run or read[place.start() - 1] in (UNREAD, *PARTED.values(), *POWER.values()):
            continue
        before, end = place.start() - 1, run.start()
        while end < run.end() and _is_raised(textpage, before, end):
            end += 1
        if end == run.start():
            continue
        read[place.start() : place.end()] = UNREAD * (place.end() - place.start())
        ahead = text[max(0, before - 6) : before + 1]
        if FRACTION.match(text, end) and text[before].isdigit():
            read[run.start()] = PARTED[text[run.start()]]
        elif TIMES_TEN.search(ahead):
            read[run.start()] = POWER[text[run.start()]]
        elif not SQUARE_METRE.search(ahead):
            read[run.start() : end] = UNREAD * (end - run.start())
        if text.startswith("\r\n", end) and _is_beside(textpage, before, end + 2, len(text)):
            read[end : end + 2] = UNREAD * 2
    return "".join(read)


def _is_raised(textpage: pdfium.PdfTextPage, before: int, place: int) -> bool:
    """Whether the character at `place` of the text is smaller and stands higher than the one `before`."""
    (_, upper, small), (_, base, size) = _placed(textpage, place), _placed(textpage, before)
    return small < 0.85 * size and 0.15 * size < upper - base < size


def _is_beside(textpage: pdfium.PdfTextPage, before: int, place: int, end: int) -> bool:
    """Whether the character at `place` stands further right on the line of the one `before`."""
    if place >= end:
        return False
    (left, base, size), (right, other, _) = _placed(textpage, before), _placed(textpage, place)
    return right > left and abs(base - other) < 0.1 * size


def _placed(textpage: pdfium.PdfTextPage, place: int) -> tuple[float, float, float]:
    """From left, from below, and the size, of the character at `place` of the text."""
    index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, place)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y)
    return x.value, y.value, _size(textpage, index)


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
