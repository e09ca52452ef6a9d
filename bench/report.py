"""docs/benchmarks.md and its plots, from what one run measured."""

from __future__ import annotations

import math
import platform
import subprocess
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.api import Load
from bench.chat import ChatLoad
from bench.scale import Scale
from bench.start import Standing

PACKAGES = ("torch", "onnxruntime", "chromadb", "langchain-chroma", "llama-index-core", "gradio")
INK, PEER = "#1d5a6b", "#b08a3c"


def write_report(
    folder: Path,
    standings: Sequence[Standing],
    chat: tuple[Sequence[ChatLoad], float] | None,
    api: Sequence[Load],
    scales: Sequence[Scale],
) -> Path:
    """Write benchmarks.md and the plots beside it; a part that was not measured is left out."""
    plots = folder / "benchmarks"
    plots.mkdir(parents=True, exist_ok=True)
    mpl.rcParams.update({"svg.hashsalt": "bench", "font.size": 11, "axes.spines.top": False})
    mpl.rcParams["axes.spines.right"] = False
    parts = [_head()]
    if standings:
        parts.append(_start(standings, plots))
    if chat:
        parts.append(_chat(*chat))
    if api:
        parts.append(_api(api))
    if scales:
        parts.append(_scale(scales, plots))
    path = folder / "benchmarks.md"
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def _head() -> str:
    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        "# Benchmarks\n\n"
        "Written by `make bench`: everything here was measured in one run on one machine, the peers "
        "beside us. Read the ratios; the milliseconds are this machine's.\n\n"
        f"{date.today()}, {_processor()}, Python {platform.python_version()}; {packages}.\n"
    )


