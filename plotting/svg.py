"""Figures of matplotlib as inline SVG, in the colours of the page that they stand on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from markupsafe import Markup, escape
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, SOFT, LINE, ACCENT, NOTE = "#1c2625", "#4a5856", "#cfd8d6", "#0b5a54", "#8a5a00"
COLOURS = (ACCENT, NOTE, "#7b8a88", "#a3150f")
"""Of things side by side, in this order."""
TOKENS = {INK: "--ink", SOFT: "--ink-soft", LINE: "--line", ACCENT: "--accent", NOTE: "--note"}
"""The inks as pages/static/tokens.css names them: a plot follows its page where that is dark."""
# Any: matplotlib's own type of it lists every option by name.
STYLE: Any = {
    "svg.fonttype": "none",  # text stays text: it can be searched and takes the page's font
    "svg.hashsalt": "family-answers",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "grid.alpha": 0.5,
    "xtick.color": SOFT,
    "ytick.color": INK,
}


@contextmanager
def styled() -> Iterator[None]:
    """Around, or above, whatever draws: matplotlib reads its style when a part is made."""
    with rc_context(STYLE):
        yield


def new_figure(width: float, height: float, grid: bool = False) -> tuple[Figure, Axes]:
    """A figure of so many inches with its axes; the page shines through it."""
    drawn = Figure(figsize=(width, height), layout="constrained")
    axes = drawn.add_subplot()
    axes.patch.set_visible(False)
    axes.tick_params(length=0)
    axes.grid(grid)
    return drawn, axes


def svg_of(drawn: Figure, title: str) -> Markup:
    """One <svg> that a screen reader names, the same bytes for the same figure; its title must be its own
    on the page."""
    file = io.StringIO()
    drawn.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    # Several plots on one page: an id must not mean another plot's shape.
    prefix = re.sub(r"\W+", "-", title.lower())
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    for ink, token in TOKENS.items():
        svg = svg.replace(ink, f"var({token})")
    return Markup(svg.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" class="plot" ', 1))
