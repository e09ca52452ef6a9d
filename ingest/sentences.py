"""Where sentences end: sentencex, and the abbreviations of leaflets, which it takes for an end."""

from __future__ import annotations

import re

import sentencex

from ingest.spans import trimmed

# "$1,000 approx. per month", "max. 50 mg", "Ask Sarah Lee, M.D. about it", "vit. C".
SHORTENED = re.compile(
    r"(?:\b(?:approx|max|min|avg|incl|excl|est|vs|mg|mcg|ml|oz|tabs?|caps?|hrs?|wks?|mos?|yrs?)"
    r"|\b(?:M\.D|D\.O|Ph\.D|R\.N|N\.P))\.$",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"[a-z\d$(]")
VITAMIN, ITS_LETTER = re.compile(r"\bvit\.$", re.IGNORECASE), re.compile(r"[A-Z]\d{0,2}\b")


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The place of each sentence of `text[start:end]`, without the blanks between them."""
    spans: list[tuple[int, int]] = []
    for piece in sentencex.get_sentence_boundaries("en", text[start:end]):
        first, last = trimmed(text, start + piece["start_index"], start + piece["end_index"])
        if first == last:
            continue
        if spans and _goes_on(text[slice(*spans[-1])], text[first:last]):
            spans[-1] = spans[-1][0], last
        else:
            spans.append((first, last))
    return spans


def _goes_on(above: str, below: str) -> bool:
    """Whether what seemed two sentences is one: a full stop is that of a shortened word."""
    if VITAMIN.search(above):
        return bool(ITS_LETTER.match(below))
    return bool(SHORTENED.search(above) and GOES_ON.match(below))
