"""Numbers, codes and plates by what stands around them: every word with a digit is asked for its cue.

A search from the cues on would meet each of two hundred words everywhere; there are few words with a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.dates import MONTH
from redaction.numbers import (
    ADDRESS_OF_NET,
    AHEAD_CAR,
    AHEAD_FAR,
    AHEAD_KEPT,
    AHEAD_KEY,
    AHEAD_PLACED,
    AHEAD_PUBLIC,
    AMOUNT,
    BACK,
    BEHIND,
    BEHIND_CAR,
    BEHIND_CARD,
    EXPIRES,
    IN_WORDS,
    LABS,
    LETTERS,
    MASKED,
    MONEY,
    NUMBERED,
    OF_CARD,
    PASSWORD,
    PASSWORD_BARE,
    PLACED_LETTER,
    PLATE,
    RATIO,
    SAID,
    UNIT,
    WRITTEN,
)


def codes(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each number that somebody or something of theirs is kept under."""
    for found in ADDRESS_OF_NET.finditer(text):
        yield found.span()
    for pattern in (LETTERS, PLACED_LETTER, PASSWORD, PASSWORD_BARE):
        for found in pattern.finditer(text):
            yield found.span("value")
    for found in MASKED.finditer(text):
        yield found.span()
    for card in BEHIND_CARD.finditer(text):
        at = card.end()
        while more := OF_CARD.match(text, at):
            yield more.span(more.lastindex or 0)
            at = more.end()
    for found in WRITTEN.finditer(text):
        if _is_code(text, found):
            yield found.span()
    for found in SAID.finditer(text):
        if _is_said_code(text, found):
            yield found.span()


def _is_code(text: str, found: re.Match[str]) -> bool:
    written = found.group()
    digits = sum(character.isdigit() for character in written)
    mixed = any(character.isalpha() for character in written)
    before = text[max(0, found.start() - BACK) : found.start()]
    if AMOUNT.fullmatch(written) or LABS.match(written):
        return False
    if (not mixed and UNIT.match(text, found.end())) or AHEAD_PUBLIC.search(before):
        return False
    kept = AHEAD_KEPT.search(before)
    placed, keyed = AHEAD_PLACED.search(before), AHEAD_KEY.search(before) or EXPIRES.search(before)
    long_ratio = digits > 5 and "/" in written and kept
    if RATIO.fullmatch(written) and not (placed or keyed or long_ratio):
        return False
    if placed:
        return True
    if digits > 1 and keyed:
        return True
    if (
        PLATE.fullmatch(written)
        and mixed
        and (AHEAD_CAR.search(before) or BEHIND_CAR.match(text, found.end()))
    ):
        return True
    if written.startswith("#") and digits > 2:
        return True
    if (
        digits > 2
        and kept
        and (mixed or digits > 3 or "#" in kept.group() or "-" in written or "/" in written)
    ):
        return not (kept.group().split()[0].lower() in MONEY and not mixed and digits < 6)
    if kept and digits > 1 and kept.group().split()[0].lower().rstrip(":#.") in NUMBERED:
        return digits > 2 or kept.group().lower().startswith(("number", "no", "#"))
    if digits > 1 and len(written) > 3 and mixed and kept:
        return True
    if _speaks_for_itself(written, digits, mixed):
        return True
    return digits > 3 and bool((AHEAD_FAR.search(before) and mixed) or BEHIND.match(text, found.end()))


def _is_said_code(text: str, found: re.Match[str]) -> bool:
    words = IN_WORDS.findall(found.group())
    before = text[max(0, found.start() - BACK) : found.start()]
    if not words or UNIT.match(text, found.end()):
        return False
    if len(words) > 4 and not re.search(rf"{MONTH}\s*$", before, re.IGNORECASE):
        return True
    if AHEAD_PLACED.search(before):
        return words[0].lower() not in {"one", "o", "oh"} or len(words) > 1
    cued = AHEAD_KEY.search(before) or AHEAD_KEPT.search(before)
    return len(words) > 2 and bool(cued)


def _speaks_for_itself(written: str, digits: int, mixed: bool) -> bool:
    """Whether it can be no amount, whatever stands before it: "dcf-77120", "HX9-220B", "25-014477"."""
    letters = sum(character.isupper() for character in written)
    if mixed:
        if " " in written and digits < 6:
            return False
        return (digits > 3 and len(written) > 5) or (digits > 2 and letters > 1 and len(written) > 5)
    return digits > 5 and not written.endswith("000") and "." not in written and ":" not in written
