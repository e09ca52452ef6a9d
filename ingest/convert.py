"""One file, whatever its format, as a text with its blocks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ingest.errors import SourceError, first_line
from ingest.html import html_to_markdown
from ingest.markdown import parse_markdown
from ingest.plaintext import parse_plain
from ingest.records import Block

MARKDOWN, PLAIN, HTML = {".md", ".markdown"}, {".txt", ".text"}, {".html", ".htm"}
PDF, WORD = {".pdf"}, {".docx"}
SUFFIXES = MARKDOWN | PLAIN | HTML | PDF | WORD
READABLE = ".md, .txt, .html, .pdf or .docx"
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
FRONT_MATTER_KEYS = {
    "id",
    "title",
    "language",
    "provenance",
    "updated_on",
    "reviewed_by",
    "reviewed_on",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    """From the file's properties, "" without one; a heading says it better."""
    pages: tuple[int, ...] = ()
    """Offset at which each page starts, () for a format without pages."""
    front: Mapping[str, object] = field(default_factory=dict)
    """Front matter, of Markdown alone."""


def convert(path: Path, data: bytes, largest_bytes: int) -> Content:
    """The content of `data`, told by the ending of `path`; raises SourceError with what is wrong."""
    suffix = path.suffix.lower()
    # What reads PDF and Word is imported where such a file is read: a chat starts sooner without it.
    if suffix in PDF:
        from ingest.layout import lay_out
        from ingest.pdf import read_pdf

        lines, title = read_pdf(path, data)
        text, blocks, pages = lay_out(lines)
        return Content(text, tuple(blocks), title, pages)
    if suffix in PLAIN:
        text = _decoded(path, data)
        return Content(text, tuple(parse_plain(text)))
    if suffix in MARKDOWN:
        text = _decoded(path, data)
        front, body_start = _front_matter(path, text)
        return Content(text, tuple(parse_markdown(text, body_start)), front=front)
    if suffix in WORD:
        from ingest.docx import docx_to_html

        html = docx_to_html(path, data, largest_bytes)
    else:
        html = _decoded(path, data)
    text, title = html_to_markdown(html)
    return Content(text, tuple(parse_markdown(text)), title)


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(f"{path}: is UTF-16; save it as UTF-8")
    if b"\0" in data:
        raise SourceError(f"{path}: is a binary file; name a text file instead")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: is not UTF-8 (byte 0x{data[error.start]:02x} at {error.start}); save it as UTF-8"
        ) from error
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise SourceError(f"{path}: is empty; add some text or leave it out")
    return text


def _front_matter(path: Path, text: str) -> tuple[dict[str, object], int]:
    """The YAML between the first two `---` lines, and where the text after it begins."""
    match = FRONT_MATTER.match(text)
    if not match:
        if text.startswith("---\n"):
            raise SourceError(f"{path}: front matter is not closed; add a line `---` after it")
        return {}, 0
    try:
        front = yaml.safe_load(match.group(1) or "") or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a 30th of February, a thousand brackets
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or first_line(error) or "is not YAML"
        raise SourceError(f"{path}: broken front matter{where} ({problem}); mend it") from error
    if not isinstance(front, dict):
        raise SourceError(f"{path}: front matter must be `key: value` lines; mend it")
    if unknown := sorted(str(key) for key in front if key not in FRONT_MATTER_KEYS):
        known = ", ".join(sorted(FRONT_MATTER_KEYS))
        raise SourceError(f"{path}: unknown front matter {', '.join(unknown)}; known are {known}")
    return front, match.end()
