"""Plain text whose headings carry no marks, as blocks with offsets.

Headings are told by their look: a short line in title case or capitals without a full stop.
A heading directly above another heading opens a section; the one below it opens a subsection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from ingest.looks import QUOTED, is_finished, item_marks, looks_like_heading
from ingest.records import Block, BlockKind
from ingest.spans import trimmed
from ingest.wrapping import goes_on


def parse_plain(text: str) -> list[Block]:
    """Blocks of plain `text`, in reading order.

    A line is a block of its own, unless it goes on with the line above it.
    """
    lines = [trimmed(text, m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    words = [text[start:end] for start, end in lines]
    opens = [
        not number or text.count("\n", lines[number - 1][1], start) > 1
        for number, (start, _) in enumerate(lines)
    ]
    marks = item_marks(words, opens)
    spans: list[tuple[int, int]] = []
    firsts: list[int] = []
    for number, joins in enumerate(goes_on(words, opens, marks)):
        start, end = lines[number]
        if joins:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
            firsts.append(number)
    texts = [text[start:end] for start, end in spans]
    looks = [
        not marks[first] and _looks_like_heading(texts, place, opens[first], bool(marks[firsts[place - 1]]))
        for place, first in enumerate(firsts)
    ]
    blocks: list[Block] = []
    for first, (start, end), level in zip(firsts, spans, _heading_levels(looks), strict=True):
        if level:
            blocks.append(Block(BlockKind.HEADING, start, end, level, text[start:end]))
        else:
            kind = BlockKind.ITEM if marks[first] else BlockKind.PARAGRAPH
            blocks.append(Block(kind, start + marks[first], end))
    return blocks


def _looks_like_heading(texts: Sequence[str], place: int, opens: bool, below_item: bool) -> bool:
    """Whether a text that opens no item has the look of a heading, and stands where one may."""
    # A heading has something under it.
    if place + 1 == len(texts) or "\n" in texts[place] or not looks_like_heading(texts[place]):
        return False
    # Beneath an unfinished line it is one more entry, such as that of a list of whom to call.
    above = texts[place - 1]
    return opens or below_item or is_finished(above) or above[-1] in QUOTED or looks_like_heading(above)


def _heading_levels(looks: Sequence[bool]) -> list[int]:
    """For each block its level as a heading, or 0, from whether it has the look of one."""
    levels = [0] * len(looks)
    titled = all(looks[:3]) and len(looks) > 3
    if titled:
        levels[0] = 1
    for look, run in groupby(range(titled, len(looks)), key=looks.__getitem__):
        if not look:
            continue
        first, *rest = run
        levels[first] = 2 if rest or not any(levels) else 3
        # Of more than two in a row most have nothing under them: a list of names, which would be lost.
        if len(rest) == 1:
            levels[rest[0]] = 3
    return levels
