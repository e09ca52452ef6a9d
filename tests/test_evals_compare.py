"""What is said of the change between two runs, worked out by hand on their scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from test_evals_figures import row

from answering.records import Kind
from evals.__main__ import main
from evals.baseline import BASELINE
from evals.compare import Difference, compare_runs
from evals.dataset import Expect
from evals.intervals import LEAST_CLUSTERS
from evals.outputs import SUMMARY, Run, read_run
from evals.scorers import Score

Write = Callable[..., Path]


def changes(before: Sequence[Score], after: Sequence[Score]) -> dict[str, Difference]:
    """By figure."""
    summary = {"questions": {"checksum": "x"}, "unscored": []}
    runs = [Run(Path(name), summary, tuple(rows), {}) for name, rows in (("a", before), ("b", after))]
    return {difference.name: difference for difference in compare_runs(*runs).differences}


def answered(count: int, right: int, of: int = 1) -> list[Score]:
    """`count` covered questions in clusters of `of`, the first `right` of them answered right."""
    return [
        row(f"q{n}", Expect.ANSWER, Kind.ANSWER, n < right, cluster=f"c{n // of}", words=9 + n % 2)
        for n in range(count)
    ]


def test_share_of_a_runs_own_abstentions_is_worked_out_for_each_run() -> None:
    """20 abstain rightly in both; the second refuses 20 covered questions as well: 20/20, 20/40."""
    uncovered = [row(f"u{n}", Expect.ABSTAIN, Kind.ABSTAIN, True) for n in range(20)]
    refused = [row(f"q{n}", Expect.ANSWER, Kind.ABSTAIN, False) for n in range(20)]
    before, after = uncovered + answered(20, 20), uncovered + refused
    found = changes(before, after)["abstention_precision"]
    # The rows that abstain in both are the right ones: of them 100 % before and after.
    assert (found.before, found.after, found.change.value) == (100.0, 50.0, -50.0)
    assert found.verdict == "worse"
    again = changes(after, before)["abstention_precision"]
    assert (again.change.value, again.verdict) == (50.0, "better")


def test_figure_of_what_was_said_is_over_the_answers_of_each_run() -> None:
    """ "a" is answered before and "b" after, worse: no answer is in both."""
    good, bad = {"exact": True, "citation_recall": 1.0}, {"exact": False, "citation_recall": 0.5}
    silent = [row(name, Expect.ANSWER, Kind.ABSTAIN, False) for name in "ab"]
    before = [row("a", Expect.ANSWER, Kind.ANSWER, True, **good), silent[1]]
    after = [silent[0], row("b", Expect.ANSWER, Kind.ANSWER, True, **bad)]
    found = changes(before, after)
    assert [found[name].change.value for name in good] == [-100.0, -50.0]


def test_mark_that_one_run_lacks_is_missing_in_both() -> None:
    def marked(*marks: float | None) -> list[Score]:
        return [row(f"q{n}", Expect.ANSWER, Kind.ANSWER, True, judged=m) for n, m in enumerate(marks)]

    found = changes(marked(1.0, 0.0, None), marked(0.5, None, 1.0))["judged"]
    assert (found.before, found.after) == (100.0, 50.0)


def test_change_of_few_questions_is_no_sure_one() -> None:
    few, enough = LEAST_CLUSTERS - 1, LEAST_CLUSTERS
    for before, after in [
        (answered(1, 0), answered(1, 1)),
        (answered(few, 0), answered(few, few - 1)),
        # Two questions of one cluster stand and fall together: these are few.
        (answered(2 * few, 0, of=2), answered(2 * few, few, of=2)),
    ]:
        found = changes(before, after)["right"]
        assert found.change.value > 0
        assert (found.change.low, found.change.high, found.verdict) == (None, None, "")
        assert found.told[-1] == ""
    assert changes(answered(enough, 0), answered(enough, enough - 1))["right"].verdict == "better"


def test_change_that_is_the_same_everywhere_has_no_interval() -> None:
    # Drawn again they stay alike: "+100.0 to +100.0", as if nothing else could be.
    found = changes(answered(50, 0), answered(50, 50))
    assert (found["right"].change.value, found["right"].change.low, found["right"].verdict) == (
        100,
        None,
        "",
    )
    assert found["words"].told[-1] == ""  # 9 and 10 in both
    assert found["most"].told[-1] == ""


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"unscored": None}, "unscored: Field required"),
        ({"unscored": [{"id": "a"}]}, "unscored.0.file: "),
        ({"figures": None}, "figures: Field required"),
        ({"figures": {}}, "figures: 'all' is missing"),
        ({"figures": {"all": {"right": {"value": float("nan")}}}}, "figures.all.right.value: "),
        ({"questions": {"checksum": ""}}, "questions.checksum: String should have at least 1"),
        ({"questions": {"asked": 1}}, "questions.checksum: Field required"),
    ],
)
def test_summary_that_lacks_something_is_one_line_and_2(
    write: Write, capsys: pytest.CaptureFixture[str], change: dict[str, object], fault: str
) -> None:
    whole = {"questions": {"checksum": "x"}, "unscored": [], "figures": {"all": {"right": {"value": 1.0}}}}
    kept = {name: value for name, value in (whole | change).items() if value is not None}
    folder = write(f"run/{SUMMARY}", json.dumps(kept)).parent
    assert main(["compare", str(folder), str(folder)]) == 2
    errors = capsys.readouterr().err
    assert f"{folder}: is no finished run ({fault}" in errors
    assert len(errors.splitlines()) == 1


def test_committed_baseline_is_a_finished_run() -> None:
    run = read_run(BASELINE)
    assert len(run.scores) == run.summary["questions"]["asked"]
