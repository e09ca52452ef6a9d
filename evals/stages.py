"""Which step of the ladder lost an answer that was not right."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from answering.records import Kind
from evals.dataset import Expect, Sample
from evals.library import SentenceKey
from evals.records import Answered

ENOUGH_FOUND = 0.5
"""Below this share of the gold sentences, no composer could have said half of the facts."""


class Stage(StrEnum):
    TRIAGE = "triage"
    """An emergency or a personal decision that was not seen, or seen where there was none."""
    FOLLOW_UP = "follow-up"
    """What answers it is found by the message with the one before it, and was lost in between."""
    RETRIEVAL = "retrieval"
    """What answers it was not among the passages found."""
    SUFFICIENCY = "sufficiency"
    """Found and not answered; or answered where the document says nothing."""
    COMPOSITION = "composition"
    """Found and not said; or something was said that must not be."""


def stage_of(
    sample: Sample,
    answer: Answered,
    gold: frozenset[SentenceKey],
    looked_at: Sequence[frozenset[SentenceKey]],
    found_plainly: frozenset[SentenceKey] = frozenset(),
) -> Stage:
    """The first step, in the order of the ladder, that could not be made good by those after it.

    `looked_at`: the sentences of each passage found or quoted. `found_plainly`: those of a search that
    does without the step that makes a follow-up stand alone.
    """
    if (sample.expect is Expect.EMERGENCY) != (answer.kind is Kind.EMERGENCY):
        return Stage.TRIAGE
    if sample.expect is Expect.ABSTAIN:
        if answer.kind is Kind.ABSTAIN:
            return Stage.COMPOSITION
        return Stage.TRIAGE if answer.kind is Kind.REFERRAL else Stage.SUFFICIENCY
    found = _share(gold, frozenset().union(*looked_at))
    if gold and found < ENOUGH_FOUND:
        lost_on_the_way = bool(sample.history) and _share(gold, found_plainly) >= ENOUGH_FOUND
        return Stage.FOLLOW_UP if lost_on_the_way else Stage.RETRIEVAL
    if answer.kind is Kind.ABSTAIN:
        return Stage.SUFFICIENCY
    missing = [fact for fact in sample.facts if not fact.stated_in(answer.plain)]
    if sample.expect is Expect.ANSWER_WITH_REFERRAL and answer.kind is Kind.ANSWER and not missing:
        return Stage.TRIAGE
    return Stage.COMPOSITION


def _share(gold: frozenset[SentenceKey], found: frozenset[SentenceKey]) -> float:
    return len(gold & found) / len(gold) if gold else 0.0
