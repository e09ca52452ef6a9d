"""Printed lines of pages, without those that are no part of the text: running headers, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Running headers and footers stand among the first or the last lines of a page.
EDGE_LINES = 3
REPEATED = 0.4
"""Share of pages from which on a line is a running one: left and right pages may have their own."""
APART = 1.5
"""The gap between running lines and the text, in font sizes: two pages may end in the same words."""
NUMBER = re.compile(r"\d+|^[ivxlc]+$")
OUTER_NUMBER = re.compile(r"^\d+\b|\b\d+$")
PAGE_NUMBER = re.compile(r"\W*(page )?\W*#( (of|/) #)?\W*", re.IGNORECASE)
LEADERS = re.compile(r"(\. ?){4,}\s*[\divxlc]+$")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; lengths in points, from the lower left corner of its page."""

    text: str
    size: float
    bold: bool
    left: float
    right: float
    base: float
    """Height of the line that its letters stand on."""
    hyphen: bool = False
    """A word was broken at its end; the hyphen itself is not in the text."""


def text_lines(pages: Sequence[Sequence[Line]], largest: float) -> list[list[Line]]:
    """The lines of each page without those that run along its edges, and without a table of contents.

    What runs along: the same words, numbers apart, at the same height of several pages, or a number that
    counts the pages; never a line larger than `largest`, which is a heading.
    """
    signs: defaultdict[tuple[object, int], set[int]] = defaultdict(set)
    for number, lines in enumerate(pages):
        for line in _edge(lines, top=True) + _edge(lines, top=False):
            for sign in _signs(line, number):
                # Heights are grouped: a neighbouring group counts too.
                for height in (-1, 0, 1):
                    signs[sign, round(line.base / 4) + height].add(number)

    def runs(line: Line, number: int) -> bool:
        if line.size > largest:
            return False
        bare = PAGE_NUMBER.fullmatch(_form(line))
        least = max(2.0, REPEATED * len(pages)) if not bare else 1 if bare[1] else 2
        return any(len(signs[sign, round(line.base / 4)]) >= least for sign in _signs(line, number))

    kept = []
    for number, lines in enumerate(pages):
        running = {id(line) for line in lines if runs(line, number)}
        left_out = {id(line) for top in (True, False) for line in _outermost(_edge(lines, top), running)}
        kept.append([one for one in lines if id(one) not in left_out and not LEADERS.search(one.text)])
    return kept


def _edge(lines: Sequence[Line], top: bool) -> list[Line]:
    """From the edge of the page inwards."""
    return sorted(lines, key=lambda line: line.base, reverse=top)[:EDGE_LINES]


def _outermost(edge: Sequence[Line], running: set[int]) -> Iterator[Line]:
    """The lines of `edge` up to the first gap, where all of them run along; else they are text."""
    group = list(edge[:1])
    for line in edge[1:]:
        if abs(line.base - group[-1].base) >= APART * max(line.size, group[-1].size):
            break
        group.append(line)
    if all(id(line) in running for line in group):
        yield from group


def _signs(line: Line, number: int) -> Iterator[object]:
    yield _form(line)
    for found in OUTER_NUMBER.findall(line.text):
        if len(found) < 5:
            yield int(found) - number


def _form(line: Line) -> str:
    return NUMBER.sub("#", line.text.lower())
