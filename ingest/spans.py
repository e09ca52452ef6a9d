"""Stretches of a text as (start, end) character offsets, end exclusive."""

from __future__ import annotations

import re
from collections.abc import Iterable


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """`start:end` without the blanks at either end; (end, end) where there is nothing else."""
    piece = text[start:end]
    inner = piece.strip()
    if not inner:
        return end, end
    start += piece.index(inner)
    return start, start + len(inner)


def line_starts(text: str) -> list[int]:
    """Offset of every line, and one past the end: line n is `starts[n]:starts[n + 1]`."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    if starts[-1] != len(text):
        starts.append(len(text))
    return starts


def spaced(words: Iterable[str]) -> str:
    """A pattern for `words` one after another, however the blanks and line breaks between them are set."""
    return r"\s+".join(map(re.escape, words))
