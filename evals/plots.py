"""The plots of a report, as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from evals.calibration import reliability, risk_coverage
from evals.figures import ALL, Figures
from plotting.svg import ACCENT, COLOURS, INK, LINE, NOTE, new_figure, styled, svg_of

WIDTH, HEIGHT = 5.2, 3.3
NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a sweep where it is drawn."""

    across: float
    up: float
    number: str
    group: str
    """Its value of the first setting."""


@styled()
def category_plot(figures: Mapping[str, Figures], name: str, label: str) -> Markup:
    """One dot with its interval for each category, and for all; "" where none is measured."""
    groups = [group for group in [*figures, ALL] if name in figures[group]]
    groups = list(dict.fromkeys([g for g in groups if g != ALL] + [g for g in groups if g == ALL]))
    if not groups:
        return NOTHING
    fig, axes = new_figure(WIDTH, 0.9 + 0.27 * len(groups), grid=True)
    for row, group in enumerate(reversed(groups)):
        figure = figures[group][name]
        colour = ACCENT if group == ALL else INK
        if figure["low"] is not None:
            axes.plot(
                [figure["low"], figure["high"]],
                [row, row],
                color=colour,
                alpha=0.35,
                lw=4,
                solid_capstyle="butt",
            )
        axes.plot(figure["value"], row, "o", color=colour, markersize=6)
    axes.set_yticks(range(len(groups)), [group.replace("_", " ") for group in reversed(groups)])
    axes.set_ylim(-0.6, len(groups) - 0.4)
    axes.set_xlim(right=101)
    axes.set_xlabel(f"{label}, % with 95 % interval")
    return svg_of(fig, f"{label} by category")


@styled()
def risk_plot(confidences: Sequence[float], right: Sequence[bool]) -> Markup:
    """Share wrong among the surest answers, by how many are given."""
    if not confidences:
        return NOTHING
    coverage, risk = risk_coverage(confidences, right)
    fig, axes = new_figure(WIDTH, HEIGHT, grid=True)
    axes.plot(100 * coverage, 100 * risk, color=ACCENT, linewidth=2)
    axes.axhline(2, color=NOTE, linewidth=1, linestyle="--")
    axes.annotate(
        "2 % wrong",
        (100, 2),
        xytext=(0, -11),
        textcoords="offset points",
        ha="right",
        color=NOTE,
        fontsize=9,
    )
    axes.set(xlim=(0, 100), xlabel="questions answered, surest first, %", ylabel="of these wrong, %")
    axes.set_ylim(bottom=0)
    return svg_of(fig, "Risk against coverage")


@styled()
def calibration_plot(probabilities: Sequence[float], covered: Sequence[bool]) -> Markup:
    """How often what was held for answerable is; a dot's size is its share of the questions."""
    if not probabilities:
        return NOTHING
    fig, axes = new_figure(WIDTH, HEIGHT, grid=True)
    axes.plot([0, 100], [0, 100], color=LINE, linewidth=1.5)
    for mean, share, count in reliability(probabilities, covered):
        size = 25 + 500 * count / len(probabilities)
        axes.scatter(100 * mean, 100 * share, s=size, color=ACCENT, alpha=0.75, linewidths=0)
    axes.set(xlim=(-3, 103), ylim=(-3, 106), xlabel="P(answerable), %", ylabel="really covered, %")
    return svg_of(fig, "Calibration")


@styled()
def latency_plot(milliseconds: Sequence[float]) -> Markup:
    """Share of the questions that were answered within so many milliseconds."""
    if not any(milliseconds):
        return NOTHING
    ordered = np.sort(np.maximum(np.asarray(milliseconds, dtype=float), 0.1))
    fig, axes = new_figure(WIDTH, HEIGHT, grid=True)
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
    return svg_of(fig, "Latency")


@styled()
def histogram(values: Sequence[float], label: str, width: float, bar: float | None = None) -> Markup:
    """How many answers have so many words, or such a grade; `bar`: where they should end."""
    if not values:
        return NOTHING
    low, high = np.floor(min(values) / width) * width, np.ceil((max(values) + 1e-9) / width) * width
    fig, axes = new_figure(WIDTH, HEIGHT, grid=True)
    axes.hist(
        values, bins=np.arange(low, high + width, width).tolist(), color=ACCENT, alpha=0.85, rwidth=0.92
    )
    if bar is not None:
        axes.axvline(bar, color=NOTE, linewidth=1, linestyle="--")
    axes.set(xlabel=label, ylabel="answers")
    return svg_of(fig, label.capitalize())


@styled()
def stage_plot(lost_by: Mapping[str, int]) -> Markup:
    """How many misses each stage has lost, the most on top."""
    if not lost_by:
        return NOTHING
    fig, axes = new_figure(WIDTH, HEIGHT)
    drawn = axes.barh(range(len(lost_by)), list(lost_by.values()), color=ACCENT, height=0.6)
    axes.set_yticks(range(len(lost_by)), list(lost_by))
    axes.bar_label(drawn, padding=3)
    axes.invert_yaxis()
    axes.set_xlabel("misses")
    return svg_of(fig, "Misses by stage")


@styled()
def trade_off_plot(points: Sequence[Dot], across: str, up: str, title: str) -> Markup:
    """A dot with its number for each point of a sweep, in the colour of its group."""
    if not points:
        return NOTHING
    fig, axes = new_figure(WIDTH, 4.0, grid=True)
    groups = list(dict.fromkeys(point.group for point in points))
    for n, group in enumerate(groups):
        own = [point for point in points if point.group == group]
        colour = COLOURS[n % len(COLOURS)]
        axes.scatter([p.across for p in own], [p.up for p in own], s=46, color=colour, label=group)
    for near in _near(points):
        told = ", ".join(point.number for point in near)
        place = (max(point.across for point in near), max(point.up for point in near))
        axes.annotate(told, place, xytext=(6, 4), textcoords="offset points", fontsize=9)
    axes.set(xlabel=across, ylabel=up)
    axes.margins(x=0.12, y=0.12)
    if 1 < len(groups) <= len(COLOURS):
        axes.legend(frameon=False, ncols=2, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0)
    return svg_of(fig, title)


def _near(points: Sequence[Dot]) -> list[list[Dot]]:
    """Points whose numbers would lie on one another, together."""
    wide, high = (
        max(values) - min(values) or 1.0 for values in zip(*((p.across, p.up) for p in points), strict=True)
    )
    groups: list[list[Dot]] = []
    for point in points:
        for group in groups:
            first = group[0]
            if abs(point.across - first.across) < wide / 25 and abs(point.up - first.up) < high / 25:
                group.append(point)
                break
        else:
            groups.append([point])
    return groups
