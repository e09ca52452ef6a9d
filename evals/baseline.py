"""The run that later versions are compared with, and the history of headline figures.

`python -m evals baseline` renews evals/baseline/ from the development questions, and adds a line to
evals/history.jsonl with the figures of both splits. Run it when the answers have changed for the better.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.dataset import DEVELOPMENT, HELD_OUT, read_questions
from evals.figures import ALL
from evals.outputs import write_baseline
from evals.report import render_table, shown, table_of
from evals.suite import Measured, measure, write_report
from ingest.errors import DatasetError
from ingest.settings import ROOT, Settings

BASELINE = Path(__file__).with_name("baseline")
HISTORY = Path(__file__).with_name("history.jsonl")
KEPT = (
    "right",
    "facts",
    "abstained",
    "refused",
    "hit_5",
    "auroc",
    "emergency_recall",
    "false_alarms",
    "words",
)


def baseline(arguments: argparse.Namespace, settings: Settings) -> int:
    """The command: 2 where a question could not be scored, with nothing written; else 0."""
    # Before anything is written: what this writes is no change of the code.
    rows: dict[str, Any] = {"commit": commit(), "on": datetime.now(UTC).date().isoformat()}
    files = {"development": DEVELOPMENT, "held_out": HELD_OUT}
    # Both are measured first: else a fault in the second would leave the version under test as the
    # baseline that the next one is compared with.
    splits = {split: _measured(path, settings) for split, path in files.items()}
    for split, measured in splits.items():
        print(f"{split}\n{render_table(table_of(measured.results, measured.summary['figures']))}\n")
    with tempfile.TemporaryDirectory() as work:
        write_report(Path(work), splits["development"])
        write_baseline(BASELINE, Path(work))
    rows |= {split: _headline(measured) for split, measured in splits.items()}
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(rows) + "\n")
    print(f"renewed {BASELINE.name}/ and {HISTORY.name}; commit both with what changed the answers")
    return 0


def _measured(path: Path, settings: Settings) -> Measured:
    """Raises DatasetError that names each question that could not be scored."""
    measured = measure(read_questions([path]), [path.name], settings, {})
    if unscored := measured.summary["unscored"]:
        raise DatasetError("\n".join(f"not scored: {row['id']} {row['reason']}" for row in unscored))
    return measured


def commit() -> str:
    """The commit that stands here, "+" after it where something is not committed; "" without git."""
    try:
        head = _git("rev-parse", "--short=9", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _headline(measured: Measured) -> dict[str, Any]:
    figures = measured.summary["figures"][ALL]
    values = {name: float(shown("", figures[name]["value"])) for name in KEPT if name in figures}
    return {"n": len(measured.results)} | values
