"""Lists that were typed with signs, as pages and Word files have them: "• Nausea" is a paragraph there.

Read as a paragraph it would be said without what stands above it, and "none of these is true" be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.looks import BULLET
from ingest.records import Block, BlockKind
from ingest.spans import trimmed


def with_typed_items(text: str, blocks: Sequence[Block]) -> list[Block]:
    """`blocks`, with items in the place of paragraphs, or lines of them, that open with a bullet."""
    found: list[Block] = []
    lists = max((block.of_list for block in blocks), default=0)
    goes_on = False
    for block in blocks:
        for piece in _pieces(text, block):
            typed = piece is not block and piece.kind is BlockKind.ITEM
            lists += typed and not goes_on
            goes_on = typed
            found.append(replace(piece, of_list=lists) if typed else piece)
    return found


def _pieces(text: str, block: Block) -> Iterator[Block]:
    """The paragraph up to its first bullet, and an item for each; `block` itself where it has none."""
    if block.kind is not BlockKind.PARAGRAPH or block.aside:
        yield block
        return
    bullets = [
        bullet
        for line in re.finditer(r"[^\n]+", text[block.start : block.end])
        if (bullet := BULLET.match(text, block.start + line.start()))
    ]
    if not bullets:
        yield block
        return
    start, end = trimmed(text, block.start, bullets[0].start())
    if start < end:
        yield replace(block, end=end)
    ends = [*(bullet.start() for bullet in bullets[1:]), block.end]
    for bullet, below in zip(bullets, ends, strict=True):
        start, end = trimmed(text, bullet.end(), below)
        if start < end:
            yield Block(BlockKind.ITEM, start, end)
