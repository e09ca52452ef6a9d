"""Two runs on the same questions, answer by answer: `python -m evals compare A B`."""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.dataset import Fault
from evals.figures import HIGHER, LABELS, MEASURES, Mean, Whole
from evals.html import environment
from evals.intervals import (
    DIGITS,
    LEAST_CLUSTERS,
    Interval,
    bootstrap_change,
    bootstrap_whole,
    where_sure,
)
from evals.outputs import Run, read_run
from evals.records import Answered
from evals.report import render_table, shown, unit
from evals.scorers import Score
from evals.thresholds import PATH, load_thresholds
from ingest.errors import DatasetError, StorageError
from ingest.settings import Settings


@dataclass(frozen=True, slots=True)
class Difference:
    """How one figure changed, over the questions that both runs have scored."""

    name: str
    before: float
    after: float
    change: Interval
    """After less before, in the figure's own unit; without bounds where chance cannot be told."""

    @property
    def told(self) -> list[str]:
        low, high = self.change.low, self.change.high
        interval = "" if low is None or high is None else f"{_signed(low)} to {_signed(high)}"
        return [
            f"{LABELS[self.name]}{',' + unit(self.name) if unit(self.name) else ''}",
            shown(self.name, self.before),
            shown(self.name, self.after),
            _signed(self.change.value),
            interval,
        ]

    @property
    def verdict(self) -> str:
        """ "better" or "worse" where the interval of the change leaves out 0, else ""."""
        low, high = self.change.low, self.change.high
        if low is None or high is None or low <= 0 <= high:
            return ""
        return "better" if (low > 0) == (self.name in HIGHER) else "worse"


@dataclass(frozen=True, slots=True)
class Turned:
    """A question that one run answered right and the other did not, with both answers."""

    id: str
    category: str
    question: str
    before: Answered | None
    after: Answered | None
    stage: str
    """What lost it, in the run that is not right."""


@dataclass(frozen=True, slots=True)
class Comparison:
    differences: tuple[Difference, ...]
    gained: tuple[Turned, ...]
    lost: tuple[Turned, ...]
    unscored: tuple[Fault, ...]
    """In either run."""


def compare(arguments: argparse.Namespace, settings: Settings) -> int:
    """The command: 2 where a run cannot be used, 1 where a guarded figure got worse, else 0."""
    thresholds = load_thresholds(arguments.thresholds or PATH)
    before, after = read_run(arguments.before), read_run(arguments.after)
    comparison = compare_runs(before, after)
    worse = thresholds.worsened(before.summary["figures"], after.summary["figures"])
    print(render_comparison(comparison))
    if arguments.html:
        _write_page(arguments.html, before, after, comparison, worse)
    for fault in comparison.unscored:
        print(f"not scored: {fault}", file=sys.stderr)
    for line in worse:
        print(f"worse: {line}", file=sys.stderr)
    if comparison.unscored:
        return 2
    return 1 if worse else 0


def compare_runs(before: Run, after: Run) -> Comparison:
    """Figure by figure, over the questions that both have scored, and each one gained or lost.

    Where the sample says which answers count (facts, abstained), a figure pairs the values of both runs.
    Where a run's own answers do (`Mean.of_answers`: of those it refused, how many it should have), and
    where it is of all answers together, it is worked out for each run over its own, and the difference
    is drawn again by clusters of questions. A change has neither interval nor verdict where either run
    has fewer than LEAST_CLUSTERS for it, and where it is the same in all of them.

    Raises DatasetError where the runs have asked different questions.
    """
    if before.checksum != after.checksum:
        raise DatasetError(
            f"{before.folder} and {after.folder} have asked different questions "
            f"({before.checksum} and {after.checksum}); run both on the same files "
            "(for the baseline: `python -m evals baseline`)"
        )
    pairs = _pairs(before, after)
    return Comparison(
        differences=tuple(d for name in MEASURES if (d := _difference(name, pairs))),
        gained=tuple(_turned(before, after, pairs, now=True)),
        lost=tuple(_turned(before, after, pairs, now=False)),
        unscored=tuple(
            Fault(f"{run.folder}", 0, str(row["id"]), f"{row['file']} {row['reason']}".strip())
            for run in (before, after)
            for row in run.summary["unscored"]
        ),
    )


