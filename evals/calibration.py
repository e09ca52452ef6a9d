"""How far the program's own probability can be trusted. Pure functions; None is "not scored"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BINS = 10
FEW_ERRORS = 0.02


def auroc(probabilities: Sequence[float], positive: Sequence[bool]) -> float | None:
    """P(a positive ranks above a negative), ties counting half; None where either is missing.

    The area under the ROC curve as Mann-Whitney's U (Hanley and McNeil 1982).
    """
    if all(positive) or not any(positive):
        return None
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(np.asarray(positive, dtype=bool), np.asarray(probabilities)))


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> tuple[np.ndarray, np.ndarray]:
    """(coverage, risk), each of shape (n,): answering only the k surest, for k = 1 to n.

    El-Yaniv and Wiener 2010. Equal confidences are answered together: no order among them is luck.
    """
    order = np.argsort(-np.asarray(confidences, dtype=float), kind="stable")
    sure = np.asarray(confidences, dtype=float)[order]
    wrong = np.cumsum(~np.asarray(right, dtype=bool)[order])
    last = np.searchsorted(-sure, -sure, side="right") - 1
    counts = np.arange(1, len(sure) + 1)
    return counts / max(len(sure), 1), wrong[last] / counts[last]


def aurc(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Area under the risk-coverage curve, lower is better (Geifman and El-Yaniv 2017); None for none."""
    return float(risk_coverage(confidences, right)[1].mean()) if len(confidences) else None


def coverage_at(
    confidences: Sequence[float], right: Sequence[bool], most: float = FEW_ERRORS
) -> float | None:
    """Largest share of questions that can be answered with at most `most` of the answers wrong."""
    if not len(confidences):
        return None
    coverage, risk = risk_coverage(confidences, right)
    sure = np.asarray(sorted(confidences, reverse=True))
    # A threshold takes all answers of one confidence or none of them.
    whole = np.append(sure[1:] < sure[:-1], True)
    fitting = coverage[(risk <= most) & whole]
    return float(fitting.max()) if fitting.size else 0.0


def reliability(probabilities: Sequence[float], outcome: Sequence[bool]) -> list[tuple[float, float, int]]:
    """(mean probability, share that came true, count) of each tenth of the scale that is not empty."""
    p, y = np.asarray(probabilities, dtype=float), np.asarray(outcome, dtype=float)
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return [
        (float(p[bins == b].mean()), float(y[bins == b].mean()), int((bins == b).sum()))
        for b in range(BINS)
        if (bins == b).any()
    ]


def calibration_error(probabilities: Sequence[float], outcome: Sequence[bool]) -> float | None:
    """Expected calibration error over ten equal bins (Guo et al. 2017), 0 to 1; None for none."""
    if not len(probabilities):
        return None
    rows = reliability(probabilities, outcome)
    return sum(count * abs(mean - share) for mean, share, count in rows) / len(probabilities)
