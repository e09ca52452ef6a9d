"""Words that a line end has broken: with a hyphen of their own ("long-acting"), or none ("treatment")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.english import english_words
from ingest.lines import Line

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# "1-800-" and "662-4357", "24-" and "hour"; but "2-" and "or 3-day".
NUMBER_BROKEN, NUMBER_GOES_ON = re.compile(r"\d-$"), re.compile(r"(?!(?:and|or|to)\b)[^\W_]")
LAST_WORD, FIRST_WORD = re.compile(r"[^\W\d_]+$"), re.compile(r"[^\W\d_]+")


def whole_words(pages: Sequence[Sequence[Line]]) -> Counter[str]:
    """How often each word stands in a line unbroken, in small letters."""
    words: Counter[str] = Counter()
    for lines in pages:
        broken = False
        for line in lines:
            found = WORD.findall(line.text.lower())
            words.update(found[broken : len(found) - line.hyphen])
            broken = line.hyphen
    return words


def is_broken_number(above: str, below: str) -> bool:
    """Whether `above` ends at a hyphen of a number, a telephone's say, that `below` goes on with."""
    return bool(NUMBER_BROKEN.search(above) and NUMBER_GOES_ON.match(below))


def hyphen_between(above: str, below: str, words: Counter[str]) -> str:
    """ "-" or "", whichever belongs between the end of `above` and the start of `below`.

    What the document itself writes decides, and next what English does; a word that neither knows, such
    as a drug's name, is joined.
    """
    ends, begins = LAST_WORD.search(above), FIRST_WORD.match(below)
    if not ends or not begins or begins[0][0].isupper():
        return "-"
    first, second = ends[0].lower(), begins[0].lower()
    if words[first + second]:
        return ""
    if words[f"{first}-{second}"]:
        return "-"
    english = english_words()
    return "-" if first + second not in english and {first, second} <= english else ""
