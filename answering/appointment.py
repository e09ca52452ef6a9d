"""Questions to take to the appointment: those that the document itself suggests to ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from answering.citations import Excerpt, cite
from answering.records import Citation
from answering.retrieve import Search
from ingest.records import Passage, SentenceKind

# The heading of a part that lists them, in any document.
HEADING = re.compile(r"\bquestions? to ask\b", re.IGNORECASE)
MOST = 3


def appointment_questions(
    passages: Iterable[Passage],
    search: Search,
    cosines: Callable[[np.ndarray, Passage], np.ndarray],
    title: Callable[[Passage], str],
) -> tuple[Citation, ...]:
    """The listed questions nearest to what was asked, in the document's order; at most three."""
    found: list[tuple[float, int, Passage, int]] = []
    for order, passage in enumerate(passages):
        if passage.heading and HEADING.search(passage.heading[-1]):
            near = cosines(search.vector, passage)
            found += [
                (float(near[number]), order, passage, number)
                for number, sentence in enumerate(passage.sentences)
                if sentence.kind is SentenceKind.ITEM
            ]
    best = sorted(found, key=lambda one: -one[0])[:MOST]
    in_order = sorted(best, key=lambda one: (one[1], one[3]))
    _, citations = cite([Excerpt(passage, (number,)) for _, _, passage, number in in_order], title)
    return citations
