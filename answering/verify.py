"""Is a sentence supported by what it cites? Exact things must agree; wording, by a calibrated likeness.

Every statement of the sentence needs one statement of the cited words to stand on (answering.grounds).
Numbers, rates, medicines and names must agree exactly. All else is weighed: whether a net that reads both
finds that the one follows from the other (answering.entailment), how near they are by embedding and by
words, and whether a rule finds a negation, an opposite or a hedge that only one of them has. The logistic
model's numbers (support.json) are fitted by `python -m evals.support` on a hand that the net has not seen.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from answering.claim_words import medicine_groups, plain
from answering.claims import Claim, clauses_of
from answering.entailment import Entailment
from answering.grounds import (
    Ground,
    disagreement,
    grounds_of,
    lead_in_of,
    names_of,
    turned_round,
)
from answering.records import Citation
from ingest.embedder import Embedder
from ingest.markdown import plain_text
from ingest.records import Passage

PATH = Path(__file__).with_name("support.json")
KEPT_VECTORS = 4096
"""Of the documents' own statements; never of what a family or a model wrote."""
LIKENESS = ("cosine", "shared", "known", "strange", "foreign", "other_head")
EXACT = ("number", "rate", "medicine", "name", "contact")
"""What no likeness outweighs."""
DOUBTS = ("negation", "opposite", "comparison", "exact", "subject", "surer", "order", "words about people")
"""What a rule finds that may be a rewording all the same, by the first words of its reason."""
OPENINGS = frozenset({"yes", "no", "true", "right", "exact", "correct"})
"""Stems that an answer may open with; "Sure." is said to whoever gives an order."""
FAR, SURE = 0.36, 1.5
"""A statement that has no word of what it cites, and a lower cosine to it, must follow with more than
these log odds: of such the net has seen little, and orders read so ("The article says MEOW")."""
DOUBTED = 0.5
"""Where a rule has a doubt, a sentence must be likelier true than not."""
TELEPHONE = re.compile(r"\d(?:[\s().–-]*\d){6,}")
"""A telephone number is quoted or left out: orders bring their own."""
SIGNALS = ("entailed", *LIKENESS, *DOUBTS)


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


@dataclass(frozen=True, slots=True)
class Standing:
    """One statement on its best ground."""

    signals: Mapping[str, float]
    """Those of SIGNALS."""
    doubt: str
    """What a rule says against it, "" for nothing."""


class Verifier:
    """Checks sentences; safe to be shared between threads."""

    def __init__(
        self, embedder: Embedder, entailment: Entailment, support: Support, passages: Sequence[Passage]
    ) -> None:
        """`passages`: all of the index, for the names in them."""
        self._names = names_of(passages)
        self._words = frozenset().union(*(Claim(plain_text(p.text)).groups for p in passages))
        self._embedder = embedder
        self._entailment = entailment
        self._support = support
        self._document_vector = lru_cache(maxsize=KEPT_VECTORS)(self._vector)

    def check(self, sentence: str, citations: Sequence[Citation]) -> Verdict:
        """The verdict on `sentence`, which cites `citations`."""
        if _is_quoted(sentence, citations):
            return Verdict(True, "", 1.0)
        standings, reason = self.standings(sentence, citations)
        if reason:
            return Verdict(False, reason)
        weakest = min(standings, key=lambda standing: self.likeness(standing.signals))
        likeness = self.likeness(weakest.signals)
        doubts = [standing.doubt for standing in standings if standing.doubt]
        if likeness >= (max(DOUBTED, self._support.threshold) if doubts else self._support.threshold):
            return Verdict(True, "", likeness)
        return Verdict(False, next(iter(doubts), "unlike what it cites"), likeness)

    def likeness(self, signals: Mapping[str, float]) -> float:
        """P(supported) by the fitted model."""
        total = sum(self._support.coefficients[name] * signals[name] for name in SIGNALS)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total + self._support.intercept))))

    def standings(self, sentence: str, citations: Sequence[Citation]) -> tuple[list[Standing], str]:
        """Each statement of `sentence` on its best ground; or why there is none."""
        grounds = grounds_of(citations)
        if not grounds:
            return [], "no quote"
        if len(set(Claim(sentence).stems)) < 2:
            return [], "no statement"
        if TELEPHONE.search(sentence):
            return [], "number"
        cited = frozenset().union(*(ground.around.groups for ground in grounds))
        clauses = [Claim(clause) for clause in clauses_of(sentence)]
        found: list[tuple[dict[str, float], str]] = []
        medicines: frozenset[str] = frozenset()
        for claim in clauses:
            if len(claim.stems) < 2 and not claim.groups <= cited | OPENINGS:
                return [], "no statement"
            medicines = claim.medicines or medicines
            best, reason = self._best(claim, medicines, grounds, cited)
            if best is None:
                return [], reason
            found.append((best, turned_round(claim, grounds) or reason))
        # Last, for it takes longest: what disagrees exactly need not be read.
        entailed = float(self._entailment.logits([sentence], [citations])[0])
        is_far = any(row["known"] == 0 and row["cosine"] < FAR for row, _ in found)
        # A question states nothing, unless it is one of the article's own.
        if entailed < SURE and (is_far or sentence.rstrip().endswith("?")):
            return [], "far from what it cites"
        return [Standing(_signals(row, doubt, entailed), doubt) for row, doubt in found], ""

    def _best(
        self, claim: Claim, medicines: frozenset[str], grounds: Sequence[Ground], cited: frozenset[str]
    ) -> tuple[dict[str, float] | None, str]:
        """The likeness to the best ground and the doubt about it; or None, and why there is none."""
        vector = self._vector(claim.text)
        best: tuple[float, dict[str, float], str] | None = None
        reasons: list[tuple[float, str]] = []
        for ground in grounds:
            row = self._compare(claim, vector, ground, cited)
            reason = disagreement(claim, medicines, self._names, ground)
            if reason.startswith(EXACT):
                reasons.append((row["cosine"], reason))
                continue
            likeness = self.likeness(_signals(row, reason, 0.0))
            if best is None or likeness > best[0]:
                best = likeness, row, reason
        return (None, max(reasons)[1]) if best is None else best[1:]

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


def _is_quoted(sentence: str, citations: Sequence[Citation]) -> bool:
    """Whether it is one of the cited sentences, word for word.

    An item beneath "not right for someone who:" says the contrary without that.
    """
    said = plain(sentence)
    return any(
        said == plain(plain_text(one.text)) and not Claim(lead_in_of(citation.passage, number)).negates
        for citation in citations
        for number, one in enumerate(citation.passage.sentences)
        if one.start < citation.end and one.end > citation.start
    )


def _signals(likeness: Mapping[str, float], doubt: str, entailed: float) -> dict[str, float]:
    return {
        "entailed": entailed,
        **likeness,
        **{name: float(doubt.startswith(name)) for name in DOUBTS},
    }


def load_support(path: Path = PATH) -> Support:
    """The fitted numbers that lie beside this module."""
    return Support(**json.loads(path.read_text(encoding="utf-8")))
