"""Is what was found enough to answer? A logistic model over several signals.

One similarity cannot tell an answerable question from a near miss (AUROC 0.59 to 0.63 with the
base embedder); many together can. The coefficients are fitted on the bank's development tenth.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from answering.lexical import words_of
from answering.retrieve import Search
from answering.signals import SIGNALS
from answering.weights import Weights


def belief_shares(search: Search, temperature: float) -> np.ndarray:
    """Softmax of the fused scores over the evidence found: how belief is divided, shape (n,)."""
    fused = np.array([evidence.scores["fused"] for evidence in search.evidence])
    if not fused.size:
        return fused
    weights = np.exp((fused - fused.max()) / temperature)
    return np.asarray(weights / weights.sum())


def sufficiency_signals(search: Search, temperature: float) -> dict[str, float]:
    """What speaks for and against an answer; every value about 0 to 1."""
    if not search.evidence:
        return {}
    shares = belief_shares(search, temperature)
    scores = search.evidence[0].scores
    others = [evidence.scores for evidence in search.evidence[1:]]
    agreement = [all(scores[name] >= other[name] for other in others) for name in SIGNALS]
    uncovered = search.uncovered.cosine if search.uncovered else 0.0
    return {
        "passage": scores["passage"],
        "sentence": scores["sentence"],
        "question": scores["question"],
        "questions": scores["questions"],
        "fused": scores["fused"],
        "share": float(shares[0]),
        "margin": float(shares[0] - (shares[1] if shares.size > 1 else 0.0)),
        "agreement": sum(agreement) / len(agreement),
        "uncovered": uncovered,
        "uncovered_like": search.uncovered_like,
        "asked_like": search.asked_like,
        "neighbours": search.neighbours,
        "coverage": search.coverage,
        "covered_lead": scores["question"] - uncovered,
        "known_words": search.known_share,
        "words": min(1.0, len(words_of(search.query)) / 40),
    }


def probability_answerable(search: Search, weights: Weights) -> float:
    """P(the corpus answers this query), 0 where nothing was found."""
    return logistic(sufficiency_signals(search, weights.temperature), weights)


def logistic(signals: Mapping[str, float], weights: Weights) -> float:
    """The fitted model; 0 without signals."""
    if not signals:
        return 0.0
    total = weights.intercept + sum(weights.sufficiency.get(k, 0.0) * v for k, v in signals.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
