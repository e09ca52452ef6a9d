"""How staff read passages and moments."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from answering.passages import PassageStore
from ingest.records import Passage
from pages.links import document_link, passage_anchor

FIRST_WORDS, WORDS_OF_A_NAME = 14, 5


def clock(seconds: float) -> str:
    """A moment as staff read it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %b %Y, %H:%M")


def ago(seconds: float) -> str:
    """How long ago, roughly."""
    passed = max(0.0, time.time() - seconds)
    for size, word in ((86_400, "d"), (3600, "h"), (60, "min")):
        if passed >= size:
            return f"{passed // size:.0f} {word} ago"
    return "just now"


def first_words(text: str, count: int = FIRST_WORDS) -> str:
    words = text.split()
    return " ".join(words[:count]) + (" …" if len(words) > count else "")


def passage_name(store: PassageStore, passage_id: str) -> str:
    """Its heading and first words, or what its id says where the article has it no more."""
    position = store.position.get(passage_id)
    if position is None:
        return passage_id.partition("/")[2]
    passage = store.passages[position]
    return ": ".join([*passage.heading[-1:], first_words(passage.text, WORDS_OF_A_NAME)])


def article_link(passage: Passage) -> str:
    return f"{document_link(passage.document_id)}#{passage_anchor(passage)}"
