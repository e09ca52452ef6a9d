"""Is a sentence supported by what it cites? Exact things must agree; wording, by a calibrated likeness.

Every statement of the sentence needs one statement of the cited words to stand on (answering.grounds). The
likeness is a logistic model of how near the two are by embedding and by words; its numbers
(support.json) are
fitted by `python -m evals.support` on the development half of evals/support/development.yaml.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from answering.claim_words import medicine_groups
from answering.claims import Claim, clauses_of
from answering.grounds import Ground, disagreement, grounds_of, names_of, turned_round
from answering.records import Citation
from ingest.embedder import Embedder
from ingest.markdown import plain_text
from ingest.records import Passage

PATH = Path(__file__).with_name("support.json")
KEPT_VECTORS = 4096
"""Of the documents' own statements; never of what a family or a model wrote."""
SIGNALS = ("cosine", "shared", "known", "strange", "foreign", "other_head")


@dataclass(frozen=True, slots=True)
class Support:
    """The fitted numbers."""

    coefficients: Mapping[str, float]
    intercept: float
    threshold: float
    """A sentence whose weakest statement is less likely supported than this is dropped."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be said."""

    supported: bool
    reason: str = ""
    """What speaks against it: for staff and for the evaluation, never for a family."""
    likeness: float = 0.0
    """P(supported) of its weakest statement, 0 where something exact disagrees."""


class Verifier:
    """Checks sentences; safe to be shared between threads."""

    def __init__(self, embedder: Embedder, support: Support, passages: Sequence[Passage]) -> None:
        """`passages`: all of the index, for the names in them."""
        self._names = names_of(passages)
        self._words = frozenset().union(*(Claim(plain_text(p.text)).groups for p in passages))
        self._embedder = embedder
        self._support = support
        self._document_vector = lru_cache(maxsize=KEPT_VECTORS)(self._vector)

    def check(self, sentence: str, citations: Sequence[Citation]) -> Verdict:
        """The verdict on `sentence`, which cites `citations`."""
        signals, reason = self.signals(sentence, citations)
        if reason:
            return Verdict(False, reason)
        likeness = min(self.likeness(row) for row in signals)
        unlike = likeness < self._support.threshold
        return Verdict(not unlike, "unlike what it cites" if unlike else "", likeness)

    def likeness(self, signals: Mapping[str, float]) -> float:
        """P(supported) by the fitted model."""
        total = sum(self._support.coefficients[name] * signals[name] for name in SIGNALS)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total + self._support.intercept))))

    def signals(self, sentence: str, citations: Sequence[Citation]) -> tuple[list[dict[str, float]], str]:
        """For each statement of `sentence` the signals of the best ground; or why there is none."""
        grounds = grounds_of(citations)
        if not grounds:
            return [], "no quote"
        if len(set(Claim(sentence).stems)) < 2:
            return [], "no statement"
        cited = frozenset().union(*(ground.around.groups for ground in grounds))
        rows: list[dict[str, float]] = []
        medicines: frozenset[str] = frozenset()
        for clause in clauses_of(sentence):
            claim = Claim(clause)
            medicines = claim.medicines or medicines
            turned = turned_round(claim, grounds)
            if turned:
                return [], turned
            found, reason = self._best(claim, medicines, grounds, cited)
            if found is None:
                return [], reason
            rows.append(found)
        return rows, ""

    def _best(
        self, claim: Claim, medicines: frozenset[str], grounds: Sequence[Ground], cited: frozenset[str]
    ) -> tuple[dict[str, float] | None, str]:
        vector = self._vector(claim.text)
        best: dict[str, float] | None = None
        reasons: list[tuple[float, str]] = []
        for ground in grounds:
            signals = self._compare(claim, vector, ground, cited)
            reason = disagreement(claim, medicines, self._names, ground)
            if reason:
                reasons.append((signals["cosine"], reason))
            elif best is None or self.likeness(signals) > self.likeness(best):
                best = signals
        return best, max(reasons)[1] if best is None else ""

    def _compare(
        self, claim: Claim, vector: np.ndarray, ground: Ground, cited: frozenset[str]
    ) -> dict[str, float]:
        # Medicines are held exactly: one that stands for an "it" makes the statement no less like.
        groups = claim.groups - (medicine_groups() - cited)
        size = max(1, len(groups))
        return {
            "cosine": float(vector @ self._document_vector(ground.claim.text)),
            "shared": len(groups & ground.claim.groups) / size,
            "known": len(groups & ground.around.groups) / size,
            "strange": min(1.0, len(groups - cited) / 4),
            "other_head": min(1.0, len(claim.head - ground.around.groups) / 2),
            "foreign": min(1.0, len(groups - self._words) / 2),
        }

    def _vector(self, text: str) -> np.ndarray:
        return np.asarray(self._embedder.embed([text])[0])


def load_support(path: Path = PATH) -> Support:
    """The fitted numbers that lie beside this module."""
    return Support(**json.loads(path.read_text(encoding="utf-8")))
