"""What a typed or printed line looks like: the end of a sentence, a heading, an item of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_HEADING = 90
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")
QUOTED = '”"'
"""What somebody said may end here without a full stop."""
# Words that title case leaves small.
SMALL_WORDS = {"with", "from", "into", "over", "than", "that", "about", "after", "their", "your"}
CALLED = re.compile(r"(?<!\d)\d{3}(?!\d)")
"""Three digits are part of a telephone number, a short number to call, or a dose: text to be found."""
BULLET = re.compile(r"[•‣▪◦●·⁃]\s+")
MARK = re.compile(r"(?P<dash>[-*–o])\s+|(?P<open>\()?(?P<ordinal>\d{1,2}|[a-z])(?P<close>\)|(?<=\d)\.)\s+")


@dataclass(frozen=True, slots=True)
class _Mark:
    """What may be the mark of an item, at the start of a line."""

    line: int
    group: int
    length: int
    kind: str
    """The mark with its number or letter taken out."""
    ordinal: int = 0

    @property
    def is_letter(self) -> bool:
        """A letter opens an item in a list alone; elsewhere it is a word."""
        return self.kind == "o" or self.kind.endswith("a)")

    def precedes(self, other: _Mark) -> bool:
        """Whether `other` is the next of the same list."""
        counted = self.ordinal + 1 if self.ordinal else 0
        return other.kind == self.kind and (other.ordinal == counted or self.ordinal == other.ordinal == 1)


def looks_like_heading(line: str) -> bool:
    """A short line in title case or capitals, with no full stop and no number that is to be called."""
    # A heading does not end like a sentence or a lead-in.
    if len(line) > LONGEST_HEADING or line[-1] in ".!:;," or CALLED.search(line):
        return False
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    long_words = [word for word in words if len(word) > 3 and word not in SMALL_WORDS]
    if not long_words:
        return bool(words) and line.isupper()
    capitalised = sum(word[0].isupper() for word in long_words)
    if SENTENCE_END.search(line) and capitalised < len(long_words):
        return False
    return words[0][0].isupper() and capitalised >= 0.6 * len(long_words) and len(words) <= 14


def item_marks(lines: Sequence[str], opens: Sequence[bool]) -> list[int]:
    """For each line the length of the mark with which it opens an item, blanks included, or 0.

    `opens` says of each line whether it is the first of its group. Within a group a line may begin with
    "10. " or "- " by chance, where a sentence has been wrapped: there the mark needs a line above that is
    finished, or another item of its list beside it.
    """
    lengths = [0] * len(lines)
    for number, line in enumerate(lines):
        if bullet := BULLET.match(line):
            lengths[number] = bullet.end()
    marks = list(_marks(lines, opens))
    for place, mark in enumerate(marks):
        above = lines[mark.line - 1] if mark.line else ""
        if mark.is_letter:
            begins = above.endswith(":")
        else:
            begins = opens[mark.line] or is_finished(above) or looks_like_heading(above)
        if begins or _has_neighbour(marks, place, opens[mark.line]):
            lengths[mark.line] = mark.length
    return lengths


def may_open_item(line: str) -> bool:
    """Whether `line` begins with what is a mark in a list."""
    return bool(BULLET.match(line) or MARK.match(line))


def is_finished(line: str) -> bool:
    """Whether nothing need follow `line`: it ends a sentence or introduces what comes."""
    return line.endswith(":") or bool(SENTENCE_END.search(line))


def _marks(lines: Sequence[str], opens: Sequence[bool]) -> Iterator[_Mark]:
    group = 0
    for number, line in enumerate(lines):
        group += opens[number]
        found = MARK.match(line)
        if not found or found.end() == len(line):
            continue
        ordinal = found["ordinal"]
        if ordinal is None:
            yield _Mark(number, group, found.end(), found["dash"])
            continue
        sign, count = ("1", int(ordinal)) if ordinal.isdigit() else ("a", ord(ordinal) - ord("a") + 1)
        yield _Mark(number, group, found.end(), f"{found['open'] or ''}{sign}{found['close']}", count)


def _has_neighbour(marks: Sequence[_Mark], place: int, first_of_group: bool) -> bool:
    """Whether the mark at `place` has one of its list before or after it.

    Items that blank lines part are groups of their own.
    """
    mark, reach = marks[place], int(first_of_group)
    before = next((one for one in reversed(marks[:place]) if one.kind == mark.kind), None)
    after = next((one for one in marks[place + 1 :] if one.kind == mark.kind), None)
    return bool(
        (before and mark.group - before.group <= reach and before.precedes(mark))
        or (after and after.group - mark.group <= reach and mark.precedes(after))
    )
