"""Plots as inline SVG, in the colours of the page; each stands above a table with the same numbers."""

from __future__ import annotations

import io
import re
from calendar import month_abbr
from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup, escape
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, SOFT, LINE = "#1c2625", "#4a5856", "#cfd8d6"
COLOURS = ("#0b5a54", "#8a5a00", "#7b8a88", "#a3150f")
WIDE, NARROW = 9.0, 4.6
LONGEST_LABEL = 44
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "family-answers",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": LINE,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def stacked_days(title: str, days: Sequence[str], counts: Mapping[str, Sequence[int]]) -> Markup:
    """A column for each day, in it a part for each kind."""
    with rc_context(STYLE):
        figure, axes = _figure(WIDE, 2.8)
        bottom = [0] * len(days)
        for (label, row), colour in zip(counts.items(), COLOURS, strict=False):
            axes.bar(range(len(days)), row, bottom=bottom, color=colour, label=label, width=0.8)
            bottom = [a + b for a, b in zip(bottom, row, strict=True)]
        step = max(1, len(days) // 8)
        axes.set_xticks(range(0, len(days), step), [_short(days[n]) for n in range(0, len(days), step)])
        axes.legend(ncols=4, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0)
        return _svg(figure, title)


def bars(title: str, rows: Sequence[tuple[str, int]]) -> Markup:
    """A horizontal bar with its number for each row, the first on top."""
    with rc_context(STYLE):
        figure, axes = _figure(NARROW, 0.5 + 0.33 * max(1, len(rows)))
        places = range(len(rows))
        drawn = axes.barh(places, [count for _, count in rows], color=COLOURS[0], height=0.6)
        axes.set_yticks(places, [_cut(label) for label, _ in rows])
        axes.bar_label(drawn, padding=3)
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.margins(x=0.15)
        return _svg(figure, title)


def histogram(title: str, counts: Sequence[int], end: float) -> Markup:
    """How often each of `counts`' equal spans from 0 to `end` came."""
    with rc_context(STYLE):
        figure, axes = _figure(NARROW, 2.2)
        if counts:
            axes.stairs(counts, np.linspace(0.0, end, len(counts) + 1), fill=True, color=COLOURS[0])
        axes.set_xlabel("milliseconds; the slowest of a hundred are left out")
        return _svg(figure, title)


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.patch.set_visible(False)
    axes.tick_params(length=0)
    return figure, axes


def _svg(figure: Figure, title: str) -> Markup:
    """An <svg> that tells its name; text stays text, in the page's own font."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # Ids must differ between the plots of one page.
    prefix = re.sub(r"\W+", "-", title.lower())
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r"(url\(#|xlink:href=\"#)", rf"\g<1>{prefix}-", svg)
    # Drawn in inks of the light page: they follow the page where it is dark.
    for ink, token in ((INK, "--ink"), (SOFT, "--ink-soft"), (LINE, "--line"), (COLOURS[0], "--accent")):
        svg = svg.replace(ink, f"var({token})")
    label = str(escape(title))
    return Markup(re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" class="plot" ', svg, count=1))


def _short(day: str) -> str:
    """ "28 Oct": which of two numbers is the month is told differently in different countries."""
    return f"{int(day[8:])} {month_abbr[int(day[5:7])]}"


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
