"""Each system alone: process start to first answer, question after question, and memory."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.probe import ARTICLE, FIRST, QUESTIONS, SYSTEMS, figures
from ingest.settings import ROOT

STARTS = 5
DEVELOPMENT = ROOT / "evals/questions/development.jsonl"


@dataclass(frozen=True, slots=True)
class Standing:
    """One system, on one article."""

    system: str
    start_s: float
    """Median of STARTS, from the start of the process to the first answer."""
    p50_ms: float
    p95_ms: float
    at_rest_mb: float
    """Resident memory after the first answer."""


def measure_start(work: Path, questions: int) -> list[Standing]:
    """Every system in turn, `questions` development questions each; the index is made beforehand."""
    work.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "corpus/naltrexone-guide/article.md", work / ARTICLE)
    rows = [json.loads(line) for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines()]
    texts = [row["question"] for row in rows if not row["history"]][:questions]
    (work / QUESTIONS).write_text(json.dumps(texts), encoding="utf-8")
    for system in SYSTEMS:
        _run(system, "build", work)
    return [_standing(system, work) for system in SYSTEMS]


def _standing(system: str, work: Path) -> Standing:
    starts: list[float] = []
    found: dict[str, list[float] | float] = {}
    for _ in range(STARTS):
        began = time.perf_counter()
        with subprocess.Popen(
            _command(system, "ask", work),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip() == FIRST:
                    starts.append(time.perf_counter() - began)
                    break
            found = figures(process.stdout.read())
    milliseconds = found["milliseconds"]
    assert isinstance(milliseconds, list)
    cuts = statistics.quantiles(milliseconds, n=20)
    at_rest = found["at_rest_mb"]
    assert isinstance(at_rest, float)
    return Standing(system, statistics.median(starts), statistics.median(milliseconds), cuts[18], at_rest)


def _run(system: str, what: str, work: Path) -> str:
    done = subprocess.run(
        _command(system, what, work), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{system}: {what} failed\n{done.stderr[-2000:]}")
    return done.stdout


def _command(system: str, what: str, work: Path) -> list[str]:
    return [sys.executable, "-m", "bench.probe", system, what, str(work)]
