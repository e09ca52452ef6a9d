"""Plain text whose headings carry no marks, as blocks with offsets.

Headings are told by their look: a short line in title case or capitals without a full stop.
A heading directly above another heading opens a section; the one below it opens a subsection.
"""

from __future__ import annotations

import itertools
import re

from ingest.records import Block, BlockKind
from ingest.spans import trimmed

LONGEST_HEADING = 90
ITEM_MARK = re.compile(r"[-*•–]\s+|\d{1,2}[.)]\s+")
# Words that title case leaves small.
SMALL_WORDS = {"with", "from", "into", "over", "than", "that", "about", "after", "their", "your"}
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")


def parse_plain(text: str) -> list[Block]:
    """Blocks of plain `text`, in reading order.

    Where blank lines separate wrapped paragraphs, the lines between two blank lines are one
    paragraph; otherwise every line is a block of its own.
    """
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    spans = _join_wrapped(text, lines) if _is_wrapped(text, lines) else lines
    spans = [trimmed(text, start, end) for start, end in spans]
    headings = [_is_heading(text, spans, index) for index in range(len(spans))]
    blocks: list[Block] = []
    for index, (start, end) in enumerate(spans):
        mark = ITEM_MARK.match(text, start, end)
        if headings[index]:
            opens_section = index + 1 < len(spans) and headings[index + 1]
            level = 2 if opens_section or True not in headings[:index] else 3
            blocks.append(Block(BlockKind.HEADING, start, end, level, text[start:end]))
        elif mark and mark.end() < end:
            blocks.append(Block(BlockKind.ITEM, mark.end(), end))
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, start, end))
    return blocks


def _is_heading(text: str, spans: list[tuple[int, int]], index: int) -> bool:
    line = text[slice(*spans[index])]
    if len(line) > LONGEST_HEADING or "\n" in line or ITEM_MARK.match(line):
        return False
    # A heading has something under it, and does not end like a sentence or a lead-in.
    if index + 1 == len(spans) or line[-1] in ".!:;,":
        return False
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    long_words = [word for word in words if len(word) > 3 and word not in SMALL_WORDS]
    if not long_words:
        return bool(words) and line.isupper()
    capitalised = sum(word[0].isupper() for word in long_words)
    if SENTENCE_END.search(line) and capitalised < len(long_words):
        return False
    return words[0][0].isupper() and capitalised >= 0.6 * len(long_words) and len(words) <= 14


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """True when most breaks inside a group of lines fall in the middle of a sentence."""
    pairs = [
        (above, below)
        for above, below in itertools.pairwise(lines)
        if text.count("\n", above[1], below[0]) == 1
    ]
    separated = len(pairs) < len(lines) - 1
    if not pairs or not separated or max(end - start for start, end in lines) > 140:
        return False
    broken = sum(
        text[start:end].rstrip()[-1] not in '.:!?"”' and not ITEM_MARK.match(text, below)
        for (start, end), (below, _) in pairs
    )
    return broken > len(pairs) / 2


def _join_wrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in lines:
        gap = text[joined[-1][1] : start] if joined else ""
        first_of_block = not joined or gap.count("\n") > 1 or ITEM_MARK.match(text, start)
        if first_of_block:
            joined.append((start, end))
        else:
            joined[-1] = (joined[-1][0], end)
    return joined
