"""The nouns of ingest: Document, Block, Sentence, Passage. Frozen, and checked when made.

All offsets count characters of `Document.text`, from 0, end exclusive. For Markdown and plain
text that is the text of the file itself (NFC, line ends LF), so that anyone can check a quote
with a text editor. For HTML and Word it is the Markdown, for PDF the text that ingest made of the file;
a PDF's pages are kept, so that a quote can be looked up in print.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or one list item, at its place in the document."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """1 to 6 for a heading, 0 otherwise."""
    title: str = ""
    """A heading's text without its markup, "" otherwise."""
    of_list: int = 0
    """Which list or table of the document an item belongs to, from 1; 0 where the format does not say."""
    depth: int = 0
    """Of an item: how many items it stands under, 0 for the outermost; rows stand under a table's head."""
    aside: bool = False
    """A quote or a piece of code: it introduces nothing, and a list goes on after it."""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"block {self.start}:{self.end} is empty or out of order")


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What is known of a document without its text."""

    id: str
    title: str
    source: str
    """Path of the file it was read from."""
    language: str = "en"
    provenance: str = ""
    updated_on: date | None = None
    reviewed_by: str = ""
    """Name of the clinician who reviewed it; "" means nobody has yet."""
    reviewed_on: date | None = None
    sha256: str = ""
    """Checksum of its text."""
    characters: int = 0
    """Length of its text."""
    pages: tuple[int, ...] = ()
    """Offset at which each page starts in its text; () where the source has no pages."""

    def __post_init__(self) -> None:
        if not self.id or any(character.isspace() for character in self.id):
            raise ValueError(f"document id {self.id!r} must be one word")
        if bool(self.reviewed_by) != bool(self.reviewed_on):
            raise ValueError(
                f"document {self.id!r}: reviewed_by and reviewed_on go together, "
                f"got {self.reviewed_by!r} and {self.reviewed_on!r}"
            )

    @property
    def folder(self) -> Path:
        """Where its question bank, notes and adapter lie."""
        return Path(self.source).parent


@dataclass(frozen=True, slots=True)
class Document:
    """One source text with who wrote it and who has reviewed it."""

    info: DocumentInfo
    text: str
    blocks: tuple[Block, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"document {self.id!r} has no text")

    @property
    def id(self) -> str:
        return self.info.id

    @property
    def title(self) -> str:
        return self.info.title


class SentenceKind(StrEnum):
    SENTENCE = "sentence"
    ITEM = "item"
    """One item of a list, whole."""
    LEAD_IN = "lead-in"
    """The sentence that introduces a list; says little alone."""
    LABEL = "label"
    """A run-in title such as "Family Education:"; context, never an answer."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest piece that can be quoted."""

    kind: SentenceKind
    text: str
    start: int
    end: int
    depth: int = 0
    """Of an item: how many items it stands under; 0 for the outermost and for what is in no list."""

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or not self.text.strip():
            raise ValueError(f"sentence {self.text!r} does not fit {self.start}:{self.end}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a lead-in with its whole list, under its heading path: it stands alone."""

    id: str
    document_id: str
    heading: tuple[str, ...]
    text: str
    start: int
    end: int
    lines: tuple[int, int]
    """First and last line in the source, counted from 1."""
    sentences: tuple[Sentence, ...]
    page: int | None = None
    """Page that it starts on, counted from 1; None where the source has no pages."""
    page_breaks: tuple[int, ...] = ()
    """Offsets at which further pages start within it."""

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or not self.text.strip():
            raise ValueError(f"passage {self.id!r} does not fit {self.start}:{self.end}")
        if self.page is not None and self.page < 1:
            raise ValueError(f"passage {self.id!r}: pages are counted from 1, got {self.page}")
        for sentence in self.sentences:
            inside = self.text[sentence.start - self.start : sentence.end - self.start]
            if sentence.start < self.start or inside != sentence.text:
                raise ValueError(f"sentence {sentence.text!r} is not in passage {self.id!r}")

    def page_at(self, offset: int) -> int | None:
        """The page that `offset` of the document is on, which must lie in this passage."""
        return None if self.page is None else self.page + bisect_right(self.page_breaks, offset)

    def leads(self, number: int) -> tuple[int, ...]:
        """What sentence `number` must not be said without: its list's lead-in and the items it is under.

        Numbers of sentences, the outermost first; () for what stands alone.
        """
        found: list[int] = []
        depth = self.sentences[number].depth
        for at in range(number - 1, -1, -1):
            above = self.sentences[at]
            if above.kind is SentenceKind.LEAD_IN:
                return (at, *found)
            if above.depth < depth:
                found.insert(0, at)
                depth = above.depth
        return tuple(found)

    def has_under(self, number: int) -> bool:
        """Whether items stand under sentence `number`."""
        below = self.sentences[number + 1 : number + 2]
        return any(sentence.depth > self.sentences[number].depth for sentence in below)

    @property
    def key(self) -> str:
        """Its id without document and checksum: what a question bank calls it."""
        return self.id.partition("/")[2].partition("~")[0].rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question as a family would ask it, and the passage that answers it."""

    text: str
    passage_id: str


@dataclass(frozen=True, slots=True)
class UncoveredQuestion:
    """A question near the topic that no passage answers, and who would know."""

    text: str
    topic: str
    who_would_know: str
    nearby: str = ""
    """Id of the passage that says the most there is on the matter, where somebody chose one."""
