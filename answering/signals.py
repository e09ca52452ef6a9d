"""Scores of passages by one signal each, from what a vector search or BM25 found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SIGNALS = ("passage", "sentence", "question", "questions", "bm25_text", "bm25_question")
NEIGHBOURS = 10
NEARNESS = 0.05
VOTING = 0.1
THE_SAME = 0.95
"""Cosine from which a known question is the very one that is asked."""


def mean_of_best(owners: np.ndarray, cosines: np.ndarray, size: int, top: int) -> np.ndarray:
    """Mean of each passage's `top` highest cosines, which come highest first; shape (size,).

    A search that reaches only so far leaves passages out: they count as the lowest it found.
    """
    if not owners.size:
        return np.zeros(size)
    order = np.argsort(owners, kind="stable")
    sorted_owners, numbers = owners[order], np.arange(owners.size)
    starts = np.concatenate([[True], sorted_owners[1:] != sorted_owners[:-1]])
    # How many of the same passage come before.
    rank = numbers - np.maximum.accumulate(np.where(starts, numbers, 0))
    kept = rank < top
    table = np.full((size, top), cosines[-1])
    table[sorted_owners[kept], rank[kept]] = cosines[order][kept]
    return np.asarray(table.mean(axis=1))


def share_covered(asked: np.ndarray, uncovered: np.ndarray) -> float:
    """Share of the covered among the nearest, each weighing exp(cosine / NEARNESS); 0.5 for none."""
    cosines = np.concatenate([asked, uncovered])
    if not cosines.size:
        return 0.5
    covered = np.concatenate([np.ones(asked.size), np.zeros(uncovered.size)])
    nearest = np.lexsort((-covered, -cosines))[:NEIGHBOURS]
    pull = np.exp((cosines[nearest] - cosines[nearest[0]]) / NEARNESS)
    return float(pull @ covered[nearest] / pull.sum())


def voted(labels: Sequence[str], cosines: np.ndarray) -> str:
    """The label that weighs most among neighbours, each weighing exp(cosine / VOTING), nearest first.

    What is asked in nearly the same words decides by itself.

    Of 4,949 questions that the corpus does not answer, each asked of the others, 75.1 % were led to the
    right kind of place by the 20 nearest, and 70.5 % by the nearest alone.
    """
    if cosines[0] >= THE_SAME:
        return labels[0]
    weights: dict[str, float] = {}
    for label, weight in zip(labels, np.exp((cosines - cosines[0]) / VOTING), strict=True):
        weights[label] = weights.get(label, 0.0) + float(weight)
    return max(weights, key=lambda label: weights[label])


def share_of_best(scores: np.ndarray) -> np.ndarray:
    top = float(scores.max()) if scores.size else 0.0
    return scores / top if top > 0 else scores
