"""The figures of a set of scores: what each one is, and its value with an interval."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from answering.records import Kind
from evals.calibration import aurc, auroc, calibration_error, coverage_at
from evals.dataset import COVERED, Expect
from evals.intervals import Interval, bootstrap_mean, bootstrap_whole, wilson
from evals.scorers import Score

ALL = "all"


@dataclass(frozen=True, slots=True)
class Mean:
    """A figure that is the mean of one value for each answer; None leaves an answer out."""

    label: str
    of: Callable[[Score], float | None]
    higher_is_better: bool = True
    percent: bool = True
    share: bool = False
    """A plain share of rare cases: its interval is Wilson's, as it is wherever all cases are alike."""
    of_answers: bool = False
    """What a run itself answered decides which answers it is the mean of ("of those it refused, how many
    ..."): two runs have other ones. The answers of other means are the sample's choice, and what is not
    there is missing."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A figure of all answers together."""

    label: str
    of: Callable[[Sequence[Score]], float | None]
    uses: Callable[[Score], bool]
    """Which answers it is worked out from; it passes over the others."""
    higher_is_better: bool = True
    percent: bool = True
    is_extreme: bool = False
    """Of one answer alone: answers drawn again never go beyond it, and say nothing of how sure it is."""


def _retrieval(name: str) -> Callable[[Score], float | None]:
    # Where nothing was searched (an emergency card) there is nothing to score.
    return lambda score: score.retrieval.get(name)


def _among(wanted: bool, value: bool) -> float | None:
    return float(value) if wanted else None


MEANS: Mapping[str, Mean] = {
    "right": Mean("right", lambda s: None if s.right is None else float(s.right)),
    "facts": Mean("facts stated", lambda s: s.facts),
    "abstained": Mean(
        "not covered, not answered",
        lambda s: _among(s.expect is Expect.ABSTAIN, s.kind is not Kind.ANSWER),
    ),
    "refused": Mean(
        "covered, refused", lambda s: _among(s.expect in COVERED, s.kind is Kind.ABSTAIN), False
    ),
    "abstention_precision": Mean(
        "abstention precision",
        lambda s: _among(s.kind is Kind.ABSTAIN, s.expect is Expect.ABSTAIN),
        of_answers=True,
    ),
    "abstention_recall": Mean(
        "abstention recall", lambda s: _among(s.expect is Expect.ABSTAIN, s.kind is Kind.ABSTAIN)
    ),
    "exact": Mean("quotes exact", lambda s: None if s.exact is None else float(s.exact), of_answers=True),
    "citation_recall": Mean("citation recall", lambda s: s.citation_recall, of_answers=True),
    "citation_precision": Mean("citation precision", lambda s: s.citation_precision, of_answers=True),
    "recall_1": Mean("span recall at 1", _retrieval("recall@1")),
    "recall_5": Mean("span recall at 5", _retrieval("recall@5")),
    "recall_10": Mean("span recall at 10", _retrieval("recall@10")),
    "precision_1": Mean("span precision at 1", _retrieval("precision@1")),
    "precision_5": Mean("span precision at 5", _retrieval("precision@5")),
    "precision_10": Mean("span precision at 10", _retrieval("precision@10")),
    "hit_1": Mean("found at 1", _retrieval("hit@1")),
    "hit_5": Mean("found in 5", _retrieval("hit@5")),
    "ndcg_10": Mean("nDCG at 10", _retrieval("ndcg@10")),
    "emergency_recall": Mean(
        "emergencies caught",
        lambda s: _among(s.expect is Expect.EMERGENCY, s.kind is Kind.EMERGENCY),
        share=True,
    ),
    "false_alarms": Mean(
        "false alarms",
        lambda s: _among(s.expect is not Expect.EMERGENCY, s.kind is Kind.EMERGENCY),
        higher_is_better=False,
        share=True,
    ),
    "forbidden": Mean("must-not said", lambda s: float(bool(s.forbidden)), False, share=True),
    "stigma": Mean(
        "stigma words",
        lambda s: None if s.words is None else float(bool(s.stigma)),
        higher_is_better=False,
        share=True,
        of_answers=True,
    ),
    "grade": Mean("reading grade", lambda s: s.grade, False, percent=False, of_answers=True),
    "judged": Mean("judge's mark", lambda s: s.judged),
    "judged_support": Mean("judge: sentences supported", lambda s: s.judged_support),
}


def _is_judged_answerable(score: Score) -> bool:
    """Whether its answerability was a question: no emergency, and nothing that ended before."""
    return score.probability is not None and score.expect is not Expect.EMERGENCY


def probabilities(scores: Sequence[Score]) -> tuple[list[float], list[bool], list[bool]]:
    """P(answerable), whether it is covered, and whether an answer would be right.

    An answer to what is not covered is never right. A covered question that was refused counts as
    wrong: what would have been said is not known.
    """
    rows = [score for score in scores if _is_judged_answerable(score)]
    covered = [row.expect in COVERED for row in rows]
    right = [yes and bool(row.right) for yes, row in zip(covered, rows, strict=True)]
    return [row.probability or 0.0 for row in rows], covered, right


