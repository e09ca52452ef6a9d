"""Printed lines of pages, without those that are no part of the text: running headers, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from ingest.looks import SENTENCE_END, is_finished

# Running headers and footers stand among the first or the last lines of a page.
EDGE_LINES = 3
REPEATED = 0.4
"""Share of pages from which on a line is a running one: left and right pages may have their own."""
APART = 1.5
"""The gap between running lines and the text, in font sizes: two pages may end in the same words."""
FEW_PAGES = 3
"""Of so few pages, all must have a line of the text's own size before it is a running one."""
SMALLER = 0.95
"""A running line's size, in sizes of the body, from which on its size tells what it is."""
NUMBER = re.compile(r"\d+|^[ivxlc]+$")
OUTER_NUMBER = re.compile(r"^\d{1,4}\b|\b\d{1,4}$")
PAGE_NUMBER = re.compile(r"\W*(page )?\W*#( (of|/) #)?\W*", re.IGNORECASE)
NUMBERED_PAGE = re.compile(r"\bpage \d+(?: (?:of|/) \d+)?")
# What is counted in headings: "Week 3" on the third page is no page number.
COUNTED = re.compile(
    r"\b(?:week|day|month|year|visit|step|session|meeting|class|lesson|module|unit|part|chapter|section|"
    r"phase|stage|level|cycle|dose|number|no|question|exercise|worksheet|table|figure|box|tip|appendix)\W*$"
)
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


def text_lines(pages: Sequence[Sequence[Line]], body: float, largest: float) -> list[list[Line]]:
    """The lines of each page without those that run along its edges, and without a table of contents.

    What runs along: the same words at the same height of several pages, or a number that counts the pages;
    never a line larger than `largest`, which is a heading. A line in the size of the `body` is suspected
    only where it is no sentence, nor part of one.
    """
    signs: defaultdict[tuple[object, int], set[int]] = defaultdict(set)
    for number, lines in enumerate(pages):
        for line in _edge(lines, top=True) + _edge(lines, top=False):
            for sign in (_form(line), *chain.from_iterable(_counts(line, number))):
                # Heights are grouped: a neighbouring group counts too.
                for height in (-1, 0, 1):
                    signs[sign, round(line.base / 4) + height].add(number)

    def shared(line: Line, sign: object) -> int:
        return len(signs[sign, round(line.base / 4)])

    def runs(line: Line, number: int, goes_on: bool) -> bool:
        if line.size > largest:
            return False
        few = len(pages) <= FEW_PAGES
        least = max(2.0, REPEATED * len(pages))
        counts = _counts(line, number)
        bare = PAGE_NUMBER.fullmatch(_form(line))
        if bare and bare[1]:
            return True
        if bare:
            # A figure of a table is bare as well, but counts no pages.
            least = 2
        elif line.size >= SMALLER * body:
            if goes_on or SENTENCE_END.search(line.text) or (line.bold and few):
                return False
            least = len(pages) if few else least
            counts = [] if line.bold or few else counts
        if not line.text.isdigit() and shared(line, _form(line)) >= max(2, least):
            return True
        return any(shared(line, alone) >= least and shared(line, worded) > 1 for alone, worded in counts)

    kept = []
    for number, lines in enumerate(pages):
        going_on = _going_on(lines)
        running = {id(line) for line in lines if runs(line, number, id(line) in going_on)}
        left_out = {id(line) for top in (True, False) for line in _outermost(_edge(lines, top), running)}
        kept.append([one for one in lines if id(one) not in left_out and not LEADERS.search(one.text)])
    return kept


def _going_on(lines: Sequence[Line]) -> set[int]:
    """The lines that go on with a sentence of the line above, in double spacing too."""
    downwards = sorted(lines, key=lambda line: -line.base)
    return {
        id(line)
        for above, line in pairwise(downwards)
        if line.text[0].islower() and not is_finished(above.text) and above.base - line.base < 3 * line.size
    }


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


def _counts(line: Line, number: int) -> list[tuple[object, object]]:
    """Each outer number that may count the pages, less the number of its page: alone, and with its words.

    The words beside a page number change with the chapter, but not with every page.
    """
    text = line.text.lower()
    counts: list[tuple[object, object]] = []
    for found in OUTER_NUMBER.finditer(text):
        if not COUNTED.search(text[: found.start()]):
            first = int(found.group()) - number
            counts.append((first, (first, text[: found.start()] + text[found.end() :])))
    return counts


def _form(line: Line) -> str:
    text = line.text.lower()
    masked = NUMBER.sub("#", text)
    return masked if PAGE_NUMBER.fullmatch(masked) else NUMBERED_PAGE.sub("#", text)