def _version(name: str) -> str:
    """A part of the run may do without a peer that is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    lines = subprocess.run(["lscpu"], capture_output=True, text=True, check=False).stdout.splitlines()
    found = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return f"{found.get('CPU(s)', '?')} cores of {found.get('Model name', 'an unknown processor')}"


def _start(standings: Sequence[Standing], plots: Path) -> str:
    ours, langchain = standings[0], standings[1]
    rows = [
        [
            s.system,
            f"{s.start_s:.2f}",
            f"{s.p50_ms:.1f}",
            f"{s.p95_ms:.1f}",
            f"{s.at_rest_mb:.0f}",
        ]
        for s in standings
    ]
    ratios = [
        f"{ours.start_s / langchain.start_s:.2f}",
        f"{ours.p50_ms / langchain.p50_ms:.2f}",
        f"{ours.p95_ms / langchain.p95_ms:.2f}",
        f"{ours.at_rest_mb / langchain.at_rest_mb:.2f}",
    ]
    rows.append(["ours / LangChain", *ratios])
    figure, axes = plt.subplots(1, 3, figsize=(9, 2.6))
    for axis, (title, values) in zip(
        axes,
        {
            "start to first answer, s": [s.start_s for s in standings],
            "a question, median ms": [s.p50_ms for s in standings],
            "memory at rest, MB": [s.at_rest_mb for s in standings],
        }.items(),
        strict=True,
    ):
        axis.barh([s.system for s in standings], values, color=[INK, PEER, PEER])
        axis.invert_yaxis()
        axis.set_title(title, fontsize=11, loc="left")
        if axis is not axes[0]:
            axis.set_yticklabels([])
    _save(figure, plots / "start.svg")
    return (
        "## One article, one question after another\n\n"
        "Ours is the whole answer: triage, search, composing, checks. The peers' is their retrieval alone, "
        "with sentence-transformers; each opens an index that was made before.\n\n"
        + _table(["", "first answer, s", "p50, ms", "p95, ms", "at rest, MB"], rows)
        + "\n![Start, question and memory beside the peers](benchmarks/start.svg)\n"
    )


def _chat(loads: Sequence[ChatLoad], seen_ms: float) -> str:
    rows = [
        [
            str(load.visitors),
            f"{load.ours_per_second:.0f}",
            f"{load.echo_per_second:.0f}",
            f"{load.ours_per_second / load.echo_per_second:.2f}",
            f"{load.ours_ms:.0f}",
            f"{load.echo_ms:.0f}",
        ]
        for load in loads
    ]
    return (
        "## The chat beside a Gradio chat that only echoes\n\n"
        "The echo chat asks through Gradio's queue, as `gr.ChatInterface` does, in two requests; "
        "ours in one.\n\n"
        + _table(["visitors", "ours/s", "echo/s", "ratio", "ours, ms", "echo, ms"], rows)
        + f"\nOne visitor in Chromium sees the answer {seen_ms:.0f} ms after Enter (median of 30).\n"
    )


def _api(loads: Sequence[Load]) -> str:
    rows = [
        [str(n.clients), f"{n.per_second:.0f}", f"{n.p50_ms:.0f}", f"{n.p95_ms:.0f}", str(n.errors)]
        for n in loads
    ]
    return "## `POST /api/ask`\n\nThe clients run on the same machine.\n\n" + _table(
        ["clients", "questions/s", "p50, ms", "p95, ms", "errors"], rows
    )


def _scale(scales: Sequence[Scale], plots: Path) -> str:
    rows = [
        [
            f"{s.documents:,}",
            f"{s.passages:,}",
            f"{s.characters / s.build_s:,.0f}",
            f"{s.stock.characters / s.stock.build_s:,.0f}" if s.stock and s.stock.characters else "-",
            f"{s.build_peak_mb:.0f}",
            f"{s.index_mb:.0f}",
            f"{s.at_rest_mb:.0f}",
            f"{s.p50_ms:.1f}",
            f"{s.p95_ms:.1f}",
            f"{s.recall:.3f}",
            f"{s.hits:.1%}",
            f"{s.stock.hits:.1%}" if s.stock else "-",
            f"{s.hits / s.stock.hits:.3f}" if s.stock else "-",
        ]
        for s in scales
    ]
    figure, axes = plt.subplots(1, 3, figsize=(9, 2.8))
    sizes = [s.documents for s in scales]
    _curve(axes[0], sizes, "ms a question", {"ours, whole answer": (lambda s: s.p50_ms, INK)}, scales)
    _curve(
        axes[1],
        sizes,
        "memory at rest, MB",
        {
            "ours": (lambda s: s.at_rest_mb, INK),
            "LangChain stock": (lambda s: s.stock.at_rest_mb if s.stock else math.nan, PEER),
        },
        scales,
    )
    _curve(
        axes[2],
        sizes,
        "right document in five",
        {
            "ours": (lambda s: s.hits, INK),
            "LangChain stock": (lambda s: s.stock.hits if s.stock else math.nan, PEER),
        },
        scales,
    )
    _save(figure, plots / "scale.svg")
    head = [
        "documents",
        "passages",
        "chars/s",
        "stock chars/s",
        "build peak, MB",
        "index, MB",
        "at rest, MB",
    ]
    head += ["p50, ms", "p95, ms", "recall@5", "hits", "stock hits", "ratio"]
    return (
        "## Many documents\n\n"
        "MedQuAD, each answer a document; a hit is the right one among the first five for its question. "
        "chars/s: characters of text indexed in a second, all of the work; above 1,000 documents stock "
        "embeds in bfloat16. recall@5: of the five passages truly nearest, the share that is found.\n\n"
        + _table(head, rows)
        + "\n![Question, memory and hits from 100 to all documents](benchmarks/scale.svg)\n"
    )


def _curve(
    axis: Axes,
    sizes: Sequence[int],
    title: str,
    lines: dict[str, tuple[Callable[[Scale], float], str]],
    scales: Sequence[Scale],
) -> None:
    for name, (value, colour) in lines.items():
        axis.plot(sizes, [value(scale) for scale in scales], marker="o", color=colour, label=name)
    axis.set_xscale("log")
    axis.set_xlabel("documents")
    axis.set_title(title, fontsize=11, loc="left")
    axis.legend(frameon=False, fontsize=9)


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
