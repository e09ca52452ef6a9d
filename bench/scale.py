"""From a hundred documents to all of MedQuAD: ours beside LangChain's stock splitter and store.

Each size is made and asked in processes of their own. Stock fills one store, size after size.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.medquad import read_medquad, write_files
from ingest.settings import ROOT

SIZES = (100, 1000, 10_000, 16_407)


@dataclass(frozen=True, slots=True)
class Stock:
    """LangChain's at one size."""

    hits: float
    p50_ms: float
    """Retrieval alone."""
    at_rest_mb: float
    build_s: float
    characters: int
    """That were new at this size."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One size: ours, and LangChain's beside it."""

    documents: int
    characters: int
    passages: int
    build_s: float
    build_peak_mb: float
    index_mb: float
    at_rest_mb: float
    p50_ms: float
    """A whole answer: triage, search, composing, checks."""
    p95_ms: float
    recall: float
    """Of the five passages that are truly nearest, the share found."""
    hits: float
    """Questions whose right document is among the first five."""
    stock: Stock | None
    """None where it was left out, for it takes most of an hour."""


def measure_scale(file: Path, work: Path, size: int, with_stock: bool = True) -> Scale:
    medquad = read_medquad(file, size, 1)
    documents = work / f"documents-{size}"
    write_files(medquad, documents)
    environment = {**os.environ, "FAMILY_QA_MODELS": str(work / "models")}
    build = ["-m", "ingest", str(documents), "--index", str(work / f"ours-{size}"), "--adapter", "none"]
    if not (work / "models").exists():
        # The models are exported once, whatever the size.
        first = work / "first"
        write_files(read_medquad(file, 1, 1), first)
        _run(
            ["-m", "ingest", str(first), "--index", str(work / "first-index"), "--adapter", "none"],
            environment,
        )
    began = time.perf_counter()
    peak = _run(build, environment)[1]
    seconds = time.perf_counter() - began
    probe = ["-m", "bench.scale_probe"]
    rest = [str(size), str(work), str(file)]
    ours = _json(_run([*probe, "ours-ask", *rest], environment)[0])
    stock = None
    if with_stock:
        filled = _json(_run([*probe, "stock-build", *rest], environment)[0])
        asked = _json(_run([*probe, "stock-ask", *rest], environment)[0])
        stock = Stock(
            asked["hits"], asked["p50_ms"], asked["at_rest_mb"], filled["seconds"], filled["characters"]
        )
    return Scale(
        documents=size,
        characters=sum(map(len, medquad.answers.values())),
        passages=ours["passages"],
        build_s=seconds,
        build_peak_mb=peak,
        index_mb=_size_mb(work / f"ours-{size}"),
        at_rest_mb=ours["at_rest_mb"],
        p50_ms=ours["p50_ms"],
        p95_ms=ours["p95_ms"],
        recall=ours["recall"],
        hits=ours["hits"],
        stock=stock,
    )


def _run(arguments: list[str], environment: dict[str, str]) -> tuple[str, float]:
    """What `python ARGUMENTS` printed, and its peak memory in MB."""
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit code {process.returncode}")
    return printed, usage.ru_maxrss * 1024 / 1e6


def _json(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return found


def _size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
