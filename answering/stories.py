"""Does a passage tell what happened to one family? That is said only where it is the answer itself."""

from __future__ import annotations

import re

from ingest.records import Passage

TELLS = re.compile(
    r"\b[A-Z][a-z]+ (says|admits|calls|recalls|shares|reflects|remembers)\b"
    r"|\b(says|admits|recalls|shares|reflects|explains) [A-Z][a-z]+\b"
    r"|\b[A-Z][a-z]+'s (son|daughter|wife|husband|father|mother)\b"
)


def tells_story(passage: Passage) -> bool:
    """Whether `passage` is what one person tells, by its own words."""
    return bool(TELLS.search(passage.text))
