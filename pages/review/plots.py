"""Plots as inline SVG, in the colours of the page; each stands above a table with the same numbers."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from plotting.svg import COLOURS, new_figure, styled, svg_of

WIDE, NARROW = 9.0, 4.6
LONGEST_LABEL = 44


def stacked_days(title: str, days: Sequence[str], counts: Mapping[str, Sequence[int]]) -> Markup:
    """A column for each day, in it a part for each kind."""
    with styled():
        figure, axes = new_figure(WIDE, 2.8)
        bottom = [0] * len(days)
        for (label, row), colour in zip(counts.items(), COLOURS, strict=False):
            axes.bar(range(len(days)), row, bottom=bottom, color=colour, label=label, width=0.8)
            bottom = [a + b for a, b in zip(bottom, row, strict=True)]
        step = max(1, len(days) // 8)
        axes.set_xticks(range(0, len(days), step), [_short(days[n]) for n in range(0, len(days), step)])
        axes.legend(ncols=4, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0)
        return svg_of(figure, title)


def bars(title: str, rows: Sequence[tuple[str, int]]) -> Markup:
    """A horizontal bar with its number for each row, the first on top."""
    with styled():
        figure, axes = new_figure(NARROW, 0.5 + 0.33 * max(1, len(rows)))
        places = range(len(rows))
        drawn = axes.barh(places, [count for _, count in rows], color=COLOURS[0], height=0.6)
        axes.set_yticks(places, [_cut(label) for label, _ in rows])
        axes.bar_label(drawn, padding=3)
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.margins(x=0.15)
        return svg_of(figure, title)


def histogram(title: str, counts: Sequence[int], end: float) -> Markup:
    """How often each of `counts`' equal spans from 0 to `end` came."""
    with styled():
        figure, axes = new_figure(NARROW, 2.2)
        if counts:
            axes.stairs(counts, np.linspace(0.0, end, len(counts) + 1), fill=True, color=COLOURS[0])
        axes.set_xlabel("milliseconds; the slowest of a hundred are left out")
        return svg_of(figure, title)


def _short(day: str) -> str:
    """ "28 Oct": which of two numbers is the month is told differently in different countries."""
    return f"{int(day[8:])} {month_abbr[int(day[5:7])]}"


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
