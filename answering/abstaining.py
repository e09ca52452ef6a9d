"""What is said where the corpus does not answer: that it does not, who would know, what stands nearby."""

from __future__ import annotations

import re

from answering.aboutness import OF_LIFE, is_near, is_of_life
from answering.asking import Asking
from answering.citations import Excerpt, cite
from answering.followup import QUESTION_WORDS
from answering.nearby import nearest, pointed_to
from answering.notes import has_pressing
from answering.records import Answer
from answering.replies import Replies
from answering.retrieve import Search
from answering.suggesting import suggest

CHAT = "chat"
"""Who would know of a question about this program: it does itself."""
NOBODY_KNOWN = "other"
COUNSELOR = "counselor"
ASKED = re.compile(
    rf"\?|(?:^|[,;.!])\W*(?:and |but |so )?(?:{QUESTION_WORDS})\b"
    r"|\b(?:how|what|when|where|why|who|which|tell|explain|help|please|let me know)\b"
    r"|\b(?:should|can|could|would|do|will) (?:i|we)\b|\b(?:any|need) (?:help|advice|idea|way|to know)\b",
    re.IGNORECASE,
)
"""Somewhere in whatever asks for something: without it, somebody tells how it is."""
I_DID = re.compile(
    r"\b(?:i|we)(?:'?ve|'?m|'?re| have| am| are)?\W+(?:\w+\W+)?"
    r"(?:us(?:e|ed|ing)|relaps\w+|slipped|hit|hurt|stole|lied)\b",
    re.IGNORECASE,
)
"""... of what they did themselves, which is not to be excused."""


def abstain(asking: Asking, replies: Replies) -> Answer:
    """The answer to a question that nothing found answers."""
    store = asking.generation.store
    best = max(asking.searches, key=lambda search: search.uncovered_like)
    who = best.uncovered.who_would_know if best.uncovered else NOBODY_KNOWN
    if who == CHAT and is_of_life(best, asking.mended):
        return replies.about_chat(store.titles)
    if not is_near(best):
        asking.off_topic = True
        return replies.off_topic(store.titles)
    nearby = cite(_nearby(asking, who, best), store.title)
    told = who == COUNSELOR and not ASKED.search(asking.mended) and not I_DID.search(asking.mended)
    return replies.not_covered(who, nearby, suggest(asking, nearby[1]), told)


def _nearby(asking: Asking, who: str, search: Search) -> list[Excerpt]:
    """What the corpus says near the question: what the bank points to, or else what comes nearest."""
    store, retriever = asking.generation.store, asking.generation.retriever
    if has_pressing(store.notes, asking.mended):
        # Beside a note that answers it would read as another answer.
        return []
    pointed = search.uncovered.nearby if search.uncovered else ""
    if pointed in store.position and pointed not in asking.off:
        return pointed_to(search, store.passages[store.position[pointed]], retriever.answer_cosines)
    # Beside a matter of the family's own life what the corpus says would read as advice on it.
    return [] if who in OF_LIFE else nearest(asking.searches[0], retriever.sentence_cosines)
