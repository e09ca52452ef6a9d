"""Split a document into passages that stand alone.

A passage is one paragraph, or a lead-in with its whole list, under its heading path: small enough
to be the answer, whole enough to be understood. Measured against 1,000-character chunks in
docs/log.md.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from ingest.markdown import plain_text
from ingest.records import Block, BlockKind, Document, Passage, Sentence, SentenceKind
from ingest.spans import line_starts, trimmed

# all-MiniLM reads 256 word pieces and drops the rest without a word: keep well below, with room
# for the heading path.
LONGEST_PASSAGE_WORDS = 150
LONGEST_ITEM_WORDS = 60
LONGEST_LEAD_IN_WORDS = 40
LABEL = re.compile(r"[A-Z][^.:!?\n]{2,60}:(?=[A-Z\"“])")


def split_document(document: Document, longest: int = LONGEST_PASSAGE_WORDS) -> list[Passage]:
    """The passages of `document`, in reading order, none of more than about `longest` words.

    Every sentence of the document's body is in exactly one passage, at exact offsets. An id is made
    of the document id, the heading, the first words and a checksum of the passage itself, so it
    stays the same when another part of the document changes.
    """
    starts, pages = line_starts(document.text), document.info.pages
    twins: Counter[str] = Counter()
    passages: list[Passage] = []
    for heading, sentences in _groups(document, longest):
        start, end = sentences[0].start, sentences[-1].end
        text = document.text[start:end]
        name = _passage_id(document.id, heading, text)
        twins[name] += 1
        passages.append(
            Passage(
                id=name if twins[name] == 1 else f"{name}~{twins[name]}",
                document_id=document.id,
                heading=heading,
                text=text,
                start=start,
                end=end,
                lines=(bisect_right(starts, start), bisect_right(starts, end - 1)),
                sentences=tuple(sentences),
                page=bisect_right(pages, start) or None,
                page_breaks=tuple(page for page in pages if start < page < end),
            )
        )
    return passages


def split_sentences(text: str, start: int, end: int) -> list[Sentence]:
    """The sentences of `text[start:end]`, without the blanks between them."""
    pieces = sentencex.get_sentence_boundaries("en", text[start:end])
    spans = [trimmed(text, start + p["start_index"], start + p["end_index"]) for p in pieces]
    return [Sentence(SentenceKind.SENTENCE, text[a:b], a, b) for a, b in spans if a < b]


def _groups(document: Document, longest: int) -> Iterator[tuple[tuple[str, ...], list[Sentence]]]:
    """Heading path and sentences of each passage to be."""
    path: list[tuple[int, str]] = []
    blocks = document.blocks
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        if block.kind is BlockKind.HEADING:
            path = [(level, title) for level, title in path if level < block.level]
            path.append((block.level, block.title))
            continue
        items: list[Block] = []
        while index < len(blocks) and blocks[index].kind is BlockKind.ITEM:
            items.append(blocks[index])
            index += 1
        heading = tuple(title for level, title in path if not (level == 1 and title == document.title))
        if block.kind is BlockKind.ITEM:
            sentences = [s for item in [block, *items] for s in _item_sentences(document.text, item)]
        else:
            sentences = _paragraph_sentences(document.text, block)
            if items and not _introduces(sentences):
                yield from _pieces(heading, sentences, longest)
                sentences = []
            elif items:
                last = sentences[-1]
                sentences[-1] = Sentence(SentenceKind.LEAD_IN, last.text, last.start, last.end)
            sentences += [s for item in items for s in _item_sentences(document.text, item)]
        yield from _pieces(heading, sentences, longest)


def _introduces(paragraph: list[Sentence]) -> bool:
    """Whether a paragraph right above a list belongs to it."""
    words = sum(len(sentence.text.split()) for sentence in paragraph)
    return paragraph[-1].text.endswith(":") or words <= LONGEST_LEAD_IN_WORDS


def _paragraph_sentences(text: str, block: Block) -> list[Sentence]:
    label = LABEL.match(text, block.start, block.end)
    if not label:
        return split_sentences(text, block.start, block.end)
    first = Sentence(SentenceKind.LABEL, label.group(), label.start(), label.end())
    return [first, *split_sentences(text, label.end(), block.end)]


def _item_sentences(text: str, block: Block) -> list[Sentence]:
    """A list item is quoted whole, unless it is as long as a paragraph."""
    whole = text[block.start : block.end]
    if len(whole.split()) > LONGEST_ITEM_WORDS:
        return split_sentences(text, block.start, block.end)
    return [Sentence(SentenceKind.ITEM, whole, block.start, block.end)]


def _pieces(
    heading: tuple[str, ...], sentences: list[Sentence], longest: int
) -> Iterator[tuple[tuple[str, ...], list[Sentence]]]:
    """Cut what the embedder could not read whole, between sentences, into even parts."""
    words = [len(sentence.text.split()) for sentence in sentences]
    parts = -(-sum(words) // longest)
    if parts <= 1 or len(sentences) == 1:
        yield heading, sentences
        return
    share = sum(words) / parts
    cuts = [0]
    seen = 0
    for index, count in enumerate(words):
        if index > cuts[-1] and seen + count / 2 > share * len(cuts):
            cuts.append(index)
        seen += count
    for start, end in pairwise([*cuts, len(sentences)]):
        yield heading, sentences[start:end]


def _passage_id(document_id: str, heading: tuple[str, ...], text: str) -> str:
    checksum = hashlib.sha256("\x1f".join([*heading, text]).encode()).hexdigest()[:6]
    place = _slug(heading[-1], 8) if heading else "start"
    return f"{document_id}/{place}/{_slug(plain_text(text), 7)}-{checksum}"


def _slug(text: str, words: int) -> str:
    return "-".join(re.findall(r"[^\W_]+", text.lower())[:words]) or "passage"
