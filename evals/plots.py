"""The plots of a report, as inline SVG."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np

from evals.calibration import reliability, risk_coverage
from evals.figures import ALL, Figures

INK, SOFT, LINE, ACCENT, WARM = "#1c2625", "#4a5856", "#cfd8d6", "#0b5a54", "#b86b00"
# Any: matplotlib's own type of it lists every option by name.
STYLE: Any = {
    "svg.fonttype": "none",  # text stays text: it can be searched and takes the page's font
    "svg.hashsalt": "family-answers",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e8edec",
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}
SIZE = (5.2, 3.3)


def category_plot(figures: Mapping[str, Figures], name: str, label: str) -> str:
    """One dot with its interval for each category, and for all; "" where none is measured."""
    groups = [group for group in [*figures, ALL] if name in figures[group]]
    groups = list(dict.fromkeys([g for g in groups if g != ALL] + [g for g in groups if g == ALL]))
    if not groups:
        return ""
    fig, axes = _figure(height=0.9 + 0.27 * len(groups))
    for row, group in enumerate(reversed(groups)):
        figure = figures[group][name]
        colour = ACCENT if group == ALL else INK
        if figure["low"] is not None:
            axes.plot([figure["low"], figure["high"]], [row, row], color=colour, alpha=0.35, linewidth=4)
        axes.plot(figure["value"], row, "o", color=colour, markersize=6)
    axes.set_yticks(range(len(groups)), [group.replace("_", " ") for group in reversed(groups)])
    axes.set_ylim(-0.6, len(groups) - 0.4)
    axes.set_xlim(right=101)
    axes.set_xlabel(f"{label}, % with 95 % interval")
    return _svg(fig, f"{label} by category")


def risk_plot(confidences: Sequence[float], right: Sequence[bool]) -> str:
    """Share wrong among the surest answers, by how many are given."""
    if not confidences:
        return ""
    coverage, risk = risk_coverage(confidences, right)
    fig, axes = _figure()
    axes.plot(100 * coverage, 100 * risk, color=ACCENT, linewidth=2)
    axes.axhline(2, color=WARM, linewidth=1, linestyle="--")
    axes.annotate("2 % wrong", (0, 2), xytext=(2, 3), textcoords="offset points", color=WARM, fontsize=9)
    axes.set(xlim=(0, 100), xlabel="questions answered, surest first, %", ylabel="of these wrong, %")
    axes.set_ylim(bottom=0)
    return _svg(fig, "Risk against coverage")


def calibration_plot(probabilities: Sequence[float], covered: Sequence[bool]) -> str:
    """How often what was held for answerable is; a dot's size is its share of the questions."""
    if not probabilities:
        return ""
    fig, axes = _figure()
    axes.plot([0, 100], [0, 100], color=LINE, linewidth=1.5)
    for mean, share, count in reliability(probabilities, covered):
        size = 25 + 500 * count / len(probabilities)
        axes.scatter(100 * mean, 100 * share, s=size, color=ACCENT, alpha=0.75, edgecolors="white")
    axes.set(xlim=(-3, 103), ylim=(-3, 106), xlabel="P(answerable), %", ylabel="really covered, %")
    return _svg(fig, "Calibration")


def latency_plot(milliseconds: Sequence[float]) -> str:
    """Share of the questions that were answered within so many milliseconds."""
    if not any(milliseconds):
        return ""
    ordered = np.sort(np.maximum(np.asarray(milliseconds, dtype=float), 0.1))
    fig, axes = _figure()
    axes.step(ordered, 100 * np.arange(1, len(ordered) + 1) / len(ordered), color=ACCENT, linewidth=2)
    axes.set_xscale("log")
    ticks = [
        t
        for t in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)
        if ordered[0] / 2 <= t <= ordered[-1] * 2
    ]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set(ylim=(0, 102), xlabel="milliseconds", ylabel="answered within, %")
    return _svg(fig, "Latency")


def histogram(values: Sequence[float], label: str, width: float, bar: float | None = None) -> str:
    """How many answers have so many words, or such a grade; `bar`: where they should end."""
    if not values:
        return ""
    low, high = np.floor(min(values) / width) * width, np.ceil((max(values) + 1e-9) / width) * width
    fig, axes = _figure()
    axes.hist(
        values, bins=np.arange(low, high + width, width).tolist(), color=ACCENT, alpha=0.85, rwidth=0.92
    )
    if bar is not None:
        axes.axvline(bar, color=WARM, linewidth=1, linestyle="--")
    axes.set(xlabel=label, ylabel="answers")
    return _svg(fig, label.capitalize())


def trade_off_plot(points: Sequence[tuple[float, float, str]], across: str, up: str) -> str:
    """A dot for each point of a sweep: (across, up, its number)."""
    if not points:
        return ""
    fig, axes = _figure(width=7.2, height=4.6)
    axes.scatter([p[0] for p in points], [p[1] for p in points], s=46, color=ACCENT, alpha=0.85)
    names: dict[tuple[float, float], list[str]] = {}
    for x, y, name in points:
        names.setdefault((x, y), []).append(name)
    for place, here in names.items():
        axes.annotate(
            ", ".join(here), place, xytext=(5, 4), textcoords="offset points", fontsize=9, color=SOFT
        )
    axes.set(xlabel=across, ylabel=up)
    return _svg(fig, f"{up} against {across}")


def _figure(width: float = SIZE[0], height: float = SIZE[1]):  # type: ignore[no-untyped-def]  # matplotlib's stubs
    with mpl.rc_context(STYLE):
        from matplotlib.figure import Figure

        fig = Figure(figsize=(width, height), layout="constrained")
        return fig, fig.add_subplot()


def _svg(fig: mpl.figure.Figure, title: str) -> str:
    """One <svg> that scales with the page, and that a screen reader names."""
    file = io.StringIO()
    with mpl.rc_context(STYLE):
        fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'<svg ([^>]*?)width="[^"]*"', r"<svg \1", svg, count=1)
    svg = re.sub(r'height="[^"]*pt" ', "", svg, count=1)
    # Several plots on one page: an id must not mean another plot's shape.
    prefix = re.sub(r"\W+", "-", title.lower())
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)
