"""Split a document into passages that stand alone.

A passage is one paragraph, or a lead-in with its whole list, under its heading path: small enough
to be the answer, whole enough to be understood. A list is never cut from its lead-in, however long:
"never do any of these" would be quoted as advice. Measured against 1,000-character chunks in
docs/log.md.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.markdown import QUOTE_MARK, STRUCK_OUT, plain_text
from ingest.records import Block, BlockKind, Document, Passage, Sentence, SentenceKind
from ingest.sentences import sentence_spans
from ingest.spans import line_starts

# all-MiniLM reads 256 word pieces and drops the rest without a word: keep well below, with room
# for the heading path.
LONGEST_PASSAGE_WORDS = 150
LONGEST_ITEM_WORDS = 60
LONGEST_LEAD_IN_WORDS = 40
LABEL = re.compile(r"[A-Z][^.:!?\n]{2,60}:(?=[A-Z\"“])")


def split_document(document: Document, longest: int = LONGEST_PASSAGE_WORDS) -> list[Passage]:
    """The passages of `document`, in reading order, none of more than about `longest` words
    but for a list with its lead-in.

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
    """The sentences of `text[start:end]`, without the blanks between them and marks without a word."""
    spans: list[tuple[int, int]] = []
    # Half of what is struck out would be said.
    struck_out = [match.span() for match in STRUCK_OUT.finditer(text, start, end)]
    for first, last in sentence_spans(text, start, end):
        if spans and any(a < spans[-1][1] < b for a, b in struck_out):
            spans[-1] = spans[-1][0], last
        else:
            spans.append((first, last))
    return [
        Sentence(SentenceKind.SENTENCE, text[a:b], a, b) for a, b in spans if _says_something(text[a:b])
    ]


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
        heading = tuple(title for level, title in path if not (level == 1 and title == document.title))
        sentences: list[Sentence] = []
        if block.kind is BlockKind.PARAGRAPH:
            sentences = _paragraph_sentences(document.text, block)
            if index == len(blocks) or blocks[index].kind is not BlockKind.ITEM:
                yield from _pieces(heading, sentences, longest)
                continue
            if not _introduces(block, sentences, blocks[index]):
                yield from _pieces(heading, sentences, longest)
                sentences = []
            else:
                sentences[-1] = replace(sentences[-1], kind=SentenceKind.LEAD_IN)
        else:
            index -= 1
        end = _end_of_list(blocks, index)
        sentences += _list_sentences(document.text, blocks[index:end])
        index = end
        yield from _pieces(heading, sentences, longest)


def _end_of_list(blocks: Sequence[Block], first: int) -> int:
    """Where the list ends that begins at `first`: it goes on after what stands aside."""
    end = at = first
    while at < len(blocks) and (blocks[at].kind is BlockKind.ITEM or blocks[at].aside):
        is_of_it = blocks[at].kind is BlockKind.ITEM and blocks[at].of_list == blocks[first].of_list
        if not is_of_it and not blocks[at].aside:
            break
        at += 1
        end = at if is_of_it else end
    return end


def _introduces(block: Block, paragraph: list[Sentence], item: Block) -> bool:
    """Whether a paragraph right above a list belongs to it; a quote or code, only where it says so."""
    if not paragraph:
        return False
    words = sum(len(sentence.text.split()) for sentence in paragraph)
    at_hand = block.aside == item.aside and words <= LONGEST_LEAD_IN_WORDS
    return plain_text(paragraph[-1].text).endswith(":") or at_hand


def _paragraph_sentences(text: str, block: Block) -> list[Sentence]:
    if block.aside:
        return _aside_sentences(text, block)
    label = LABEL.match(text, block.start, block.end)
    if not label:
        return split_sentences(text, block.start, block.end)
    first = Sentence(SentenceKind.LABEL, label.group(), label.start(), label.end())
    return [first, *split_sentences(text, label.end(), block.end)]


def _aside_sentences(text: str, block: Block) -> list[Sentence]:
    """Those of a quote begin behind its marks."""
    found: list[Sentence] = []
    for sentence in split_sentences(text, block.start, block.end):
        start = sentence.start
        if text[block.start : start].rstrip(" ").endswith("\n") and (mark := QUOTE_MARK.match(text, start)):
            start = mark.end()
        found.append(replace(sentence, text=text[start : sentence.end], start=start))
    return found


def _list_sentences(text: str, blocks: Sequence[Block]) -> Iterator[Sentence]:
    """An item is quoted whole, unless it is as long as a paragraph and nothing stands under it."""
    for block, below in zip(blocks, [*blocks[1:], None], strict=True):
        whole = text[block.start : block.end]
        is_above = below is not None and below.depth > block.depth
        is_long = len(whole.split()) > LONGEST_ITEM_WORDS
        if block.kind is BlockKind.PARAGRAPH or (is_long and not is_above):
            sentences = split_sentences(text, block.start, block.end)
            for sentence in _aside_sentences(text, block) if block.aside else sentences:
                yield replace(sentence, depth=block.depth)
        elif _says_something(whole):
            yield Sentence(SentenceKind.ITEM, whole, block.start, block.end, block.depth)


def _says_something(markdown: str) -> bool:
    """Whether a reader sees a letter or a digit."""
    return any(character.isalnum() for character in plain_text(markdown))


def _pieces(
    heading: tuple[str, ...], sentences: list[Sentence], longest: int
) -> Iterator[tuple[tuple[str, ...], list[Sentence]]]:
    """Cut what the embedder could not read whole, between sentences, into even parts.

    A list stays with its lead-in, and an item with what stands under it: its sentences have vectors of
    their own, and are found where the passage is not read to its end.
    """
    words = [len(sentence.text.split()) for sentence in sentences]
    parts = -(-sum(words) // longest)
    if parts <= 1 or len(sentences) == 1:
        yield from [(heading, sentences)] if sentences else []
        return
    lead_in = next((n for n, s in enumerate(sentences) if s.kind is SentenceKind.LEAD_IN), None)
    if lead_in is not None:
        yield from _pieces(heading, sentences[:lead_in], longest)
        yield heading, sentences[lead_in:]
        return
    share = sum(words) / parts
    cuts = [0]
    seen = 0
    for index, count in enumerate(words):
        may_cut = index > cuts[-1] and not sentences[index].depth
        if may_cut and seen + count / 2 > share * len(cuts):
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
