"""Stretches of a text as (start, end) character offsets, end exclusive."""

from __future__ import annotations

import re


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