def render_comparison(comparison: Comparison) -> str:
    """The table of differences, and each gained and lost question with both answers."""
    head = ["figure", "before", "after", "change", "95 %"]
    parts = [render_table([head, *(difference.told for difference in comparison.differences)])]
    for title, turned in (("gained", comparison.gained), ("lost", comparison.lost)):
        parts.append(f"{title}: {len(turned)}")
        parts += [
            f"{one.id} {one.category}: {one.question}\n"
            f"  before: {_said(one.before)}\n  after:  {_said(one.after)}\n  lost by {one.stage}"
            for one in turned
        ]
    return "\n\n".join(parts)


def _pairs(before: Run, after: Run) -> list[tuple[Score, Score]]:
    """The scores of both runs by question, in the order of the second."""
    old = {score.id: score for score in before.scores}
    pairs = [(old[new.id], new) for new in after.scores if new.id in old]
    return [(a, b) for a, b in pairs if not a.unscored and not b.unscored]


def _difference(name: str, pairs: Sequence[tuple[Score, Score]]) -> Difference | None:
    """None where one of the runs has nothing to work the figure out from."""
    measure = MEASURES[name]
    found = _of_mean(measure, pairs) if isinstance(measure, Mean) else _of_whole(measure, pairs)
    if found is None:
        return None
    before, after, change = found
    scale = 100 if measure.percent else 1
    bounds = [None if bound is None else bound * scale for bound in (change.low, change.high)]
    return Difference(name, before * scale, after * scale, Interval(change.value * scale, *bounds))


def _of_mean(mean: Mean, pairs: Sequence[tuple[Score, Score]]) -> tuple[float, float, Interval] | None:
    both = [(mean.of(old), mean.of(new)) for old, new in pairs]
    if not mean.of_answers:
        # What one run lacks, such as a mark that could not be read, is missing: it is in neither mean.
        both = [pair if None not in pair else (None, None) for pair in both]
    before, after = [old for old, _ in both], [new for _, new in both]
    clusters = [new.cluster for _, new in pairs]
    change = bootstrap_change(before, after, clusters)
    if change is None:
        return None
    return _mean(before), _mean(after), where_sure(change, _fewer_clusters(pairs, before, after))


def _of_whole(whole: Whole, pairs: Sequence[tuple[Score, Score]]) -> tuple[float, float, Interval] | None:
    def values(rows: Iterable[int]) -> tuple[float | None, float | None]:
        drawn = [pairs[row] for row in rows]
        return whole.of([old for old, _ in drawn]), whole.of([new for _, new in drawn])

    def moved(rows: np.ndarray) -> float | None:
        old, new = values(rows)
        return None if old is None or new is None else round(new - old, DIGITS)

    before, after = values(range(len(pairs)))
    if before is None or after is None:
        return None
    change = Interval(after - before)
    used = [[whole.uses(score) or None for score in run] for run in zip(*pairs, strict=True)]
    clusters = _fewer_clusters(pairs, *used)
    if not whole.is_extreme and clusters >= LEAST_CLUSTERS:
        change = bootstrap_whole(moved, [new.cluster for _, new in pairs]) or change
    return before, after, where_sure(change, clusters)


def _fewer_clusters(
    pairs: Sequence[tuple[Score, Score]], before: Sequence[float | None], after: Sequence[float | None]
) -> int:
    """Clusters with something that is not None, in the run that has fewer of them."""
    return min(
        len({new.cluster for (_, new), value in zip(pairs, values, strict=True) if value is not None})
        for values in (before, after)
    )


def _mean(values: Sequence[float | None]) -> float:
    return statistics.fmean(value for value in values if value is not None)


def _turned(before: Run, after: Run, pairs: Sequence[tuple[Score, Score]], now: bool) -> list[Turned]:
    found = []
    for old, new in pairs:
        if bool(new.right) is now and bool(old.right) is not now:
            answer = after.answers.get(new.id)
            stage = (old if now else new).stage
            question = answer.question if answer else ""
            found.append(
                Turned(new.id, new.category, question, before.answers.get(new.id), answer, str(stage or ""))
            )
    return found


def _signed(value: float) -> str:
    rounded = round(value, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def _said(answer: Answered | None) -> str:
    return f"({answer.kind}) {answer.plain[:300]}" if answer else "(none)"


def _write_page(path: Path, before: Run, after: Run, comparison: Comparison, worse: Sequence[str]) -> None:
    data: dict[str, Any] = {
        "before": before,
        "after": after,
        "differences": comparison.differences,
        "turned": {"Lost": comparison.lost, "Gained": comparison.gained},
        "worse": worse,
        "least_clusters": LEAST_CLUSTERS,
    }
    try:
        path.write_text(environment().get_template("compare.html").render(data), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); check it") from error