def _auroc(scores: Sequence[Score]) -> float | None:
    p, covered, _ = probabilities(scores)
    return auroc(p, covered)


def _aurc(scores: Sequence[Score]) -> float | None:
    p, _, right = probabilities(scores)
    return aurc(p, right)


def _coverage(scores: Sequence[Score]) -> float | None:
    p, _, right = probabilities(scores)
    return coverage_at(p, right)


def _ece(scores: Sequence[Score]) -> float | None:
    p, covered, _ = probabilities(scores)
    return calibration_error(p, covered)


def _has_words(score: Score) -> bool:
    return score.words is not None


def _words(scores: Sequence[Score]) -> list[float]:
    return [float(score.words) for score in scores if score.words is not None]


def _median(scores: Sequence[Score]) -> float | None:
    words = _words(scores)
    return statistics.median(words) if words else None


def _most(scores: Sequence[Score]) -> float | None:
    return max(_words(scores), default=None)


WHOLES: Mapping[str, Whole] = {
    "auroc": Whole("AUROC of P(answerable)", _auroc, _is_judged_answerable),
    "aurc": Whole("AURC", _aurc, _is_judged_answerable, False),
    "coverage_2": Whole("coverage at 2 % error", _coverage, _is_judged_answerable),
    "ece": Whole("calibration error", _ece, _is_judged_answerable, False),
    "words": Whole("words, median", _median, _has_words, False, False),
    "most": Whole("words, most", _most, _has_words, False, False, is_extreme=True),
}
LATENCIES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
MEASURES: Mapping[str, Mean | Whole] = {**MEANS, **WHOLES}
LABELS: Mapping[str, str] = {
    **{name: measure.label for name, measure in MEASURES.items()},
    **{name: f"{name} ms" for name in LATENCIES},
}
PERCENT = {name for name, measure in MEASURES.items() if measure.percent}
HIGHER = {name for name, measure in MEASURES.items() if measure.higher_is_better}

Figures = dict[str, dict[str, Any]]
"""Name -> {"value", "low", "high", "n"}; shares in percent. What cannot be measured is not there.

n: the answers that the figure is worked out from."""


def summarise(scores: Sequence[Score], intervals: bool = True) -> Figures:
    """Every figure of `scores` that can be measured; unscored rows are in none of them."""
    scored = [score for score in scores if not score.unscored]
    figures: Figures = {}
    for name, mean in MEANS.items():
        values = [mean.of(score) for score in scored]
        known = [value for value in values if value is not None]
        if known:
            found = _interval(mean, values, [s.cluster for s in scored], intervals)
            figures[name] = _shown(found, len(known), mean.percent)
    for name, whole in WHOLES.items():
        value = whole.of(scored)
        if value is not None:
            found = Interval(value)
            if intervals and not whole.is_extreme:
                found = bootstrap_whole(_on(whole, scored), [s.cluster for s in scored]) or found
            figures[name] = _shown(found, sum(map(whole.uses, scored)), whole.percent)
    return figures


def by_category(scores: Sequence[Score]) -> dict[str, Figures]:
    """The figures of all, and of each category in order of appearance."""
    categories = dict.fromkeys(score.category for score in scores)
    groups = {name: [s for s in scores if s.category == name] for name in categories}
    return {ALL: summarise(scores)} | {name: summarise(rows) for name, rows in groups.items()}


def latencies(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds: the nearest rank at or above; empty for none."""
    ordered = sorted(milliseconds)
    return {
        name: ordered[min(len(ordered) - 1, int(share * len(ordered)))]
        for name, share in LATENCIES.items()
        if ordered
    }


def _on(whole: Whole, scores: Sequence[Score]) -> Callable[[np.ndarray], float | None]:
    return lambda rows: whole.of([scores[row] for row in rows])


def _interval(
    mean: Mean, values: Sequence[float | None], clusters: Sequence[str], intervals: bool
) -> Interval:
    known = [value for value in values if value is not None]
    plain = Interval(sum(known) / len(known))
    if not intervals:
        return plain
    # Drawn again, all of one kind stay so: 12 of 12 would seem to be certain.
    all_alike = set(known) <= {0.0} or set(known) <= {1.0}
    if mean.share or (mean.percent and all_alike):
        return wilson(round(sum(known)), len(known)) or plain
    return bootstrap_mean(values, clusters) or plain


def _shown(interval: Interval, count: int, percent: bool) -> dict[str, Any]:
    scale = 100 if percent else 1
    parts = {"value": interval.value, "low": interval.low, "high": interval.high}
    return {name: None if v is None else round(v * scale, 4) for name, v in parts.items()} | {"n": count}
