"""Two runs on the same questions, answer by answer: `python -m evals compare A B`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.dataset import Fault
from evals.figures import HIGHER, LABELS, MEANS, PERCENT, WHOLES
from evals.html import environment
from evals.intervals import Interval, bootstrap_mean, bootstrap_whole
from evals.outputs import Run, read_run
from evals.records import Answered
from evals.report import render_table, shown, unit
from evals.scorers import Score
from evals.thresholds import PATH, load_thresholds
from ingest.errors import DatasetError, StorageError
from ingest.settings import Settings


@dataclass(frozen=True, slots=True)
class Difference:
    """How one figure changed, over the answers that both runs have scored."""

    name: str
    before: float
    after: float
    change: Interval
    """After less before, in the figure's own unit."""

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
    """Raises DatasetError where the runs have asked different questions."""
    if before.checksum != after.checksum:
        raise DatasetError(
            f"{before.folder} and {after.folder} have asked different questions "
            f"({before.checksum} and {after.checksum}); run both on the same files "
            "(for the baseline: `python -m evals baseline`)"
        )
    pairs = _pairs(before, after)
    return Comparison(
        differences=tuple(d for name in LABELS if (d := _difference(name, pairs))),
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
    if not pairs:
        return None
    clusters = [new.cluster for _, new in pairs]
    scale = 100 if name in PERCENT else 1
    if name in MEANS:
        of = MEANS[name].of
        # An answer that only one run has a value for (an abstention has no words) is in neither mean.
        both = [(of(old), of(new)) for old, new in pairs]
        known = [(a, b) for a, b in both if a is not None and b is not None]
        if not known:
            return None
        changes = [None if a is None or b is None else b - a for a, b in both]
        change = bootstrap_mean(changes, clusters)
        old_value, new_value = (sum(pair[side] for pair in known) / len(known) for side in (0, 1))
    elif name in WHOLES:
        whole = WHOLES[name].of

        def moved(rows: np.ndarray) -> float | None:
            old, new = whole([pairs[r][0] for r in rows]), whole([pairs[r][1] for r in rows])
            return None if old is None or new is None else new - old

        first, second = whole([old for old, _ in pairs]), whole([new for _, new in pairs])
        change = bootstrap_whole(moved, clusters)
        if first is None or second is None:
            return None
        old_value, new_value = first, second
    else:
        return None
    if change is None:
        return None
    low, high = change.low, change.high
    return Difference(
        name,
        old_value * scale,
        new_value * scale,
        Interval(
            change.value * scale,
            None if low is None else low * scale,
            None if high is None else high * scale,
        ),
    )


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
    }
    try:
        path.write_text(environment().get_template("compare.html").render(data), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); check it") from error
