"""Passages, and what a search finds of them, made by hand."""

from __future__ import annotations

import numpy as np

from answering.records import Evidence
from answering.retrieve import Search
from ingest.records import Passage, Sentence, SentenceKind


def passage(name: str, *texts: str, listed: bool = False, heading: tuple[str, ...] = ("H",)) -> Passage:
    """A passage of `texts`; the first is a lead-in and the others are items where `listed`."""
    sentences, at = [], 0
    for number, text in enumerate(texts):
        kind = SentenceKind.SENTENCE
        if listed:
            kind = SentenceKind.ITEM if number else SentenceKind.LEAD_IN
        sentences.append(Sentence(kind, text, at, at + len(text)))
        at += len(text) + 1
    whole = " ".join(texts)
    return Passage(f"d/h/{name}-000000", "d", heading, whole, 0, len(whole), (1, 1), tuple(sentences))


def search(*scored: tuple[Passage, float]) -> Search:
    evidence = tuple(
        Evidence(number, found, {"fused": score}) for number, (found, score) in enumerate(scored, 1)
    )
    return Search("q", np.ones(2), evidence, None, 0, 0, 0, 0, 1)
