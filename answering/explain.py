"""Why each piece of evidence was said or left out: for staff, from the answer and its trace alone.

The rules are those of answering.compose, told after the fact, but for what a conversation had told already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from answering.compose import ENOUGH_BELIEF, LEAST_SHARE, TARGET_WORDS
from answering.records import Answer, Evidence, Kind, Trace
from answering.stories import tells_story
from ingest.records import Passage


@dataclass(frozen=True, slots=True)
class Weighed:
    """One passage that was looked at."""

    passage: Passage
    scores: Mapping[str, float]
    """By signal; empty where another part of the question found it."""
    share: float | None
    """Of the belief, 0 to 1."""
    kept: bool
    why: str


def explain(answer: Answer) -> list[Weighed]:
    """The evidence in the order it was ranked, then what only a part of the question found."""
    trace = answer.trace
    cited = {citation.passage.id for citation in answer.citations}
    shares = _shares(trace)
    weighed: list[Weighed] = []
    said = 0.0
    for evidence, share in zip(trace.evidence, shares, strict=True):
        kept = evidence.passage.id in cited
        why = "quoted in the answer" if kept else _why_not(answer, evidence, share, said)
        weighed.append(Weighed(evidence.passage, evidence.scores, share, kept, why))
        said += share
    known = {one.passage.id for one in weighed}
    for citation in answer.citations:
        if citation.passage.id not in known:
            known.add(citation.passage.id)
            why = "quoted in the answer; not found by the question as a whole"
            weighed.append(Weighed(citation.passage, {}, None, True, why))
    return weighed


def _why_not(answer: Answer, evidence: Evidence, share: float, said: float) -> str:
    trace = answer.trace
    if answer.credit:
        return "an approved answer was given instead"
    if answer.kind is Kind.EMERGENCY:
        return "an emergency: nothing of the article is said"
    if answer.kind is Kind.ABSTAIN:
        if trace.probability is not None and trace.weights and trace.probability < trace.weights.threshold:
            return (
                f"not answered: {trace.probability:.2f} sure, and {trace.weights.threshold:.2f} is needed"
            )
        return "not answered: too little like what families ask of this article"
    if tells_story(evidence.passage):
        return "tells one person's story, which is said only where it is the answer itself"
    if share < LEAST_SHARE:
        return (
            f"has {share:.1%} of the belief: {LEAST_SHARE:.0%} is needed, or words very like the question"
        )
    if said >= ENOUGH_BELIEF:
        return f"what stands above it already has {ENOUGH_BELIEF:.1%} of the belief"
    words = sum(len(sentence.text.split()) for sentence in answer.sentences)
    return f"no room: the answer has {words} words, and is kept near {TARGET_WORDS}"


def _shares(trace: Trace) -> list[float]:
    """As answering.sufficiency.belief_shares."""
    if not trace.evidence or trace.weights is None:
        return []
    fused = np.array([one.scores["fused"] for one in trace.evidence])
    weights = np.exp((fused - fused.max()) / trace.weights.temperature)
    return [float(share) for share in weights / weights.sum()]
