"""A small grid of settings on development questions, and what each point buys: `python -m evals sweep`."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

from markupsafe import Markup

from evals.dataset import Questions, read_questions, refuse_held_out, spread
from evals.figures import ALL
from evals.html import environment
from evals.plots import trade_off_plot
from evals.report import latencies_of, render_table, shown
from evals.suite import measure, new_folder
from evals.systems import parse_overrides
from ingest.errors import SettingError, StorageError
from ingest.settings import Settings

Point = tuple[int, Mapping[str, str], dict[str, float]]
"""Its number, its settings, its figures."""
COLUMNS = ("right", "facts", "abstained", "refused", "hit_1", "recall_5", "words", "p50")
LARGEST = 60
"""Points of one sweep; each asks every question."""


def sweep(arguments: argparse.Namespace, settings: Settings) -> int:
    """The command: 2 where something cannot be tried, else 0. Held-out questions are refused."""
    refuse_held_out(arguments.questions)
    points = grid(arguments.set)
    questions = read_questions(arguments.questions)
    chosen = Questions(spread(questions.samples, arguments.limit), questions.faults)
    out = arguments.out or new_folder(settings, "sweep")
    rows: list[Point] = []
    for number, point in enumerate(points, start=1):
        told = " ".join(f"{name}={value}" for name, value in point.items())
        print(f"{number} of {len(points)}: {told}", file=sys.stderr)
        measured = measure(
            chosen, [f.name for f in arguments.questions], settings, point, workers=arguments.workers
        )
        known = {name: figure["value"] for name, figure in measured.summary["figures"][ALL].items()}
        rows.append((number, point, known | latencies_of(measured.results)[ALL]))
    table = [["", *points[0], *COLUMNS]]
    table += [[str(n), *p.values(), *(shown(c, v.get(c)) for c in COLUMNS)] for n, p, v in rows]
    _write(out, table, rows)
    print(render_table(table))
    print(f"sweep: {out / 'sweep.html'}", file=sys.stderr)
    for fault in questions.faults:
        print(f"not scored: {fault}", file=sys.stderr)
    return 2 if questions.faults else 0


def grid(words: list[str]) -> list[dict[str, str]]:
    """["a=1,2", "b=3"] -> [{"a": "1", "b": "3"}, {"a": "2", "b": "3"}]; raises SettingError."""
    axes = {name: values.split(",") for name, values in parse_overrides(words).items()}
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    if len(points) > LARGEST:
        raise SettingError(f"--set: {len(points)} points; try {LARGEST} at most")
    return points


def _write(out: Path, table: Sequence[Sequence[str]], rows: Sequence[Point]) -> None:
    """The grid as CSV, and as a page with what is gained and what it costs."""
    plots = {
        "Facts stated against refusals: up and to the left is better": ("refused", "facts", "refused, %"),
        "Facts stated against time: up and to the left is better": ("p50", "facts", "median ms"),
        "Not covered and not answered, against refusals": ("refused", "abstained", "refused, %"),
    }
    drawn = []
    for title, (across, up, label) in plots.items():
        dots = [(float(v[across]), float(v[up]), str(n)) for n, _, v in rows if across in v and up in v]
        drawn.append((title, Markup(trade_off_plot(dots, label, f"{up}, %"))))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "sweep.csv").write_text(text.getvalue(), encoding="utf-8")
        page = environment().get_template("sweep.html").render(table=table, plots=drawn)
        (out / "sweep.html").write_text(page, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"{out}: cannot be written ({error.strerror}); name another with --out"
        ) from error
