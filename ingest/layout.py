"""Printed lines as a text with its blocks: what a line end or a page break has cut is whole again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.hyphens import hyphen_between, is_broken_number, whole_words
from ingest.lines import Line, text_lines
from ingest.looks import LONGEST_HEADING, SENTENCE_END, item_marks, may_open_item
from ingest.plaintext import parse_plain
from ingest.records import Block, BlockKind

LARGER = 1.1
"""A heading's size, in sizes of the body."""
SINGLE_SPACED = 1.2
"""Font sizes from line to line, where nothing tells better."""
WIDER_GAP = 1.3
"""Distance that parts paragraphs, in distances between the lines of one."""
SHORT_LINE = 0.8
"""A line that ends a sentence and is shorter than this share of its neighbours ends its paragraph."""


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together, each with the number of its page from 0."""

    lines: list[tuple[int, Line]] = field(default_factory=list)
    mark: int = 0
    """Length of the mark with which it opens an item, 0 for no item."""

    @property
    def first(self) -> Line:
        return self.lines[0][1]

    @property
    def last(self) -> Line:
        return self.lines[-1][1]


def lay_out(pages: Sequence[Sequence[Line]]) -> tuple[str, list[Block], tuple[int, ...]]:
    """Text, its blocks, and the offset at which each page starts in it.

    A heading is told by its larger size or by standing alone in bold; where nothing is larger or bold, by
    the rules of plain text. Paragraphs are parted by blank lines.
    """
    body = _body_size(line for lines in pages for line in lines)
    kept = text_lines(pages, body, LARGER * body)
    paragraphs = _paragraphs(kept)
    text, spans, starts = _written(paragraphs, len(pages), whole_words(kept))
    levels = _heading_levels(paragraphs, body)
    if not any(levels):
        return text, parse_plain(text), starts
    blocks: list[Block] = []
    for (start, end), level, paragraph in zip(spans, levels, paragraphs, strict=True):
        mark = paragraph.mark
        if level:
            blocks.append(Block(BlockKind.HEADING, start, end, level, text[start:end]))
        else:
            blocks.append(Block(BlockKind.ITEM if mark else BlockKind.PARAGRAPH, start + mark, end))
    return text, blocks, starts


def _body_size(lines: Iterable[Line]) -> float:
    """The size that most characters have."""
    characters: Counter[float] = Counter()
    for line in lines:
        characters[line.size] += len(line.text)
    return characters.most_common(1)[0][0] if characters else 0.0


def _paragraphs(pages: Sequence[Sequence[Line]]) -> list[_Paragraph]:
    step = _line_step(pages)
    placed = [(number, line) for number, lines in enumerate(pages) for line in lines]
    opens = [True, *(_is_apart(above, below, step) for above, below in pairwise(placed))][: len(placed)]
    paragraphs: list[_Paragraph] = []
    for (number, line), mark in zip(
        placed, item_marks([line.text for _, line in placed], opens), strict=True
    ):
        if paragraphs and not mark and _goes_on(paragraphs[-1], number, line, step):
            paragraphs[-1].lines.append((number, line))
        else:
            paragraphs.append(_Paragraph([(number, line)], mark))
    return paragraphs


def _is_apart(above: tuple[int, Line], below: tuple[int, Line], step: float) -> bool:
    """Whether `below` is the first of a group of lines: further down, elsewhere, or in other type."""
    (page, upper), (next_page, line) = above, below
    down = upper.base - line.base
    elsewhere = page != next_page or not -0.5 * line.size <= down <= WIDER_GAP * step * line.size
    return elsewhere or upper.bold != line.bold or abs(line.size - upper.size) > 0.05 * upper.size


def _goes_on(paragraph: _Paragraph, page: int, line: Line, step: float) -> bool:
    """Whether `line` belongs to the paragraph above it."""
    above = paragraph.last
    if abs(line.size - above.size) > 0.05 * above.size:
        return False
    if above.hyphen:
        return True
    if line.bold != above.bold and all(one.bold == above.bold for _, one in paragraph.lines):
        # Emphasis within a sentence goes on in small letters.
        return line.text[0].islower()
    ended = bool(SENTENCE_END.search(above.text)) or above.text.endswith(":")
    down = above.base - line.base
    if page != paragraph.lines[-1][0] or down < -0.5 * line.size:  # the next page, or the next column
        return not ended and line.text[0].islower()
    if down > WIDER_GAP * step * line.size:
        return False
    if paragraph.mark and line.left < above.left - 0.5 * line.size:
        return False
    left = min(one.left for _, one in paragraph.lines)
    widest = max(one.right for one in (line, *(one for _, one in paragraph.lines)))
    short = above.right - left < SHORT_LINE * (widest - left)
    indented = line.left > above.left + 0.8 * line.size and not paragraph.mark
    return not (ended and (short or indented))


def _line_step(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance between two lines of a paragraph, in font sizes.

    Told by lines that begin in small letters: they surely go on with the line above.
    """
    steps = [
        (above.base - line.base) / line.size
        for lines in pages
        for above, line in pairwise(lines)
        if line.size
        and line.text[0].islower()
        and not may_open_item(line.text)
        and 0.5 < (above.base - line.base) / line.size < 3
    ]
    return median(steps) if steps else SINGLE_SPACED


def _heading_levels(paragraphs: Sequence[_Paragraph], body: float) -> list[int]:
    """For each paragraph its level as a heading, larger type first, or 0."""
    bold = median(one.first.bold for one in paragraphs) if paragraphs else 0
    looks: list[tuple[float, bool] | None] = []
    for number, paragraph in enumerate(paragraphs):
        first, words = paragraph.first, " ".join(line.text for _, line in paragraph.lines)
        larger = first.size >= LARGER * body
        alone = not bold and first.size >= body and all(line.bold for _, line in paragraph.lines)
        fits = len(words) <= LONGEST_HEADING and words[-1] not in ".:;," and any(map(str.isalpha, words))
        followed = number + 1 < len(paragraphs)
        looks.append((first.size, first.bold) if fits and followed and (larger or alone) else None)
    ranks = sorted({look for look in looks if look}, reverse=True)
    # The largest, where it is the only one of its kind, is the title.
    top = 1 if ranks and looks.count(ranks[0]) == 1 and looks[0] == ranks[0] else 2
    return [min(6, top + ranks.index(look)) if look else 0 for look in looks]


def _written(
    paragraphs: Sequence[_Paragraph], pages: int, words: Counter[str]
) -> tuple[str, list[tuple[int, int]], tuple[int, ...]]:
    """The text, each paragraph's place in it, and where each page starts."""
    text = ""
    spans: list[tuple[int, int]] = []
    starts: list[int] = []
    for paragraph in paragraphs:
        if text:
            text += "\n\n"
        begin, above = len(text), None
        for page, line in paragraph.lines:
            if above is not None and above.hyphen:
                text += hyphen_between(above.text, line.text, words)
            elif above is not None and not is_broken_number(above.text, line.text):
                text += " "
            starts += [len(text)] * (page + 1 - len(starts))
            text += line.text
            above = line
        spans.append((begin, len(text)))
    return text + "\n", spans, (*starts, *[len(text)] * (pages - len(starts)))
