"""A small grid of settings on development questions, and what each point buys: `python -m evals sweep`."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from evals.dataset import Fault, read_questions, spread
from evals.figures import ALL
from evals.html import environment
from evals.outputs import check_folder
from evals.plots import Dot, trade_off_plot
from evals.report import latencies_of, render_table, shown
from evals.splits import refuse_held_out
from evals.suite import measure, new_folder
from evals.systems import check_overrides, parse_overrides
from ingest.errors import SettingError, StorageError
from ingest.settings import Settings

Point = tuple[int, Mapping[str, str], dict[str, float]]
"""Its number, its settings, its figures."""
COLUMNS = ("right", "facts", "abstained", "refused", "hit_1", "recall_5", "words", "p50")
TRADES = {
    "Facts stated, and words to read": ("words", "median words", "facts", "facts stated, %"),
    "Right, and time": ("p50", "median milliseconds", "right", "right, %"),
    "Facts stated, and refusals": ("refused", "covered and refused, %", "facts", "facts stated, %"),
    "Not covered and not answered, and refusals": (
        *("refused", "covered and refused, %"),
        *("abstained", "not covered and not answered, %"),
    ),
}
"""Title of a plot: what a point costs, across, and what it buys, up."""
PAGE = "sweep.html"
LARGEST = 60
"""Points of one sweep; each asks every question."""


def sweep(arguments: argparse.Namespace, settings: Settings) -> int:
    """The command: 2 where something cannot be tried, else 0. Held-out questions are refused."""
    refuse_held_out(arguments.questions)
    points = grid(arguments.set)
    # What could stop it stops it before the first of an hour of points.
    for point in points:
        check_overrides(point, settings)
    questions = read_questions(arguments.questions)
    chosen = replace(questions, samples=spread(questions.samples, arguments.limit))
    out = arguments.out or new_folder(settings, "sweep")
    check_folder(out)
    rows: list[Point] = []
    faults: dict[str, None] = {}
    for number, point in enumerate(points, start=1):
        told = " ".join(f"{name}={value}" for name, value in point.items())
        print(f"{number} of {len(points)}: {told}", file=sys.stderr)
        measured = measure(
            chosen, [f.name for f in arguments.questions], settings, point, workers=arguments.workers
        )
        known = {name: figure["value"] for name, figure in measured.summary["figures"][ALL].items()}
        rows.append((number, point, known | latencies_of(measured.results)[ALL]))
        faults |= dict.fromkeys(str(Fault(**fault)) for fault in measured.summary["unscored"])
    table = [["", *points[0], *COLUMNS]]
    table += [[str(n), *p.values(), *(shown(c, v.get(c)) for c in COLUMNS)] for n, p, v in rows]
    _write(out, table, rows, [f.name for f in arguments.questions], len(chosen.samples))
    print(render_table(table))
    print(f"sweep: {out / PAGE}", file=sys.stderr)
    for fault in faults:
        print(f"not scored: {fault}", file=sys.stderr)
    return 2 if faults else 0


def grid(words: list[str]) -> list[dict[str, str]]:
    """["a=1,2", "b=3"] -> [{"a": "1", "b": "3"}, {"a": "2", "b": "3"}]; raises SettingError."""
    axes = {name: values.split(",") for name, values in parse_overrides(words).items()}
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    if len(points) > LARGEST:
        raise SettingError(f"--set: {len(points)} points; try {LARGEST} at most")
    return points


def _write(
    out: Path, table: Sequence[Sequence[str]], rows: Sequence[Point], files: Sequence[str], asked: int
) -> None:
    """The grid as CSV, and as a page with what each point buys and what it costs."""
    plots = {}
    for title, (across, across_label, up, up_label) in TRADES.items():
        dots = [
            Dot(values[across], values[up], str(number), " = ".join(next(iter(point.items()))))
            for number, point, values in rows
            if across in values and up in values
        ]
        plots[title] = trade_off_plot(dots, across_label, up_label, title)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    page = environment().get_template(PAGE).render(table=table, plots=plots, files=files, asked=asked)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "sweep.csv").write_text(text.getvalue(), encoding="utf-8")
        (out / PAGE).write_text(page, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"{out}: cannot be written ({error.strerror}); name another with --out"
        ) from error
