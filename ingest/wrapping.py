"""Which lines of plain text go on with the line above: where a sentence was wrapped at a line end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.looks import QUOTED, SENTENCE_END, is_finished, looks_like_heading

LONGEST_WRAPPED = 140
"""Characters; a longer line is a whole paragraph, or an address that could not be wrapped."""
NARROWEST_WRAPPED = 40
"""Characters; in a text of shorter lines nothing tells that a line was full."""
LONGEST_GROUP = 20
"""Lines; where more follow one another, blank lines do not part the paragraphs."""
TELEPHONE = re.compile(r"\d{3}[-. ]\d{4}$")


def goes_on(lines: Sequence[str], opens: Sequence[bool], marks: Sequence[int]) -> list[bool]:
    """For each line whether it is one paragraph or item with the line above it.

    `opens` says of each line whether it is the first of its group, after a blank line, and `marks` whether
    it opens an item. Each group is judged by itself: one long line elsewhere says nothing about it.
    """
    return _Lines(lines, opens, marks).joined()


class _Lines:
    def __init__(self, lines: Sequence[str], opens: Sequence[bool], marks: Sequence[int]) -> None:
        self.lines, self.marks = lines, marks
        self.opens = [*opens, True]
        short = sorted(len(line) for line in lines if len(line) <= LONGEST_WRAPPED)
        # Not the longest: a heading or an address may stand out.
        self.width = short[len(short) * 9 // 10] if short else 0

    def joined(self) -> list[bool]:
        groups = self._groups()
        wrapped = self._are_wrapped([n for group in groups if self._is_narrow(group) for n in group])
        joined = [False] * len(self.lines)
        for group in groups:
            together = self._is_narrow(group) and (wrapped or self._are_wrapped(group))
            for number in group:
                if self._follows(number) and self._goes_on_small(number):
                    joined[number] = True
                elif together and self._follows(number) and not self._parts(number):
                    # Without blank lines only a full line tells that its paragraph goes on.
                    parted = len(groups) > 1 and len(group) <= LONGEST_GROUP
                    joined[number] = parted or self._is_full(number - 1)
        return joined

    def _groups(self) -> list[range]:
        starts = [number for number, first in enumerate(self.opens) if first]
        return [range(start, end) for start, end in pairwise(starts)]

    def _is_narrow(self, group: range) -> bool:
        long = sum(len(self.lines[number]) > LONGEST_WRAPPED for number in group)
        return 2 * long < len(group)

    def _are_wrapped(self, numbers: Sequence[int]) -> bool:
        """True when most breaks between these lines fall in the middle of a sentence."""
        breaks = [n for n in numbers if self._follows(n) and not self._parts(n) and not self._ends_list(n)]
        broken = [n for n in breaks if not self._is_finished(n - 1)]
        return len(broken) > len(breaks) / 2

    def _is_finished(self, number: int) -> bool:
        return is_finished(self.lines[number]) or self.lines[number][-1] in QUOTED

    def _follows(self, number: int) -> bool:
        return not self.opens[number] and not self.marks[number]

    def _goes_on_small(self, number: int) -> bool:
        """No sentence begins with a small letter where the one above it has not ended."""
        return self.lines[number][0].islower() and not SENTENCE_END.search(self.lines[number - 1])

    def _parts(self, number: int) -> bool:
        """Whether a line surely begins something else than the line above is about."""
        if self._goes_on_small(number) or self._is_full(number - 1):
            return False
        if self._is_alone(number - 1) or self._is_alone(number):
            return True
        return bool(TELEPHONE.search(self.lines[number - 1]))

    def _ends_list(self, number: int) -> bool:
        """Whether a line may begin what comes after a list; an item need not end like a sentence."""
        goes_on = self._goes_on_small(number) or self._is_full(number - 1)
        return bool(self.marks[number - 1]) and not goes_on

    def _is_alone(self, number: int) -> bool:
        """Whether a line is a heading, or the entry of one whom to call, with other text beneath it."""
        line, first = self.lines[number], self.opens[number]
        if self.marks[number] or self._is_full(number) or self.opens[number + 1]:
            return False
        if self._goes_on_small(number + 1):
            return False
        begins = first or self._is_finished(number - 1)
        short = first and 2 * len(line) < self.width
        return begins and (short or looks_like_heading(line))

    def _is_full(self, number: int) -> bool:
        """Whether the first word of the next line found no room on this one."""
        if self.opens[number + 1] or self.width < NARROWEST_WRAPPED:
            return False
        word = re.match(r"\S+", self.lines[number + 1])
        return len(self.lines[number]) + 1 + len(word.group() if word else "") > self.width
