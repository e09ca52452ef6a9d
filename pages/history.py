"""Headline figures over commits, as evals/history.jsonl keeps them: read, tabled, and laid out as lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.checked import json_lines
from ingest.settings import ROOT

HISTORY = ROOT / "evals" / "history.jsonl"
SHOWN = {
    "right": "right",
    "facts": "facts stated",
    "abstained": "not covered, not answered",
    "refused": "covered, refused",
    "emergency_recall": "emergencies caught",
}
DRAWN = ("right", "facts", "abstained")
WIDTH, HEIGHT, EDGE, LABELS = 900, 230, 44, 220
"""Of the drawing; EDGE on every side, LABELS more on the right, in its own units."""
APART = 19
"""Least distance between two labels."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over commits."""

    label: str
    tone: int
    """From 1: its place in DRAWN, and so its colour."""
    points: str
    """As an SVG polyline takes them."""
    x: float
    y: float
    """Where it ends."""
    label_y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The lines of one split, on one scale."""

    lines: tuple[Line, ...]
    rules: tuple[tuple[float, str], ...]
    """(y, what it stands for): the ends of the scale."""
    size: tuple[int, int] = (WIDTH, HEIGHT)
    left: int = EDGE
    right: int = WIDTH - LABELS


def read_history(path: Path) -> list[dict[str, Any]]:
    """The lines of the history, oldest first; a line that is none is passed over."""
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = []
    for line in json_lines(path.read_text(encoding="utf-8")):
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and "commit" in row:
            rows.append(row)
    return rows


def table_of(rows: Sequence[dict[str, Any]], split: str) -> list[list[str]]:
    """Commit, day and each figure; the latest commit first."""
    return [
        [
            str(row["commit"]),
            str(row.get("on", "")),
            *(_shown(row.get(split, {}).get(name)) for name in SHOWN),
        ]
        for row in reversed(rows)
        if split in row
    ]


def drawing_of(rows: Sequence[dict[str, Any]], split: str) -> Drawing | None:
    """The figures of one split; None where there are fewer than two commits to draw a line between."""
    series = {
        name: [(n, float(row[split][name])) for n, row in enumerate(rows) if name in row.get(split, {})]
        for name in DRAWN
    }
    values = [value for points in series.values() for _, value in points]
    if len(rows) < 2 or not values:
        return None
    low, high = int(min(values)) - 1, min(100, int(max(values)) + 1)
    across = (WIDTH - LABELS - EDGE) / (len(rows) - 1)
    up = (HEIGHT - 2 * EDGE) / (high - low)

    def y_of(value: float) -> float:
        return round(HEIGHT - EDGE - (value - low) * up, 1)

    lines = []
    for tone, (name, points) in enumerate(series.items(), start=1):
        if points:
            places = [(round(EDGE + n * across, 1), y_of(value)) for n, value in points]
            path = " ".join(f"{x},{y}" for x, y in places)
            label = f"{SHOWN[name]} {points[-1][1]:.1f}"
            lines.append(Line(label, tone, path, *places[-1], label_y=places[-1][1]))
    return Drawing(_apart(lines), ((y_of(low), f"{low} %"), (y_of(high), f"{high} %")))


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """With labels that do not lie on one another: each pushed below the one above it."""
    placed: list[Line] = []
    for line in sorted(lines, key=lambda line: line.y):
        lowest = placed[-1].label_y + APART if placed else line.y
        placed.append(replace(line, label_y=max(line.y, lowest)))
    return tuple(placed)


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
