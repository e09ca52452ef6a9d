"""Calibration, intervals and figures against examples worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from answering.records import Kind
from evals.calibration import aurc, auroc, calibration_error, coverage_at, risk_coverage
from evals.dataset import Expect
from evals.figures import latencies, summarise
from evals.intervals import bootstrap_change, bootstrap_mean, bootstrap_whole, wilson
from evals.scorers import Score


def test_auroc_is_the_share_of_pairs_in_order_and_ties_count_half() -> None:
    """Positives .9 and .5, negatives .5 and .1: three pairs in order and one tie of four."""
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == pytest.approx(3.5 / 4)
    assert auroc([0.9], [True]) is None


def test_risk_and_coverage_go_down_the_confidences() -> None:
    """Right, wrong, right, wrong: risks 0, 1/2, 1/3, 2/4."""
    coverage, risk = risk_coverage([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert aurc([0.9, 0.8, 0.7, 0.6], [True, False, True, False]) == pytest.approx((5 / 6 + 1 / 2) / 4)
    assert aurc([], []) is None


def test_equal_confidences_are_answered_together() -> None:
    """Both or neither: no threshold takes the right one of the two alone."""
    assert risk_coverage([0.5, 0.5], [True, False])[1].tolist() == [0.5, 0.5]
    assert coverage_at([0.5, 0.5], [True, False]) == 0.0


def test_coverage_at_two_percent_takes_the_longest_head_with_so_few_errors() -> None:
    right = [True] * 60 + [False] + [True] * 39
    assert coverage_at(list(np.linspace(1, 0, 100)), right) == 1.0  # 1 of 100
    assert coverage_at(list(np.linspace(1, 0, 100)), [False, *right[1:]]) == 1.0  # 2 of 100
    assert coverage_at([0.9, 0.8], [True, False]) == 0.5
    assert coverage_at([], []) is None


def test_calibration_error_weighs_each_bin_by_its_count() -> None:
    """Three at .85 of which two come true, one at .15 that does: 3/4 |.85-2/3| + 1/4 |.15-1|."""
    found = calibration_error([0.85, 0.85, 0.85, 0.15], [True, True, False, True])
    assert found == pytest.approx(0.75 * (0.85 - 2 / 3) + 0.25 * 0.85)
    assert calibration_error([1.0], [True]) == 0.0


def test_wilson_of_nine_in_ten() -> None:
    """Wilson 1927; the textbook's 59.6 % to 98.2 %."""
    found = wilson(9, 10)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.9, 0.596, 0.982), abs=0.001)
    assert wilson(0, 0) is None


def test_bootstrap_draws_whole_clusters() -> None:
    """One cluster can only be drawn as it is; a hundred of the same values apart vary."""
    values = [1.0, 0.0] * 50
    together = bootstrap_mean(values, ["a"] * 100)
    apart = bootstrap_mean(values, [str(n) for n in range(100)])
    assert together is not None
    assert apart is not None
    assert (together.low, together.value, together.high) == (0.5, 0.5, 0.5)
    assert apart.low == pytest.approx(0.4, abs=0.02)
    assert apart.high == pytest.approx(0.6, abs=0.02)
    assert bootstrap_mean([None], ["a"]) is None
    assert apart == bootstrap_mean(values, [str(n) for n in range(100)])


def test_bootstrap_of_a_whole_figure_is_near_that_of_the_mean() -> None:
    values = np.array([1.0, 0.0] * 50)
    found = bootstrap_whole(lambda rows: float(values[rows].mean()), [str(n) for n in range(100)])
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.4, 0.6), abs=0.03)


def test_change_of_the_same_answers_is_the_mean_of_their_changes() -> None:
    clusters = [str(n // 2) for n in range(100)]
    before = [0.1 * (n % 3) for n in range(100)]
    after = [0.3 * (n % 4) for n in range(100)]
    found = bootstrap_change(before, after, clusters)
    paired = bootstrap_mean([b - a for a, b in zip(before, after, strict=True)], clusters)
    assert found is not None
    assert paired is not None
    assert (found.value, found.low, found.high) == pytest.approx((paired.value, paired.low, paired.high))


def test_change_of_other_answers_is_between_the_means_of_each() -> None:
    """1 of what was scored before, 0.5 of what is scored after."""
    found = bootstrap_change([1.0, 1.0, None], [None, 1.0, 0.0], ["a", "b", "c"])
    assert found is not None
    assert found.value == -0.5
    assert bootstrap_change([1.0], [None], ["a"]) is None


def row(name: str, expect: Expect, kind: Kind, right: bool, **fields: object) -> Score:
    values = {"id": name, "category": "direct", "cluster": name, "expect": expect, "kind": kind}
    return Score.model_validate(values | {"right": right} | fields)


ROWS = [
    row("1", Expect.ANSWER, Kind.ANSWER, True, facts=1.0, words=40, probability=0.9),
    row("2", Expect.ANSWER, Kind.ABSTAIN, False, facts=0.0, probability=0.2),
    row("3", Expect.ABSTAIN, Kind.ABSTAIN, True, probability=0.1),
    row("4", Expect.ABSTAIN, Kind.ANSWER, False, words=60, probability=0.8),
    row("5", Expect.EMERGENCY, Kind.EMERGENCY, True),
    Score(id="6", category="direct", cluster="6", expect=Expect.ANSWER, unscored="not answered"),
]


def test_figures_of_six_answers() -> None:
    values = {name: figure["value"] for name, figure in summarise(ROWS).items()}
    assert values["right"] == 60.0  # the unscored one is in no figure
    assert values["facts"] == 50.0
    assert values["abstained"] == values["refused"] == 50.0
    assert values["abstention_precision"] == values["abstention_recall"] == 50.0
    assert (values["emergency_recall"], values["false_alarms"]) == (100.0, 0.0)
    assert values["auroc"] == 75.0  # .9 above both, .2 above .1 only
    assert (values["words"], values["most"]) == (50.0, 60.0)
    assert "exact" not in values


def test_figure_counts_the_answers_that_it_is_worked_out_from() -> None:
    """Of the five that are scored four have a probability, and two have words."""
    counts = {name: figure["n"] for name, figure in summarise(ROWS).items()}
    assert {counts[name] for name in ("auroc", "aurc", "coverage_2", "ece")} == {4}
    assert (counts["right"], counts["words"], counts["most"]) == (5, 2, 2)


def test_latencies_are_ranks() -> None:
    assert latencies([float(n) for n in range(1, 101)]) == {"p50": 51.0, "p95": 96.0, "p99": 100.0}
    assert latencies([]) == {}
